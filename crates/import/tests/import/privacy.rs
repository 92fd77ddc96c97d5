//! No output tells of a person.

use crate::common::{files, generated, imported, made, package, table};
use std::collections::BTreeSet;
use std::path::Path;

/// Every text of the columns that tell of somebody, from an extract.
fn personal(extract: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for kind in ["vacancy", "resume", "permit"] {
        for row in table(&extract.join(format!("{kind}.csv"))) {
            for column in
                ["id", "employer", "person", "contact_name", "contact_phone", "contact_mail"]
            {
                all.extend(row.get(column).cloned());
            }
            // Telephone numbers stand in titles too.
            let digits = row["title"].find("+7").map(|at| row["title"][at..].to_owned());
            all.extend(digits);
            all.insert(row["title"].clone());
        }
    }
    // A title of a few letters is no secret, and may stand in any word.
    all.retain(|text| text.chars().count() >= 8);
    all
}

fn told(bytes: &[u8], personal: &BTreeSet<String>) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    personal.iter().find(|one| text.contains(one.as_str())).cloned()
}

#[test]
fn no_output_holds_a_planted_name_number_or_identifier() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract = generated(folder.path(), 2000, &[]);
    let planted = personal(&extract);
    assert!(planted.len() > 2000, "{}", planted.len());
    // The search finds what is there: in the extract itself.
    assert!(told(&files(&extract)["vacancy.csv"], &planted).is_some());

    // Some rows wrong, in the columns that tell of somebody too, so that rejects are written.
    let broken = folder.path().join("broken.csv");
    let text = std::fs::read_to_string(extract.join("vacancy.csv")).expect("read");
    let text: String = text
        .lines()
        .enumerate()
        .map(|(at, line)| match at % 50 {
            7 => format!("{}\n", line.replacen("2025-", "2035-13-", 1)),
            9 => format!("{line},more\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    std::fs::write(&broken, text).expect("written");
    let out = folder.path().join("evidence");
    let all = [
        ("vacancies", broken.as_path()),
        ("resumes", &extract.join("resume.csv")),
        ("permits", &extract.join("permit.csv")),
    ];
    made(&all, &out, &["--on-error", "skip"]);
    let key = folder.path().join("key");
    imported(&["key", "-o", &key.display().to_string()]);
    let records = folder.path().join("records");
    imported(&[
        "records",
        "vacancy",
        &extract.join("vacancy.csv").display().to_string(),
        "--package",
        &package(),
        "--key",
        &key.display().to_string(),
        "-o",
        &records.display().to_string(),
    ]);
    let mut looked_at = 0;
    for (name, bytes) in files(&out).into_iter().chain(files(&records)) {
        assert_eq!(told(&bytes, &planted), None, "{name}");
        looked_at += 1;
    }
    assert!(looked_at > 10, "{looked_at}");
    assert!(!table(&out.join("rejects.csv")).is_empty());
}

/// Small counts are withheld, whatever is published next to them; `src/suppression.rs` tries to calculate them.
#[test]
fn no_small_count_is_published() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let extract = generated(folder.path(), 3000, &[]);
    let out = folder.path().join("evidence");
    let all = [
        ("vacancies", extract.join("vacancy.csv")),
        ("resumes", extract.join("resume.csv")),
        ("permits", extract.join("permit.csv")),
    ];
    let all: Vec<(&str, &Path)> = all.iter().map(|(kind, path)| (*kind, path.as_path())).collect();
    made(&all, &out, &["--min-cell", "10"]);
    let (mut withheld, mut published) = (0, 0);
    for (name, unit) in [
        ("exchange_by_occupation", 1000.0),
        ("foreign_labour_permits", 1.0),
        ("foreign_labour_permits_by_section", 1.0),
        ("foreign_labour_permits_by_occupation", 1.0),
    ] {
        for row in table(&out.join(format!("{name}.csv"))) {
            match row["value"].as_str() {
                "" => {
                    assert_eq!(
                        (row["obs_status"].as_str(), row["missing_reason"].as_str()),
                        ("M", "not_published")
                    );
                    withheld += 1;
                }
                value => {
                    let value: f64 = value.parse().expect("a number");
                    assert!(value == 0.0 || value * unit > 9.5, "{name}: {row:?}");
                    published += 1;
                }
            }
            assert!(row["source"].starts_with("synthetic"), "{row:?}");
        }
    }
    assert!(withheld > 1000 && published > 300, "{withheld}, {published}");
}
