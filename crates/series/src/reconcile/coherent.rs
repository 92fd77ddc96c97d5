//! Forecasts of series that add up, made to add up in every draw.

use crate::reconcile::projection::Projection;
use crate::tuning::reconcile::COMPARED_QUANTILES;
use rayon::prelude::*;
use suranys_core::numeric::quantile_sorted;

/// Forecasts that add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// Points, `[series][step]`: the given ones made to add up.
    pub median: Vec<Vec<f64>>,
    /// Draws, `[series][draw][step]`, which add up one by one.
    pub draws: Vec<Vec<Vec<f64>>>,
    /// By step: how much draws were spread about the points, after they were made to add up, so
    /// that ranges stay as wide as they were.
    pub spread: Vec<f64>,
}

/// Makes points `[series][step]` and draws `[series][draw][step]` of the hierarchy's series add up.
///
/// Adding up averages errors of different series as if they were those of the draws, and narrows
/// ranges that were calibrated. So draws are spread about the points again, by one factor at each
/// step for all series, which keeps them adding up: the median over series of how much the central
/// 80 per cent narrowed, never below one. Not so where the top is split: it keeps its ranges, and
/// its parts have its uncertainty alone.
#[must_use]
pub fn reconcile(
    projection: &Projection,
    median: &[Vec<f64>],
    draws: &[Vec<Vec<f64>>],
    non_negative: bool,
) -> Reconciled {
    let (series, steps) = (median.len(), median.first().map_or(0, Vec::len));
    let count = draws.first().map_or(0, Vec::len);
    let centre: Vec<Vec<f64>> =
        (0..steps).map(|step| projection.apply(&column(median, step), non_negative)).collect();
    // `[step][draw][series]` and the factor of each step.
    let moved: Vec<(Vec<Vec<f64>>, f64)> = (0..steps)
        .map(|step| {
            let given: Vec<Vec<f64>> = (0..count)
                .into_par_iter()
                .map(|draw| draws.iter().map(|d| d[draw][step]).collect())
                .collect();
            let mut moved = projection.apply_all(&given, false);
            let factor = if projection.splits() { 1.0 } else { factor(&given, &moved, series) };
            moved.par_iter_mut().for_each(|values| {
                for (value, middle) in values.iter_mut().zip(&centre[step]) {
                    *value = middle + factor * (*value - middle);
                }
            });
            if non_negative {
                moved = moved.par_iter().map(|values| projection.clipped(values)).collect();
            }
            (moved, factor)
        })
        .collect();
    let draws = (0..series)
        .into_par_iter()
        .map(|one| {
            (0..count)
                .map(|draw| moved.iter().map(|(values, _)| values[draw][one]).collect())
                .collect()
        })
        .collect();
    let spread = moved.iter().map(|(_, factor)| *factor).collect();
    let median = (0..series).map(|one| column(&centre, one)).collect();
    Reconciled { median, draws, spread }
}

fn column(rows: &[Vec<f64>], at: usize) -> Vec<f64> {
    rows.iter().map(|row| row[at]).collect()
}

/// The median over series of the given draws' width over that of the moved ones; at least one.
fn factor(given: &[Vec<f64>], moved: &[Vec<f64>], series: usize) -> f64 {
    if given.is_empty() {
        return 1.0;
    }
    let width = |draws: &[Vec<f64>], one: usize| {
        let mut values = column(draws, one);
        let mut ranked = |p: f64| {
            let rank = (p * values.len() as f64) as usize;
            *values.select_nth_unstable_by(rank, f64::total_cmp).1
        };
        ranked(COMPARED_QUANTILES.1) - ranked(COMPARED_QUANTILES.0)
    };
    let mut ratios: Vec<f64> = (0..series)
        .into_par_iter()
        .map(|one| width(given, one) / width(moved, one))
        .filter(|ratio| ratio.is_finite())
        .collect();
    ratios.sort_by(f64::total_cmp);
    quantile_sorted(&ratios, 0.5).unwrap_or(1.0).max(1.0)
}
