//! `suranys check` as a person meets it: output, place, exit code.

use std::path::Path;
use std::process::{Command, Output};
use suranys_tests::{copy_folder, project};

fn check(package: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("check")
        .arg(package)
        .args(more)
        .output()
        .expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_official_figures_have_no_findings() {
    let output = check(&project().join("data/kz"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("passed"));
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
    assert!(shown.contains("`Ç`") || shown.contains("Ç"), "{shown}");
    assert!(shown.contains("-585.638"), "{shown}");

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
