//! Ways to forecast that are scored against each other.

use suranys_series::spec::{Model, ModelSelection};

/// A way to forecast, scored with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Candidate {
    /// The last value.
    Naive,
    /// The mean change goes on.
    Drift,
    /// The series engine without value added.
    Engine,
    /// The employment function alone.
    Function,
    /// The combination of engine and drift: the full combination differs from it by the function
    /// alone.
    WithoutOutput,
    /// The combination, its weights, coefficients and interval factors estimated from each series
    /// alone.
    Unpooled,
    /// Engine, drift and function: what the national forecast uses, unless naive or drift alone
    /// did better.
    Combined,
}

impl Candidate {
    /// All, in the order of tables.
    pub const ALL: [Candidate; 7] = [
        Candidate::Naive,
        Candidate::Drift,
        Candidate::Engine,
        Candidate::Function,
        Candidate::WithoutOutput,
        Candidate::Unpooled,
        Candidate::Combined,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Candidate::Naive => "naive",
            Candidate::Drift => "drift",
            Candidate::Engine => "engine",
            Candidate::Function => "function",
            Candidate::WithoutOutput => "without-gva",
            Candidate::Unpooled => "unpooled",
            Candidate::Combined => "combination",
        }
    }

    /// Models asked of the engine.
    pub(crate) fn selection(self) -> ModelSelection {
        match self {
            Candidate::Naive => ModelSelection::Only(Model::Naive),
            Candidate::Drift => ModelSelection::Only(Model::Drift),
            _ => ModelSelection::Combination,
        }
    }
}
