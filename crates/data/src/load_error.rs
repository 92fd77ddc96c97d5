//! Why a package could not be read.

use crate::check::report::CheckReport;
use crate::package::open::CannotRun;
use thiserror::Error;

/// Why inputs could not be read.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The package has findings.
    #[error("the package has findings")]
    Findings(CheckReport),
    /// The package could not be looked at.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
}
