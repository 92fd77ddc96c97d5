//! The last value, for ever.

use super::{Fit, Forecaster};
use crate::series::LogRegime;
use suranys_core::math::mean;

/// The last value. Takes gaps: its error scale is the mean absolute log change, a change over
/// several years divided by the root of their number.
#[derive(Debug, Clone, Copy)]
pub struct Naive;

impl Forecaster for Naive {
    fn name(&self) -> &'static str {
        "naive"
    }

    fn benchmark(&self) -> bool {
        true
    }

    fn min_points(&self) -> usize {
        1
    }

    fn fit(&self, regime: &LogRegime) -> Option<Fit> {
        let observed = regime.observed();
        let &(_, level) = observed.last()?;
        let changes: Vec<f64> = observed
            .windows(2)
            .filter_map(|pair| match *pair {
                [(i, a), (j, b)] => Some((b - a).abs() / ((j - i) as f64).sqrt()),
                _ => None,
            })
            .collect();
        Some(Fit { level, slope: 0.0, damping: 1.0, error_scale: mean(&changes), interpolated: 0 })
    }
}
