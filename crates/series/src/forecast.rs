//! Any short series: annual, quarterly, monthly; positive, zero or negative.
//!
//! [`Calibration::learn`] takes what a panel's own past teaches (one regression for all of its
//! series, how models are weighed, how wide the bands must be), [`forecast`] answers for one series
//! at a time, and [`evaluate`] scores models on past origins. Any number of series can stream
//! through: first past [`TrainingSet`], then to their forecasts.

use crate::calibration::conformal::Calibration;
use crate::ensemble::combination::{Bounds, ForecastSpec, ModelSelection};
use rayon::prelude::*;
use std::collections::BTreeMap;
use thiserror::Error;

/// Bands whose ends make the mean.
const MEAN_LEVELS: usize = 50;

/// Why a series has no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForecastError {
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
pub struct Forecast {
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
    spec: &ForecastSpec,
    levels: &[f64],
    calibration: &Calibration,
) -> Result<Forecast, ForecastError> {
    let projection = calibration.projection(crate::ensemble::combination::fitted(y, spec)?);
    let point = calibration.path(&projection);
    let band = |step: usize, point: f64, level: f64| {
        let width = calibration.half_width(y, &projection, step, level);
        (projection.ends.end(point, -width), projection.ends.end(point, width))
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
    Ok(Forecast { point, mean, bands, weights: projection.weights, errors: projection.errors })
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

/// The combination's members and their weights, each the mean over the panel's series.
#[must_use]
pub fn mean_weights(panel: &[Vec<f64>], season: usize, horizon: usize) -> BTreeMap<String, f64> {
    let spec = ForecastSpec {
        season,
        horizon,
        selection: ModelSelection::Combination,
        bounds: Bounds::default(),
    };
    let calibration = Calibration::learn(panel, &spec);
    let weights: Vec<Vec<(String, f64)>> = panel
        .par_iter()
        .filter_map(|y| crate::ensemble::combination::fitted(y, &spec).ok())
        .map(|fitted| calibration.projection(fitted).weights)
        .filter(|weights| !weights.is_empty())
        .collect();
    let count = weights.len() as f64;
    let mut means = BTreeMap::new();
    for (name, weight) in weights.into_iter().flatten() {
        *means.entry(name).or_insert(0.0) += weight / count;
    }
    means
}
