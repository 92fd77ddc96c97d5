//! From extracts to a list: the tables go into a package by the program's own commands, and rules read them.

use crate::common::{copy, generated, made};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program that this one belongs to, as `.ci/import` says; next to this one otherwise.
#[expect(clippy::disallowed_methods, reason = "where the other program is, no result")]
fn suranys() -> PathBuf {
    let said = std::env::var_os("SURANYS").map(PathBuf::from);
    said.unwrap_or_else(|| Path::new(crate::common::program()).with_file_name("suranys"))
}

#[test]
#[ignore = "needs the program suranys: SURANYS says where it is"]
fn evidence_goes_into_a_package_and_rules_read_it() {
    let suranys = suranys();
    let folder = tempfile::tempdir().expect("temporary folder");
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    copy(&project.join("data"), &folder.path().join("data"));
    let extract = generated(folder.path(), 60_000, &["--format", "parquet"]);
    let out = folder.path().join("evidence");
    let all = [
        ("vacancies", extract.join("vacancy.parquet")),
        ("resumes", extract.join("resume.parquet")),
        ("permits", extract.join("permit.parquet")),
    ];
    let all: Vec<(&str, &Path)> = all.iter().map(|(kind, path)| (*kind, path.as_path())).collect();
    made(&all, &out, &[]);
    // Where the other program finds this one.
    let beside = Path::new(crate::common::program()).parent().expect("a folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(&suranys)
            .args(arguments)
            .current_dir(folder.path())
            .env("PATH", beside)
            .env("LC_ALL", "C")
            .output()
            .expect("started");
        let told = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        (output.status.code(), told)
    };
    // The one real row is of a country's exchange: synthetic ones of a few thousand records would be taken
    // for figures in another unit.
    let exchange = folder.path().join("data/kz/tables/exchange_by_occupation.csv");
    let text = std::fs::read_to_string(&exchange).expect("read");
    std::fs::write(&exchange, text.lines().next().expect("a header").to_owned() + "\n")
        .expect("written");
    let (code, told) = run(&["package", "seal", "data/kz"]);
    assert_eq!(code, Some(0), "{told}");
    for table in [
        "sources",
        "exchange_by_occupation",
        "exchange_duration_by_occupation",
        "exchange_wage_by_occupation",
        "foreign_labour_permits_by_occupation",
        "foreign_labour_permits_by_section",
        "foreign_labour_permits",
    ] {
        let file = format!("evidence/{table}.csv");
        let (code, told) =
            run(&["package", "import", &file, "--as", table, "--package", "data/kz", "--yes"]);
        assert_eq!(code, Some(0), "{table}: {}", &told[..told.len().min(3000)]);
    }
    let (code, told) = run(&["check", "data/kz", "--lang", "en"]);
    assert_eq!(code, Some(0), "{}", &told[..told.len().min(3000)]);
    let (code, told) = run(&["import", "schema", "vacancy"]);
    assert_eq!(code, Some(0), "the program finds this one: {told}");
    assert!(told.contains("\"published\""));
    let (code, told) = run(&["run", "--scenario", "data/scenarios/baseline.toml"]);
    assert_eq!(code, Some(0), "{told}");
    let stored = told.lines().find(|line| line.contains("reports/runs")).expect("a run").trim();
    let (code, told) = run(&["recommend", stored, "--format", "json"]);
    assert_eq!(code, Some(0), "{}", &told[..told.len().min(3000)]);
    // What rules found in the records, and that it is marked as synthetic.
    for wanted in
        ["exchange_by_occupation", "exchange_duration_by_occupation", "\"synthetic\": true"]
    {
        assert!(told.contains(wanted), "{wanted}");
    }
}
