//! Regression with autoregressive errors.

use crate::optim::simplex::minimise;
use crate::tuning::regression::{AR1, EVALUATIONS, MIN_OWN_VARIANCE, TOLERANCE};
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::Array2;
use suranys_core::numeric::{ln, powf};
use suranys_core::{Text, text};
use thiserror::Error;

/// A linear regression with a constant and first-order autoregressive errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The constant, in the unit of the series.
    pub constant: f64,
    /// Change of the series for a change by one of each regressor.
    pub slopes: Vec<f64>,
    /// Autocorrelation of the errors of neighbouring periods, between -1 and 1.
    pub ar1: f64,
    /// Standard deviation of the errors' shocks, in the unit of the series.
    pub shock: f64,
    /// Standard errors of the constant and the slopes.
    pub standard_errors: Vec<f64>,
    /// Forecasts, one for each period beyond the series for which all regressors are given.
    pub point: Vec<f64>,
    /// Logarithm of the likelihood.
    pub likelihood: f64,
}

/// Why a regression can't be fitted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegressionError {
    /// Too few values, a regressor shorter than the series or with a missing value.
    Short {
        /// Observed values.
        values: usize,
        /// Regressors.
        regressors: usize,
    },
    /// The regressors, or a regressor and the constant, are linearly dependent.
    Collinear,
}

impl RegressionError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            RegressionError::Short { values, regressors } => text!(
                "{values} values are too few for {regressors} regressors, or a regressor is not given throughout",
                values,
                regressors
            ),
            RegressionError::Collinear => text!("the regressors are linearly dependent"),
        }
    }
}

suranys_core::worded!(RegressionError);

