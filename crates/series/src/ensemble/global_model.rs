//! One regression for all series of a panel.

use crate::ensemble::members::{GLOBAL_NAME, GLOBAL_SLOT, Member, both};
use crate::error::Unfit;
use crate::models::point_model::PointForecast;
use crate::optim::low_discrepancy::Subsample;
use crate::preprocess::gaps::bridged_marked;
use crate::preprocess::observed::{known, roots};
use crate::tuning::global_model::{
    LAGS, MAX_CASES, MIN_RESIDUAL, MIN_TRAINING, MIN_VALUES, PRIOR_CHANGES, PRIOR_SHARE, ROUNDS,
};
use crate::tuning::members::{GLOBAL, WARM_UP};
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::Array2;
use rayon::prelude::*;

/// Features of a series: one, its mean change, that times its own size, and the last changes
/// less the mean.
const FEATURES: usize = 3 + LAGS;

type Row = [f64; FEATURES];

/// The change `h` steps after any value of any series of a panel, as a linear function of the
/// changes before, all in mean absolute changes (global models: Montero-Manso & Hyndman 2021). One
/// regression for each step, of least absolute errors, in which every series weighs the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GlobalModel {
    /// Coefficients by step, of values and of their square roots.
    plain: Vec<Row>,
    rooted: Vec<Row>,
    /// Least and greatest features of values and of roots that every step was trained on, where nothing
    /// beyond them is forecast.
    ranges: Option<[Range; 2]>,
}

/// By feature, the least and the greatest.
type Range = [(f64, f64); FEATURES];

/// A series after `seen` values.
struct Features {
    seen: usize,
    row: Row,
    /// Mean absolute change.
    scale: f64,
}

/// A change to train on.
struct Case {
    row: Row,
    change: f64,
    weight: f64,
}

impl GlobalModel {
    /// Trained on series without season. `None` where there are too few. Over a gap changes are taken
    /// as even; no missing value is forecast from, or trained on. Unless it `extrapolates`, it forecasts no
    /// series with a feature beyond all that every step was trained on: steps are regressions of their own,
    /// which agree on what they have seen.
    pub fn of(panel: &[&[f64]], horizon: usize, extrapolates: bool) -> Option<GlobalModel> {
        let rooted: Vec<Vec<f64>> =
            panel.iter().map(|y| roots(y).unwrap_or_else(|| y.to_vec())).collect();
        let rooted: Vec<&[f64]> = rooted.iter().map(Vec::as_slice).collect();
        Some(GlobalModel {
            plain: regressions(panel, horizon)?,
            rooted: regressions(&rooted, horizon)?,
            ranges: (!extrapolates).then(|| [range(panel, horizon), range(&rooted, horizon)]),
        })
    }

    /// Its forecasts of a series `reach` steps ahead, of values and of roots; none of one that is too
    /// short or never changed, nor farther ahead than it was trained for.
    pub fn members(&self, y: &[f64], reach: usize) -> Vec<Member> {
        let fit = |values: &[f64], root| self.path(values, root, reach).ok_or(Unfit::NoParameters);
        let members = both(GLOBAL_NAME, y, roots(y).as_deref(), reach, GLOBAL, GLOBAL_SLOT, fit);
        members.into_iter().filter_map(Result::ok).collect()
    }

    fn path(&self, values: &[f64], root: bool, reach: usize) -> Option<PointForecast> {
        let steps = if root { &self.rooted } else { &self.plain };
        if known(values) < MIN_VALUES {
            return None;
        }
        let features = features(values, WARM_UP);
        let forecast = |at: &Features, by: &Row| values[at.seen - 1] + at.scale * dot(&at.row, by);
        // Where it did not change yet, no change was to be expected.
        let mut fitted = values[WARM_UP - 1..values.len() - 1].to_vec();
        for at in features.iter().filter(|at| at.seen < values.len()) {
            fitted[at.seen - WARM_UP] = forecast(at, steps.first()?);
        }
        let now = features.last()?;
        let seen = |range: &Range| {
            now.row.iter().zip(range).all(|(value, (min, max))| min <= value && value <= max)
        };
        if self.ranges.as_ref().is_some_and(|ranges| !seen(&ranges[usize::from(root)])) {
            return None;
        }
        Some(PointForecast {
            point: steps.iter().take(reach).map(|by| forecast(now, by)).collect(),
            fitted,
        })
    }
}

