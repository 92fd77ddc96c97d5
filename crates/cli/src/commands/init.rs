//! `suranys init`.

use crate::diagnostics::Failure;
use crate::paths::default_package;
use crate::terminal::{notes, print};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::{SYNTHETIC_RUN, Target, synthetic_package};
use suranys_runner::paths::read_with;
use suranys_runner::skeleton;

/// Arguments of `suranys init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys init /tmp/new --country XX --languages en,fr
  suranys init /tmp/demo --synthetic --seed 7
  suranys recommend /tmp/demo/run --package /tmp/demo/package --rulebooks data/rules
  suranys report /tmp/demo/package --only tables --out /tmp/demo/report    the forecast by unit group
  suranys recommend /tmp/demo/report --package /tmp/demo/package --rulebooks data/rules")]
pub struct Arguments {
    /// Folder to write; for a country it must be new or empty.
    folder: PathBuf,
    /// Write a package with synthetic figures for every unit group, each marked as synthetic: to try
    /// the forecast and the list in a detail that no public table has.
    #[arg(long, required_unless_present = "country", conflicts_with = "country")]
    synthetic: bool,
    /// Seed of the synthetic figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write a package without figures for the country of this code, with a guide to filling it in.
    #[arg(long, value_name = "CODE", requires = "languages")]
    country: Option<String>,
    /// Languages of that package; the first is its main one.
    #[arg(long, value_delimiter = ',', requires = "country")]
    languages: Vec<String>,
    /// ISO 4217 code of the currency of that package; `XXX` stands for none.
    #[arg(long, default_value = "XXX", requires = "country")]
    currency: String,
    /// Package from which the synthetic one takes classifications, records of lists, and figures of
    /// sections and regions.
    #[arg(long, default_value_os_t = default_package())]
    from: PathBuf,
}

/// Writes a package to be filled, or a synthetic one with scenarios and a synthetic run.
///
/// # Errors
/// When the package it is modelled on can't be read, a word given is none of its kind, or the
/// folder can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let Some(country) = &arguments.country {
        return begin(arguments, country);
    }
    let target = Target::new_folder(&arguments.folder, &read_with(&arguments.from))?;
    let files = synthetic_package(&arguments.from, arguments.seed)?;
    notes(&target.write(&files)?);
    print(&format!("{}\n", arguments.folder.join(SYNTHETIC_RUN).display()))?;
    Ok(ExitCode::SUCCESS)
}

fn begin(arguments: &Arguments, country: &str) -> Result<ExitCode, Failure> {
    let files = skeleton(country, &arguments.languages, &arguments.currency)?;
    notes(&Target::new_folder(&arguments.folder, &[])?.write(&files)?);
    print(&format!("{}\n", arguments.folder.join("GUIDE.md").display()))?;
    Ok(ExitCode::SUCCESS)
}
