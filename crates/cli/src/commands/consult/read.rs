//! `suranys consult read`.

use crate::commands::consult::panel_rules::{RuleOptions, years};
use crate::diagnostics::Failure;
use crate::paths::default_package;
use crate::terminal::{note, notes, print, print_csv};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::provenance::Fingerprint;
use suranys_core::text;
use suranys_data::{FormsAsked, Sink, Target, is_day, read_package_evidence, read_panel_forms};
use suranys_report::panel_register_table;
use suranys_runner::paths::read_with;

/// Arguments of `suranys consult read`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys consult read came-in/*.xlsx --date 2026-10-15 -o panel_answers.csv
  suranys consult read akimat.csv --date 2026-10-15 > panel_answers.csv

What comes of it is the register as it will be: the answers that the package has already, and those of
the forms. Nothing is ever written into a package: look at the file, copy it over
`lists/panel_answers.csv` of the package, and let `suranys package seal` write its size and fingerprint, which
are shown, into `datapackage.json`; `suranys check` then looks at all of it.

When anything is wrong with any form, every finding is shown with file, sheet, row and column, and
nothing is written: a form of another package, version, year or format, a code that was changed, a row
that was added or removed, an answer that is no code of its question, a body that answered already.")]
pub struct Arguments {
    /// Forms that came back: workbooks (XLSX), or CSV with the same columns.
    #[arg(required = true, value_name = "FORMS")]
    forms: Vec<PathBuf>,
    /// Day on which the answers came in.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: String,
    /// The panel's year. Without it: that of the first form.
    #[arg(long, value_parser = clap::value_parser!(i32).range(years()))]
    year: Option<i32>,
    /// Folder of the data package the forms were written from.
    #[arg(long, default_value_os_t = default_package())]
    package: PathBuf,
    #[command(flatten)]
    rules: RuleOptions,
    /// File to write: new, empty, or a register of ours that nobody changed. Without it the register is
    /// printed.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A day in ISO 8601.
fn day(text: &str) -> Result<String, String> {
    match is_day(text) {
        true => Ok(text.to_owned()),
        false => Err("write the day as in 2026-10-15".to_owned()),
    }
}

/// Reads the forms and writes or prints the register.
///
/// # Errors
/// When the package, the panel's file or a form has findings, or the file can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package;
    let mut read = read_with(package);
    read.push(arguments.rules.folder(package));
    read.extend(arguments.forms.iter().cloned());
    let target = arguments.out.as_deref().map(|out| Target::file(out, &read)).transpose()?;
    let (rules, _) = arguments.rules.panel(package)?;
    let (evidence, _) = read_package_evidence(package)?;
    let asked = FormsAsked {
        package: &evidence,
        rules: &rules,
        year: arguments.year,
        date: &arguments.date,
    };
    let answers = read_panel_forms(&arguments.forms, &asked).map_err(Failure::Findings)?;
    let count = answers.len();
    let register = panel_register_table(evidence.panel.iter().chain(&answers));
    let Some((target, named)) = target.zip(arguments.out.as_deref()) else {
        print_csv(&register, true)?;
        return Ok(ExitCode::SUCCESS);
    };
    let bytes = register.csv(true)?;
    let mut sink = Sink::create(target)?;
    sink.write(&bytes)?;
    notes(&sink.finish()?);
    let fingerprint = Fingerprint::of("", &bytes);
    note(text!("{count} answers of {forms} forms", count, forms = arguments.forms.len()));
    note(text!(
        "to add them to the package, copy the file to its `lists/panel_answers.csv` and write into \
         `datapackage.json`: \"bytes\": {bytes}, \"hash\": \"sha256:{sha256}\"",
        bytes = bytes.len(),
        sha256 = fingerprint.sha256
    ));
    print(&format!("{}\n", named.display()))?;
    Ok(ExitCode::SUCCESS)
}
