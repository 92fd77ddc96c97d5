//! A run under one scenario, with what it differs by from another.

use suranys_core::comparison::Change;
use suranys_core::run::FigureKey;
use suranys_core::run_output::RunOutput;
use suranys_model::Reference;

/// A run under one scenario.
#[derive(Debug)]
pub struct BenchRun {
    /// What it is known by: inputs, rules, scenario and draws, and the scenario it is set against.
    pub key: String,
    /// Identifier of its scenario.
    pub scenario: String,
    /// The run, as `suranys run` makes it of the scenario's file alone, to the bit.
    pub output: RunOutput,
    /// What its figures differ by from those of the baseline, draw by draw; empty of the baseline itself.
    pub differences: Vec<Change>,
    /// Of the baseline: its figures with their draws.
    pub reference: Option<Reference>,
    /// Whether it has fewer draws than its scenario asks for.
    pub preview: bool,
}

impl BenchRun {
    /// What a figure differs by from the baseline's; none of the baseline itself.
    #[must_use]
    pub fn change(&self, key: &FigureKey) -> Option<&Change> {
        let at = self.differences.binary_search_by(|change| change.key.cmp(key));
        at.ok().and_then(|at| self.differences.get(at))
    }
}
