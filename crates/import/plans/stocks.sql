-- Postings open on a day, by region and occupation.
SELECT
    region, occupation,
    SUM(positions) AS positions
FROM postings
WHERE fate > $day AND occupation IS NOT NULL AND published <= $day
GROUP BY region, occupation
ORDER BY region, occupation
