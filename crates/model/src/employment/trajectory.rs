//! What the engine says of a series: a path, and the log distances of its bands' ends.

use crate::employment::spliced::Segment;
use suranys_core::numeric::ln;
use suranys_series::calibration::conformal::Calibration;
use suranys_series::ensemble::combination::{Bounds, ForecastSpec, ModelSelection};
use suranys_series::forecast::{Forecast, ForecastError, forecast};

/// Central bands scored.
pub(crate) const LEVELS: [f64; 2] = [0.8, 0.95];
/// Values from which the engine learns no widths, only how much a panel changes.
const UNLEARNT: usize = 6;
/// Largest log distance of an end from the median: a factor of twenty.
pub(crate) const LARGEST: f64 = 3.0;

/// A forecast path with the log distances of its bands' ends, `[level][step]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub point: Vec<f64>,
    pub down: [Vec<f64>; 2],
    pub up: [Vec<f64>; 2],
}

impl Path {
    fn of(answer: &Forecast) -> Path {
        let ends = |level: usize, which: fn(&(f64, f64)) -> f64| -> Vec<f64> {
            let bands = answer.bands.get(level).map_or(&[][..], Vec::as_slice);
            let both = bands.iter().zip(&answer.point);
            both.map(|(band, point)| log_ratio(which(band), *point).abs()).collect()
        };
        Path {
            point: answer.point.clone(),
            down: [0, 1].map(|level| ends(level, |b| b.0)),
            up: [0, 1].map(|level| ends(level, |b| b.1)),
        }
    }

    /// Half the width of the first band at a step, log points.
    pub(crate) fn width(&self, step: usize) -> f64 {
        (self.down[0][step] + self.up[0][step]) / 2.0
    }
}

/// The logarithm of a ratio of levels; a level is never below a trillionth of the other, and
/// nothing is as much as nothing.
pub(crate) fn log_ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { ln(a.max(1e-12 * b) / b) } else { 0.0 }
}

/// How the engine is asked, its widths not learnt from the panel.
pub(crate) struct Asking {
    spec: ForecastSpec,
    calibration: Calibration,
}

impl Asking {
    /// Only how much the panel changes is told to the engine.
    pub(crate) fn new(panel: &[Segment], horizon: usize, selection: ModelSelection) -> Asking {
        let spec = ForecastSpec { season: 1, horizon, selection, bounds: Bounds::default() };
        let tails: Vec<Vec<f64>> = panel
            .iter()
            .map(|segment| {
                let from = segment.values.len().saturating_sub(UNLEARNT);
                let tail = &segment.values[from..];
                tail[tail.iter().take_while(|v| v.is_nan()).count()..].to_vec()
            })
            .collect();
        Asking { calibration: Calibration::learn(&tails, &spec), spec }
    }

    pub(crate) fn spec(&self) -> &ForecastSpec {
        &self.spec
    }

    pub(crate) fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    pub(crate) fn path(&self, values: &[f64]) -> Result<Path, ForecastError> {
        Ok(Path::of(&forecast(values, &self.spec, &LEVELS, &self.calibration)?))
    }
}
