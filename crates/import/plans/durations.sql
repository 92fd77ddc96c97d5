-- How many days postings of each year and occupation were open, and whether they had ended by the day of
-- the extract: what a Kaplan-Meier estimate is made of.
SELECT
    month / 12 AS year, occupation,
    LEAST(fate, $as_of) - published AS days,
    fate <= $as_of AS ended,
    COUNT(*) AS postings
FROM postings
WHERE fate > 0 AND occupation IS NOT NULL AND published <= $as_of AND month >= $first
GROUP BY month / 12, occupation, LEAST(fate, $as_of) - published, fate <= $as_of
ORDER BY year, occupation, days, ended
