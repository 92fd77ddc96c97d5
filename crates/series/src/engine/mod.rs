//! Any short series: annual, quarterly, monthly; positive, zero or negative.
//!
//! [`Calibration::learn`] takes what a panel's own past teaches (how wide the bands must be),
//! [`forecast`] answers for one series at a time, so that any number of series can stream
//! through, and [`evaluate`] scores models on past origins.

pub mod arima;
mod bands;
mod combine;
mod drift;
mod ets;
mod evaluate;
mod model;
mod season;
mod simplex;
mod theta;

pub use bands::Calibration;
pub use combine::{Choice, Model, Plan};
pub use drift::{Drift, MedianDrift, Naive, ReturningDrift};
pub use ets::Ets;
pub use evaluate::{Scores, evaluate};
pub use model::{Path, PointModel, Sample};
pub use season::{Indices, is_seasonal};
pub use theta::Theta;

use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::Key;
use suranys_core::math::exp;

/// Bands whose ends make the mean.
const MEAN_LEVELS: usize = 50;

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
}

/// Forecasts one series of consecutive finite values: medians, and central bands at `levels`
/// (shares of one). `None` of no values.
///
/// Bands are conformal: as wide as the panel's past errors were, in units of the series' own
/// one-step error and change and of the models' disagreement. Of a positive series the lower end
/// is drawn in on the logarithmic scale, so that it stays positive.
#[must_use]
pub fn forecast(
    y: &[f64],
    plan: &Plan,
    levels: &[f64],
    calibration: &Calibration,
) -> Option<Answer> {
    let outlook = combine::outlook(y, plan)?;
    let positive = y.iter().all(|v| *v > 0.0);
    let band = |step: usize, point: f64, level: f64| {
        let width = calibration.half_width(y, &outlook, step, level);
        (end(point, -width, positive), end(point, width, positive))
    };
    let steps = || outlook.point.iter().enumerate();
    let bands = levels
        .iter()
        .map(|level| steps().map(|(step, point)| band(step, *point, *level)).collect())
        .collect();
    // The mean of a distribution is the mean of its quantiles at evenly spread levels.
    let mean = steps()
        .map(|(step, point)| {
            let halves = (0..MEAN_LEVELS).map(|n| {
                let (low, high) = band(step, *point, (n as f64 + 0.5) / MEAN_LEVELS as f64);
                (low + high) / 2.0
            });
            halves.sum::<f64>() / MEAN_LEVELS as f64
        })
        .collect();
    Some(Answer { point: outlook.point, mean, bands, weights: outlook.weights })
}

/// [`forecast`] for many series, in their order, on all threads.
#[must_use]
pub fn forecast_many(
    panel: &[Vec<f64>],
    plan: &Plan,
    levels: &[f64],
    calibration: &Calibration,
) -> Vec<Option<Answer>> {
    panel.par_iter().map(|y| forecast(y, plan, levels, calibration)).collect()
}

/// The combination's members and their weights, each the mean over the panel's series.
#[must_use]
pub fn mean_weights(panel: &[Vec<f64>], season: usize, horizon: usize) -> BTreeMap<String, f64> {
    let plan = Plan { season, horizon, choice: Choice::Combination };
    let weights: Vec<Vec<(String, f64)>> = panel
        .par_iter()
        .filter_map(|y| combine::outlook(y, &plan))
        .map(|outlook| outlook.weights)
        .filter(|weights| !weights.is_empty())
        .collect();
    let count = weights.len() as f64;
    let mut means = BTreeMap::new();
    for (name, weight) in weights.into_iter().flatten() {
        *means.entry(name).or_insert(0.0) += weight / count;
    }
    means
}

/// Values with holes filled by straight lines between their neighbours, and how many were filled.
/// An assumption, to be told. Holes at either end are dropped.
#[must_use]
pub fn filled(values: &[Option<f64>]) -> (Vec<f64>, usize) {
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(t, v)| Some((t, (*v)?))).collect();
    let (Some((first, start)), Some((last, _))) = (known.first(), known.last()) else {
        return (Vec::new(), 0);
    };
    let mut all = vec![*start];
    for pair in known.windows(2) {
        let ((from, a), (to, b)) = (pair[0], pair[1]);
        let gap = (to - from) as f64;
        all.extend((1..=to - from).map(|step| a + (b - a) * step as f64 / gap));
    }
    (all, last - first + 1 - known.len())
}

/// Draws of one series, `[draw][step]`, whose quantiles are those of the bands of [`forecast`].
/// A draw is one path: its errors `h` and `k` steps ahead correlate as a random walk's do,
/// `sqrt(h / k)`. Keyed by `key` and the draw alone; series are independent of each other.
#[must_use]
pub fn draws(
    y: &[f64],
    plan: &Plan,
    count: usize,
    calibration: &Calibration,
    key: &Key,
) -> Option<Vec<Vec<f64>>> {
    let outlook = combine::outlook(y, plan)?;
    let positive = y.iter().all(|v| *v > 0.0);
    let streams = key.streams();
    let path = |draw: usize| {
        let mut stream = streams.draw(draw);
        let mut walk = 0.0;
        let steps = outlook.point.iter().enumerate();
        steps
            .map(|(step, point)| {
                walk += stream.normal();
                let z = walk / ((step + 1) as f64).sqrt();
                let inside = libm::erf(z.abs() / core::f64::consts::SQRT_2);
                let width = calibration.half_width(y, &outlook, step, inside);
                end(*point, if z < 0.0 { -width } else { width }, positive)
            })
            .collect()
    };
    Some((0..count).map(path).collect())
}

/// A point moved by a width; downwards on the logarithmic scale where that keeps it positive.
fn end(point: f64, width: f64, positive: bool) -> f64 {
    if positive && point > 0.0 && width < 0.0 { point * exp(width / point) } else { point + width }
}

#[cfg(test)]
pub(crate) mod reference {
    //! Values of independent programs, and the series they are about.

    const VALUES: &str = include_str!("../../tests/reference/engine.csv");

    /// A value of tests/reference/engine.csv.
    pub fn reference(what: &str, index: usize) -> f64 {
        let start = format!("{what},{index},");
        let line = VALUES.lines().find_map(|line| line.strip_prefix(&start));
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
