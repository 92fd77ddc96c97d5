//! One regression for all series of a panel.

use crate::ensemble::members::{Member, POOLED, POOLED_NAME, POOLED_PLACE, WARM, both, roots};
use crate::models::model::Path;
use crate::optim::low_discrepancy::thinned;
use crate::preprocess::gaps::bridged;
use linfa_linalg::cholesky::SolveCInplace;
use ndarray::Array2;
use rayon::prelude::*;

/// Changes looked back on.
const BACK: usize = 3;
/// What is known of a series: one, its mean change, that times its own size, and the last changes
/// less the mean.
const KNOWN: usize = 3 + BACK;
/// Fewest values before a change that is learnt from, and fewest series and changes that teach.
const START: usize = 6;
const TELLING: (usize, usize) = (10, 20);
/// Most changes learnt from at one step, evenly spread over all.
const MOST: usize = 3000;
/// The regression is drawn, by as much as so many changes weigh, towards a share of the mean
/// change each step.
const PRIOR_CHANGES: f64 = 2.0;
const PRIOR_SHARE: f64 = 0.6;
/// Rounds of weighing by the last residuals, the least of which counts as this share of their
/// median.
const ROUNDS: usize = 12;
const LEAST: f64 = 0.05;

type Row = [f64; KNOWN];

/// What comes `h` steps after any value of any series of a panel, as a linear function of the
/// changes before, all in mean absolute changes (global models: Montero-Manso & Hyndman 2021). One
/// regression for each step, of least absolute errors, in which every series weighs the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pooled {
    /// Coefficients by step, of values and of their square roots.
    plain: Vec<Row>,
    rooted: Vec<Row>,
}

/// A series after `seen` values.
struct Seen {
    seen: usize,
    row: Row,
    /// Mean absolute change.
    unit: f64,
}

/// A change to learn from.
struct Case {
    row: Row,
    change: f64,
    weight: f64,
}

impl Pooled {
    /// Learns from series without season. `None` where there are too few. Over a gap changes are
    /// taken as even; no missing value is forecast from, or learnt.
    pub fn of(panel: &[&[f64]], horizon: usize) -> Option<Pooled> {
        let rooted: Vec<Vec<f64>> =
            panel.iter().map(|y| roots(y).unwrap_or_else(|| y.to_vec())).collect();
        let rooted: Vec<&[f64]> = rooted.iter().map(Vec::as_slice).collect();
        Some(Pooled { plain: regressions(panel, horizon)?, rooted: regressions(&rooted, horizon)? })
    }

    /// What it says of a series `reach` steps ahead; nothing of one that is too short or never
    /// changed, nor farther ahead than was learnt.
    pub fn members(&self, y: &[f64], reach: usize) -> Vec<Member> {
        let fit = |values: &[f64], root| self.path(values, root, reach);
        both(POOLED_NAME, y, roots(y).as_deref(), reach, POOLED, POOLED_PLACE, fit)
    }

    fn path(&self, values: &[f64], root: bool, reach: usize) -> Option<Path> {
        let steps = if root { &self.rooted } else { &self.plain };
        if values.len() < START {
            return None;
        }
        let known = known(values, WARM);
        let said = |at: &Seen, by: &Row| values[at.seen - 1] + at.unit * dot(&at.row, by);
        // Where it did not change yet, no change was to be expected.
        let mut fitted = values[WARM - 1..values.len() - 1].to_vec();
        for at in known.iter().filter(|at| at.seen < values.len()) {
            fitted[at.seen - WARM] = said(at, steps.first()?);
        }
        let now = known.last()?;
        Some(Path { point: steps.iter().take(reach).map(|by| said(now, by)).collect(), fitted })
    }
}

/// What was known after each of a series' values from the `from`th on, once it had changed.
fn known(values: &[f64], from: usize) -> Vec<Seen> {
    let y = bridged(values);
    let (mut sum, mut size) = (0.0, 0.0);
    let mut all = Vec::with_capacity(y.len());
    for t in 1..y.len() {
        let change = y[t] - y[t - 1];
        sum += change;
        size += f64::abs(change);
        if t + 1 < from || size <= 0.0 || values[t].is_nan() {
            continue;
        }
        let (mean, unit) = (sum / size, size / t as f64);
        let mut row = [0.0; KNOWN];
        (row[0], row[1], row[2]) = (1.0, mean, mean * mean.abs());
        for back in 0..BACK.min(t) {
            row[3 + back] = (y[t - back] - y[t - back - 1]) / unit - mean;
        }
        all.push(Seen { seen: t + 1, row, unit });
    }
    all
}

