//! Why a tidy table could not be read.

use crate::package::open::CannotRun;
use suranys_core::Diagnostic;
use suranys_core::{Text, text};
use thiserror::Error;

/// Why a table could not be read.
#[derive(Debug, Error)]
pub enum TidyError {
    /// What is wrong in it, and where.
    Findings(Vec<Diagnostic>),
    /// It could not be looked at.
    CannotRun(#[from] CannotRun),
}

impl TidyError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            TidyError::Findings(value) => {
                text!("the table has {count} findings", count = value.len())
            }
            TidyError::CannotRun(why) => why.text(),
        }
    }
}

suranys_core::worded!(TidyError);
