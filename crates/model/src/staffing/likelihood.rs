//! How likely counts are about shares, on a grid of concentrations: the Dirichlet-multinomial
//! distribution (Mosimann 1962). What does not depend on the concentration is left out.

use crate::tuning::staffing::MAX_CONCENTRATION;
use suranys_core::numeric::{exp, ln, ln_gamma};

/// Points of the grid of concentrations; arithmetic.
const POINTS: usize = 31;

/// The grid of concentrations, evenly spaced in their logarithm from one on.
pub(crate) fn grid() -> Vec<f64> {
    let step = ln(MAX_CONCENTRATION) / (POINTS - 1) as f64;
    (0..POINTS).map(|at| exp(step * at as f64)).collect()
}

/// By concentration, the part of a log likelihood that the sum of the counts alone has; nothing where
/// nobody is counted.
pub(crate) fn of_sum(grid: &[f64], sum: f64) -> Vec<f64> {
    let known = grid.iter().filter(|_| sum > 0.0);
    known.map(|kappa| ln_gamma(*kappa) - ln_gamma(sum + kappa)).collect()
}

/// Adds the log likelihood of counts and the shares they are assessed about, by concentration;
/// `of_sum` is the part that [`of_sum`] makes of the sum of the counts.
pub(crate) fn add_likelihood(
    into: &mut [f64],
    grid: &[f64],
    counts: impl Iterator<Item = (f64, f64)>,
    of_sum: &[f64],
) {
    // Where nobody is counted, both terms are the same.
    let counts: Vec<(f64, f64)> = counts.filter(|(count, _)| *count > 0.0).collect();
    for ((sum, kappa), of_sum) in into.iter_mut().zip(grid).zip(of_sum) {
        let each = counts.iter();
        let of: f64 = each
            .map(|(count, share)| ln_gamma(count + kappa * share) - ln_gamma(kappa * share))
            .sum();
        *sum += of_sum + of;
    }
}
