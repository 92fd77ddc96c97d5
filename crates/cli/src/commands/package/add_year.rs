//! `suranys package add-year`.

use crate::args::{PackageOption, pair};
use crate::commands::package::changes::apply;
use crate::commands::package::file_options::RowOptions;
use crate::commands::package::template::write_forms;
use crate::diagnostics::Failure;
use crate::terminal::{note, notes, print};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::text;
use suranys_data::{YearRequest, add_year, year_templates};

/// Arguments of `suranys package add-year`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package add-year 2026 --form 2026.xlsx                    a form for every table that ends with 2025
  suranys package add-year 2026 2026.xlsx --source bns-1 --status P    when it is filled in
  suranys package add-year 2026 population_by_region=bureau.xlsx --source bns-1 --status P
  suranys package add-year 2026 employment_by_section=a.xlsx employment_by_region=b.xlsx \\
      --unpublished employment_by_region_broad_sector --source bns-1

Tables that belong together cover the same years, so that their figures of a new year are brought in together:
from forms, from publishers' files as TABLE=FILE, and as missing (M, not published) for tables that `--unpublished`
names. A form has a sheet for each table, with the codes that the table had in its last year, and one for
new sources; rows without a figure are left out. All is shown, checked and written as by `suranys package import`.")]
pub struct Arguments {
    /// The year.
    #[arg(allow_negative_numbers = true)]
    year: i32,
    /// Forms filled in, or publishers' files with the table that each belongs to.
    #[arg(value_name = "FILE|TABLE=FILE")]
    files: Vec<String>,
    /// Write a form for the figures of the year instead.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "unpublished", "yes"])]
    form: Option<PathBuf>,
    /// Table that the form is for; may be given several times. Without it: all that end with the year before.
    #[arg(long, value_name = "TABLE", requires = "form")]
    table: Vec<String>,
    /// Table whose figures of the year are not published yet; may be given several times.
    #[arg(long, value_name = "TABLE")]
    unpublished: Vec<String>,
    #[command(flatten)]
    rows: RowOptions,
    #[command(flatten)]
    package: PackageOption,
    /// Write without asking.
    #[arg(long)]
    yes: bool,
}

/// Writes a form for the figures of a year, or brings them in.
///
/// # Errors
/// When a file has findings, the package would have some, or it can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package.folder;
    if let Some(out) = &arguments.form {
        return form(arguments, package, out);
    }
    if arguments.files.is_empty() && arguments.unpublished.is_empty() {
        let why = text!(
            "name files with the figures of the year, or write a form for them with `--form FILE`"
        );
        return Err(Failure::Usage(why));
    }
    let file = |text: &String| {
        let (table, file) = match pair(text) {
            Ok((table, file)) => (Some(table), file),
            Err(_) => (None, text.clone()),
        };
        arguments.rows.request(PathBuf::from(file), table, &[])
    };
    let asked = YearRequest {
        year: arguments.year,
        files: arguments.files.iter().map(file).collect(),
        missing: arguments.unpublished.clone(),
        source: arguments.rows.source.clone(),
    };
    let (revision, changes, said) = add_year(package, &asked)?;
    notes(&said);
    apply(revision, &changes, arguments.yes)
}

fn form(arguments: &Arguments, package: &Path, out: &Path) -> Result<ExitCode, Failure> {
    let templates = year_templates(package, arguments.year, &arguments.table)?;
    write_forms(&templates, package, out)?;
    note(text!(
        "{count} forms; when they are filled in: suranys package add-year {year} {out}",
        count = templates.len(),
        year = arguments.year,
        out = out.display()
    ));
    print(&format!("{}\n", out.display()))?;
    Ok(ExitCode::SUCCESS)
}
