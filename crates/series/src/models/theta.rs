//! The dynamic optimised theta model.

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, search_unit, tolerance};
use crate::optim::simplex::minimise_ranges;
use crate::tuning::theta::{
    ALPHA, EVALUATIONS, MIN_VALUES, OFFSET, THETA, TOLERANCE, WARM_UP, WEIGHT,
};

/// Dynamic optimised theta (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016, after
/// Assimakopoulos & Nikolopoulos 2000): simple exponential smoothing drawn along the straight
/// line through all values, by as much as least squares finds, the line moving with the data.
///
/// A missing value counts as forecast, as future ones do. Season is not modelled: give it adjusted
/// values.
#[derive(Debug, Clone, Copy)]
pub struct Theta;

/// Mean and straight line of the values so far, which do not depend on what is searched.
#[derive(Debug, Clone, Copy)]
struct Line {
    mean: f64,
    intercept: f64,
    slope: f64,
    count: f64,
}

impl Line {
    const NOTHING: Line = Line { mean: 0.0, intercept: 0.0, slope: 0.0, count: 0.0 };

    fn update(&mut self, y: f64) {
        let t = self.count + 1.0;
        // Least squares through 1..t, from that through 1..t-1.
        self.slope = if t < 2.0 {
            0.0
        } else {
            ((t - 2.0) * self.slope + 6.0 * (y - self.mean) / t) / (t + 1.0)
        };
        self.mean += (y - self.mean) / t;
        self.intercept = self.mean - (t + 1.0) / 2.0 * self.slope;
        self.count = t;
    }
}

/// The smoothed level after some values.
#[derive(Debug, Clone, Copy)]
struct State {
    level: f64,
    /// `(1 - alpha)` to the power of the number of values.
    decay: f64,
}

impl State {
    /// The next value, drawn along the line by a share of it: `1 - 1 / theta`.
    fn forecast(&self, line: &Line, alpha: f64, share: f64) -> f64 {
        let reach = (1.0 - self.decay * (1.0 - alpha)) / alpha;
        self.level + share * (self.decay * line.intercept + reach * line.slope)
    }

    fn update(&mut self, y: f64, alpha: f64) {
        self.level += alpha * (y - self.level);
        self.decay *= 1.0 - alpha;
    }
}

fn start(level: f64) -> State {
    State { level, decay: 1.0 }
}

impl PointModel for Theta {
    fn name(&self) -> &'static str {
        "theta"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        let size = match search_unit(y, MIN_VALUES, horizon) {
            Ok(size) => size,
            Err(given) => return given,
        };
        let first = y[0];
        // The share of the line as theta gives it back.
        let share_of = |ratio: f64| 1.0 - 1.0 / (1.0 / (1.0 - ratio));
        // Of a series without gaps the line is the same in all trials.
        let mut line = Line::NOTHING;
        let lines = y.iter().map(|value| {
            let before = line;
            line.update(*value);
            before
        });
        let lines: Vec<Line> = lines.collect();
        let whole = y.iter().all(|value| !value.is_nan());
        // The level starts within reach of the first value, in units of the mean change.
        let cost = |[alpha, ratio, offset]: &[f64; 3]| {
            let (mut state, share) = (start(first + offset * size), share_of(*ratio));
            let (mut own, mut sum) = (Line::NOTHING, 0.0);
            for (line, value) in lines.iter().zip(y) {
                let line = if whole { line } else { &own };
                let forecast = state.forecast(line, *alpha, share);
                let seen = if value.is_nan() { forecast } else { *value };
                if line.count >= WARM_UP {
                    sum += (seen - forecast) * (seen - forecast);
                }
                if !whole {
                    own.update(seen);
                }
                state.update(seen, *alpha);
            }
            sum
        };
        // The share of the line, `1 - 1 / theta`, is searched: it is bounded.
        let share = |theta: f64| 1.0 - 1.0 / theta;
        let weight = (WEIGHT.0, WEIGHT.1, (share(THETA.0), share(THETA.1)));
        let (ranges, tolerance) = ([ALPHA, weight, OFFSET], tolerance(y.len(), TOLERANCE));
        let (found, _) = minimise_ranges(cost, &ranges, EVALUATIONS, tolerance);
        let [alpha, ratio, offset] = found;
        let (mut state, share) = (start(first + offset * size), share_of(ratio));
        let mut line = Line::NOTHING;
        let mut fitted = Vec::with_capacity(y.len());
        for &value in y {
            let forecast = state.forecast(&line, alpha, share);
            fitted.push(forecast);
            let seen = if value.is_nan() { forecast } else { value };
            line.update(seen);
            state.update(seen, alpha);
        }
        let point = (0..horizon)
            .map(|_| {
                let next = state.forecast(&line, alpha, share);
                line.update(next);
                state.update(next, alpha);
                next
            })
            .collect();
        Ok(PointForecast { point, fitted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, walk};

    /// Expected values: statsforecast, see tests/reference/engine.py. It counts the first three
    /// errors, which we do not; tolerance 2 per cent of the level.
    #[test]
    fn forecasts_are_near_those_of_an_independent_program() {
        let y: Vec<f64> = walk().iter().map(|v| v + 50.0).collect();
        let fit = Theta.fit(&Sample { values: &y, season: 1 }, 4).expect("fits");
        for (step, ours) in fit.point.iter().enumerate() {
            let theirs = reference("theta", step);
            assert!((ours / theirs - 1.0).abs() < 0.02, "{step}: {ours} {theirs}");
        }
    }
}
