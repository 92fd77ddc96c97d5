//! The combined path of one series, before intervals are put around it.

use crate::calibration::support::Support;

/// What the combined models forecast of a series, and what the scale of its errors rests on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory {
    /// The combined path, by step.
    pub median: Vec<f64>,
    /// The naive path: no change but the season's.
    pub naive: Vec<f64>,
    /// Mean distance of the members from the combined path, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error in the sample, weighted over members.
    pub error: f64,
    /// One-step errors of the last values, without season, oldest first.
    pub errors: Vec<f64>,
    /// Mean absolute change in the sample, without season.
    pub change: f64,
    /// How errors grow with the horizon, relative to a random walk's, by step.
    pub horizon_scaling: Vec<f64>,
    /// Where prediction intervals are bounded.
    pub support: Support,
    /// Values seen that are not missing.
    pub values: usize,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
}
