-- Postings by month of publication, region and occupation, with what wages they offer.
SELECT
    month, region, occupation,
    SUM(positions) AS positions,
    COUNT(*) AS postings,
    COUNT(wage) AS waged,
    COALESCE(SUM(wage), 0) AS wages
FROM postings
WHERE fate > 0 AND occupation IS NOT NULL AND published <= $as_of
GROUP BY month, region, occupation
ORDER BY month, region, occupation
