//! Any short series: annual, quarterly, monthly; positive, zero or negative.
//!
//! [`Calibration::train`] rests on a panel's own past (one regression for all of its series, weights
//! of the models, interval calibration); [`forecast`] then forecasts one series at a time. Any
//! number of series can stream through: first past
//! [`TrainingSet`](crate::calibration::conformal::TrainingSet), then to their forecasts.

use crate::calibration::conformal::Calibration;
use crate::ensemble::combination::fitted;
use crate::error::ForecastError;
use crate::spec::{Bounds, ForecastSpec, ModelSelection};
use crate::tuning::forecast::MEAN_LEVELS;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The forecast of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Medians by step.
    pub median: Vec<f64>,
    /// Means by step.
    pub mean: Vec<f64>,
    /// Lower and upper bounds of the central prediction intervals, `[level][step]`.
    pub intervals: Vec<Vec<(f64, f64)>>,
    /// Models behind the medians and their weights, which sum to one; empty when no model could
    /// be fitted and the naive path is the forecast.
    pub weights: Vec<(String, f64)>,
    /// One-step errors of the last values, without season, oldest first; NaN where a value is
    /// missing.
    pub errors: Vec<f64>,
}

/// Forecasts one series of consecutive values: medians, and central intervals at `levels` (shares of
/// one). A missing value is NaN; the first and the last are observed. With gaps, the
/// combination leaves out the models of
/// [`left_out_with_gaps`](crate::ensemble::members::left_out_with_gaps).
///
/// Intervals are conformal: as wide as the panel's past errors were, in error scales, which are made
/// of the series' own one-step error and change and of the models' disagreement, and bounded where the
/// series keeps to a level. They stay inside the bounds asked for; unless a lower bound was asked for,
/// a positive series' stay above zero, on the logarithmic scale, and those of a series with zeros that
/// was never negative do not fall below.
///
/// The combination takes a value that stands alone between others as missing, and does not use zeros
/// before a series came to be; an extreme last value it doubts: the forecast lies between a new level
/// and the old, and intervals reach both (see [`Outliers`](crate::preprocess::outlier::Outliers)).
///
/// # Errors
/// When there is nothing to forecast from, gaps that the one model asked for does not take, or values
/// so large that a result is not finite.
pub fn forecast(
    y: &[f64],
    spec: &ForecastSpec,
    levels: &[f64],
    calibration: &Calibration,
) -> Result<Forecast, ForecastError> {
    let trajectory = calibration.trajectory(fitted(y, spec)?);
    let median = calibration.medians(&trajectory);
    let interval = |step: usize, median: f64, level: f64| {
        let width = calibration.half_width(y, &trajectory, step, level);
        (trajectory.support.bound(median, -width), trajectory.support.bound(median, width))
    };
    let steps = || median.iter().enumerate();
    let intervals: Vec<Vec<(f64, f64)>> = levels
        .iter()
        .map(|level| steps().map(|(step, median)| interval(step, *median, *level)).collect())
        .collect();
    // The mean of a distribution is the mean of its quantiles at evenly spread levels.
    let mean: Vec<f64> = steps()
        .map(|(step, median)| {
            let halves = (0..MEAN_LEVELS).map(|n| {
                let (low, high) = interval(step, *median, (n as f64 + 0.5) / MEAN_LEVELS as f64);
                (low / 2.0 + high / 2.0) / MEAN_LEVELS as f64
            });
            halves.sum::<f64>()
        })
        .collect();
    let bounds = intervals.iter().flatten().flat_map(|(low, high)| [low, high]);
    if !median.iter().chain(&mean).chain(bounds).all(|value| value.is_finite()) {
        return Err(ForecastError::TooLarge);
    }
    Ok(Forecast { median, mean, intervals, weights: trajectory.weights, errors: trajectory.errors })
}

/// [`forecast`] for many series, in their order, on all threads.
#[must_use]
pub fn forecast_many(
    panel: &[Vec<f64>],
    spec: &ForecastSpec,
    levels: &[f64],
    calibration: &Calibration,
) -> Vec<Result<Forecast, ForecastError>> {
    panel.par_iter().map(|y| forecast(y, spec, levels, calibration)).collect()
}

/// The combination's members and their weights, each the mean over the panel's series; none of series
/// whose values are so large that their weights are not finite.
#[must_use]
pub fn mean_weights(panel: &[Vec<f64>], season: usize, horizon: usize) -> BTreeMap<String, f64> {
    let spec = ForecastSpec {
        season,
        horizon,
        selection: ModelSelection::Combination,
        bounds: Bounds::default(),
    };
    let calibration = Calibration::train(panel, &spec);
    let weights: Vec<Vec<(String, f64)>> = panel
        .par_iter()
        .filter_map(|y| fitted(y, &spec).ok())
        .map(|fitted| calibration.trajectory(fitted).weights)
        .filter(|weights| !weights.is_empty() && weights.iter().all(|(_, w)| w.is_finite()))
        .collect();
    let count = weights.len() as f64;
    let mut means = BTreeMap::new();
    for (name, weight) in weights.into_iter().flatten() {
        *means.entry(name).or_insert(0.0) += weight / count;
    }
    means
}
