//! `suranys package import`.

use crate::args::PackageOption;
use crate::commands::package::changes::apply;
use crate::commands::package::file_options::RowOptions;
use crate::diagnostics::Failure;
use crate::terminal::notes;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::import_rows;

/// Arguments of `suranys package import`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package import vacancies.xlsx --as exchange_by_occupation
  suranys package import bureau.xlsx --as population_by_region --year 2026 --source bns-1 --status P
  suranys package import persons.csv --as unemployed_by_region --unit persons --source bns-1 --yes
  suranys package import forms.xlsx         a workbook with a form for each of several tables

The file is a template filled in (`suranys package template`), a table with the columns of the package's, or a
file that `suranys series` reads, whose names of regions, sections and the like are found by code or by label
in any language of the package; `-` is the standard input. Figures are turned into the unit of the table from
that of `--unit`, else from what the file says of thousands and millions. Rows whose key is there take its
place, others are added; a figure that the table has already stays with its source. Every cell that would change
is shown first. What is wrong is reported with sheet, row and column of the file, and nothing is written then,
nor where nobody can confirm and `--yes` is not said (exit code 1).")]
pub struct Arguments {
    /// File to bring in.
    file: PathBuf,
    /// Table of the package that it belongs to. Without it: each form in the file says its own.
    #[arg(long = "as", value_name = "TABLE")]
    table: Option<String>,
    /// Year that is taken of a publisher's file; may be given several times. Without it: all.
    #[arg(long, value_name = "YEAR")]
    year: Vec<String>,
    #[command(flatten)]
    rows: RowOptions,
    #[command(flatten)]
    package: PackageOption,
    /// Write without asking.
    #[arg(long)]
    yes: bool,
}

/// Shows what the file changes, and writes it when confirmed.
///
/// # Errors
/// When the file has findings, the package would have some, or it can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (file, table) = (arguments.file.clone(), arguments.table.clone());
    let asked = arguments.rows.request(file, table, &arguments.year);
    let (revision, changes, said) = import_rows(&arguments.package.folder, &asked)?;
    notes(&said);
    apply(revision, &changes, arguments.yes)
}
