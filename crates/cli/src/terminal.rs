//! Results on stdout.

use crate::diagnostics::Failure;
use clap::ValueEnum;
use std::io::{ErrorKind, Write as _, stderr, stdout};
use suranys_core::Unit;
use suranys_core::table::{Column, ResultTable};

/// Formats of a small table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
}

/// Formats of what is no table: findings, trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tree {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// Prints a table in a format; `text` is how it looks to people.
///
/// # Errors
/// When stdout can't be written.
pub fn show(
    format: Format,
    table: &ResultTable,
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    match format {
        Format::Table => print(&text()),
        Format::Csv => print(&String::from_utf8_lossy(&table.csv(true)?)),
        Format::Json => {
            let rows: Vec<String> = json_rows(table).collect();
            print(&format!("[\n{}\n]\n", rows.join(",\n")))
        }
    }
}

/// A unit in words.
pub fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Persons => "persons",
        Unit::PersonsPerYear => "persons per year",
        Unit::PersonsCumulated => "persons over the period",
        Unit::Share => "share",
        Unit::Years => "years",
        Unit::PercentPerYear => "per cent per year",
        Unit::Ratio => "ratio",
        Unit::Places => "place",
        Unit::MoneyPerMonth => "units of currency per person and month",
        Unit::MoneyPerYear => "units of currency per year",
    }
}

/// Says something on stderr. Nobody there to hear it is no failure.
pub fn say(text: &str) {
    let mut err = stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Tells on stderr, on a line of its own, what a reader of the result should know.
pub fn note(text: &str) {
    say(&format!("note: {text}\n"));
}

/// Writes a result. A reader that has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When stdout can't be written for any other reason.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Output(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// Rows of a table as JSON objects.
pub fn json_rows(table: &ResultTable) -> impl Iterator<Item = String> {
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    (0..rows).map(|row| {
        let object: serde_json::Map<String, serde_json::Value> = table
            .columns
            .iter()
            .map(|(name, column)| {
                let value = match column {
                    Column::Text(v) => v.get(row).cloned().into(),
                    Column::Integer(v) => v.get(row).copied().flatten().into(),
                    Column::Number(v) => v.get(row).copied().flatten().into(),
                };
                (name.clone(), value)
            })
            .collect();
        serde_json::Value::Object(object).to_string()
    })
}
