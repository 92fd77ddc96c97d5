//! `suranys package seal`.

use crate::args::PackageOperand;
use crate::diagnostics::{FOUND, Failure};
use crate::terminal::{note, notes, print};
use clap::Args;
use std::process::ExitCode;
use suranys_core::text;
use suranys_data::reseal_package;

/// Arguments of `suranys package seal`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys package seal                  after a table was edited: its size and hash into datapackage.json
  suranys package seal data/kz --check  change nothing; exit code 1 when something would change

A line for each file that the descriptor did not describe as it is. All else of the descriptor stays as it is
written. A file that differs in the ends of its lines alone is the one described.")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    /// Change nothing; the exit code is 1 when something would change.
    #[arg(long)]
    check: bool,
}

/// Writes sizes and hashes anew and prints which changed.
///
/// # Errors
/// When a file can't be read, or the descriptor can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (revision, changed) = reseal_package(&arguments.package.folder)?;
    let mut lines = String::new();
    for one in &changed {
        let before = one.bytes_before.map_or("no".to_owned(), |bytes| bytes.to_string());
        let hash_before = one.hash_before.as_deref().unwrap_or("no hash");
        lines.push_str(&format!(
            "{}: {before} -> {} bytes, {hash_before} -> {}\n",
            one.path, one.bytes, one.hash
        ));
    }
    print(&lines)?;
    if changed.is_empty() {
        note(text!("every file is the one the descriptor describes"));
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.check {
        note(text!("nothing was written"));
        return Ok(ExitCode::from(FOUND));
    }
    notes(&revision.apply()?);
    Ok(ExitCode::SUCCESS)
}