/// Features after each of a series' values from the `from`th on, once it had changed.
fn features(values: &[f64], from: usize) -> Vec<Features> {
    let y = bridged_marked(values);
    let (mut sum, mut size) = (0.0, 0.0);
    let mut all = Vec::with_capacity(y.len());
    for t in 1..y.len() {
        let change = y[t] - y[t - 1];
        sum += change;
        size += f64::abs(change);
        if t + 1 < from || size <= 0.0 || values[t].is_nan() {
            continue;
        }
        let (mean, scale) = (sum / size, size / t as f64);
        let mut row = [0.0; FEATURES];
        (row[0], row[1], row[2]) = (1.0, mean, mean * mean.abs());
        for back in 0..LAGS.min(t) {
            row[3 + back] = (y[t - back] - y[t - back - 1]) / scale - mean;
        }
        all.push(Features { seen: t + 1, row, scale });
    }
    all
}

fn regressions(panel: &[&[f64]], horizon: usize) -> Option<Vec<Row>> {
    let features: Vec<Vec<Features>> = panel.iter().map(|y| features(y, MIN_VALUES)).collect();
    let step = |step: usize| {
        let (mut cases, mut count, mut series) = (Subsample::new(MAX_CASES), 0, 0);
        for (y, features) in panel.iter().zip(&features) {
            let mut any = false;
            for (at, change, weight) in changes(y, features, step) {
                any = true;
                if change.is_finite() && at.row.iter().all(|v| v.is_finite()) {
                    count += 1;
                    cases.add(|| Case { row: at.row, change, weight });
                }
            }
            series += usize::from(any);
        }
        if series < MIN_TRAINING.0 || count < MIN_TRAINING.1 {
            return None;
        }
        least_absolute(&cases.finish(), PRIOR_SHARE * (step + 1) as f64, PRIOR_CHANGES)
    };
    (0..horizon).into_par_iter().map(step).collect()
}

/// What the last step was trained on, which the others were as well.
fn range(panel: &[&[f64]], horizon: usize) -> Range {
    let mut range = [(f64::INFINITY, f64::NEG_INFINITY); FEATURES];
    for y in panel {
        for (at, ..) in changes(y, &features(y, MIN_VALUES), horizon - 1) {
            for ((min, max), value) in range.iter_mut().zip(at.row) {
                (*min, *max) = (min.min(value), max.max(value));
            }
        }
    }
    range
}

/// Changes over `step + 1` steps from each of a series' values, with what was known before; all
/// together have a weight of one.
fn changes<'a>(
    y: &'a [f64],
    features: &'a [Features],
    step: usize,
) -> impl Iterator<Item = (&'a Features, f64, f64)> {
    let ahead = move |at: &Features| y.get(at.seen + step).copied().filter(|v| !v.is_nan());
    let weight = 1.0 / features.iter().filter(|at| ahead(at).is_some()).count() as f64;
    features
        .iter()
        .filter_map(move |at| Some((at, (ahead(at)? - y[at.seen - 1]) / at.scale, weight)))
}

