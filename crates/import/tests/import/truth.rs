//! What is planted is found.

use crate::common::{audited, generated, made, table};
use std::collections::BTreeMap;

/// Enough that a region's count has an error of chance of half a per cent.
const ROWS: usize = 400_000;

#[test]
fn planted_truth_is_found() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract =
        generated(folder.path(), ROWS, &["--kinds", "vacancy,resume", "--format", "parquet"]);
    let (vacancies, resumes) = (extract.join("vacancy.parquet"), extract.join("resume.parquet"));
    let out = folder.path().join("evidence");
    made(&[("vacancies", &vacancies), ("resumes", &resumes)], &out, &["--min-cell", "1"]);

    // Duplicates in all, of rows that were drawn as such: within two per cent of each other, so that
    // neither precision nor recall hides behind the other. Each alone is measured in `src/tests.rs`.
    let truth = table(&extract.join("vacancy.truth.csv"));
    let planted = truth.iter().filter(|row| !row["repeats"].is_empty()).count() as f64;
    let found = audited(&out, "vacancy", "duplicate") as f64;
    assert!((found / planted - 1.0).abs() < 0.02, "{found} of {planted}");

    // Tightness by region: vacancies for each CV against posts and people drawn there.
    let posts = |kind: &str| -> BTreeMap<String, f64> {
        let rows = table(&extract.join(format!("{kind}.regions.csv")));
        rows.iter()
            .map(|row| (row["region"].clone(), row["positions"].parse().expect("a count")))
            .collect()
    };
    let (posted, people) = (posts("vacancy"), posts("resume"));
    let mut counted: BTreeMap<(String, String), f64> = BTreeMap::new();
    for row in table(&out.join("exchange_by_occupation.csv")) {
        if row["flow"] == "annual_flow" {
            let value: f64 = row["value"].parse().expect("nothing is withheld");
            *counted.entry((row["region"].clone(), row["measure"].clone())).or_default() += value;
        }
    }
    let of = |region: &str, measure: &str| counted[&(region.to_owned(), measure.to_owned())];
    assert_eq!(posted.len(), 20);
    for (region, posts) in &posted {
        let tightness = of(region, "vacancies") / of(region, "resumes");
        let true_one = posts / people[region];
        assert!((tightness / true_one - 1.0).abs() < 0.02, "{region}: {tightness} for {true_one}");
    }

    // Durations: what is open on the day of the extract is censored, and the medians are not shorter for it.
    let true_ones: BTreeMap<String, (f64, f64)> = table(&extract.join("vacancy.durations.csv"))
        .iter()
        .map(|row| {
            (
                row["occupation"].clone(),
                (
                    row["postings"].parse().expect("a count"),
                    row["median_days"].parse().expect("days"),
                ),
            )
        })
        .collect();
    let (mut ratios, mut compared) = (0.0, 0.0);
    for row in table(&out.join("exchange_duration_by_occupation.csv")) {
        let (count, true_one) = true_ones[&row["occupation"]];
        if count >= 500.0 {
            let days: f64 = row["value"].parse().expect("a median");
            ratios += days / true_one;
            compared += 1.0;
        }
    }
    assert!(compared > 100.0, "{compared} occupations");
    assert!((ratios / compared - 1.0).abs() < 0.03, "{}", ratios / compared);
}

/// Without the censored ones the medians would be too short: the test above can fail.
#[test]
fn what_is_open_counts() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let text = |closed: &str| {
        format!(
            "id,published,closed,region,code,employer\n{}",
            (0..20)
                .map(|n| {
                    let closed = if n < 8 { "2025-12-11" } else { closed };
                    format!("{n},2025-12-01,{closed},KZ-75,2512,E{n}\n")
                })
                .collect::<String>()
        )
    };
    for (name, closed, days) in [("open", "", ""), ("shut", "2025-12-21", "20")] {
        let file = folder.path().join(format!("{name}.csv"));
        std::fs::write(&file, text(closed)).expect("written");
        let out = folder.path().join(name);
        made(&[("vacancies", &file)], &out, &[]);
        // By hand: 8 of 20 closed after 10 days; the others after 20, or not yet.
        let rows = table(&out.join("exchange_duration_by_occupation.csv"));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["value"], days, "{name}");
        assert_eq!(rows[0]["obs_status"], if days.is_empty() { "M" } else { "I" });
    }
}
