//! `suranys init`.

use crate::diagnostics::Failure;
use crate::paths::default_package;
use crate::terminal::print;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::{SYNTHETIC_RUN, synthetic_package, write_folder};

/// Arguments of `suranys init`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys init /tmp/demo --synthetic --seed 7
  suranys recommend /tmp/demo/run --package /tmp/demo/package --rulebooks data/rules
  suranys report /tmp/demo/package --only tables --out /tmp/demo/report    the forecast by unit group
  suranys recommend /tmp/demo/report --package /tmp/demo/package --rulebooks data/rules")]
pub struct Arguments {
    /// Folder to write; must be new or empty.
    folder: PathBuf,
    /// Synthetic figures for every unit group, drawn from a seed, each marked synthetic: to try the
    /// forecast and the list in a depth that no public table has.
    #[arg(long, required = true)]
    synthetic: bool,
    /// Seed of the synthetic figures.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Package whose classifications, records of lists and figures of sections and regions are
    /// taken over.
    #[arg(long, default_value_os_t = default_package())]
    from: PathBuf,
}

/// Writes a synthetic package with scenarios, and a synthetic run.
///
/// # Errors
/// When the package it is modelled on can't be read, or the folder can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let files = synthetic_package(&arguments.from, arguments.seed)?;
    write_folder(&arguments.folder, &files)?;
    print(&format!("{}\n", arguments.folder.join(SYNTHETIC_RUN).display()))?;
    Ok(ExitCode::SUCCESS)
}