/// Coefficients of least absolute errors, by iteratively reweighted least squares (Schlossmacher
/// 1973), shrunk towards `share` of the mean change by as much as `shrinkage` changes weigh.
fn least_absolute(cases: &[Case], share: f64, shrinkage: f64) -> Option<Row> {
    let count = cases.len() as f64;
    let mut prior = [0.0; FEATURES];
    prior[1] = share;
    let mut weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let mut found = prior;
    for _ in 0..ROUNDS {
        let scale = count / weights.iter().sum::<f64>();
        let mut products = [[0.0; FEATURES]; FEATURES];
        let mut sums = prior.map(|prior| shrinkage * prior);
        products.iter_mut().enumerate().for_each(|(i, row)| row[i] = shrinkage);
        for (case, weight) in cases.iter().zip(&weights) {
            for (i, feature) in case.row.iter().enumerate() {
                let by = weight * scale * feature;
                // What is above the diagonal the solution does not look at.
                for (product, other) in products[i].iter_mut().zip(&case.row[..=i]) {
                    *product += by * other;
                }
                sums[i] += by * case.change;
            }
        }
        let mut squares = Array2::from_shape_fn((FEATURES, FEATURES), |(i, j)| products[i][j]);
        let mut right = Array2::from_shape_fn((FEATURES, 1), |(i, _)| sums[i]);
        squares.solvec_inplace(&mut right).ok()?;
        found.iter_mut().zip(&right).for_each(|(found, solved)| *found = *solved);
        let residuals: Vec<f64> =
            cases.iter().map(|case| (case.change - dot(&case.row, &found)).abs()).collect();
        let mut sorted = residuals.clone();
        let middle = sorted.len() / 2;
        let (_, median, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
        let floor = MIN_RESIDUAL * *median;
        if floor <= 0.0 {
            break;
        }
        weights = cases
            .iter()
            .zip(&residuals)
            .map(|(c, residual)| c.weight / residual.max(floor))
            .collect();
    }
    found.iter().all(|v| v.is_finite()).then_some(found)
}

fn dot(row: &Row, by: &Row) -> f64 {
    row.iter().zip(by).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::reference;

    /// A synthetic panel whose changes are remainders.
    fn panel() -> Vec<Vec<f64>> {
        (0..12_u32)
            .map(|n| {
                let mut at = 500.0;
                (0..30_u32)
                    .map(|t| {
                        at += f64::from((37 * t + 11 * n * t + 5 * n) % 23) - 8.0;
                        at
                    })
                    .collect()
            })
            .collect()
    }

    /// Expected values: quantile regression of statsmodels on the same changes, see
    /// tests/reference/engine.py. The mean absolute error must be within 1 per cent of theirs, which
    /// is the least there is: small residuals count as less than they do.
    #[test]
    fn errors_are_as_small_as_those_of_an_independent_program() {
        let panel = panel();
        for step in [0, 2] {
            let mut cases = Vec::new();
            for y in &panel {
                for (at, change, weight) in changes(y, &features(y, MIN_VALUES), step) {
                    cases.push(Case { row: at.row, change, weight });
                }
            }
            let found = least_absolute(&cases, 0.6, 1e-6).expect("solvable");
            let error = |case: &Case| (case.change - dot(&case.row, &found)).abs();
            let ours = cases.iter().map(error).sum::<f64>() / cases.len() as f64;
            let theirs = reference("global", step);
            assert!((1.0..1.01).contains(&(ours / theirs)), "{step}: {ours} {theirs}");
        }
    }

    /// By hand: where the change of roots is always nine tenths of the one before with the other
    /// sign, so is the next.
    #[test]
    fn a_rule_of_the_panel_is_continued() {
        let series = |n: f64| -> Vec<f64> {
            let (mut at, mut change): (f64, f64) = (50.0 + n, 10.0 + n);
            (0..14)
                .map(|_| {
                    change *= -0.9;
                    at += change;
                    at * at
                })
                .collect()
        };
        let panel: Vec<Vec<f64>> = (0..30).map(|n| series(f64::from(n))).collect();
        let panel: Vec<&[f64]> = panel.iter().map(Vec::as_slice).collect();
        let global = GlobalModel::of(&panel, 1, true).expect("enough");
        let y = panel[3];
        let members = global.members(y, 1);
        let rooted =
            members.iter().find(|m| m.name.to_string() == "global of roots").expect("positive");
        let (last, before) = (y[13].sqrt(), y[12].sqrt());
        let expected = last - 0.9 * (last - before);
        assert!((rooted.path[0].sqrt() - expected).abs() < 0.05 * (last - before).abs());
        assert_eq!(rooted.errors.len(), y.len() - WARM_UP);
        assert!(GlobalModel::of(&panel[..9], 1, true).is_none());
    }

    /// By definition: a series that leapt as none of the panel did is forecast by a model that extrapolates
    /// alone, one of the panel by both.
    #[test]
    fn what_is_unlike_all_that_was_seen_is_left_to_others() {
        let panel = panel();
        let panel: Vec<&[f64]> = panel.iter().map(Vec::as_slice).collect();
        let mut leapt = panel[3].to_vec();
        leapt.push(9000.0);
        for (extrapolates, members) in [(true, 2), (false, 0)] {
            let global = GlobalModel::of(&panel, 2, extrapolates).expect("enough");
            assert_eq!(global.members(&leapt, 2).len(), members);
            assert_eq!(global.members(&panel[3][..25], 2).len(), 2);
        }
        // Two values with a gap between them are no six values.
        let global = GlobalModel::of(&panel, 2, true).expect("enough");
        let two = [500.0, f64::NAN, f64::NAN, f64::NAN, f64::NAN, 600.0];
        assert!(global.members(&two, 2).is_empty());
    }
}
