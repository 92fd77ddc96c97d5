//! `suranys package diff`.

use crate::commands::package::changes::{listed, table};
use crate::diagnostics::{FOUND, Failure};
use crate::terminal::{Format, show};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::package_differences;

/// Arguments of `suranys package diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package diff data/kz /tmp/kz
  suranys package diff data/kz /tmp/kz --format csv > changes.csv

Rows are the same where their keys are, whatever their order; a table without a key has whole rows for keys.
Of a row that is added or removed the filled cells are shown. Exit code 1 when anything differs.")]
pub struct Arguments {
    /// Folder of the old package.
    old: PathBuf,
    /// Folder of the new package.
    new: PathBuf,
    /// Format of the changes.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Prints what differs.
///
/// # Errors
/// When a package can't be read, or stdout can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let changes = package_differences(&arguments.old, &arguments.new)?;
    show(arguments.format, &table(&changes), || listed(&changes))?;
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}
