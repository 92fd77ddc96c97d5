//! What stops a command, shown on stderr, with its exit code.

use crate::paths::packages;
use crate::spoken::{said, said_of, word};
use crate::terminal::{PrintError, say, say_failure};
use std::process::ExitCode;
use suranys_core::limits::LISTED_IN_ALL;
use suranys_core::text;
use suranys_core::{Diagnostic, Text};
use suranys_data::CannotRun;
pub use suranys_runner::Failure;
use suranys_runner::{FindingWords, listing_in};

/// The command did its work and found something wrong.
pub const FOUND: u8 = 1;
/// The command could not do its work.
pub const COULD_NOT_RUN: u8 = 2;

impl From<PrintError> for Failure {
    fn from(error: PrintError) -> Failure {
        Failure::Output(error.text())
    }
}

/// Findings as text for people, in the language they are spoken to.
pub fn listing(findings: &[Diagnostic]) -> String {
    let words = FindingWords {
        accepted: word("terminal.check.accepted", "accepted"),
        note: word("terminal.check.note", "note"),
        error: word("terminal.check.error", "error"),
        details: [
            word("terminal.check.found", "found"),
            word("terminal.check.allowed", "allowed"),
            word("terminal.check.help", "help"),
        ],
    };
    let listed = said_of(findings.get(..LISTED_IN_ALL).unwrap_or(findings));
    let mut text = listing_in(&listed, &words, |_| String::new());
    if let rest @ 1.. = findings.len() - listed.len() {
        text.push_str(&format!(
            "{}\n",
            said(&text!("{more} more findings are not listed", more = rest))
        ));
    }
    text
}

/// Writes a failure to stderr and gives the exit code.
pub fn show(failure: &Failure) -> ExitCode {
    if let Failure::Findings(diagnostics) = failure {
        let (shown, count) = (listing(diagnostics), diagnostics.len());
        let end = match count {
            1 => text!("1 finding; nothing was written"),
            _ => text!("{count} findings; nothing was written", count),
        };
        say(&format!("{shown}{}\n", said(&end)));
        return ExitCode::from(FOUND);
    }
    if let Failure::Asked(diagnostics) = failure {
        say(&listing(diagnostics));
        return ExitCode::from(COULD_NOT_RUN);
    }
    let code = if matches!(failure, Failure::Changed(_)) { FOUND } else { COULD_NOT_RUN };
    let no_package = matches!(failure, Failure::CannotRun(CannotRun::NoPackage { .. }));
    let help = no_package.then(|| {
        let known = packages().into_iter().map(|path| format!("`{}`", path.display()));
        Text::either(known).map_or(text!("name the folder of a data package"), |known| {
            text!("this is no data package; is {known} meant?", known)
        })
    });
    say_failure(&failure.text(), help.as_ref());
    ExitCode::from(code)
}