/// Fits `y` (NaN where a value is missing) to regressors, each given for all periods of `y` and the
/// periods to be forecast, by exact maximum likelihood (Beach & MacKinnon 1978; over gaps of `g`
/// periods errors correlate by the AR(1) coefficient to the power `g`). Forecasts contain the last
/// error, fading.
///
/// # Errors
/// When values are too few or regressors are linearly dependent.
pub fn regress(y: &[f64], regressors: &[Vec<f64>]) -> Result<Regression, RegressionError> {
    let known: Vec<usize> = (0..y.len()).filter(|t| !y[*t].is_nan()).collect();
    let (n, k) = (known.len(), regressors.len() + 1);
    let short = RegressionError::Short { values: n, regressors: regressors.len() };
    let reach = regressors.iter().map(Vec::len).min().unwrap_or(y.len());
    let complete = regressors.iter().all(|d| d.iter().take(reach).all(|v| v.is_finite()));
    if n < k + 2 || reach < y.len() || !complete {
        return Err(short);
    }
    // Regressors about their means, in units of their spread, so that equations are well made.
    let scales: Vec<(f64, f64)> = regressors
        .iter()
        .map(|regressor| {
            let mean = known.iter().map(|t| regressor[*t]).sum::<f64>() / n as f64;
            let away = known.iter().map(|t| regressor[*t] - mean);
            let square = away.map(|away| away * away).sum::<f64>();
            (mean, (square / n as f64).sqrt())
        })
        .collect();
    if scales.iter().any(|(_, spread)| *spread <= 0.0) {
        return Err(RegressionError::Collinear);
    }
    let row = |t: usize| -> Vec<f64> {
        let scaled =
            regressors.iter().zip(&scales).map(|(d, (mean, spread))| (d[t] - mean) / spread);
        std::iter::once(1.0).chain(scaled).collect()
    };
    let rows: Vec<(usize, f64, Vec<f64>)> = known.iter().map(|t| (*t, y[*t], row(*t))).collect();
    let cost = |x: &[f64; 1]| whitened(&rows, x[0]).map_or(f64::INFINITY, |fit| fit.cost(n));
    let (start, step, bounds) = AR1;
    let (found, _) = minimise(cost, [start], [step], [bounds], EVALUATIONS, TOLERANCE);
    let ar1 = found[0];
    let fit = whitened(&rows, ar1).ok_or(RegressionError::Collinear)?;
    let variance = fit.squares / n as f64;
    let last = rows.last().ok_or(short)?;
    let left = last.1 - product(&last.2, &fit.coefficients);
    let point = (y.len()..reach)
        .map(|t| product(&row(t), &fit.coefficients) + left * powf(ar1, (t - last.0) as f64))
        .collect();
    let slopes: Vec<f64> =
        fit.coefficients[1..].iter().zip(&scales).map(|(c, (_, spread))| c / spread).collect();
    let means: f64 = slopes.iter().zip(&scales).map(|(slope, (mean, _))| slope * mean).sum();
    let free = variance * n as f64 / (n - k) as f64;
    // The constant at regressors of zero is that at their means less what the means explain.
    let away: Vec<f64> =
        std::iter::once(1.0).chain(scales.iter().map(|(mean, spread)| -mean / spread)).collect();
    let inverse = &fit.inverse;
    let constant_variance: f64 = (0..k)
        .flat_map(|i| (0..k).map(move |j| (i, j)))
        .map(|(i, j)| away[i] * inverse[[i, j]] * away[j])
        .sum();
    let slope_errors = scales
        .iter()
        .enumerate()
        .map(|(i, (_, spread))| (free * inverse[[i + 1, i + 1]]).sqrt() / spread);
    let standard_errors =
        std::iter::once((free * constant_variance).sqrt()).chain(slope_errors).collect();
    let likelihood = -0.5 * (fit.cost(n) + n as f64 * (1.0 + ln(2.0 * core::f64::consts::PI)));
    Ok(Regression {
        constant: fit.coefficients[0] - means,
        slopes,
        ar1,
        shock: variance.sqrt(),
        standard_errors,
        point,
        likelihood,
    })
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Least squares at a given AR(1) coefficient.
struct Whitened {
    coefficients: Vec<f64>,
    inverse: Array2<f64>,
    squares: f64,
    logs: f64,
}

impl Whitened {
    /// Minus twice the log likelihood, up to a constant, the shocks' variance concentrated out.
    fn cost(&self, n: usize) -> f64 {
        n as f64 * ln((self.squares / n as f64).max(f64::MIN_POSITIVE)) + self.logs
    }
}

/// Rows less their autoregressive part, over their relative standard deviation, and least squares.
fn whitened(rows: &[(usize, f64, Vec<f64>)], ar1: f64) -> Option<Whitened> {
    let k = rows.first()?.2.len();
    let mut logs = 0.0;
    let mut white: Vec<(f64, Vec<f64>)> = Vec::with_capacity(rows.len());
    for (at, (t, y, x)) in rows.iter().enumerate() {
        let full = 1.0 - ar1 * ar1;
        let (carried, variance) = match at.checked_sub(1).and_then(|before| rows.get(before)) {
            None => (0.0, 1.0 / full),
            Some((before, ..)) => {
                let carried = powf(ar1, (t - before) as f64);
                (carried, (1.0 - carried * carried) / full)
            }
        };
        logs += ln(variance);
        let sd = variance.sqrt();
        let (y0, x0) = match at.checked_sub(1).and_then(|before| rows.get(before)) {
            None => (0.0, vec![0.0; k]),
            Some((_, y0, x0)) => (*y0, x0.clone()),
        };
        let x = x.iter().zip(&x0).map(|(a, b)| (a - carried * b) / sd).collect();
        white.push(((y - carried * y0) / sd, x));
    }
    let mut normal = Array2::<f64>::zeros((k, k));
    let mut right = Array2::<f64>::zeros((k, k + 1));
    for (y, x) in &white {
        for i in 0..k {
            for j in 0..k {
                normal[[i, j]] += x[i] * x[j];
            }
            right[[i, k]] += x[i] * y;
        }
    }
    for i in 0..k {
        right[[i, i]] = 1.0;
    }
    let diagonal: Vec<f64> = (0..k).map(|i| normal[[i, i]]).collect();
    normal.solvec_inplace(&mut right).ok()?;
    // The inverse's diagonal is large where the other regressors explain one.
    let independent = (0..k)
        .all(|i| right[[i, i]].is_finite() && right[[i, i]] * diagonal[i] * MIN_OWN_VARIANCE < 1.0);
    let coefficients: Vec<f64> = (0..k).map(|i| right[[i, k]]).collect();
    let left = white.iter().map(|(y, x)| y - product(x, &coefficients));
    let squares = left.map(|left| left * left).sum();
    let inverse = Array2::from_shape_fn((k, k), |at| right[at]);
    independent.then_some(Whitened { coefficients, inverse, squares, logs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::reference;

    fn regressor() -> Vec<f64> {
        (0..43_u32).map(|t| f64::from(t * t * 13 % 29)).collect()
    }

    fn values() -> Vec<f64> {
        let mut error = 0.0;
        (0..40_u32)
            .zip(regressor())
            .map(|(t, d)| {
                error = 0.6 * error + (f64::from(37 * t % 11) - 5.0) / 2.0;
                20.0 + 1.5 * d + error
            })
            .collect()
    }

    /// Expected values: statsmodels' exact likelihood, see tests/reference/engine.py; tolerance
    /// 1e-3 of the value or of one, searches ending a little apart.
    #[test]
    fn the_fit_is_that_of_an_independent_program() {
        let mut gaps = values();
        gaps[7] = f64::NAN;
        gaps[8] = f64::NAN;
        for (name, y) in [("regression", values()), ("regression-gaps", gaps)] {
            let fit = regress(&y, &[regressor()]).expect("enough values");
            let all = [fit.constant, fit.slopes[0], fit.ar1, fit.shock * fit.shock, fit.likelihood];
            for (i, ours) in all.into_iter().chain(fit.point.iter().copied()).enumerate() {
                let theirs = reference(name, i);
                let allowed = 1e-3 * theirs.abs().max(1.0);
                assert!((ours - theirs).abs() < allowed, "{name} {i}: {ours} {theirs}");
            }
            assert_eq!(fit.point.len(), 3);
        }
    }

    #[test]
    fn dependent_regressors_are_refused() {
        let twice: Vec<f64> = regressor().iter().map(|v| 2.0 * v + 1.0).collect();
        let refused = Err(RegressionError::Collinear);
        assert_eq!(regress(&values(), &[regressor(), twice]), refused);
        assert_eq!(regress(&values(), &[vec![3.0; 43]]), refused);
        assert!(matches!(
            regress(&values()[..3], &[regressor()]),
            Err(RegressionError::Short { .. })
        ));
        let late = vec![1.0; 12];
        assert!(matches!(regress(&values(), &[late]), Err(RegressionError::Short { .. })));
    }
}
