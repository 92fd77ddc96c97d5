//! Forecasts of a hierarchy's series, made coherent in every draw.

use crate::reconcile::projection::Projection;
use crate::tuning::reconcile::COMPARED_QUANTILES;
use ndarray::Array2;
use rayon::prelude::*;
use suranys_core::numeric::quantile_sorted;
use suranys_core::panel::PathDraws;

/// Coherent forecasts.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// Medians, `[series][step]`: the given ones made coherent.
    pub median: Vec<Vec<f64>>,
    /// Draws by series, coherent one by one.
    pub draws: Vec<PathDraws>,
    /// By step: the factor, at least one, by which draws were spread about the medians after they
    /// were made coherent, so that intervals stay as wide as they were.
    pub spread: Vec<f64>,
}

/// Makes medians, `[series][step]`, and draws by series coherent: those of all the hierarchy's
/// series, in their order, of as many steps and draws each.
///
/// Reconciliation averages errors of different series as if they were those of the draws, and
/// narrows intervals that were calibrated. So draws are spread about the medians again, by one factor
/// at each step for all series, which keeps them coherent: the median over series of how much the
/// central 80 per cent narrowed, never below one. Not so where the top is split: it keeps its
/// intervals, and its components have its uncertainty alone.
///
/// An example is in [the module](crate::reconcile).
#[must_use]
pub fn reconcile(
    projection: &Projection,
    median: &[Vec<f64>],
    draws: &[PathDraws],
    non_negative: bool,
) -> Reconciled {
    let (series, steps) = (median.len(), median.first().map_or(0, Vec::len));
    let count = draws.first().map_or(0, PathDraws::draws);
    let given = Array2::from_shape_fn((series, steps), |(one, step)| median[one][step]);
    let centre = projection.apply_all(&given, non_negative);
    let mut coherent = vec![PathDraws::zeros(steps, count); series];
    let mut spread = Vec::with_capacity(steps);
    for (step, centre) in centre.columns().into_iter().enumerate() {
        let given = of_step(draws, step, (series, count));
        let mut moved = projection.apply_all(&given, false);
        let factor = if projection.splits() { 1.0 } else { factor(&given, &moved) };
        for (mut values, middle) in moved.rows_mut().into_iter().zip(centre) {
            values.mapv_inplace(|value| middle + factor * (value - middle));
        }
        if non_negative {
            moved = projection.clipped(&moved);
        }
        for (to, from) in coherent.iter_mut().zip(moved.rows()) {
            for (to, from) in to.get_mut(step).unwrap_or_default().iter_mut().zip(from) {
                *to = *from;
            }
        }
        spread.push(factor);
    }
    let median = centre.rows().into_iter().map(|steps| steps.to_vec()).collect();
    Reconciled { median, draws: coherent, spread }
}

/// All series' draws of a step, of shape (series, draws).
fn of_step(draws: &[PathDraws], step: usize, shape: (usize, usize)) -> Array2<f64> {
    let mut all = Array2::zeros(shape);
    for (mut row, one) in all.rows_mut().into_iter().zip(draws) {
        for (to, from) in row.iter_mut().zip(one.get(step).unwrap_or_default()) {
            *to = *from;
        }
    }
    all
}

/// The median over series of the given draws' width over that of the moved ones; at least one.
fn factor(given: &Array2<f64>, moved: &Array2<f64>) -> f64 {
    if given.is_empty() {
        return 1.0;
    }
    let width = |draws: &Array2<f64>, one: usize| {
        let mut values = draws.row(one).to_vec();
        let mut ranked = |p: f64| {
            let rank = (p * values.len() as f64) as usize;
            *values.select_nth_unstable_by(rank, f64::total_cmp).1
        };
        ranked(COMPARED_QUANTILES.1) - ranked(COMPARED_QUANTILES.0)
    };
    let mut ratios: Vec<f64> = (0..given.nrows())
        .into_par_iter()
        .map(|one| width(given, one) / width(moved, one))
        .filter(|ratio| ratio.is_finite())
        .collect();
    ratios.sort_by(f64::total_cmp);
    quantile_sorted(&ratios, 0.5).unwrap_or(1.0).max(1.0)
}
