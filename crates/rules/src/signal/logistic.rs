//! Pooled logistic regression with one intercept for each country and a ridge on the coefficients,
//! with its sampling distribution.
//!
//! Maximum of the penalised likelihood by Newton steps (iteratively reweighted least squares; le
//! Cessie & van Houwelingen 1992), the equations solved by linfa's Cholesky. The inverse of the
//! penalised information is the covariance of the coefficients: the Laplace approximation of their
//! posterior under a normal prior. A quasi-Newton fit that stops at a tolerance and calls the
//! platform's exponential would neither give that covariance nor the same bytes everywhere.

use linfa_linalg::cholesky::{CholeskyInplace, InverseCInplace, SolveCInplace};
use ndarray::{Array1, Array2};
use suranys_core::numeric::exp;

/// Newton steps at most; six or seven suffice.
const STEPS: usize = 60;
/// Change of the largest coefficient at which the maximum is found.
const TOLERANCE: f64 = 1e-11;
/// Ridge on the intercepts, which keeps them finite where a country names all or nothing.
const INTERCEPT_RIDGE: f64 = 1e-6;

/// One pair of country and unit group.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Number of the country, from zero.
    pub country: usize,
    /// Whether its own list names the group.
    pub named: bool,
    /// Standardised regressors.
    pub regressors: Vec<f64>,
}

/// Coefficients with their covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Log odds for each standard deviation of each regressor.
    pub coefficients: Vec<f64>,
    /// Standard errors.
    pub errors: Vec<f64>,
    /// Lower triangle whose product with itself is the covariance of the coefficients.
    pub factor: Array2<f64>,
}

/// Fits `cases` of so many countries; none where the equations can't be solved or no maximum is
/// found.
#[must_use]
pub fn fit(cases: &[Case], countries: usize, ridge: f64) -> Option<Fitted> {
    let terms = cases.first().map(|case| case.regressors.len())?;
    let size = countries + terms;
    let mut at: Array1<f64> = Array1::zeros(size);
    for _ in 0..STEPS {
        let (mut information, gradient) = derivatives(cases, countries, ridge, &at);
        let step = information.solvec_into(gradient.insert_axis(ndarray::Axis(1))).ok()?;
        let largest = step.iter().fold(0.0_f64, |largest, s| largest.max(s.abs()));
        // A step that leaves the region where the likelihood is nearly quadratic is shortened.
        let shorter = if largest > 5.0 { 5.0 / largest } else { 1.0 };
        at.iter_mut().zip(step.iter()).for_each(|(a, s)| *a += shorter * s);
        if largest < TOLERANCE {
            let (information, _) = derivatives(cases, countries, ridge, &at);
            return spread(&at, information, countries);
        }
    }
    None
}

/// Penalised information and gradient of the log likelihood.
fn derivatives(
    cases: &[Case],
    countries: usize,
    ridge: f64,
    at: &Array1<f64>,
) -> (Array2<f64>, Array1<f64>) {
    let size = at.len();
    let mut information = Array2::zeros((size, size));
    let mut gradient = Array1::zeros(size);
    for case in cases {
        // Places and values of the case's row that are not zero.
        let row: Vec<(usize, f64)> = std::iter::once((case.country, 1.0))
            .chain(case.regressors.iter().enumerate().map(|(n, x)| (countries + n, *x)))
            .collect();
        let sum: f64 = row.iter().map(|(n, x)| at[*n] * x).sum();
        let p = 1.0 / (1.0 + exp(-sum));
        let error = f64::from(u8::from(case.named)) - p;
        for (n, x) in &row {
            gradient[*n] += error * x;
            for (m, y) in &row {
                information[[*n, *m]] += p * (1.0 - p) * x * y;
            }
        }
    }
    for n in 0..size {
        let penalty = if n < countries { INTERCEPT_RIDGE } else { ridge };
        gradient[n] -= penalty * at[n];
        information[[n, n]] += penalty;
    }
    (information, gradient)
}

