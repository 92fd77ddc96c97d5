//! `suranys check` as a person meets it: output, place, exit code.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};
use suranys_tests::{copy_folder, project, text};

fn check(package: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("check")
        .arg(package)
        .args(more)
        .output()
        .expect("the command starts")
}

/// What `report` says on stderr of a package it refuses.
fn report_refuses(package: &Path, folder: &Path) -> String {
    let out = folder.join("report");
    let report = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .args(["report", "--only", "tables", "--out"])
        .args([out.as_path(), package])
        .output()
        .expect("the command starts");
    assert_eq!(report.status.code(), Some(1), "{}", text(&report.stderr));
    text(&report.stderr)
}

#[test]
fn the_official_figures_have_no_findings() {
    let output = check(&project().join("data/kz"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("passed"));
    assert!(text(&output.stdout).contains("ready to forecast: yes"));
}

/// A package without some tables is sound as far as it goes; a forecast can't be made of it. All
/// that is missing is told at once, and the report refuses for the same reasons.
#[test]
fn what_is_missing_for_a_forecast_is_told_at_once_and_the_report_agrees() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = suranys_tests::light_data(folder.path()).expect("the data can be copied");
    let path = package.join("datapackage.json");
    let descriptor = std::fs::read(&path).expect("the descriptor is there");
    let mut descriptor: serde_json::Value = serde_json::from_slice(&descriptor).expect("JSON");
    let gone = ["pension_age", "mortality_by_sex_age"];
    let resources = descriptor["resources"].as_array_mut().expect("resources");
    resources.retain(|resource| {
        let leaves = gone.iter().any(|name| resource["name"] == *name);
        if leaves {
            let file = resource["path"].as_str().expect("a path");
            std::fs::remove_file(package.join(file)).expect("the file is there");
        }
        !leaves
    });
    std::fs::write(&path, descriptor.to_string()).expect("written");

    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ready to forecast: no, this is missing:") && !shown.contains("FAILED"));
    let refused = report_refuses(&package, folder.path());
    for name in gone {
        let told = format!("the forecast needs a resource `{name}`");
        assert!(shown.contains(&told), "{shown}");
        assert!(refused.contains(&told), "{refused}");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&check(&package, &["--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["missing"].as_array().map(Vec::len), Some(gone.len()), "{json}");
}

#[test]
fn findings_come_all_at_once_with_their_places() {
    let folder = tempfile::tempdir().expect("temporary folder");
    copy_folder(&project().join("data/kz"), folder.path()).expect("package can be copied");
    let table = folder.path().join("tables/employment_by_section.csv");
    let good = std::fs::read_to_string(&table).expect("table can be read");
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    let row = lines.iter().position(|l| l.starts_with("2020,C,")).expect("manufacturing in 2020");
    lines[row] = lines[row].replacen(",C,", ",Ç,", 1);
    let other = lines.iter().position(|l| l.starts_with("2021,C,")).expect("manufacturing in 2021");
    lines[other] = lines[other].replacen("585.638", "-585.638", 1);
    std::fs::write(&table, lines.join("\n") + "\n").expect("table can be written");

    let output = check(folder.path(), &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains(&format!("tables/employment_by_section.csv:{}", row + 1)), "{shown}");
    assert!(shown.contains(&format!("tables/employment_by_section.csv:{}", other + 1)), "{shown}");
    assert!(shown.contains("-585.638"), "{shown}");
    let code: Vec<&str> =
        shown.lines().skip_while(|line| !line.starts_with("error[code]")).take(4).collect();
    insta::assert_snapshot!(code.join("\n"), @r"
    error[code] tables/employment_by_section.csv:413:section: `Ç` is not a code of `sections`
      found   Ç
      allowed A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, _T
      help    correct the code, or add it to the classification
    ");

    let json: serde_json::Value =
        serde_json::from_slice(&check(folder.path(), &["--format", "json"]).stdout)
            .expect("valid JSON");
    let findings = json["diagnostics"].as_array().expect("a list of findings");
    assert!(findings.iter().any(|f| f["span"]["row"] == row + 1), "{json}");
}

#[test]
fn a_folder_that_is_not_a_package_can_not_be_checked() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "nothing but results goes to stdout");
    assert!(text(&output.stderr).contains("datapackage.json"), "{}", text(&output.stderr));
}

/// A reader who has seen enough, such as `head`, may close the pipe.
#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("check")
        .arg(project().join("data/kz"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the command ends");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    // Notes on the figures may stand there, and nothing about the pipe.
    assert!(said.is_empty() || said.starts_with("note["), "{said}");
    assert!(!said.contains("ipe") && !said.contains("error"), "{said}");
}

/// What the model alone refuses is found by `check` as well, in the report's own words: here the
/// baseline asks for too few draws, which no table of the package tells.
#[test]
fn what_only_a_forecast_can_refuse_is_found_too() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = suranys_tests::light_data(folder.path()).expect("the data can be copied");
    let scenario = folder.path().join("scenarios/baseline.toml");
    let sound = std::fs::read_to_string(&scenario).expect("the baseline is there");
    let spoilt = sound.replace("[run.draws]\nvalue = 100\n", "[run.draws]\nvalue = 7\n");
    assert_ne!(sound, spoilt);
    std::fs::write(&scenario, spoilt).expect("written");
    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ready to forecast: no, this is missing:"), "{shown}");
    let refused = report_refuses(&package, folder.path());
    let line = refused.lines().find(|line| line.contains("draws")).expect("draws are named");
    assert!(shown.contains(line.trim()), "{line}\n{shown}");
}

/// Without a baseline next to the package a report is refused, and so says the check; with one that
/// is named, both are content.
#[test]
fn a_package_without_a_baseline_is_not_ready() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = folder.path().join("kz");
    copy_folder(&project().join("data/kz"), &package).expect("the package can be copied");
    let output = check(&package, &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    let refused = report_refuses(&package, folder.path());
    let line = refused.lines().find(|line| line.contains("baseline.toml")).expect("it is named");
    assert!(shown.contains(line.trim()), "{line}\n{shown}");
    let baseline = project().join("data/scenarios/baseline.toml").display().to_string();
    let output = check(&package, &["--scenario", &baseline]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
}

/// The forecast is none of the standard's business: a package that says nothing of one is sound by itself.
#[test]
fn a_package_of_other_tables_is_checked_by_the_standard_alone() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).expect("written");
    };
    let descriptor = r#"{ "name": "other", "resources": [ { "name": "t", "path": "t.csv",
        "dialect": { "delimiter": ";" }, "schema": { "fields": [
            { "name": "place", "type": "string" },
            { "name": "count", "type": "integer" } ] } } ] }"#;
    write("datapackage.json", descriptor);
    write("t.csv", "place;count\nNorth;5\n");
    let output = check(folder.path(), &[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("ready to forecast: nothing says so"), "{shown}");
    write("t.csv", "place;count\nNorth;five\n");
    let output = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
}
