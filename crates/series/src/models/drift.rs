//! The last value and the average growth, lasting or fading.

use super::{Fit, Forecaster};
use crate::series::LogRegime;
use suranys_core::math::mean;

/// What is left each year of the growth of the year before, in [`DampedDrift`]: fixed, not
/// estimated, because a dozen points cannot tell; the middle of the range that Hyndman and
/// others (2008) allow a damping parameter.
const DAMPING: f64 = 0.9;

/// Random walk with drift: the average yearly log growth from the first to the last point goes
/// on. Takes gaps.
#[derive(Debug, Clone, Copy)]
pub struct Drift;

impl Forecaster for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn benchmark(&self) -> bool {
        true
    }

    fn min_points(&self) -> usize {
        3
    }

    fn fit(&self, regime: &LogRegime) -> Option<Fit> {
        fit(regime, self.min_points(), 1.0)
    }
}

/// Random walk with drift whose growth fades by a tenth each year. Takes gaps.
#[derive(Debug, Clone, Copy)]
pub struct DampedDrift;

impl Forecaster for DampedDrift {
    fn name(&self) -> &'static str {
        "damped drift"
    }

    fn min_points(&self) -> usize {
        3
    }

    fn fit(&self, regime: &LogRegime) -> Option<Fit> {
        fit(regime, self.min_points(), DAMPING)
    }
}

fn fit(regime: &LogRegime, min_points: usize, damping: f64) -> Option<Fit> {
    let observed = regime.observed();
    if observed.len() < min_points {
        return None;
    }
    let (&(start, first), &(end, level)) = (observed.first()?, observed.last()?);
    let slope = (level - first) / (end - start) as f64;
    let errors: Vec<f64> = observed
        .windows(2)
        .filter_map(|pair| match *pair {
            [(i, a), (j, b)] => {
                let years = (j - i) as f64;
                Some((b - a - slope * damping * years).abs() / years.sqrt())
            }
            _ => None,
        })
        .collect();
    Some(Fit { level, slope, damping, error_scale: mean(&errors), interpolated: 0 })
}
