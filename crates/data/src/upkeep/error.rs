//! Why a package could not be kept up.

use crate::package::open::CannotRun;
use crate::store::error::StoreError;
use suranys_core::Diagnostic;
use suranys_core::{Text, text};
use thiserror::Error;

/// Why a package could not be kept up; nothing was written then.
#[derive(Debug, Error)]
pub enum UpkeepError {
    /// Findings, in the package as it would be or in what was to be brought in.
    Findings(Vec<Diagnostic>),
    /// What was asked for is not there.
    Asked(Vec<Diagnostic>),
    /// A file can't be read.
    CannotRun(#[from] CannotRun),
    /// A file can't be written.
    Store(#[from] StoreError),
}

impl UpkeepError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            UpkeepError::Findings(value) => {
                text!("there are {count} findings", count = value.len())
            }
            UpkeepError::Asked(_) => text!("what was asked for is not there"),
            UpkeepError::CannotRun(why) => why.text(),
            UpkeepError::Store(why) => why.text(),
        }
    }
}

suranys_core::worded!(UpkeepError);
