//! What a check looked at and found.

use suranys_core::Diagnostic;

/// What names a difference of sums, so that a known defect can be matched with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Group of rows: `name=value` for each of its columns.
    pub key: String,
    /// Parts less total, in the table's unit.
    pub amount: f64,
}

/// An amount to three decimals, in as few as it needs: persons are whole.
pub fn amount_text(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A finding of a check.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is said of it.
    pub diagnostic: Diagnostic,
    /// The difference of sums it reports, if it does.
    pub difference: Option<Difference>,
}

/// What a check looked at and found.
#[derive(Debug, Default)]
pub struct Looked {
    /// How many things.
    pub at: usize,
    /// Findings.
    pub found: Vec<Found>,
}

impl Looked {
    /// So many things looked at, with these findings.
    pub fn of(at: usize, found: &[Diagnostic]) -> Looked {
        let mut looked = Looked { at, found: Vec::new() };
        found.iter().cloned().for_each(|diagnostic| looked.find(diagnostic));
        looked
    }

    /// Adds a finding.
    pub fn find(&mut self, diagnostic: Diagnostic) {
        self.found.push(Found { diagnostic, difference: None });
    }

    /// Adds a finding about a difference of sums.
    pub fn differs(&mut self, diagnostic: Diagnostic, difference: Difference) {
        self.found.push(Found { diagnostic, difference: Some(difference) });
    }
}
