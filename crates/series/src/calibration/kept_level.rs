//! The level that a series keeps to, which bounds how far ahead its errors grow.

use crate::preprocess::observed::{known, mean, mean_size, median, observed};
use crate::tuning::conformal::PRIOR_HORIZON_POWER;
use crate::tuning::error_scale::{INDEPENDENT, LEVEL_DISTANCES, LEVEL_MIN_VALUES};
use suranys_core::numeric::powf;

/// How far a series strays from its level, and how surely it has one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct KeptLevel {
    /// Mean absolute distance of the values from their median.
    distance: f64,
    /// From zero, where values follow from those before, to one, where they are as good as independent:
    /// by the mean squared change over twice the variance (von Neumann 1941).
    independent: f64,
}

impl KeptLevel {
    /// Of values without season, some of which may be missing.
    pub(crate) fn of(y: &[f64]) -> KeptLevel {
        let mut values: Vec<f64> = observed(y).collect();
        if known(y) < LEVEL_MIN_VALUES {
            return KeptLevel::default();
        }
        let centre = mean(&values);
        let squares = |of: &[f64]| mean(&of.iter().map(|v| v * v).collect::<Vec<_>>());
        let variance = squares(&values.iter().map(|v| v - centre).collect::<Vec<_>>());
        let changes: Vec<f64> =
            y.windows(2).map(|w| w[1] - w[0]).filter(|change| !change.is_nan()).collect();
        let ratio = squares(&changes) / (2.0 * variance);
        let middle = median(&mut values).unwrap_or(centre);
        values.iter_mut().for_each(|v| *v -= middle);
        let independent = (ratio - INDEPENDENT.0) / (INDEPENDENT.1 - INDEPENDENT.0);
        let independent = if independent.is_finite() { independent.clamp(0.0, 1.0) } else { 0.0 };
        KeptLevel { distance: mean_size(&values), independent }
    }

    /// An error scale `step` steps ahead, bounded as far as the series keeps to its level: values no
    /// more stray from it in ten steps than in one.
    pub(crate) fn bounded(&self, scale: f64, step: usize) -> f64 {
        let max = LEVEL_DISTANCES * self.distance / powf((step + 1) as f64, PRIOR_HORIZON_POWER);
        if 0.0 < max && max < scale { scale * powf(max / scale, self.independent) } else { scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: values in turn 0 and 2 are one from their median and change by two: their ratio is two,
    /// and errors are bounded in full; a straight line's is next to nothing, and its errors grow.
    #[test]
    fn errors_of_what_keeps_to_a_level_do_not_grow() {
        let turns: Vec<f64> = (0..20).map(|t| f64::from(t % 2 * 2)).collect();
        let level = KeptLevel::of(&turns);
        assert!((level.bounded(9.0, 0) - LEVEL_DISTANCES).abs() < 1e-12);
        assert!(level.bounded(9.0, 7) < LEVEL_DISTANCES && level.bounded(0.5, 0) == 0.5);
        let line: Vec<f64> = (0..20).map(f64::from).collect();
        assert_eq!(KeptLevel::of(&line).bounded(90.0, 3), 90.0);
        assert_eq!(KeptLevel::of(&[1.0, 5.0]).bounded(9.0, 0), 9.0);
        assert_eq!(KeptLevel::of(&[5.0; 9]).bounded(9.0, 0), 9.0);
    }
}
