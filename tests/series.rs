//! `suranys series` as a person meets it.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

fn series(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("series")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Forty made-up series of 15 to 34 years by formula, one of them empty, one a single point.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mut table = "series_id,period,value\n".to_owned();
    for n in 0..40_u32 {
        for t in 0..15 + n % 20 {
            let value = 100.0 + f64::from(n * t) / 4.0 + f64::from((n + 3) * t * 7 % 13);
            table.push_str(&format!("s{n},{},{value}\n", 1990 + t));
        }
    }
    table.push_str("empty,2000,\n=point,2000,5\n");
    std::fs::write(folder.path().join("table.csv"), table).expect("table can be written");
    folder
}

#[test]
fn every_series_is_forecast_in_order_and_the_empty_one_is_named() {
    let folder = folder();
    let output =
        series(folder.path(), &["forecast", "table.csv", "--horizon", "3", "--rejects", "no.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "series_id,period,model,point,lo_80,hi_80,lo_95,hi_95");
    assert_eq!(lines.len(), 1 + 41 * 3);
    assert!(lines[1].starts_with("s0,2005,combination,"), "{}", lines[1]);
    assert!(
        lines[121].starts_with("'=point,2001,"),
        "no formula for a spreadsheet: {}",
        lines[121]
    );
    let rejects = std::fs::read_to_string(folder.path().join("no.csv")).expect("rejects");
    assert_eq!(rejects, "series_id,reason\nempty,no value was observed\n");
    assert!(text(&output.stderr).contains("empty"));
}

#[test]
fn the_same_table_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = folder();
    let with = |threads: &str, more: &[&str]| {
        let mut arguments = vec!["series", "forecast", "table.csv", "--horizon", "4"];
        arguments.extend(more);
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(arguments)
            .current_dir(folder.path())
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the command starts");
        output.stdout
    };
    for more in [&[][..], &["--draws", "5"], &["--format", "json"]] {
        assert_eq!(with("1", more), with("4", more), "{more:?}");
        assert!(!with("1", more).is_empty());
    }
}

#[test]
fn formats_hold_the_same_figures_and_bounds_hold() {
    let folder = folder();
    let arguments = ["forecast", "table.csv", "--horizon", "2", "--min", "0", "--max", "150"];
    let json = series(folder.path(), &[&arguments[..], &["--format", "json"]].concat());
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json.stdout).expect("valid JSON");
    assert_eq!(rows.len(), 41 * 2);
    assert!(rows.iter().all(|r| r["hi_95"].as_f64().is_some_and(|v| v <= 150.0)));
    let csv = text(&series(folder.path(), &arguments).stdout);
    let second = csv.lines().nth(1).expect("a row");
    let point: f64 = second.split(',').nth(3).and_then(|v| v.parse().ok()).expect("a number");
    // The JSON reader of this test may be off by the last bit.
    assert!((point / rows[0]["point"].as_f64().expect("a number") - 1.0).abs() < 1e-15 * 4.0);
    let to_file = [&arguments[..], &["--format", "parquet", "-o", "out.parquet"]].concat();
    assert_eq!(series(folder.path(), &to_file).status.code(), Some(0));
    let bytes = std::fs::read(folder.path().join("out.parquet")).expect("is there");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let nowhere = [&arguments[..], &["--format", "parquet"]].concat();
    assert_eq!(series(folder.path(), &nowhere).status.code(), Some(2), "Parquet is not text");
}

#[test]
fn bad_input_and_bad_options_leave_no_output() {
    let folder = folder();
    std::fs::write(folder.path().join("bad.csv"), "series_id,period,value\na,2001,x\na,2001,1\n")
        .expect("can be written");
    let output = series(folder.path(), &["forecast", "bad.csv", "--horizon", "2", "-o", "out.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("bad.csv:2:value"), "{}", text(&output.stderr));
    for wrong in
        [["--horizon", "0"], ["--horizon", "100000"], ["--levels", "101"], ["--model", "magic"]]
    {
        let mut arguments = vec!["forecast", "table.csv", "-o", "out.csv"];
        if wrong[0] != "--horizon" {
            arguments.extend(["--horizon", "2"]);
        }
        arguments.extend(wrong);
        assert_eq!(series(folder.path(), &arguments).status.code(), Some(2), "{wrong:?}");
    }
    assert!(!folder.path().join("out.csv").exists());
}

#[test]
fn evaluate_scores_every_model() {
    let folder = folder();
    let output =
        series(folder.path(), &["evaluate", "table.csv", "--horizon", "3", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    for model in ["combination", "naive", "drift", "theta", "ets", "arima"] {
        assert!(out.lines().any(|line| line.starts_with(&format!("{model},"))), "{out}");
    }
}