fn regressions(panel: &[&[f64]], horizon: usize) -> Option<Vec<Row>> {
    let known: Vec<Vec<Seen>> = panel.iter().map(|y| known(y, START)).collect();
    let step = |step: usize| {
        let (mut cases, mut series) = (Vec::new(), 0);
        for (y, known) in panel.iter().zip(&known) {
            let here = changes(y, known, step);
            series += usize::from(!here.is_empty());
            cases.extend(here);
        }
        cases.retain(|case| case.change.is_finite() && case.row.iter().all(|v| v.is_finite()));
        if series < TELLING.0 || cases.len() < TELLING.1 {
            return None;
        }
        let cases: Vec<&Case> = cases.iter().collect();
        least(&thinned(&cases, MOST), PRIOR_SHARE * (step + 1) as f64, PRIOR_CHANGES)
    };
    (0..horizon).into_par_iter().map(step).collect()
}

/// What came `step + 1` steps after each of a series' values; all together weigh one.
fn changes(y: &[f64], known: &[Seen], step: usize) -> Vec<Case> {
    let before: Vec<&Seen> =
        known.iter().filter(|at| y.get(at.seen + step).is_some_and(|v| !v.is_nan())).collect();
    let weight = 1.0 / before.len() as f64;
    let case = |at: &Seen| Case {
        row: at.row,
        change: (y[at.seen + step] - y[at.seen - 1]) / at.unit,
        weight,
    };
    before.into_iter().map(case).collect()
}

/// Coefficients of least absolute errors, by least squares weighed again and again (Schlossmacher
/// 1973), drawn towards `share` of the mean change by as much as `drawn` changes weigh.
fn least(cases: &[&Case], share: f64, drawn: f64) -> Option<Row> {
    let count = cases.len() as f64;
    let mut prior = [0.0; KNOWN];
    prior[1] = share;
    let mut weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let mut found = prior;
    for _ in 0..ROUNDS {
        let scale = count / weights.iter().sum::<f64>();
        let mut squares = Array2::<f64>::eye(KNOWN) * drawn;
        let mut answer = Array2::from_shape_fn((KNOWN, 1), |(i, _)| drawn * prior[i]);
        for (case, weight) in cases.iter().zip(&weights) {
            for i in 0..KNOWN {
                let by = weight * scale * case.row[i];
                for j in 0..KNOWN {
                    squares[[i, j]] += by * case.row[j];
                }
                answer[[i, 0]] += by * case.change;
            }
        }
        squares.solvec_inplace(&mut answer).ok()?;
        found.iter_mut().zip(&answer).for_each(|(found, answer)| *found = *answer);
        let misses: Vec<f64> =
            cases.iter().map(|case| (case.change - dot(&case.row, &found)).abs()).collect();
        let mut sorted = misses.clone();
        let middle = sorted.len() / 2;
        let (_, median, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
        let floor = LEAST * *median;
        if floor <= 0.0 {
            break;
        }
        weights = cases.iter().zip(&misses).map(|(c, miss)| c.weight / miss.max(floor)).collect();
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

    /// A made-up panel whose changes are remainders.
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
            let cases: Vec<Case> =
                panel.iter().flat_map(|y| changes(y, &known(y, START), step)).collect();
            let found = least(&cases.iter().collect::<Vec<_>>(), 0.6, 1e-6).expect("solvable");
            let miss = |case: &Case| (case.change - dot(&case.row, &found)).abs();
            let ours = cases.iter().map(miss).sum::<f64>() / cases.len() as f64;
            let theirs = reference("pooled", step);
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
        let pooled = Pooled::of(&panel, 1).expect("enough");
        let y = panel[3];
        let members = pooled.members(y, 1);
        let rooted = members.iter().find(|m| m.name == "pooled of roots").expect("positive");
        let (last, before) = (y[13].sqrt(), y[12].sqrt());
        let expected = last - 0.9 * (last - before);
        assert!((rooted.path[0].sqrt() - expected).abs() < 0.05 * (last - before).abs());
        assert_eq!(rooted.errors.len(), y.len() - WARM);
        assert!(Pooled::of(&panel[..9], 1).is_none());
    }
}
