//! Any short series: annual, quarterly, monthly; positive, zero or negative.
//!
//! [`Calibration::learn`] takes what a panel's own past teaches (one regression for all of its
//! series, how models are weighed, how wide the bands must be), [`forecast`] answers for one series
//! at a time, and [`evaluate`] scores models on past origins. Any number of series can stream
//! through: first past [`Lessons`], then to their forecasts.

pub mod arima;
mod bands;
mod breaks;
mod ces;
mod combine;
mod draws;
mod drift;
mod ends;
mod ets;
mod evaluate;
mod learn;
mod local;
mod model;
mod pool;
mod pooled;
mod regression;
mod scatter;
mod season;
mod simplex;
mod theta;
mod unit;

pub use bands::{Calibration, Lessons};
pub use breaks::regime;
pub use ces::Ces;
pub use combine::{Bounds, Choice, Model, Plan};
pub use draws::{Calendar, Drawn, draws, draws_many};
pub use drift::{Drift, MedianDrift, Naive, ReturningDrift};
pub use ets::Ets;
pub use evaluate::{Evaluation, Scores, Unscored, evaluate};
pub use local::Local;
pub use model::{Path, PointModel, Sample};
pub use pool::left_out_with_gaps;
pub use regression::{Regression, RegressionError, regress};
pub use season::{Indices, is_seasonal};
pub use theta::Theta;

use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use thiserror::Error;

/// Bands whose ends make the mean.
const MEAN_LEVELS: usize = 50;

/// Why a series has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It holds no value.
    #[error("no value was observed")]
    NothingObserved,
    /// It begins or ends with a missing value.
    #[error("the first or the last value is missing")]
    OpenEnd,
    /// It has missing values, and the model asked for takes none.
    #[error("values are missing between others, and the model {0} takes no gaps")]
    Gaps(&'static str),
}

/// The forecast of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Medians by step.
    pub point: Vec<f64>,
    /// Means by step.
    pub mean: Vec<f64>,
    /// Lower and upper ends, `[level][step]`.
    pub bands: Vec<Vec<(f64, f64)>>,
    /// Models behind the medians and their weights, which sum to one; empty when no model could
    /// be fitted and the last value stands.
    pub weights: Vec<(String, f64)>,
    /// One-step errors of the last values, without season, oldest first; where a value is missing,
    /// not a number.
    pub errors: Vec<f64>,
}

/// Forecasts one series of consecutive values: medians, and central bands at `levels` (shares of
/// one). A missing value is not a number; the first and the last are observed. With gaps, the
/// combination leaves out the models of [`left_out_with_gaps`].
///
/// Bands are conformal: as wide as the panel's past errors were, in units of the series' own
/// one-step error and change and of the models' disagreement. They end at the plan's bounds, and a
/// positive series' on the logarithmic scale above zero unless the plan has a lower bound.
///
/// # Errors
/// When there is nothing to forecast from, or gaps that the one model asked for does not take.
pub fn forecast(
    y: &[f64],
    plan: &Plan,
    levels: &[f64],
    calibration: &Calibration,
) -> Result<Answer, Refusal> {
    let outlook = calibration.outlook(combine::fitted(y, plan)?);
    let point = calibration.path(&outlook);
    let band = |step: usize, point: f64, level: f64| {
        let width = calibration.half_width(y, &outlook, step, level);
        (outlook.ends.end(point, -width), outlook.ends.end(point, width))
    };
    let steps = || point.iter().enumerate();
    let bands = levels
        .iter()
        .map(|level| steps().map(|(step, point)| band(step, *point, *level)).collect())
        .collect();
    // The mean of a distribution is the mean of its quantiles at evenly spread levels.
    let mean = steps()
        .map(|(step, point)| {
            let halves = (0..MEAN_LEVELS).map(|n| {
                let (low, high) = band(step, *point, (n as f64 + 0.5) / MEAN_LEVELS as f64);
                (low / 2.0 + high / 2.0) / MEAN_LEVELS as f64
            });
            halves.sum::<f64>()
        })
        .collect();
    Ok(Answer { point, mean, bands, weights: outlook.weights, errors: outlook.errors })
}

/// [`forecast`] for many series, in their order, on all threads.
#[must_use]
pub fn forecast_many(
    panel: &[Vec<f64>],
    plan: &Plan,
    levels: &[f64],
    calibration: &Calibration,
) -> Vec<Result<Answer, Refusal>> {
    panel.par_iter().map(|y| forecast(y, plan, levels, calibration)).collect()
}

/// The combination's members and their weights, each the mean over the panel's series.
#[must_use]
pub fn mean_weights(panel: &[Vec<f64>], season: usize, horizon: usize) -> BTreeMap<String, f64> {
    let plan = Plan { season, horizon, choice: Choice::Combination, bounds: Bounds::default() };
    let calibration = Calibration::learn(panel, &plan);
    let weights: Vec<Vec<(String, f64)>> = panel
        .par_iter()
        .filter_map(|y| combine::fitted(y, &plan).ok())
        .map(|fitted| calibration.outlook(fitted).weights)
        .filter(|weights| !weights.is_empty())
        .collect();
    let count = weights.len() as f64;
    let mut means = BTreeMap::new();
    for (name, weight) in weights.into_iter().flatten() {
        *means.entry(name).or_insert(0.0) += weight / count;
    }
    means
}

/// Values with gaps bridged by straight lines between their neighbours: an assumption, to be told.
/// Missing values at either end are dropped.
#[must_use]
pub fn bridged(values: &[f64]) -> Cow<'_, [f64]> {
    if values.iter().all(|v| !v.is_nan()) {
        return Cow::Borrowed(values);
    }
    let mut known = values.iter().enumerate().filter(|(_, v)| !v.is_nan());
    let Some((mut from, mut start)) = known.next() else { return Cow::default() };
    let mut all = vec![*start];
    for (to, end) in known {
        let gap = (to - from) as f64;
        all.extend((1..=to - from).map(|step| start + (end - start) * step as f64 / gap));
        (from, start) = (to, end);
    }
    Cow::Owned(all)
}

#[cfg(test)]
pub(crate) mod reference {
    //! Values of independent programs, and the series they are about.

    const PYTHON: &str = include_str!("../../tests/reference/engine.csv");
    const R: &str = include_str!("../../tests/reference/forecast.csv");

    /// A value of tests/reference/engine.csv or forecast.csv.
    pub fn reference(what: &str, index: usize) -> f64 {
        let start = format!("{what},{index},");
        let mut lines = PYTHON.lines().chain(R.lines());
        let line = lines.find_map(|line| line.strip_prefix(&start));
        line.and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{start} is not on file"))
    }

    /// `walk` of tests/reference/engine.py.
    pub fn walk() -> Vec<f64> {
        let mut at = 0.0;
        (0..40)
            .map(|s| {
                at += f64::from((37 * s) % 11 - 4);
                at
            })
            .collect()
    }

    /// `season` of tests/reference/engine.py.
    pub fn season() -> Vec<f64> {
        let wave = [10.0, 0.0, -10.0, 0.0];
        (0..32_u32)
            .map(|t| 100.0 + 2.0 * f64::from(t) + wave[t as usize % 4] + f64::from(7 * t % 5))
            .collect()
    }
}
