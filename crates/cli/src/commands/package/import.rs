//! `suranys package import`.

use crate::args::PackageOption;
use crate::commands::package::changes::apply;
use crate::diagnostics::Failure;
use crate::terminal::notes;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::{ImportRequest, TidyOptions, import_rows};

/// Arguments of `suranys package import`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package import vacancies.xlsx --as exchange_by_occupation
  suranys package import bureau.xlsx --as population_by_region --year 2026 --source bns-1 --status P
  suranys package import persons.csv --as unemployed_by_region --unit persons --source bns-1 --yes

The file is a template filled in (`suranys package template`), a table with the columns of the package's, or a
file that `suranys series` reads, whose names of regions, sections and the like are found by code or by label
in any language of the package. Rows whose key is there take its place, others are added; a figure that the
table has already stays with its source. Every cell that would change is shown first. What is wrong is reported
with sheet, row and column of the file, and nothing is written then, nor where nobody can confirm and `--yes` is
not said (exit code 1).")]
pub struct Arguments {
    /// File to bring in.
    file: PathBuf,
    /// Table of the package that it belongs to.
    #[arg(long = "as", value_name = "TABLE")]
    table: String,
    /// Source of rows that name none, from the package's table of sources.
    #[arg(long)]
    source: Option<String>,
    /// SDMX status of rows that have none: A, B, E, F, I or P.
    #[arg(long)]
    status: Option<String>,
    /// Column of the key that is the same in all rows of a publisher's file; may be given several times.
    #[arg(long, value_name = "COLUMN=CODE", value_parser = pair)]
    key: Vec<(String, String)>,
    /// Year that is taken of a publisher's file; may be given several times. Without it: all.
    #[arg(long, value_name = "YEAR")]
    year: Vec<String>,
    /// Unit of a publisher's figures, where it is not that of the table.
    #[arg(long)]
    unit: Option<String>,
    /// Layout of a publisher's file, where another is recognised than is meant.
    #[arg(long, value_name = "NAME")]
    layout: Option<String>,
    /// Sheet of a publisher's workbook; the first with a table where none is named.
    #[arg(long)]
    sheet: Option<String>,
    #[command(flatten)]
    package: PackageOption,
    /// Write without asking.
    #[arg(long)]
    yes: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, code) =
        text.split_once('=').ok_or("write a column and its code: `column=code`")?;
    Ok((column.to_owned(), code.to_owned()))
}

/// Shows what the file changes, and writes it when confirmed.
///
/// # Errors
/// When the file has findings, the package would have some, or it can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let options = TidyOptions {
        layout: arguments.layout.clone(),
        sheet: arguments.sheet.clone(),
        ..TidyOptions::default()
    };
    let asked = ImportRequest {
        file: arguments.file.clone(),
        table: arguments.table.clone(),
        key: arguments.key.clone(),
        years: arguments.year.clone(),
        unit: arguments.unit.clone(),
        source: arguments.source.clone(),
        status: arguments.status.clone(),
        options,
    };
    let (revision, changes, said) = import_rows(&arguments.package.folder, &asked)?;
    notes(&said);
    apply(revision, &changes, arguments.yes)
}
