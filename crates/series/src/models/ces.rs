//! Complex exponential smoothing.

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, search_unit, tolerance};
use crate::optim::simplex::minimise;
use crate::preprocess::observed::known;
use crate::tuning::ces::{
    BOUNDS, EVALUATIONS, MIN_DETERMINANT, MIN_VALUES, PRECISION, START, STATE_WEIGHT, STATES, STEP,
    TOLERANCE,
};
use crate::tuning::models::EXACT;
use suranys_core::numeric::ln;

/// Complex exponential smoothing (Svetunkov, Kourentzes & Ord 2022): a level and a second state,
/// which together may make a level, a trend or anything between, without a choice of form. Initial
/// states by least squares for given parameters, those by a search inside the region in which old
/// errors are forgotten.
///
/// Where a value is missing the states move on as forecast. Season is not modelled: give it adjusted
/// values.
#[derive(Debug, Clone, Copy)]
pub struct Ces;

/// One pass over a series.
struct Pass {
    /// Sum of squared errors, and of squared distances of the initial states from where they are
    /// shrunk to.
    squares: f64,
    /// States after the last value.
    state: [f64; 2],
    fitted: Vec<f64>,
}

/// The next states, after an error.
fn next([level, other]: [f64; 2], [real, imaginary]: [f64; 2], error: f64) -> [f64; 2] {
    [
        level - (1.0 - imaginary) * other + (real - imaginary) * error,
        level + (1.0 - real) * other + (real + imaginary) * error,
    ]
}

/// Whether old errors are forgotten: the eigenvalues of the map from states to states, the
/// observed value being fixed, are inside the unit circle.
fn forgets([real, imaginary]: [f64; 2]) -> bool {
    let trace = 2.0 - 2.0 * real + imaginary;
    let determinant =
        (1.0 - real + imaginary) * (1.0 - real) + (1.0 - imaginary) * (1.0 - real - imaginary);
    determinant.abs() < 1.0 && trace.abs() < 1.0 + determinant
}

/// Runs the recursions from `start` and along two columns, one for each initial state's distance
/// from it, which least squares then find, each distance counting as an error `pull` times.
fn pass(y: &[f64], parameters: [f64; 2], start: [f64; 2], pull: f64, keep: bool) -> Option<Pass> {
    let mut columns = [start, [1.0, 0.0], [0.0, 1.0]];
    let (mut cross, mut right, mut squares) = ([[pull, 0.0], [0.0, pull]], [0.0; 2], 0.0);
    let mut rows = Vec::with_capacity(if keep { y.len() } else { 0 });
    for value in y {
        let [own, first, second] = columns.map(|state| state[0]);
        if keep {
            rows.push([own, first, second]);
        }
        // Where a value is missing there is no error.
        if value.is_nan() {
            columns = columns.map(|state| next(state, parameters, 0.0));
            continue;
        }
        let error = value - own;
        for (i, a) in [first, second].into_iter().enumerate() {
            cross[i][0] += a * first;
            cross[i][1] += a * second;
            right[i] += a * error;
        }
        squares += error * error;
        for (state, error) in columns.iter_mut().zip([error, -first, -second]) {
            *state = next(*state, parameters, error);
        }
    }
    let determinant = cross[0][0] * cross[1][1] - cross[0][1] * cross[1][0];
    if determinant.is_nan() || determinant <= MIN_DETERMINANT * cross[0][0] * cross[1][1] {
        return None;
    }
    let away = [
        (right[0] * cross[1][1] - cross[0][1] * right[1]) / determinant,
        (cross[0][0] * right[1] - right[0] * cross[1][0]) / determinant,
    ];
    let combined = |[own, first, second]: [f64; 3]| own + away[0] * first + away[1] * second;
    let [own, first, second] = columns;
    Some(Pass {
        squares: squares - away[0] * right[0] - away[1] * right[1],
        state: [0, 1].map(|i| combined([own[i], first[i], second[i]])),
        fitted: rows.into_iter().map(combined).collect(),
    })
}

impl PointModel for Ces {
    fn name(&self) -> &'static str {
        "ces"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let (y, n) = (sample.values, known(sample.values));
        let size = match search_unit(y, MIN_VALUES, horizon) {
            Ok(size) => size,
            Err(given) => return given,
        };
        let start = STATES.map(|share| share * y[0]);
        let cost = |parameters: &[f64; 2]| {
            if !forgets(*parameters) {
                return f64::INFINITY;
            }
            let Some(pass) = pass(y, *parameters, start, STATE_WEIGHT, false) else {
                return f64::INFINITY;
            };
            let away = parameters.iter().zip(START).zip(PRECISION);
            let prior: f64 = away.map(|((at, start), by)| by * (at - start) * (at - start)).sum();
            n as f64 * ln((pass.squares / size / size / n as f64).max(EXACT)) + prior
        };
        let tolerance = tolerance(y.len(), TOLERANCE);
        let (found, minimum) = minimise(cost, START, STEP, [BOUNDS; 2], EVALUATIONS, tolerance);
        // The search gives the largest number where it found nothing.
        if minimum >= f64::MAX {
            return Err(Unfit::NoParameters);
        }
        let pass = pass(y, found, start, STATE_WEIGHT, true).ok_or(Unfit::NoParameters)?;
        let Pass { mut state, fitted, .. } = pass;
        let point: Vec<f64> = (0..horizon)
            .map(|_| {
                let here = state[0];
                state = next(state, found, 0.0);
                here
            })
            .collect();
        PointForecast::finite(point, fitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, walk};

    /// Expected values: statsforecast's states at given parameters and initial states, see
    /// tests/reference/engine.py; tolerance 1e-9, both being the same recursions. A strong pull
    /// holds the initial states where they are put.
    #[test]
    fn states_are_those_of_an_independent_program() {
        let y: Vec<f64> = walk().iter().map(|v| v + 50.0).collect();
        let start = [0, 1].map(|i| reference("ces-start", i));
        let pass = pass(&y, [1.4, 0.9], start, 1e18, true).expect("solvable");
        for (i, ours) in pass.state.into_iter().enumerate() {
            let theirs = reference("ces-state", i);
            assert!((ours - theirs).abs() < 1e-9 * theirs.abs(), "{i}: {ours} {theirs}");
        }
    }

    /// By hand: without errors the model's own path is found again, its initial states from far
    /// off. With the second parameter one the eigenvalues are two and one less the first, so that
    /// old errors are forgotten where that is above one.
    #[test]
    fn initial_states_are_found() {
        let (parameters, mut state) = ([1.2, 1.1], [10.0, 12.0]);
        let y: Vec<f64> = (0..20)
            .map(|_| {
                let here = state[0];
                state = next(state, parameters, 0.0);
                here
            })
            .collect();
        let pass = pass(&y, parameters, [0.0, 0.0], 0.0, false).expect("solvable");
        assert!(pass.squares.abs() < 1e-9, "{}", pass.squares);
        assert!((pass.state[0] - state[0]).abs() < 1e-6, "{:?} {state:?}", pass.state);
        assert!(forgets([1.01, 1.0]) && forgets(START) && !forgets([0.99, 1.0]));
    }
}
