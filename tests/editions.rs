//! What changed between two editions, and why: from the command and on the last page of a report.

use crate::land::land;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use suranys_tests::{suranys, text};

/// What a command gives: its exit code, stdout and stderr.
fn ran(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = suranys!(folder, arguments);
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn report(folder: &Path, package: &str, out: &str, more: &[&str]) {
    let report = ["report", package, "--only", "tables,html", "--lang", "en", "--out", out];
    let (code, _, said) = ran(folder, &[&report[..], more].concat());
    assert_eq!(code, Some(0), "{said}");
}

/// Shares by cause, and tables and assumptions that differ, from the CSV of a comparison.
fn changes(csv: &str) -> (BTreeMap<String, i64>, Vec<Vec<String>>) {
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let (mut shares, mut others) = (BTreeMap::new(), Vec::new());
    for row in rows.records().map(|row| row.expect("a row")) {
        if &row[0] == "share" {
            shares.insert(row[1].to_owned(), row[3].parse().expect("a number"));
        } else {
            others.push(row.iter().map(str::to_owned).collect());
        }
    }
    (shares, others)
}

fn edit(file: &Path, from: &str, to: &str) {
    let before = fs::read_to_string(file).expect("read");
    assert!(before.contains(from), "{} has no {from}", file.display());
    fs::write(file, before.replacen(from, to, 1)).expect("written");
}

/// The median of the nation's openings over the policy period, from an edition's own table.
fn headline(folder: &Path) -> i64 {
    let table = fs::read_to_string(folder.join("tables/job_openings_by_period.csv")).expect("read");
    let row = table.lines().find(|line| line.starts_with("baseline,job-openings,,,,,,2023,2025,"));
    let median = row.expect("the headline").split(',').nth(12).expect("a median");
    median.parse::<f64>().expect("a number").round() as i64
}

/// Two copies of the made-up land under a folder, each with its package at `land/xx`.
fn lands(place: &Path) -> [PathBuf; 2] {
    ["old", "new"].map(|name| {
        fs::create_dir_all(place.join(name)).expect("made");
        land(&place.join(name))
    })
}

#[test]
fn what_changed_between_two_editions_is_shared_among_its_causes() {
    let place = tempfile::tempdir().expect("temporary folder");
    let [_, new] = lands(place.path());
    report(place.path(), "old/land/xx", "first", &[]);
    // A figure revised, an act, an assumption.
    let set = ["package", "set", "labour_force", "year=2022", "1100", "--source", "synthetic"];
    let (code, _, said) = ran(&new, &[&set[..], &["--package", "xx", "--yes"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let pension = new.join("xx/tables/pension_age.csv");
    edit(&pension, "\n2024,M,only-act,2000,62,", "\n2024,M,only-act,2000,63,");
    let (code, _, said) = ran(&new, &["package", "seal", "xx"]);
    assert_eq!(code, Some(0), "{said}");
    let exits = "[parameters.\"replacement.other_exit_rate\"]\nvalue = ";
    edit(&new.join("scenarios/baseline.toml"), &format!("{exits}0.0\n"), &format!("{exits}0.01\n"));
    report(place.path(), "new/land/xx", "second", &[]);
    let diff = ["diff", "first", "second", "--package", "old/land/xx", "--package", "new/land/xx"];
    let (code, out, said) = ran(place.path(), &[&diff[..], &["--format", "csv"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let (shares, others) = changes(&out);
    // Shares sum to what the two editions print; the program is the same, so nothing is left to it.
    let (before, after) =
        (headline(&place.path().join("first")), headline(&place.path().join("second")));
    assert_eq!(shares.values().sum::<i64>(), after - before, "{out}");
    assert_eq!(shares["method"], 0, "{out}");
    assert_eq!(shares.keys().collect::<Vec<_>>(), ["assumptions", "law", "method", "revised"]);
    // Men retire a year later, so that fewer leave; more leave for other reasons.
    assert!(shares["law"] < 0 && shares["assumptions"] > 0, "{out}");
    let named = |kind: &str| -> Vec<&str> {
        others.iter().filter(|row| row[0] == kind).map(|row| row[2].as_str()).collect()
    };
    assert_eq!(named("table"), ["labour_force", "pension_age"], "{out}");
    assert_eq!(named("assumption"), ["replacement.other_exit_rate"]);
    for (language, word) in
        [("en", "law: pension ages"), ("ru", "законодательство"), ("kk", "заңнама")]
    {
        let (code, out, said) = ran(place.path(), &[&diff[..], &["--lang", language]].concat());
        assert!(code == Some(0) && out.contains(word), "{out}{said}");
    }
    // The same on the last page, and in what `verify` makes again.
    let since = ["--since", "first", "--former-package", "old/land/xx"];
    report(place.path(), "new/land/xx", "third", &since);
    let page = fs::read_to_string(place.path().join("third/en/report.html")).expect("a page");
    assert!(page.contains("What changed since the former edition"), "it is on the page");
    assert!(page.contains("law: pension ages"), "with its causes");
    let (code, out, _) = ran(place.path(), &["verify", "third", "--package", "new/land/xx"]);
    assert_eq!(code, Some(0), "{out}");
    // Without the former package its files are named, and nothing is shared.
    let without = ["diff", "first", "second", "--package", "new/land/xx"];
    let (code, out, said) = ran(place.path(), &without);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("--package") && out.contains("tables/pension_age.csv"), "{out}");
    // Changed inputs come first, be they sound or not.
    let verify = ["verify", "first", "--package", "new/land/xx"];
    let (code, out, _) = ran(place.path(), &verify);
    assert!(code == Some(1) && out.starts_with("input "), "{out}");
    edit(&pension, "2024,M,", "2024,X,");
    let (code, _, said) = ran(place.path(), &verify);
    assert!(code == Some(1) && said.starts_with("input "), "{said}");
}

/// A year that only the later package has is added, not revised; what is no edition is said where it is looked for.
#[test]
fn rows_of_a_new_year_are_added_and_no_edition_is_a_finding() {
    let place = tempfile::tempdir().expect("temporary folder");
    let [old, new] = lands(place.path());
    let run = |land: &Path| -> String {
        let run = ["run", "xx", "--scenario", "scenarios/baseline.toml", "--runs", "../../runs"];
        let (code, out, said) = ran(land, &run);
        assert_eq!(code, Some(0), "{said}");
        out.trim().trim_start_matches("../").to_owned()
    };
    let first = run(&old);
    let table = new.join("xx/tables/labour_force.csv");
    let row = "2023,1140,P,,synthetic,made up\n";
    fs::write(&table, fs::read_to_string(&table).expect("read") + row).expect("written");
    let (code, _, said) = ran(&new, &["package", "seal", "xx"]);
    assert_eq!(code, Some(0), "{said}");
    let second = run(&new);
    let packages = ["--package", "old/land/xx", "--package", "new/land/xx", "--format", "csv"];
    let (code, out, said) =
        ran(place.path(), &[&["diff", &first, &second][..], &packages].concat());
    assert_eq!(code, Some(0), "{said}");
    let (shares, others) = changes(&out);
    assert_eq!(shares.keys().collect::<Vec<_>>(), ["added", "method"], "{out}");
    assert_eq!(shares["method"], 0);
    assert!(others.iter().any(|row| row[2] == "labour_force" && row[1] == "added"), "{out}");
    let (code, _, said) = ran(place.path(), &["diff", "old", "nowhere"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("old/manifest.json") && said.contains("nowhere/manifest.json"), "{said}");
    let same = ["diff", &first, &first, "--package", "old/land/xx"];
    let (code, out, said) = ran(place.path(), &same);
    assert!(code == Some(0) && out.contains("No cell, act or assumption differs"), "{out}{said}");
}
