//! What changed between two editions, and why: from the command and on the last page of a report.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use suranys_tests::{copy_folder, light_data, suranys, text};

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

/// The median of the nation's openings of hired workers over the policy period, from an edition's own table.
fn headline(folder: &Path) -> i64 {
    let table = fs::read_to_string(folder.join("tables/hired_workers.csv")).expect("read");
    let row =
        table.lines().find(|line| line.starts_with("baseline,hired-job-openings,,,,,,2023,2027,"));
    let median = row.expect("the headline").split(',').nth(12).expect("a median");
    median.parse::<f64>().expect("a number").round() as i64
}

#[test]
fn what_changed_between_two_editions_is_shared_among_its_causes() {
    let place = tempfile::tempdir().expect("temporary folder");
    let (old, new) = (place.path().join("old"), place.path().join("new"));
    for folder in [&old, &new] {
        fs::create_dir_all(folder).expect("made");
        light_data(folder).expect("data can be copied");
    }
    report(place.path(), "old/kz", "first", &[]);
    // A figure revised with all that sums from it, an act, an assumption.
    let set = [
        "package",
        "set",
        "unemployed_by_region",
        "year=2025",
        "region=KZ-75",
        "90",
        "--source",
        "bns-102798",
    ];
    let (code, _, said) = ran(&new, &[&set[..], &["--package", "kz", "--yes"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let pension = new.join("kz/tables/pension_age.csv");
    let table = fs::read_to_string(&pension).expect("read");
    let act = table
        .lines()
        .find(|line| line.starts_with("2027,M,social-code-2023,"))
        .expect("an age of men")
        .to_owned();
    edit(&pension, &act, &act.replacen(",63,", ",64,", 1));
    let (code, _, said) = ran(&new, &["package", "seal", "kz"]);
    assert_eq!(code, Some(0), "{said}");
    let baseline = new.join("scenarios/baseline.toml");
    let text = fs::read_to_string(&baseline).expect("read");
    let place_of = text.find("[parameters.\"replacement.other_exit_rate\"]").expect("a parameter");
    let value =
        text[place_of..].lines().find(|line| line.starts_with("value = ")).expect("a value");
    let raised: f64 = value.trim_start_matches("value = ").parse::<f64>().expect("a number") * 1.05;
    fs::write(
        &baseline,
        text[..place_of].to_owned()
            + &text[place_of..].replacen(value, &format!("value = {raised}"), 1),
    )
    .expect("written");
    report(place.path(), "new/kz", "second", &[]);
    let diff = ["diff", "first", "second", "--package", "old/kz", "--package", "new/kz"];
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
    assert!(named("table").contains(&"unemployed_by_region"), "{out}");
    assert!(named("table").contains(&"pension_age"), "{out}");
    assert_eq!(named("assumption"), ["replacement.other_exit_rate"]);
    for (language, word) in
        [("en", "law: pension ages"), ("ru", "законодательство"), ("kk", "заңнама")]
    {
        let (code, out, said) = ran(place.path(), &[&diff[..], &["--lang", language]].concat());
        assert!(code == Some(0) && out.contains(word), "{out}{said}");
    }
    // The same on the last page, and in what `verify` makes again.
    report(place.path(), "new/kz", "third", &["--since", "first", "--former-package", "old/kz"]);
    let page = fs::read_to_string(place.path().join("third/en/report.html")).expect("a page");
    assert!(page.contains("What changed since the former edition"), "it is on the page");
    assert!(page.contains("law: pension ages"), "with its causes");
    let (code, out, _) = ran(place.path(), &["verify", "third", "--package", "new/kz"]);
    assert_eq!(code, Some(0), "{out}");
    // Without the former package its files are named, and nothing is shared.
    let (code, out, said) = ran(place.path(), &["diff", "first", "second", "--package", "new/kz"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("--package") && out.contains("tables/pension_age.csv"), "{out}");
    // Changed inputs come first, be they sound or not.
    let (code, out, _) = ran(place.path(), &["verify", "first", "--package", "new/kz"]);
    assert!(code == Some(1) && out.starts_with("input "), "{out}");
    edit(&pension, "2027,M,", "2027,X,");
    let (code, _, said) = ran(place.path(), &["verify", "first", "--package", "new/kz"]);
    assert!(code == Some(1) && said.starts_with("input "), "{said}");
}

/// A year that only the later package has is added, not revised; what is no edition is said where it is looked for.
#[test]
fn rows_of_a_new_year_are_added_and_no_edition_is_a_finding() {
    let place = tempfile::tempdir().expect("temporary folder");
    light_data(place.path()).expect("data can be copied");
    copy_folder(&place.path().join("kz"), &place.path().join("former/kz")).expect("copied");
    copy_folder(&place.path().join("scenarios"), &place.path().join("former/scenarios"))
        .expect("copied");
    let run = |package: &str| -> String {
        let (code, out, said) = ran(
            place.path(),
            &["run", package, "--scenario", "scenarios/baseline.toml", "--runs", "runs"],
        );
        assert_eq!(code, Some(0), "{said}");
        out.trim().to_owned()
    };
    let first = run("former/kz");
    let row = "2026,9700.5,P,,bns-102798,\n";
    let table = place.path().join("kz/tables/labour_force.csv");
    fs::write(&table, fs::read_to_string(&table).expect("read") + row).expect("written");
    let (code, _, said) = ran(place.path(), &["package", "seal", "kz"]);
    assert_eq!(code, Some(0), "{said}");
    let second = run("kz");
    let diff =
        ["diff", &first, &second, "--package", "former/kz", "--package", "kz", "--format", "csv"];
    let (code, out, said) = ran(place.path(), &diff);
    assert_eq!(code, Some(0), "{said}");
    let (shares, others) = changes(&out);
    assert_eq!(shares.keys().collect::<Vec<_>>(), ["added", "method"], "{out}");
    assert_eq!(shares["method"], 0);
    assert!(others.iter().any(|row| row[2] == "labour_force" && row[1] == "added"), "{out}");
    let (code, _, said) = ran(place.path(), &["diff", "kz", "nowhere"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("kz/manifest.json") && said.contains("nowhere/manifest.json"), "{said}");
    let same = ["diff", &first, &first, "--package", "former/kz"];
    let (code, out, said) = ran(place.path(), &same);
    assert!(code == Some(0) && out.contains("No cell, act or assumption differs"), "{out}{said}");
}
