//! Engine, drift and employment function combined by stacking: the convex weights of least past error
//! (Breiman 1996), shrunk towards equal ones.

use crate::employment::trajectory::{INTERVALS, Trajectory, log_ratio};
use crate::employment::tuning::stacking::{HALF_YEARS, STEPS};
use std::collections::BTreeSet;
use suranys_core::numeric::exp;
use suranys_series::calibration::quantile::trust;

/// Errors of the combination's members about one outturn, in mean changes.
pub(crate) struct MemberErrors {
    /// Year of the origin.
    pub origin: i64,
    /// Year of the outturn.
    pub target: i64,
    pub series: usize,
    pub errors: [Option<f64>; MEMBERS],
}

/// Members of the combination: engine, drift, function.
const MEMBERS: usize = 3;

/// Before anything is known.
const EQUAL: Weights = [1.0 / 3.0; MEMBERS];

/// Weights of the members, which sum to one.
pub(crate) type Weights = [f64; MEMBERS];

/// The weights used: without a function the others share its weight.
pub(crate) fn with_or_without(weights: &Weights, function: bool) -> Weights {
    let given = weights[0] + weights[1];
    match function {
        true => *weights,
        false if given > 0.0 => [weights[0] / given, weights[1] / given, 0.0],
        false => [0.5, 0.5, 0.0],
    }
}

/// The weighted geometric mean of the members' medians, and the weighted mean of their log
/// distances, the function's being the engine's. Without a function the others share its weight.
pub(crate) fn blend(
    engine: &Trajectory,
    drift: &Trajectory,
    function: Option<&[f64]>,
    weights: &Weights,
) -> Trajectory {
    let [e, d, f] = with_or_without(weights, function.is_some());
    let median = (0..engine.median.len())
        .map(|step| {
            let base = engine.median[step];
            let drift = log_ratio(drift.median[step], base);
            let function = function.map_or(0.0, |function| log_ratio(function[step], base));
            base * exp(d * drift + f * function)
        })
        .collect();
    let mix = |side: fn(&Trajectory) -> &[Vec<f64>; INTERVALS]| {
        std::array::from_fn(|interval| {
            let both = side(engine)[interval].iter().zip(&side(drift)[interval]);
            both.map(|(engine, drift)| (e + f) * engine + d * drift).collect()
        })
    };
    Trajectory { median, down: mix(|t| &t.down), up: mix(|t| &t.up) }
}

/// The weights of least mean square error of the combination and least distance from equal weights,
/// the first counting as far as its years are trusted. Without `output` the function has none.
pub(crate) fn weights<'a>(errors: impl Iterator<Item = &'a MemberErrors>, output: bool) -> Weights {
    let all: Vec<&MemberErrors> = errors.collect();
    // Outturns the function could forecast count for all three; without any, for the first two.
    let three = output && all.iter().any(|m| m.errors[2].is_some());
    let mut products = [[0.0; MEMBERS]; MEMBERS];
    let mut years = BTreeSet::new();
    for one in all.iter().filter(|m| !three || m.errors[2].is_some()) {
        years.insert(one.target);
        let errors = one.errors.map(|error| error.unwrap_or(0.0));
        for (row, a) in products.iter_mut().zip(errors) {
            for (sum, b) in row.iter_mut().zip(errors) {
                *sum += a * b;
            }
        }
    }
    let members = if three { MEMBERS } else { MEMBERS - 1 };
    let even = 1.0 / members as f64;
    let size = (0..members).map(|m| products[m][m]).sum::<f64>() * even;
    let trust = if size > 0.0 { trust(years.len() as f64, HALF_YEARS) } else { 0.0 };
    let cost = |w: &Weights| -> f64 {
        let square: f64 = (0..MEMBERS)
            .flat_map(|i| (0..MEMBERS).map(move |j| (i, j)))
            .map(|(i, j)| w[i] * w[j] * products[i][j])
            .sum();
        let away: f64 = w[..members].iter().map(|w| (w - even) * (w - even)).sum();
        let error = if size > 0.0 { square / size } else { 0.0 };
        trust * error + (1.0 - trust) * away
    };
    let step = |n: usize| n as f64 / STEPS as f64;
    let tried = (0..=STEPS).flat_map(|engine| {
        let min = if members == MEMBERS { 0 } else { STEPS - engine };
        (min..=STEPS - engine)
            .map(move |drift| [step(engine), step(drift), step(STEPS - engine - drift)])
    });
    tried.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(EQUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(errors: [Option<f64>; MEMBERS], year: i64) -> MemberErrors {
        MemberErrors { origin: year - 1, target: year, series: 0, errors }
    }

    /// By hand: where nothing is known weights are equal; a function that never errs moves
    /// from a third towards one; without it engine and drift, whose errors cancel, share evenly.
    #[test]
    fn weights_go_to_what_erred_least() {
        let cost_of_equal = weights([].iter(), true);
        assert!((cost_of_equal[0] - 0.5).abs() < 0.051 && cost_of_equal[2] == 0.0);
        let right: Vec<MemberErrors> =
            (0..30).map(|y| errors([Some(1.0), Some(2.0), Some(0.0)], 1990 + y)).collect();
        let found = weights(right.iter(), true);
        assert!(found[2] > 0.8 && (found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{found:?}");
        let opposed: Vec<MemberErrors> = (0..30)
            .map(|y| if y % 2 == 0 { 1.0 } else { -1.0 })
            .zip(1990..)
            .map(|(sign, y)| errors([Some(sign), Some(-sign), None], y))
            .collect();
        assert_eq!(weights(opposed.iter(), true), [0.5, 0.5, 0.0]);
        assert_eq!(weights(opposed.iter(), false), [0.5, 0.5, 0.0]);
    }
}
