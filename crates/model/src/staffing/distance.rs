//! How far two countries are apart in how sections are staffed by major group.

use crate::tuning::staffing::DISTANCE_SCALE;
use suranys_core::numeric::{exp, ln};

/// Jensen–Shannon divergence of two tables of one shape (Lin 1991), in nats: 0 for alike, ln 2 for
/// those that share no cell. Zero where one of them is empty.
pub(crate) fn divergence(a: &[f64], b: &[f64]) -> f64 {
    let (all_a, all_b): (f64, f64) = (a.iter().sum(), b.iter().sum());
    if all_a <= 0.0 || all_b <= 0.0 {
        return 0.0;
    }
    let against = |x: f64, mean: f64| if x > 0.0 { x * ln(x / mean) } else { 0.0 };
    let each = a.iter().zip(b).map(|(a, b)| {
        let (a, b) = (a / all_a, b / all_b);
        let mean = 0.5 * (a + b);
        against(a, mean) + against(b, mean)
    });
    0.5 * each.sum::<f64>()
}

/// Weights of countries at distances from a target, of mean one.
pub(crate) fn weights(distances: &[f64]) -> Vec<f64> {
    // Only ratios count: the nearest has one before scaling, so that far ones don't all vanish.
    let nearest = distances.iter().copied().fold(f64::INFINITY, f64::min);
    let raw: Vec<f64> = distances.iter().map(|d| exp((nearest - d) / DISTANCE_SCALE)).collect();
    let mean = raw.iter().sum::<f64>() / raw.len().max(1) as f64;
    raw.into_iter().map(|weight| weight / mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn divergence_is_zero_of_alike_and_ln_two_of_disjoint_tables() {
        assert_eq!(divergence(&[1.0, 3.0], &[2.0, 6.0]), 0.0);
        let apart = divergence(&[1.0, 0.0], &[0.0, 5.0]);
        assert!((apart - ln(2.0)).abs() < 1e-15);
        let weights = weights(&[0.0, 0.03]);
        let e = exp(1.0);
        assert!((weights[0] - 2.0 * e / (1.0 + e)).abs() < 1e-12);
        assert!((weights.iter().sum::<f64>() - 2.0).abs() < 1e-12);
    }
}
