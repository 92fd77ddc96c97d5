//! Why a tidy table could not be read.

use crate::package::open::CannotRun;
use suranys_core::Diagnostic;
use thiserror::Error;

/// Why a table could not be read.
#[derive(Debug, Error)]
pub enum TidyError {
    /// What is wrong in it, and where.
    #[error("the table has {} findings", .0.len())]
    Findings(Vec<Diagnostic>),
    /// It could not be looked at.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
}
