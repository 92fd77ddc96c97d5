//! The engine's forecast of a series: medians, and the log distances of its intervals' bounds.

use crate::employment::spliced::Segment;
use crate::employment::tuning::trajectory::{MIN_RATIO, PANEL_VALUES};
use suranys_core::numeric::ln;
use suranys_series::calibration::conformal::Calibration;
use suranys_series::error::ForecastError;
use suranys_series::forecast::{Forecast, forecast};
use suranys_series::scores::{REPORTED, WIS_COVERAGES};
use suranys_series::spec::{Bounds, ForecastSpec, ModelSelection};

/// Number of central intervals, those at [`WIS_COVERAGES`].
pub(crate) const INTERVALS: usize = WIS_COVERAGES.len();

/// Medians with the log distances of the bounds of central intervals at [`WIS_COVERAGES`],
/// `[interval][step]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trajectory {
    pub median: Vec<f64>,
    pub down: [Vec<f64>; INTERVALS],
    pub up: [Vec<f64>; INTERVALS],
}

impl Trajectory {
    fn of(made: &Forecast) -> Trajectory {
        let distances = |interval: usize, which: fn(&(f64, f64)) -> f64| -> Vec<f64> {
            let bounds = made.intervals.get(interval).map_or(&[][..], Vec::as_slice);
            let both = bounds.iter().zip(&made.median);
            both.map(|(bounds, median)| log_ratio(which(bounds), *median).abs()).collect()
        };
        Trajectory {
            median: made.median.clone(),
            down: std::array::from_fn(|interval| distances(interval, |b| b.0)),
            up: std::array::from_fn(|interval| distances(interval, |b| b.1)),
        }
    }

    /// Half the width of the central 80 per cent interval at a step, log points.
    pub(crate) fn half_width(&self, step: usize) -> f64 {
        let at = REPORTED[0];
        (self.down[at][step] + self.up[at][step]) / 2.0
    }
}

/// The logarithm of a ratio of levels; a level is never below a trillionth of the other, and
/// nothing is as much as nothing.
pub(crate) fn log_ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { ln(a.max(MIN_RATIO * b) / b) } else { 0.0 }
}

/// The engine as the employment model asks it, its intervals not calibrated on the panel: it knows
/// only how much the panel changes.
pub(crate) struct Engine {
    spec: ForecastSpec,
    calibration: Calibration,
}

impl Engine {
    /// For a panel.
    pub(crate) fn new(panel: &[Segment], horizon: usize, selection: ModelSelection) -> Engine {
        let spec = ForecastSpec { season: 1, horizon, selection, bounds: Bounds::default() };
        let tails: Vec<Vec<f64>> = panel
            .iter()
            .map(|segment| {
                let from = segment.values.len().saturating_sub(PANEL_VALUES);
                let tail = &segment.values[from..];
                tail[tail.iter().take_while(|v| v.is_nan()).count()..].to_vec()
            })
            .collect();
        Engine { calibration: Calibration::train(&tails, &spec), spec }
    }

    pub(crate) fn spec(&self) -> &ForecastSpec {
        &self.spec
    }

    pub(crate) fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    pub(crate) fn trajectory(&self, values: &[f64]) -> Result<Trajectory, ForecastError> {
        Ok(Trajectory::of(&forecast(values, &self.spec, &WIS_COVERAGES, &self.calibration)?))
    }
}
