//! `suranys scenario`.

use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::paths::default_package;
use crate::terminal::{Format, print_document, show};
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::Diagnostic;
use suranys_core::display_text::visible;
use suranys_data::{Difference, Setting, differences, read_inputs};
use suranys_data::{scenario_schema, sweep_schema};
use suranys_runner::Order;
use suranys_runner::of_scenarios;
use suranys_runner::paths::{read_with, scenarios_folder};
use suranys_runner::settings::{basis, differences_table, settings, settings_table};

/// Arguments of `suranys scenario`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys scenario show data/scenarios/optimistic.toml               the values set in the file itself
  suranys scenario show data/scenarios/optimistic.toml --resolved    every value and its origin
  suranys scenario diff data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys scenario diff a.toml b.toml --format csv > diff.csv
  suranys scenario schema > data/scenarios/scenario.schema.json      for editors
  suranys scenario schema sweep > data/sweeps/sweep.schema.json

Exit codes: 0 printed; 1 a file has findings, each shown at its line and column; 2 could not run.")]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    notes: NoteOptions,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the values of a scenario file.
    Show {
        /// Scenario file.
        file: PathBuf,
        /// Include everything the file extends, with the file and line of each value.
        #[arg(long)]
        resolved: bool,
        /// Format of the output.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Show where two scenarios differ, each with everything it extends.
    Diff {
        /// Scenario file.
        from: PathBuf,
        /// Scenario file to compare with it.
        to: PathBuf,
        /// Format of the output.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Print the JSON Schema of scenario files or sweep files, for editors and other programs.
    Schema {
        /// Kind of file.
        #[arg(value_enum, default_value_t = Kind::Scenario)]
        of: Kind,
    },
}

/// Files that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Scenario files.
    Scenario,
    /// Sweep files.
    Sweep,
}

/// Shows scenario files, or prints a schema.
///
/// # Errors
/// When a file has findings, or stdout can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut notes = Notes::begin(&arguments.notes, &read_with(&default_package()))?;
    match &arguments.what {
        What::Show { file, resolved, format } => {
            let mut settings = settings(file, &bases())?;
            notes.add(noted(std::slice::from_ref(file)));
            notes.close()?;
            if !resolved {
                let own = file.display().to_string();
                settings.retain(|setting| setting.file == own);
            }
            show(*format, &settings_table(&settings), || settings_text(&settings))?;
        }
        What::Diff { from, to, format } => {
            let found = differences(&settings(from, &bases())?, &settings(to, &bases())?);
            notes.add(noted(&[from.clone(), to.clone()]));
            notes.close()?;
            show(*format, &differences_table(&found), || differences_text(&found))?;
        }
        What::Schema { of: Kind::Scenario } => print_document(&scenario_schema())?,
        What::Schema { of: Kind::Sweep } => print_document(&sweep_schema())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Where what scenario files extend is looked for after the folder they lie in.
fn bases() -> PathBuf {
    scenarios_folder(&default_package())
}

/// What scenario files say without effect on the package that is there.
fn noted(files: &[PathBuf]) -> Vec<Diagnostic> {
    let order =
        Order { package: default_package(), scenarios: files.to_vec(), as_of: None, draws: false };
    of_scenarios(&order, read_inputs(&order.package).ok().as_ref())
}

fn settings_text(settings: &[Setting]) -> String {
    let mut text = String::new();
    for s in settings {
        let mut line = format!("{} = ", s.key);
        match (s.value, &s.text) {
            (Some(value), _) => line.push_str(&value.to_string()),
            (None, Some(words)) => line.push_str(words),
            (None, None) => {}
        }
        if let (Some(low), Some(high)) = (s.low, s.high)
            && low < high
        {
            let _ = write!(line, " (95% range {low} to {high})");
        }
        if !s.unit.is_empty() {
            let _ = write!(line, " {}", s.unit);
        }
        let _ = writeln!(text, "{}", visible(&line));
        let _ = writeln!(text, "    {}:{}", visible(&s.file), s.row);
        if !s.source.is_empty() {
            let _ = writeln!(text, "    {}: {}", basis(s), visible(&s.source));
        }
    }
    text
}

fn differences_text(found: &[Difference]) -> String {
    if found.is_empty() {
        return "no difference\n".to_owned();
    }
    let mut text = String::new();
    for d in found {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "(not set)".to_owned());
        let mut line = format!("{} {}: {} → {}", d.key, d.part, side(&d.from), side(&d.to));
        if !d.unit.is_empty() {
            let _ = write!(line, " {}", d.unit);
        }
        if let Some(difference) = d.difference {
            let _ = write!(line, " ({difference:+})");
        }
        let _ = writeln!(text, "{}", visible(&line));
    }
    text
}
