//! Exponential smoothing in state-space form, additive error, no season
//! (Hyndman, Koehler, Ord & Snyder 2008).

use super::{Fit, Forecaster};
use crate::series::LogRegime;
use suranys_core::math::{ln, mean, sum};

/// Smallest mean squared error told apart from a perfect fit, in squared log units: a stock
/// published to a millionth is taken as exact.
const EXACT: f64 = 1e-12;

/// ETS(A,N,N), ETS(A,A,N) or ETS(A,Ad,N) on the log scale, whichever has the least AICc.
///
/// Smoothing parameters maximise the likelihood within `0 < beta < alpha < 1` and
/// `0.8 <= phi <= 0.98`; initial states are free and solved for exactly. A gap is filled by
/// constant growth, which the forecast notes.
#[derive(Debug, Clone, Copy)]
pub struct Ets;

impl Forecaster for Ets {
    fn name(&self) -> &'static str {
        "ets"
    }

    fn min_points(&self) -> usize {
        5
    }

    fn fit(&self, regime: &LogRegime) -> Option<Fit> {
        if regime.points() < self.min_points() {
            return None;
        }
        let (values, interpolated) = regime.filled();
        let mut best: Option<(f64, Estimate)> = None;
        for trend in [Trend::None, Trend::Additive, Trend::Damped] {
            let Some(estimate) = estimate(&values, trend) else { continue };
            if best.as_ref().is_none_or(|(aicc, _)| estimate.aicc < *aicc) {
                best = Some((estimate.aicc, estimate));
            }
        }
        let (_, found) = best?;
        Some(Fit {
            level: found.level,
            slope: found.slope,
            damping: found.parameters[2],
            error_scale: mean(&found.errors.iter().map(|e| e.abs()).collect::<Vec<_>>()),
            interpolated,
        })
    }
}

/// The trend component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    None,
    Additive,
    Damped,
}

/// Maximum likelihood estimates.
#[derive(Debug, Clone)]
pub(crate) struct Estimate {
    /// Alpha, beta, phi.
    pub parameters: [f64; 3],
    pub level: f64,
    pub slope: f64,
    pub errors: Vec<f64>,
    pub aicc: f64,
}

/// Estimates one form; `None` when there are too few values for a finite AICc.
pub(crate) fn estimate(values: &[f64], trend: Trend) -> Option<Estimate> {
    let n = values.len() as f64;
    // Smoothing parameters, initial states and the variance.
    let count = match trend {
        Trend::None => 3.0,
        Trend::Additive => 5.0,
        Trend::Damped => 6.0,
    };
    if n - count - 1.0 <= 0.0 {
        return None;
    }
    let (parameters, _) = search(values, trend);
    let run = run(values, parameters, trend);
    let error = sum(run.errors.iter().map(|e| e * e)) / n;
    let aicc =
        n * ln(error.max(EXACT)) + 2.0 * count + 2.0 * count * (count + 1.0) / (n - count - 1.0);
    Some(Estimate { parameters, level: run.level, slope: run.slope, errors: run.errors, aicc })
}

/// Least squared error over alpha, beta as a share of alpha, and phi: for small, middling and
/// large alpha, the best of a grid and from there a compass search that halves its step.
fn search(values: &[f64], trend: Trend) -> ([f64; 3], f64) {
    const ALPHAS: [&[f64]; 3] = [&[1e-4], &[0.1, 0.3, 0.5], &[0.7, 0.85, 0.9999]];
    let shares: &[f64] = if trend == Trend::None { &[0.0] } else { &[1e-4, 0.1, 0.4, 0.8] };
    let dampings: &[f64] = if trend == Trend::Damped { &[0.8, 0.86, 0.92, 0.98] } else { &[1.0] };
    let cost = |p: [f64; 3]| {
        let run = run(values, [p[0], p[0] * p[1], p[2]], trend);
        sum(run.errors.iter().map(|e| e * e))
    };
    let mut best = ([0.5, 0.0, 1.0], f64::INFINITY);
    for alphas in ALPHAS {
        let mut start = ([0.5, 0.0, 1.0], f64::INFINITY);
        for &alpha in alphas {
            for &share in shares {
                for &phi in dampings {
                    let at = [alpha, share, phi];
                    let value = cost(at);
                    if value < start.1 {
                        start = (at, value);
                    }
                }
            }
        }
        let found = compass(start, trend, cost);
        if found.1 < best.1 {
            best = found;
        }
    }
    ([best.0[0], best.0[0] * best.0[1], best.0[2]], best.1)
}

