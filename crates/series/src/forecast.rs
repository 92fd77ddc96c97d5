//! The forecast of a series: one distribution.

use crate::calibration::conformal::Calibration;
use crate::calibration::error_scale::error_scale;
use crate::calibration::support::Support;
use crate::ensemble::trajectory::Trajectory;
use crate::error::ForecastError;
use crate::level::{Interval, Level};
use crate::tuning::forecast::MEAN_LEVELS;

/// The forecast of a series: a distribution at every step, of which median, mean, intervals and sample
/// paths are views.
///
/// Intervals are conformal: as wide as the panel's past errors were, in error scales, which are made
/// of the series' own one-step error and change and of the models' disagreement, and bounded where the
/// series keeps to a level. They stay inside the bounds asked for; unless a lower bound was asked for,
/// a positive series' stay above zero, on the logarithmic scale and no nearer to zero than what would be
/// published as zero, or a thousandth of its least value if that is less, and those of a series with zeros that
/// was never negative do not fall below.
///
/// ```
/// use suranys_series::{Forecaster, Level};
///
/// let y: Vec<Option<f64>> = (0..20).map(|t| Some(50.0 + f64::from(t * t % 7))).collect();
/// let forecast = Forecaster::new(2).fit(&y)?.into_forecast();
/// let (near, wide) = (Level::percent(50.0)?, Level::percent(95.0)?);
/// for step in 0..forecast.steps() {
///     let (near, wide) = (forecast.interval(near)[step], forecast.interval(wide)[step]);
///     assert!(wide.0 < near.0 && near.0 < forecast.median()[step]);
///     assert!(forecast.median()[step] < near.1 && near.1 < wide.1);
///     assert!(wide.0 < forecast.mean()[step] && forecast.mean()[step] < wide.1);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub(crate) median: Vec<f64>,
    /// What sizes of errors are measured in, by step.
    scales: Vec<f64>,
    pub(crate) support: Support,
    calibration: Calibration,
    /// One-step errors of the last values, without season, oldest first; NaN where a value is missing.
    pub(crate) errors: Vec<f64>,
    /// Values seen, missing ones among them.
    pub(crate) seen: usize,
}

impl Forecast {
    /// Of the values `y`.
    pub(crate) fn of(
        y: &[f64],
        trajectory: Trajectory,
        calibration: &Calibration,
    ) -> Result<Forecast, ForecastError> {
        let floor = calibration.floor(y);
        let scale =
            |step: usize| error_scale(&trajectory, step).max(floor * ((step + 1) as f64).sqrt());
        let median = calibration.medians(&trajectory);
        let scales = (0..median.len()).map(scale).collect();
        let calibration = calibration.clone();
        let Trajectory { support, errors, .. } = trajectory;
        let support = support.not_below(calibration.min_bound(y));
        let forecast = Forecast { median, scales, support, calibration, errors, seen: y.len() };
        // What holds for the widest interval there is holds for all within.
        let widest = (0..forecast.steps()).map(|step| forecast.bounds(step, 1.0));
        let bounds = widest.flat_map(|(low, high)| [low, high]);
        let finite = forecast.median.iter().copied().chain(bounds).all(f64::is_finite);
        if finite { Ok(forecast) } else { Err(ForecastError::TooLarge) }
    }

    /// Half the width, in the unit of the series, of the central interval of probability `p`.
    pub(crate) fn half_width(&self, step: usize, p: f64) -> f64 {
        let width = self.scales[step] * self.calibration.size(step, p);
        if width.is_finite() { width } else { f64::MAX.sqrt() }
    }

    /// The central interval of probability `p`.
    fn bounds(&self, step: usize, p: f64) -> Interval {
        let (median, width) = (self.median[step], self.half_width(step, p));
        (self.support.bound(median, -width), self.support.bound(median, width))
    }

    /// Steps ahead.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.median.len()
    }

    /// Medians by step, in the unit of the series: the outturn is as likely above as below.
    #[must_use]
    pub fn median(&self) -> &[f64] {
        &self.median
    }

    /// Means by step, in the unit of the series.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        // The mean of a distribution is the mean of its quantiles at evenly spread levels.
        let of_step = |step: usize| {
            let halves = (0..MEAN_LEVELS).map(|n| {
                let (low, high) = self.bounds(step, (n as f64 + 0.5) / MEAN_LEVELS as f64);
                (low / 2.0 + high / 2.0) / MEAN_LEVELS as f64
            });
            halves.sum::<f64>()
        };
        (0..self.steps()).map(of_step).collect()
    }

    /// Central prediction intervals at a level, by step, in the unit of the series: the outturn is as
    /// likely below the interval as above it.
    #[must_use]
    pub fn interval(&self, level: Level) -> Vec<Interval> {
        (0..self.steps()).map(|step| self.bounds(step, level.as_share())).collect()
    }
}