fn spread(at: &Array1<f64>, information: Array2<f64>, countries: usize) -> Option<Fitted> {
    let mut information = information;
    let inverse = information.invc_inplace().ok()?;
    let terms = at.len() - countries;
    let cell = |(n, m)| inverse.get((countries + n, countries + m)).copied().unwrap_or(f64::NAN);
    let mut factor: Array2<f64> = Array2::from_shape_fn((terms, terms), cell);
    let errors: Vec<f64> = factor.diag().iter().map(|v| v.sqrt()).collect();
    factor.cholesky_inplace().ok()?;
    let coefficients: Vec<f64> = at.iter().skip(countries).copied().collect();
    let finite = coefficients.iter().chain(&errors).all(|v| v.is_finite());
    finite.then_some(Fitted { coefficients, errors, factor })
}

impl Fitted {
    /// Coefficients in a draw, from as many independent standard normal numbers.
    #[must_use]
    pub fn draw(&self, normal: &[f64]) -> Vec<f64> {
        let shift = |n: usize| -> f64 {
            let row = self.factor.row(n);
            row.iter().zip(normal).take(n + 1).map(|(l, z)| l * z).sum()
        };
        self.coefficients.iter().enumerate().map(|(n, b)| b + shift(n)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases() -> Vec<Case> {
        (0..40_usize)
            .map(|i| {
                let a = ((i * 7) % 11) as f64 / 5.0 - 1.0;
                let b = ((i * 5) % 13) as f64 / 6.0 - 1.0;
                let named = (i * 3) % 7 < 3 && a > -0.7 || i % 9 == 0;
                Case { country: 0, named, regressors: vec![a, b] }
            })
            .collect()
    }

    /// Expected coefficients: the independent program linfa-logistic 0.8.1, `alpha` 0.5 and 1, on the
    /// same cases; its positive class was "not named", so the signs are turned.
    #[test]
    fn coefficients_are_those_of_another_program() {
        let expected =
            [(0.5, [0.411_797_772_8, 0.580_684_194_5]), (1.0, [0.375_125_930_9, 0.523_019_763_3])];
        for (ridge, expected) in expected {
            let fitted = fit(&cases(), 1, ridge).expect("a maximum");
            for (found, expected) in fitted.coefficients.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-6, "{ridge}: {found} {expected}");
            }
        }
    }

    /// By hand: of one regressor that is 1 for half the cases and -1 for the others, 15 of 20 and 5 of
    /// 20 being named, the coefficient without ridge is half the log odds ratio, ln(9)/2, and its
    /// variance a quarter of the sum of the four inverse counts, (2/15 + 2/5)/4.
    #[test]
    fn the_error_is_that_of_a_two_by_two_table() {
        let case = |n: usize| {
            let side = if n < 20 { 1.0 } else { -1.0 };
            Case { country: 0, named: !(15..35).contains(&n), regressors: vec![side] }
        };
        let cases: Vec<Case> = (0..40).map(case).collect();
        let fitted = fit(&cases, 1, 0.0).expect("a maximum");
        assert!((fitted.coefficients[0] - suranys_core::numeric::ln(9.0) / 2.0).abs() < 1e-9);
        let variance: f64 = (2.0 / 15.0 + 2.0 / 5.0) / 4.0;
        assert!((fitted.errors[0] - variance.sqrt()).abs() < 1e-6);
        assert!((fitted.draw(&[1.0])[0] - fitted.coefficients[0] - fitted.errors[0]).abs() < 1e-9);
    }

    #[test]
    fn a_country_that_names_nothing_moves_no_other() {
        let mut with = cases();
        with.extend(cases().into_iter().map(|c| Case { country: 1, named: false, ..c }));
        let (alone, both) = (fit(&cases(), 1, 1.0), fit(&with, 2, 1.0));
        let (alone, both) = (alone.expect("a maximum"), both.expect("a maximum"));
        assert!((alone.coefficients[0] - both.coefficients[0]).abs() < 0.01);
    }
}