/// Steps along each free axis while that helps, halving the steps when it does not.
fn compass(
    mut best: ([f64; 3], f64),
    trend: Trend,
    cost: impl Fn([f64; 3]) -> f64,
) -> ([f64; 3], f64) {
    const ENDS: [(f64, f64); 3] = [(1e-4, 0.9999), (1e-4, 0.9999), (0.8, 0.98)];
    let axes = match trend {
        Trend::None => 1,
        Trend::Additive => 2,
        Trend::Damped => 3,
    };
    let mut step = [0.02, 0.05, 0.02];
    while step[0] > 1e-5 {
        let start = best.1;
        for axis in (0..axes).rev() {
            for sign in [-1.0, 1.0] {
                let mut at = best.0;
                at[axis] = (at[axis] + sign * step[axis]).clamp(ENDS[axis].0, ENDS[axis].1);
                let value = cost(at);
                if value < best.1 {
                    best = (at, value);
                }
            }
        }
        // A gain below rounding is none, or the search could creep for ever.
        if best.1 >= start * (1.0 - 1e-9) {
            step = step.map(|s| s / 2.0);
        }
    }
    best
}

struct Run {
    errors: Vec<f64>,
    level: f64,
    slope: f64,
}

/// One pass. Errors are linear in the initial level and slope, so three passes, from zero and
/// from each unit state, give the least-squares initial states exactly.
fn run(values: &[f64], [alpha, beta, phi]: [f64; 3], trend: Trend) -> Run {
    // Centred, so that the unit passes and the values are of one size.
    let centre = values.first().copied().unwrap_or(0.0);
    let pass = |scale: f64, mut level: f64, mut slope: f64| {
        let mut errors = Vec::with_capacity(values.len());
        for value in values {
            let error = scale * (value - centre) - level - phi * slope;
            level += phi * slope + alpha * error;
            slope = phi * slope + beta * error;
            errors.push(error);
        }
        Run { errors, level, slope }
    };
    let zero = pass(1.0, 0.0, 0.0);
    let level = pass(0.0, 1.0, 0.0);
    let dot = |a: &[f64], b: &[f64]| sum(a.iter().zip(b).map(|(x, y)| x * y));
    let (ll, le) = (dot(&level.errors, &level.errors), dot(&level.errors, &zero.errors));
    let (l0, b0) = if trend == Trend::None {
        (-le / ll, 0.0)
    } else {
        let slope = pass(0.0, 0.0, 1.0);
        let (ss, se) = (dot(&slope.errors, &slope.errors), dot(&slope.errors, &zero.errors));
        let ls = dot(&level.errors, &slope.errors);
        let determinant = ll * ss - ls * ls;
        if determinant > 1e-12 * ll * ss {
            ((ls * se - ss * le) / determinant, (ls * le - ll * se) / determinant)
        } else {
            (-le / ll, 0.0)
        }
    };
    let solved = pass(1.0, l0, b0);
    Run { level: solved.level + centre, ..solved }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(value: &serde_json::Value) -> Vec<f64> {
        value.as_array().expect("array").iter().map(|v| v.as_f64().expect("number")).collect()
    }

    /// Expected values: statsmodels 0.15.0, by tests/reference/ets.py, on logged Nile flow and
    /// US real gross domestic product. Tolerances: squared error no more than 1e-4 relative
    /// above the reference's optimum; where the optima agree so, forecasts within 2e-3 log units
    /// (the surface is flat at its foot) and the same AICc up to its constant within 0.02.
    #[test]
    fn agrees_with_an_independent_program() {
        let text = include_str!("../../../../tests/reference/ets.json");
        let cases: Vec<serde_json::Value> = serde_json::from_str(text).expect("reference");
        let mut compared = 0;
        for case in &cases {
            let values = numbers(&case["log_values"]);
            let trend = match case["model"].as_str() {
                Some("ANN") => Trend::None,
                Some("AAN") => Trend::Additive,
                _ => Trend::Damped,
            };
            let name = format!("{} {}", case["series"], case["model"]);
            let ours = estimate(&values, trend).expect("enough values");
            let sse = sum(ours.errors.iter().map(|e| e * e));
            let theirs = case["sse"].as_f64().expect("number");
            assert!(sse <= theirs * (1.0 + 1e-4), "{name}: {sse} against {theirs}");
            if sse < theirs * (1.0 - 1e-3) {
                println!("{name}: lower squared error than the reference, {sse} < {theirs}");
                continue;
            }
            compared += 1;
            let constant = values.len() as f64 * (ln(2.0 * core::f64::consts::PI) + 1.0);
            let aicc = case["aicc"].as_f64().expect("number");
            assert!((ours.aicc + constant - aicc).abs() < 0.02, "{name}: aicc");
            let fit = Fit {
                level: ours.level,
                slope: ours.slope,
                damping: ours.parameters[2],
                error_scale: None,
                interpolated: 0,
            };
            for (a, b) in fit.path(5).iter().zip(numbers(&case["forecast"])) {
                assert!((a - b).abs() < 2e-3, "{name}: {a} against {b}");
            }
        }
        assert!(compared >= 7, "{compared}");
    }

    /// Expected value: a straight line is its own forecast.
    #[test]
    fn a_straight_line_goes_on() {
        let values = (0..9).map(|t| Some(f64::from(t) * 0.1));
        let fit = Ets.fit(&LogRegime::for_tests(values.collect())).expect("nine points");
        assert!((fit.path(2)[1] - 1.0).abs() < 1e-6, "{:?}", fit.path(2));
    }
}
