-- Where each record that was read went.
SELECT
    CASE
        WHEN fate = -1 THEN 'repeated'
        WHEN fate = -2 THEN 'duplicate'
        WHEN published > $as_of THEN 'after_extract'
        WHEN occupation IS NULL THEN 'no_code'
        WHEN month < $first OR month > $last THEN 'outside_window'
        ELSE 'counted'
    END AS step,
    COUNT(*) AS records
FROM postings
GROUP BY 1
ORDER BY step
