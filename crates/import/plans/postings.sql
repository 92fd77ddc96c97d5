-- Which record begins a posting, and when that posting ends.
--
-- `posting` goes through the records of an employer (of a CV: of a person) in a region by the day of
-- publication and gives: -1 for a record whose identifier was there before; -2 for a duplicate, that is a
-- near-same title, overlapping dates and no wage that contradicts; otherwise the first day on which the
-- posting with all its duplicates is no longer open, or 2147483647 while it is.
-- Everything but hashed identifiers comes first in the order, so that no key moves a figure.
SELECT
    bucket, region, occupation, section, category, month, published, positions, wage,
    posting(id, party, region, title, published, closed, wage) OVER (
        PARTITION BY bucket
        ORDER BY party, region, published, closed, wage, occupation, section, positions, title, id
    ) AS fate
FROM records
