//! What a check is called.

use serde::Serialize;

/// A check: its identifier and what it makes sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckInfo {
    /// Identifier, as diagnostics carry it.
    pub id: &'static str,
    /// What it makes sure of.
    pub sentence: &'static str,
}
