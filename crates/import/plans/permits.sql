-- Workers on permits that are valid on a day, by category, section and occupation.
SELECT
    category, section, occupation,
    SUM(positions) AS positions
FROM postings
WHERE fate > $day AND published <= $day
GROUP BY category, section, occupation
ORDER BY category, section, occupation
