"""The job by Python polars. Usage: frames.py FILE OUT THREADS; POLARS_MAX_THREADS is set by run.py."""
import sys

import polars as pl

path, out = sys.argv[1], sys.argv[2]
types = {
    "id": pl.String, "published": pl.Date, "closed": pl.Date, "status": pl.String, "region": pl.String, "code": pl.String,
    "title": pl.String, "employer": pl.String, "section": pl.String, "positions": pl.Int64, "wage_from": pl.Float64,
    "wage_to": pl.Float64, "currency": pl.String, "gross": pl.Boolean, "schedule": pl.String, "education": pl.String,
    "experience": pl.String, "contact_name": pl.String, "contact_phone": pl.String, "contact_mail": pl.String,
    "synthetic": pl.Boolean,
}
frame = pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path, schema=types, try_parse_dates=True)
low = pl.coalesce("wage_from", "wage_to").cast(pl.Float64)
high = pl.coalesce("wage_to", "wage_from").cast(pl.Float64)
filled = pl.all_horizontal(
    pl.col(name).str.len_bytes() > 0
    for name in ["schedule", "education", "experience", "contact_name", "contact_phone", "contact_mail"]
)
records = frame.filter(
    pl.col("published").is_between(pl.date(1990, 1, 1), pl.date(2099, 12, 31)),
    pl.col("closed").is_null() | (pl.col("closed") >= pl.col("published")),
    pl.col("wage_from").is_null() | pl.col("wage_to").is_null() | (pl.col("wage_from") <= pl.col("wage_to")),
    pl.col("region").str.starts_with("KZ-"), pl.col("section").str.len_bytes() == 1,
    pl.col("positions").is_between(1, 10000), filled, pl.col("synthetic"),
).select(
    pl.col("id").hash(), pl.col("employer").hash(), "region",
    pl.when(pl.col("code").str.contains(r"^[0-9]{4}(-[0-9](-[0-9]{3})?)?$")).then(pl.col("code").str.head(4)).alias("occupation"),
    pl.col("title").str.to_lowercase().str.extract_all("[^ ,/.()0-9+-]+").list.sort().list.join(" ").hash().alias("title"),
    "published", "closed", "positions",
    pl.when((pl.col("currency") == "KZT") & pl.col("gross")).then(((low + high) / 2).round().cast(pl.Int64)).alias("wage"),
)
block = ["employer", "region", "title"]
end = pl.col("closed").fill_null(pl.date(9999, 12, 31))
postings = (
    records.collect(engine="streaming")
    .sort([*block, "published", "id"])
    .with_columns(group=pl.struct(block).rle_id())
    .with_columns(
        last_end=pl.when(pl.col("group") == pl.col("group").shift(1)).then(end.shift(1)),
        before_wage=pl.when(pl.col("group") == pl.col("group").shift(1)).then(pl.col("wage").shift(1)),
    )
    .with_columns(before_end=pl.col("last_end").cum_max().over("group"))
    .with_columns(
        repeats=(
            pl.col("before_end").is_not_null() & (pl.col("before_end") > pl.col("published"))
            & (pl.col("before_wage").is_null() | pl.col("wage").is_null() | (pl.col("before_wage") == pl.col("wage")))
        )
    )
    .lazy()
)
kept = postings.filter(~pl.col("repeats"), pl.col("occupation").is_not_null())
by = {
    "openings": kept.group_by(pl.col("published").dt.truncate("1mo").alias("month"), "region", "occupation").agg(
        pl.col("positions").sum(), pl.len().alias("postings"), pl.col("wage").count().alias("waged"), pl.col("wage").sum().alias("wages")
    ).sort("month", "region", "occupation"),
    "stocks": kept.filter(pl.col("closed").is_null() | (pl.col("closed") > pl.date(2025, 12, 31)))
    .group_by("region", "occupation").agg(pl.col("positions").sum()).sort("region", "occupation"),
    "durations": kept.group_by(
        pl.col("published").dt.year().alias("year"), "occupation",
        (pl.col("closed").fill_null(pl.date(2025, 12, 31)) - pl.col("published")).dt.total_days().alias("days"),
        pl.col("closed").is_not_null().alias("ended"),
    ).len().sort("year", "occupation", "days", "ended"),
    "audit": postings.group_by("repeats", pl.col("occupation").is_null().alias("none")).len().sort("repeats", "none"),
}
for (name, _), table in zip(by.items(), pl.collect_all(by.values(), engine="streaming")):
    table.write_csv(f"{out}.{name}.csv")
