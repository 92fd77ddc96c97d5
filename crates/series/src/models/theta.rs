//! The dynamic optimised theta model.

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, search_unit};
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

/// Smoothed level, mean and line of the values so far.
#[derive(Debug, Clone, Copy)]
struct State {
    level: f64,
    mean: f64,
    intercept: f64,
    slope: f64,
    /// `(1 - alpha)` to the power of the number of values.
    decay: f64,
    count: f64,
}

impl State {
    fn forecast(&self, alpha: f64, theta: f64) -> f64 {
        let reach = (1.0 - self.decay * (1.0 - alpha)) / alpha;
        self.level + (1.0 - 1.0 / theta) * (self.decay * self.intercept + reach * self.slope)
    }

    fn update(&mut self, y: f64, alpha: f64) {
        let t = self.count + 1.0;
        self.level += alpha * (y - self.level);
        // Least squares through 1..t, from that through 1..t-1.
        self.slope = if t < 2.0 {
            0.0
        } else {
            ((t - 2.0) * self.slope + 6.0 * (y - self.mean) / t) / (t + 1.0)
        };
        self.mean += (y - self.mean) / t;
        self.intercept = self.mean - (t + 1.0) / 2.0 * self.slope;
        self.decay *= 1.0 - alpha;
        self.count = t;
    }
}

fn start(level: f64) -> State {
    State { level, mean: 0.0, intercept: 0.0, slope: 0.0, decay: 1.0, count: 0.0 }
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
        // The level starts within reach of the first value, in units of the mean change.
        let cost = |[alpha, ratio, offset]: &[f64; 3]| {
            let mut state = start(first + offset * size);
            let mut sum = 0.0;
            for &value in y {
                let forecast = state.forecast(*alpha, 1.0 / (1.0 - ratio));
                if value.is_nan() {
                    state.update(forecast, *alpha);
                    continue;
                }
                let error = value - forecast;
                if state.count >= WARM_UP {
                    sum += error * error;
                }
                state.update(value, *alpha);
            }
            sum
        };
        // The share of the line, `1 - 1 / theta`, is searched: it is bounded.
        let share = |theta: f64| 1.0 - 1.0 / theta;
        let weight = (WEIGHT.0, WEIGHT.1, (share(THETA.0), share(THETA.1)));
        let (found, _) = minimise_ranges(cost, &[ALPHA, weight, OFFSET], EVALUATIONS, TOLERANCE);
        let [alpha, ratio, offset] = found;
        let theta = 1.0 / (1.0 - ratio);
        let mut state = start(first + offset * size);
        let mut fitted = Vec::with_capacity(y.len());
        for &value in y {
            let forecast = state.forecast(alpha, theta);
            fitted.push(forecast);
            state.update(if value.is_nan() { forecast } else { value }, alpha);
        }
        let point = (0..horizon)
            .map(|_| {
                let next = state.forecast(alpha, theta);
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
