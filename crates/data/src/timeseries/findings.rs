//! What is wrong in a file, up to a number of findings.

use crate::timeseries::error::TidyError;
use suranys_core::limits::LISTED;
use suranys_core::{Diagnostic, Span};

/// Findings in one file: the first thousand, and how many more there are.
#[derive(Debug)]
pub struct Findings {
    file: String,
    list: Vec<Diagnostic>,
    more: usize,
}

impl Findings {
    /// None yet in this file.
    #[must_use]
    pub fn new(file: impl Into<String>) -> Findings {
        Findings { file: file.into(), list: Vec::new(), more: 0 }
    }

    /// A finding in a cell, not yet among them.
    #[must_use]
    pub fn cell(&self, check: &str, row: u64, column: &str, message: String) -> Diagnostic {
        Diagnostic::error(check, Span::cell(self.file.clone(), row, column), message)
    }

    /// Adds one.
    pub fn add(&mut self, finding: Diagnostic) {
        if self.list.len() < LISTED {
            self.list.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// How many there are, listed or not.
    pub(super) fn count(&self) -> usize {
        self.list.len() + self.more
    }

    /// The given result if there are no findings.
    ///
    /// # Errors
    /// With the findings by row and column, if there are any.
    pub fn or<T>(mut self, clean: T) -> Result<T, TidyError> {
        if self.list.is_empty() {
            return Ok(clean);
        }
        self.list.sort_by(|a, b| a.span.cmp(&b.span));
        if self.more > 0 {
            let message = format!("{} more findings are not listed", self.more);
            self.list.push(Diagnostic::error("more", Span::file(self.file), message));
        }
        Err(TidyError::Findings(self.list))
    }
}
