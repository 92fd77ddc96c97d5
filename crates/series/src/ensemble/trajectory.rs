//! The combined path of one series, before intervals are put around it.

use crate::calibration::kept_level::KeptLevel;
use crate::calibration::support::Support;
use crate::ensemble::members::MemberName;
use suranys_core::numeric::powf;

/// What the combined models forecast of a series, and what the scale of its errors rests on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory {
    /// The combined path, by step.
    pub median: Vec<f64>,
    /// The naive path: no change but the season's.
    pub naive: Vec<f64>,
    /// Mean distance of the members from the combined path, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error in the sample, weighted over members; of values with a season later ones
    /// count more, here and below.
    pub error: f64,
    /// One-step errors of the last values, without season, oldest first.
    pub errors: Vec<f64>,
    /// Mean absolute change in the sample, without season.
    pub change: f64,
    /// Half the distance, by step, between what is expected if a doubted last value is one alone, and if
    /// it is a new level; empty where the last value is not doubted.
    pub doubt: Vec<f64>,
    /// The level that the series keeps to, without season.
    pub level: KeptLevel,
    /// How errors grow with the horizon, relative to a random walk's, by step.
    pub horizon_scaling: Vec<f64>,
    /// Where prediction intervals are bounded.
    pub support: Support,
    /// Values seen that are not missing.
    pub values: usize,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(MemberName, f64)>,
}

impl Trajectory {
    /// With the last value, which is doubted: the trajectory was made without it, one step longer.
    ///
    /// If that value is one alone, the path stays what it was; if it is a new level, the path is moved
    /// there, a positive series' in proportion. Which of them only the next values tell: the combined
    /// path is half-way between, geometrically for a positive series, and the error scale has its
    /// distance from both.
    #[must_use]
    pub(crate) fn doubted(mut self, last: f64) -> Trajectory {
        let expected = self.median.first().copied().unwrap_or(last);
        let ratio =
            if self.support.is_positive() && expected > 0.0 { last / expected } else { 0.0 };
        let moved = |value: f64, share: f64| {
            if ratio > 0.0 { value * powf(ratio, share) } else { value + share * (last - expected) }
        };
        for values in [&mut self.median, &mut self.naive, &mut self.spread] {
            values.drain(..1.min(values.len()));
        }
        self.horizon_scaling.truncate(self.median.len());
        let between = |value: &f64| moved(*value, 0.5);
        let away = |value: &f64| {
            let middle = between(value);
            (value - middle).abs().max((moved(*value, 1.0) - middle).abs())
        };
        self.doubt = self.median.iter().map(away).collect();
        self.median = self.median.iter().map(between).collect();
        self.naive = self.naive.iter().map(between).collect();
        self.errors.push(f64::NAN);
        self
    }
}
