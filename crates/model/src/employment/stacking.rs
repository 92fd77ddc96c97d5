//! Engine, drift and employment function joined: weights by what each would have erred.

use crate::employment::trajectory::{Path, log_ratio};
use std::collections::BTreeSet;
use suranys_core::Year;
use suranys_core::numeric::exp;

/// Years of outcomes at which half of what they say of widths and weights is believed.
const HALF: f64 = 3.0;

/// Errors of the members of the combination about one outcome, in mean changes.
pub(crate) struct Missed {
    pub target: Year,
    pub series: usize,
    pub errors: [Option<f64>; MEMBERS],
}

/// Members of the combination: engine, drift, function.
const MEMBERS: usize = 3;
/// Steps in which weights are tried.
const GRID: usize = 20;
/// One wild year of one series should not decide: errors beyond so many mean changes count as so
/// many.
pub(crate) const WILD: f64 = 5.0;

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

/// The weighted geometric mean of the members' paths, and the weighted mean of their log
/// distances, the function's being the engine's. Without a function the others share its weight.
pub(crate) fn blend(
    engine: &Path,
    drift: &Path,
    function: Option<&[f64]>,
    weights: &Weights,
) -> Path {
    let [e, d, f] = with_or_without(weights, function.is_some());
    let point = (0..engine.point.len())
        .map(|step| {
            let base = engine.point[step];
            let drift = log_ratio(drift.point[step], base);
            let function = function.map_or(0.0, |function| log_ratio(function[step], base));
            base * exp(d * drift + f * function)
        })
        .collect();
    let mix = |side: fn(&Path) -> &[Vec<f64>; 2]| {
        [0, 1].map(|level: usize| {
            let both = side(engine)[level].iter().zip(&side(drift)[level]);
            both.map(|(engine, drift)| (e + f) * engine + d * drift).collect()
        })
    };
    Path { point, down: mix(|path| &path.down), up: mix(|path| &path.up) }
}

/// How far years of outcomes are believed.
pub(crate) fn trust(years: usize) -> f64 {
    years as f64 / (years as f64 + HALF)
}

/// The weights that would have erred least, drawn towards equal ones: those of least mean square
/// error of the combination, and least distance from equal weights, the first counting as far as
/// its years are believed. Without `output` the function has none.
pub(crate) fn weights<'a>(missed: impl Iterator<Item = &'a Missed>, output: bool) -> Weights {
    let all: Vec<&Missed> = missed.collect();
    // Outcomes the function could foresee tell of all three; without any, of the first two.
    let whole = output && all.iter().any(|m| m.errors[2].is_some());
    let mut products = [[0.0; MEMBERS]; MEMBERS];
    let mut years = BTreeSet::new();
    for one in all.iter().filter(|m| !whole || m.errors[2].is_some()) {
        years.insert(one.target);
        let errors = one.errors.map(|error| error.unwrap_or(0.0));
        for (row, a) in products.iter_mut().zip(errors) {
            for (sum, b) in row.iter_mut().zip(errors) {
                *sum += a * b;
            }
        }
    }
    let members = if whole { MEMBERS } else { MEMBERS - 1 };
    let even = 1.0 / members as f64;
    let size = (0..members).map(|m| products[m][m]).sum::<f64>() * even;
    let trust = if size > 0.0 { trust(years.len()) } else { 0.0 };
    let cost = |w: &Weights| -> f64 {
        let square: f64 = (0..MEMBERS)
            .flat_map(|i| (0..MEMBERS).map(move |j| (i, j)))
            .map(|(i, j)| w[i] * w[j] * products[i][j])
            .sum();
        let away: f64 = w[..members].iter().map(|w| (w - even) * (w - even)).sum();
        let error = if size > 0.0 { square / size } else { 0.0 };
        trust * error + (1.0 - trust) * away
    };
    let step = |n: usize| n as f64 / GRID as f64;
    let tried = (0..=GRID).flat_map(|engine| {
        let most = if members == MEMBERS { 0 } else { GRID - engine };
        (most..=GRID - engine)
            .map(move |drift| [step(engine), step(drift), step(GRID - engine - drift)])
    });
    tried.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(EQUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(errors: [Option<f64>; MEMBERS], year: i32) -> Missed {
        Missed { target: Year(year), series: 0, errors }
    }

    /// By hand: where nothing is known weights are equal; a function that never errs is drawn
    /// from a third towards one; without it engine and drift, whose errors cancel, share evenly.
    #[test]
    fn weights_go_to_what_erred_least() {
        let cost_of_equal = weights([].iter(), true);
        assert!((cost_of_equal[0] - 0.5).abs() < 0.051 && cost_of_equal[2] == 0.0);
        let right: Vec<Missed> =
            (0..30).map(|y| missed([Some(1.0), Some(2.0), Some(0.0)], 1990 + y)).collect();
        let found = weights(right.iter(), true);
        assert!(found[2] > 0.8 && (found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{found:?}");
        let opposed: Vec<Missed> = (0..30)
            .map(|y| if y % 2 == 0 { 1.0 } else { -1.0 })
            .zip(1990..)
            .map(|(sign, y)| missed([Some(sign), Some(-sign), None], y))
            .collect();
        assert_eq!(weights(opposed.iter(), true), [0.5, 0.5, 0.0]);
        assert_eq!(weights(opposed.iter(), false), [0.5, 0.5, 0.0]);
    }
}
