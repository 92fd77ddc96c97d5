//! Why a package could not be kept up.

use crate::package::open::CannotRun;
use crate::store::error::StoreError;
use suranys_core::Diagnostic;
use thiserror::Error;

/// Why a package could not be kept up; nothing was written then.
#[derive(Debug, Error)]
pub enum UpkeepError {
    /// Findings, in the package as it would be or in what was to be brought in.
    #[error("there are {} findings", .0.len())]
    Findings(Vec<Diagnostic>),
    /// What was asked for is not there.
    #[error("what was asked for is not there")]
    Asked(Vec<Diagnostic>),
    /// A file can't be read.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
    /// A file can't be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}
