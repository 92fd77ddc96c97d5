//! `suranys package template`.

use crate::args::PackageOption;
use crate::diagnostics::Failure;
use crate::terminal::{note, notes, print};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suranys_core::table_template::TableTemplate;
use suranys_core::text;
use suranys_data::{Sink, Target, read_country, table_template};
use suranys_report::{LabelBook, table_template_workbook};
use suranys_runner::languages_of;
use suranys_runner::paths::read_with;

/// Arguments of `suranys package template`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package template exchange_by_occupation -o vacancies.xlsx
  suranys package import vacancies.xlsx --as exchange_by_occupation    when it is filled in

A workbook (XLSX) with the columns of the table, above each what it holds in the languages of the package, codes
that can be chosen, and empty rows. A file that is filled in is never written over.")]
pub struct Arguments {
    /// Table of the package.
    table: String,
    #[command(flatten)]
    package: PackageOption,
    /// File to write. Without it: the name of the table, and `.xlsx`.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the form and prints its name.
///
/// # Errors
/// When the package has no such table, or the file can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package.folder;
    let template = table_template(package, &arguments.table)?;
    let named = PathBuf::from(format!("{}.xlsx", template.table));
    let out = arguments.out.clone().unwrap_or(named);
    write_forms(std::slice::from_ref(&template), package, &out)?;
    note(text!(
        "to bring it in: suranys package import {out} --as {table}",
        out = out.display(),
        table = template.table
    ));
    print(&format!("{}\n", out.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes forms as a workbook, in the words of the package's languages. A file that is filled in is never
/// written over.
///
/// # Errors
/// When the package can't be read, or the file can't be written.
pub fn write_forms(templates: &[TableTemplate], package: &Path, out: &Path) -> Result<(), Failure> {
    let target = Target::file(out, &read_with(package))?;
    let bytes = table_template_workbook(templates, &books_of(package)?)?;
    let mut sink = Sink::create(target)?;
    sink.write(&bytes)?;
    notes(&sink.finish()?);
    Ok(())
}

/// Words in the languages of a package that there are words of forms in.
///
/// # Errors
/// When the package can't be read.
fn books_of(package: &Path) -> Result<Vec<LabelBook>, Failure> {
    let country = read_country(package)?;
    let mut books = Vec::new();
    for language in languages_of(&[], &country) {
        let book = LabelBook::of(&language, &country)?;
        if book.optional("template.codes").is_some() {
            books.push(book);
        }
    }
    if books.is_empty() {
        // In a language of the program, rather than none.
        books.extend(LabelBook::languages().take(1).filter_map(|one| LabelBook::read(one).ok()));
    }
    Ok(books)
}
