//! Why a package could not be read.

use crate::check::report::CheckReport;
use crate::package::open::CannotRun;
use suranys_core::{Text, text};
use thiserror::Error;

/// Why inputs could not be read.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The package has findings.
    Findings(CheckReport),
    /// The package could not be looked at.
    CannotRun(#[from] CannotRun),
}

impl LoadError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            LoadError::Findings(_) => text!("the package has findings"),
            LoadError::CannotRun(why) => why.text(),
        }
    }
}

suranys_core::worded!(LoadError);
