//! What a check is, and what all of them say of a package.

use serde::Serialize;
use suranys_core::{CheckOutcome, Diagnostic, Severity};

/// A check: its identifier and what it makes sure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckInfo {
    /// Identifier, as diagnostics carry it.
    pub id: &'static str,
    /// What it makes sure of.
    pub sentence: &'static str,
}

/// What all checks said of a package.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// What became of each check, in order.
    pub outcomes: Vec<(CheckInfo, CheckOutcome)>,
    /// All findings, by file, row and column.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a forecast is to be made of it: its descriptor says so (the property `suranys`), or has the table
    /// that forecasts set out from. Any other is checked by the standard alone.
    pub for_forecast: bool,
    /// Everything that is missing for a forecast, kept apart from the findings; of a package with
    /// findings, the tables alone.
    pub missing: Vec<Diagnostic>,
    /// Tables that end before employment, which a forecast carries forward, and those it does
    /// without: no findings.
    pub notes: Vec<Diagnostic>,
    /// Number of tables declared.
    pub resources: usize,
    /// Number of rows read.
    pub rows: usize,
}

impl CheckReport {
    /// Whether a forecast can be made of the package: it has no findings, and nothing is missing.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.for_forecast && self.is_clean() && self.missing.is_empty()
    }

    /// Whether nothing is wrong with it: nothing that a forecast needs is missing in a package made for one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.is_clean() && (!self.for_forecast || self.missing.is_empty())
    }

    /// Whether nothing was found but known defects and what is noted.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.diagnostics.iter().all(|d| d.severity != Severity::Error)
    }
}
