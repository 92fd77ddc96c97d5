//! `suranys package ready`.

use crate::args::{PackageOperand, ScenarioOptions};
use crate::diagnostics::{FOUND, Failure, listing};
use crate::progress::Progress;
use crate::terminal::{Format, note, show};
use clap::Args;
use std::fmt::Write as _;
use std::process::ExitCode;
use suranys_core::table::{Column, ResultTable};
use suranys_core::text;
use suranys_data::{CheckReport, PackageState, TableState, package_state};
use suranys_runner::Order;
use suranys_runner::check::{Looked, check};

/// Arguments of `suranys package ready`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package ready
  suranys package ready data/kz --format csv > tables.csv

For each table: the years it has, whether it ends before the year that forecasts set out from (`behind`), is
empty or absent, how many figures of its last year are missing, and whether the next year is due in it. Exit code
0 when a forecast and its report can be made, 1 when not; `suranys check` lists every finding.")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    /// Format of the tables.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Prints how far each table reaches, and whether a forecast can be made.
///
/// # Errors
/// When the package can't be looked at.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = arguments.package.folder.clone();
    let state = package_state(&package)?;
    let order =
        Order { package, scenarios: arguments.scenarios.files.clone(), as_of: None, draws: false };
    let Looked { report, .. } = check(&order, &Progress::new())?;
    show(arguments.format, &table(&state), || text(&state, &report))?;
    if let Some(base) = state.base.filter(|_| state.tables.iter().any(|table| table.due)) {
        let next = base.saturating_add(1);
        note(text!("to add {next}: suranys package add-year {next} --form {next}.xlsx", next));
    }
    Ok(if report.is_ready() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

fn table(state: &PackageState) -> ResultTable {
    let text = |of: fn(&TableState) -> String| Column::Text(state.tables.iter().map(of).collect());
    let year = |of: fn(&(i32, i32)) -> i32| {
        let years = state.tables.iter().map(|table| table.years.as_ref().map(|y| i64::from(of(y))));
        Column::Integer(years.collect())
    };
    let count = |of: fn(&TableState) -> usize| {
        Column::Integer(state.tables.iter().map(|table| i64::try_from(of(table)).ok()).collect())
    };
    let groups = state.tables.iter().map(|table| table.group.clone());
    let columns = vec![
        ("table".to_owned(), text(|table| table.table.clone())),
        ("group".to_owned(), Column::OptionalText(groups.collect())),
        ("state".to_owned(), text(|table| table.reach.key().to_owned())),
        ("rows".to_owned(), count(|table| table.rows)),
        ("first_year".to_owned(), year(|years| years.0)),
        ("last_year".to_owned(), year(|years| years.1)),
        ("missing_in_last_year".to_owned(), count(|table| table.missing)),
        (
            "due".to_owned(),
            Column::Flag(state.tables.iter().map(|table| Some(table.due)).collect()),
        ),
    ];
    ResultTable { name: "package_tables".to_owned(), columns }
}

fn text(state: &PackageState, report: &CheckReport) -> String {
    let mut lines = String::new();
    let _ = writeln!(
        lines,
        "{:<44}{:<9}{:>7}  {:<11}{:>8}",
        "table", "state", "rows", "years", "missing"
    );
    for table in &state.tables {
        let years = table.years.map_or(String::new(), |(first, last)| format!("{first}-{last}"));
        let missing = if table.missing > 0 { table.missing.to_string() } else { String::new() };
        let due = if table.due { "  due" } else { "" };
        let line = format!(
            "{:<44}{:<9}{:>7}  {years:<11}{missing:>8}{due}",
            table.table,
            table.reach.key(),
            table.rows
        );
        let _ = writeln!(lines, "{}", line.trim_end());
    }
    match state.base {
        Some(base) => {
            let _ = writeln!(lines, "forecasts set out from {base}");
        }
        None => lines.push_str("there is no year that forecasts could set out from\n"),
    }
    let found =
        report.diagnostics.iter().filter(|one| one.severity == suranys_core::Severity::Error);
    let _ = match (report.is_ready(), found.count()) {
        (true, _) => writeln!(lines, "ready to forecast: yes"),
        (false, 0) if !report.for_forecast => writeln!(
            lines,
            "ready to forecast: not looked at, since the descriptor has neither the property `suranys` nor the table \
             that forecasts set out from"
        ),
        (false, 0) => writeln!(lines, "ready to forecast: no, this is missing:"),
        (false, count) => {
            writeln!(
                lines,
                "ready to forecast: no, for {count} findings (`suranys check` lists them)"
            )
        }
    };
    lines.push_str(&listing(&report.missing));
    lines
}
