"""The job by DuckDB. Usage: duck.py FILE OUT THREADS MEMORY_MB."""
import sys

import duckdb

path, out, threads, memory = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
db = duckdb.connect()
db.execute(f"SET threads = {threads}")
db.execute(f"SET memory_limit = '{memory}MB'")
db.execute(f"SET temp_directory = '{out}.tmp'")
db.execute("SET preserve_insertion_order = false")
source = (
    f"read_parquet('{path}')"
    if path.endswith(".parquet")
    else f"""read_csv('{path}', header = true, types = {{
        'id': 'VARCHAR', 'published': 'DATE', 'closed': 'DATE', 'status': 'VARCHAR', 'region': 'VARCHAR',
        'code': 'VARCHAR', 'title': 'VARCHAR', 'employer': 'VARCHAR', 'section': 'VARCHAR',
        'positions': 'INTEGER', 'wage_from': 'DOUBLE', 'wage_to': 'DOUBLE', 'currency': 'VARCHAR',
        'gross': 'BOOLEAN', 'schedule': 'VARCHAR', 'education': 'VARCHAR', 'experience': 'VARCHAR',
        'contact_name': 'VARCHAR', 'contact_phone': 'VARCHAR', 'contact_mail': 'VARCHAR', 'synthetic': 'BOOLEAN'}})"""
)
# Text that is not UTF-8, dates that are none and numbers that are none stop the reader itself.
db.execute(
    f"""
CREATE TABLE records AS
SELECT
    hash(id) AS id, hash(employer) AS employer, region,
    CASE WHEN regexp_full_match(code, '[0-9]{{4}}(-[0-9](-[0-9]{{3}})?)?') THEN left(code, 4) END AS occupation,
    hash(list_sort(regexp_extract_all(lower(title), '[^ ,/.()0-9+-]+'))::VARCHAR) AS title,
    published, closed, positions,
    CASE WHEN currency = 'KZT' AND gross
        THEN round((coalesce(wage_from, wage_to) + coalesce(wage_to, wage_from)) / 2)::BIGINT END AS wage
FROM {source}
WHERE published BETWEEN DATE '1990-01-01' AND DATE '2099-12-31'
    AND (closed IS NULL OR closed >= published)
    AND (wage_from IS NULL OR wage_to IS NULL OR wage_from <= wage_to)
    AND region LIKE 'KZ-%' AND length(section) = 1 AND positions BETWEEN 1 AND 10000
    AND length(schedule) > 0 AND length(education) > 0 AND length(experience) > 0
    AND length(contact_name) > 0 AND length(contact_phone) > 0 AND length(contact_mail) > 0 AND synthetic
"""
)
db.execute(
    """
CREATE TABLE postings AS
SELECT * EXCLUDE (before_wage, before_end), before_end IS NOT NULL AND before_end > published
    AND (before_wage IS NULL OR wage IS NULL OR before_wage = wage) AS repeats
FROM (
    SELECT *,
        lag(wage) OVER w AS before_wage,
        max(coalesce(closed, DATE '9999-12-31')) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_end
    FROM records
    WINDOW w AS (PARTITION BY employer, region, title ORDER BY published, id)
)
"""
)
db.execute("DROP TABLE records")
for name, query in {
    "openings": """SELECT date_trunc('month', published) AS month, region, occupation, sum(positions), count(*), count(wage), sum(wage)
        FROM postings WHERE NOT repeats AND occupation IS NOT NULL GROUP BY ALL ORDER BY ALL""",
    "stocks": """SELECT region, occupation, sum(positions) FROM postings
        WHERE NOT repeats AND occupation IS NOT NULL AND (closed IS NULL OR closed > DATE '2025-12-31') GROUP BY ALL ORDER BY ALL""",
    "durations": """SELECT year(published) AS year, occupation, coalesce(closed, DATE '2025-12-31') - published AS days,
        closed IS NOT NULL AS ended, count(*) FROM postings WHERE NOT repeats AND occupation IS NOT NULL GROUP BY ALL ORDER BY ALL""",
    "audit": "SELECT repeats, occupation IS NULL, count(*) FROM postings GROUP BY ALL ORDER BY ALL",
}.items():
    db.execute(f"COPY ({query}) TO '{out}.{name}.csv'")
