//! What is wrong in a file, up to a number of findings.

use crate::grouping::{Group, kind};
use crate::timeseries::error::TidyError;
use std::collections::BTreeMap;
use suranys_core::limits::LISTED;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// Findings in one file, those of one kind in one column being one: the first thousand, and how many more
/// there are.
#[derive(Debug)]
pub struct Findings {
    file: String,
    list: Vec<Group>,
    /// Places in the list by what findings have in common.
    groups: BTreeMap<String, usize>,
    more: usize,
    all: usize,
}

impl Findings {
    /// None yet in this file.
    #[must_use]
    pub fn new(file: impl Into<String>) -> Findings {
        Findings { file: file.into(), list: Vec::new(), groups: BTreeMap::new(), more: 0, all: 0 }
    }

    /// A finding in a cell, not yet among them.
    #[must_use]
    pub fn cell(
        &self,
        check: &str,
        row: u64,
        column: &str,
        message: impl Into<Text>,
    ) -> Diagnostic {
        Diagnostic::error(check, Span::cell(self.file.clone(), row, column), message)
    }

    /// Adds one, to those of its kind in its column where there are any.
    pub fn add(&mut self, finding: Diagnostic) {
        let kind = kind(&finding);
        match self.groups.get(&kind).and_then(|place| self.list.get_mut(*place)) {
            Some(group) => {
                self.all += 1;
                group.add(finding);
            }
            None => {
                if self.list.len() < LISTED {
                    self.groups.insert(kind, self.list.len());
                }
                self.add_alone(finding);
            }
        }
    }

    /// Adds one that stays alone, whatever others there are of its kind.
    pub fn add_alone(&mut self, finding: Diagnostic) {
        self.all += 1;
        if self.list.len() < LISTED {
            self.list.push(Group::of(finding));
        } else {
            self.more += 1;
        }
    }

    /// How many there are, listed or not.
    pub(crate) fn count(&self) -> usize {
        self.all
    }

    /// The given result if there are no findings.
    ///
    /// # Errors
    /// With the findings by row and column, if there are any.
    pub fn or<T>(mut self, clean: T) -> Result<T, TidyError> {
        if self.list.is_empty() {
            return Ok(clean);
        }
        let mut list: Vec<Diagnostic> = self.list.drain(..).map(Group::into_one).collect();
        list.sort_by(|a, b| a.span.cmp(&b.span));
        if self.more > 0 {
            let message = text!("{more} more findings are not listed", more = self.more);
            list.push(Diagnostic::error("more", Span::file(self.file), message));
        }
        Err(TidyError::Findings(list))
    }
}
