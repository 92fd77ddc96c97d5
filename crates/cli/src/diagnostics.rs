//! What stops a command, shown on stderr, with its exit code.

use crate::paths::packages;
use crate::terminal::{PrintError, say, say_failure};
use std::process::ExitCode;
use suranys_data::CannotRun;
pub use suranys_runner::{Failure, listing};

/// The command did its work and found something wrong.
pub const FOUND: u8 = 1;
/// The command could not do its work.
pub const COULD_NOT_RUN: u8 = 2;

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Failure {
        Failure::Output(error.to_string())
    }
}

/// Writes a failure to stderr and gives the exit code.
pub fn show(failure: &Failure) -> ExitCode {
    if let Failure::Findings(diagnostics) = failure {
        let word = if diagnostics.len() == 1 { "finding" } else { "findings" };
        let (shown, count) = (listing(diagnostics), diagnostics.len());
        say(&format!("{shown}{count} {word}; nothing was written\n"));
        return ExitCode::from(FOUND);
    }
    if let Failure::Asked(diagnostics) = failure {
        say(&listing(diagnostics));
        return ExitCode::from(COULD_NOT_RUN);
    }
    let code = if matches!(failure, Failure::Changed(_)) { FOUND } else { COULD_NOT_RUN };
    let no_package = matches!(failure, Failure::CannotRun(CannotRun::NoPackage { .. }));
    let help = no_package.then(|| {
        let known: Vec<String> = packages().iter().map(|p| format!("`{}`", p.display())).collect();
        match known.is_empty() {
            true => "name the folder of a data package".to_owned(),
            false => format!("this is no data package; is {} meant?", known.join(" or ")),
        }
    });
    say_failure(&failure.to_string(), help);
    ExitCode::from(code)
}
