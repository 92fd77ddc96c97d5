//! One path from several models.

use crate::models::registry;
use crate::rolling::Origin;
use suranys_core::math::sum;

/// Origin years at which learnt weights and equal weights count the same.
const EQUAL_PRIOR: f64 = 5.0;

/// Weights of the registered models from their pooled mean scaled absolute errors and the
/// number of origin years behind them.
///
/// A model is admitted when it is a benchmark or its error is below every benchmark's. The
/// admitted are weighted by inverse squared error, shrunk towards equal weights. Without errors
/// only benchmarks are admitted.
pub(crate) fn learn(losses: Option<&[f64]>, origin_years: usize) -> Vec<f64> {
    let models = registry();
    let loss = |m: usize| losses.and_then(|l| l.get(m)).copied().unwrap_or(1.0).max(1e-6);
    let bar = (0..models.len())
        .filter(|&m| models[m].benchmark())
        .map(loss)
        .fold(f64::INFINITY, f64::min);
    let admitted: Vec<bool> =
        (0..models.len()).map(|m| models[m].benchmark() || loss(m) < bar).collect();
    let count = admitted.iter().filter(|a| **a).count().max(1) as f64;
    let inverse: Vec<f64> = (0..models.len())
        .map(|m| if admitted[m] { 1.0 / (loss(m) * loss(m)) } else { 0.0 })
        .collect();
    let total = sum(inverse.iter().copied());
    let learnt = origin_years as f64 / (origin_years as f64 + EQUAL_PRIOR);
    (0..models.len())
        .map(|m| {
            let equal = if admitted[m] { 1.0 / count } else { 0.0 };
            learnt * inverse[m] / total + (1.0 - learnt) * equal
        })
        .collect()
}

/// All weight on one model.
pub(crate) fn only(model: usize) -> Vec<f64> {
    (0..registry().len()).map(|m| if m == model { 1.0 } else { 0.0 }).collect()
}

/// The weights in force at an origin: those of models that could be fitted, made to sum to one;
/// the naive model alone when none could.
pub(crate) fn in_force(origin: &Origin, weights: &[f64]) -> Vec<f64> {
    let fitted = |m: usize| origin.paths.get(m).is_some_and(Option::is_some);
    let kept: Vec<f64> =
        weights.iter().enumerate().map(|(m, w)| if fitted(m) { *w } else { 0.0 }).collect();
    let total = sum(kept.iter().copied());
    if total > 0.0 { kept.iter().map(|w| w / total).collect() } else { only(0) }
}

/// The weight of models that forecast by a slope: all but the naive.
pub(crate) fn sloped(origin: &Origin, weights: &[f64]) -> f64 {
    1.0 - in_force(origin, weights).first().copied().unwrap_or(1.0)
}

/// The weighted mean of the models' log paths.
pub(crate) fn path(origin: &Origin, weights: &[f64]) -> Vec<f64> {
    let weights = in_force(origin, weights);
    let length = origin.paths.iter().flatten().map(Vec::len).next().unwrap_or(0);
    let mut combined = vec![0.0; length];
    for (weight, path) in weights.iter().zip(&origin.paths) {
        if let (true, Some(path)) = (*weight > 0.0, path) {
            for (sum, value) in combined.iter_mut().zip(path) {
                *sum += weight * value;
            }
        }
    }
    combined
}
