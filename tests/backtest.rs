//! `suranys backtest`, and the scoreboard that is committed.

use std::process::Command;
use suranys_tests::project;

fn backtest(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .arg("backtest")
        .args(arguments)
        .current_dir(project())
        .output()
        .expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The committed scoreboard is what the command prints:
/// `suranys backtest data/kz --each --format csv > reports/backtest/scoreboard.csv`.
#[test]
fn the_committed_scoreboard_is_what_the_program_makes() {
    let (code, made, errors) = backtest(&["data/kz", "--each", "--format", "csv"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let committed = std::fs::read_to_string(project().join("reports/backtest/scoreboard.csv"))
        .expect("the scoreboard is committed");
    assert!(made == committed, "make reports/backtest/scoreboard.csv anew");
}

#[test]
fn every_format_tells_the_same_scores() {
    let (_, csv, _) = backtest(&["--format", "csv"]);
    let (_, json, _) = backtest(&["--format", "json"]);
    let (_, table, _) = backtest(&[]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rows.len(), csv.lines().count() - 1);
    let first = &rows[0];
    let (table_name, model) = (first["table"].as_str().expect("text"), first["model"].as_str());
    let start = format!("{table_name},,{},", model.expect("text"));
    let line = csv.lines().nth(1).expect("a row");
    assert!(line.starts_with(&start), "{line}");
    let mase = first["mase"].as_f64().expect("a number");
    assert!(line.contains(&mase.to_string()) && table.contains(&format!("{mase:.3}")), "{table}");
}

/// Wherever the model is in use it beats last value and drift in error and in the score of its
/// ranges; and each table it is in use for marks it alone. Rates of unemployment are left out: they
/// hardly move, and a model that returns to their mean errs as the last value does.
#[test]
fn the_model_in_use_has_earned_its_place() {
    let (_, json, _) = backtest(&["--format", "json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).expect("JSON");
    let of = |table: &str, model: &str, score: &str| {
        let row = rows.iter().find(|r| r["table"] == table && r["model"] == model);
        row.unwrap_or_else(|| panic!("no {model} of {table}"))[score].as_f64().expect("a number")
    };
    for table in ["total", "labour-force", "section", "region", "hired", "hired-region"] {
        for simple in ["naive", "drift"] {
            for score in ["mase", "wis"] {
                let (own, other) = (of(table, "model", score), of(table, simple, score));
                assert!(own < other, "{table} {simple} {score}: {own} {other}");
            }
        }
        let used = rows.iter().filter(|r| r["table"] == table && r["chosen"] == "true");
        assert_eq!(used.count(), 1, "{table}");
    }
}

#[test]
fn a_package_that_is_not_there_is_told() {
    let (code, out, errors) = backtest(&["nowhere"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("nowhere"), "{errors}");
}
