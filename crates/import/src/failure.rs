//! What stops a command, and its exit code.

use crate::terminal::{listing, say};
use std::path::Path;
use std::process::ExitCode;
use suranys_core::{Diagnostic, Span, Text};
use thiserror::Error;

/// The command did its work and found something wrong.
const FOUND: u8 = 1;
/// The command could not do its work.
const COULD_NOT_RUN: u8 = 2;

/// What stops a command.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Something is wrong with the records; of more than are kept, the number is given.
    #[error("{more} findings that are not listed")]
    Findings {
        /// Those that are shown.
        findings: Vec<Diagnostic>,
        /// How many more there are.
        more: u64,
    },
    /// The work could not be done.
    #[error("{0}")]
    CouldNotRun(String),
}

impl Failure {
    /// One finding.
    pub(crate) fn one(finding: Diagnostic) -> Failure {
        Failure::Findings { findings: vec![finding], more: 0 }
    }

    /// Findings, all of them.
    pub(crate) fn of(findings: Vec<Diagnostic>) -> Failure {
        Failure::Findings { findings, more: 0 }
    }

    /// Something wrong with a file as a whole.
    pub(crate) fn of_file(path: &Path, check: &str, message: impl Into<Text>) -> Failure {
        Failure::one(Diagnostic::error(check, Span::file(path.display().to_string()), message))
    }

    /// That the file system refuses.
    pub(crate) fn io(path: &Path, why: &std::io::Error) -> Failure {
        Failure::CouldNotRun(format!("`{}`: {why}", path.display()))
    }

    /// Shows it and gives the exit code.
    pub(crate) fn show(&self) -> ExitCode {
        match self {
            Failure::Findings { findings, more } => {
                let count = findings.len() as u64 + more;
                let word = if count == 1 { "finding" } else { "findings" };
                say(&format!("{}{count} {word}; nothing was written\n", listing(findings)));
                ExitCode::from(FOUND)
            }
            Failure::CouldNotRun(why) => {
                say(&format!("error: {why}\n"));
                ExitCode::from(COULD_NOT_RUN)
            }
        }
    }
}

impl From<datafusion::error::DataFusionError> for Failure {
    fn from(error: datafusion::error::DataFusionError) -> Failure {
        Failure::CouldNotRun(format!("a plan could not be run: {error}"))
    }
}

impl From<datafusion::arrow::error::ArrowError> for Failure {
    fn from(error: datafusion::arrow::error::ArrowError) -> Failure {
        Failure::CouldNotRun(format!("columns could not be made: {error}"))
    }
}

impl From<datafusion::parquet::errors::ParquetError> for Failure {
    fn from(error: datafusion::parquet::errors::ParquetError) -> Failure {
        Failure::CouldNotRun(format!("a file of columns could not be written or read: {error}"))
    }
}
