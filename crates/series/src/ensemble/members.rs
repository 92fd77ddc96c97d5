//! The pool of different models, and one path made of theirs.

use crate::models::arima::AutoArima;
use crate::models::ces::Ces;
use crate::models::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use crate::models::ets::Ets;
use crate::models::model::{Path, PointModel, Sample, mean_change, mean_size, positive};
use crate::models::theta::Theta;
use suranys_core::numeric::{exp, powf};

/// A model of the pool, how much it counts fitted to the values, and how much fitted to their
/// square roots, between additive and multiplicative growth.
type Entry = (&'static dyn PointModel, f64, f64);

/// The pool.
const POOL: [Entry; 8] = [
    (&Theta, 1.0, 1.5),
    (&Ets, 1.0, 1.5),
    (&AutoArima, 1.0, 1.5),
    (&Ces, 1.0, 0.0),
    (&Naive, 1.0, 0.0),
    (&MedianDrift, 1.0, 3.0),
    (&ReturningDrift, 0.0, 0.5),
    (&Drift, 0.1, 0.1),
];
/// The panel's regression: its name, and how much it counts, of values and of roots.
pub(crate) const POOLED_NAME: &str = "pooled";
pub(crate) const POOLED: (f64, f64) = (1.0, 1.0);
/// Places of the members among weights: each model's of values and of roots, then the panel's
/// regression's.
pub(crate) const POOLED_PLACE: usize = 2 * POOL.len();
pub(crate) const SLOTS: usize = POOLED_PLACE + 2;
/// A member's weight is its one-step error, relative to the least, to minus this power for each
/// value beyond the first [`EQUAL`]: as the pool has it for short series, the best members for
/// long.
const LEARNING: f64 = 0.3;
const EQUAL: usize = 40;
/// Speed of a decline, relative to the straight line a model draws, on its way to zero.
const DECLINE: f64 = 0.9;
/// Least error of the members weighed, relative to that of all of them.
const LEAST_ERROR: f64 = 0.25;
/// A member farther from the others than the series would come by so many mean changes at every step
/// has gone astray: it is not that uncertain what comes.
const FARTHEST: f64 = 3.0;
/// One-step errors are looked at after this many values.
pub(crate) const WARM: usize = 3;

/// One model's answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    /// The model, and whether of roots.
    pub name: String,
    /// Its path.
    pub path: Vec<f64>,
    /// One-step errors of the last values, outcome less forecast; where a value or the one before is
    /// missing, not a number.
    pub errors: Vec<f64>,
    /// How much it counts before its errors are known.
    pub counts: f64,
    /// Its place among weights.
    pub place: usize,
}

impl Member {
    /// Mean absolute one-step error.
    pub(crate) fn error(&self) -> f64 {
        mean_size(&self.errors)
    }
}

/// Members made one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blend {
    /// The weighted median of the members, or, of values with a season, their weighted mean.
    pub path: Vec<f64>,
    /// Mean distance of the members from it, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error, weighted over members.
    pub error: f64,
    /// One-step errors of the last values, weighted over members, as many as all have.
    pub errors: Vec<f64>,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
}

/// What each place counts before anything is learnt; sums to one.
pub(crate) fn prior() -> [f64; SLOTS] {
    let mut counts = [0.0; SLOTS];
    for (at, (_, plain, rooted)) in POOL.iter().enumerate() {
        (counts[2 * at], counts[2 * at + 1]) = (*plain, *rooted);
    }
    (counts[POOLED_PLACE], counts[POOLED_PLACE + 1]) = POOLED;
    let total: f64 = counts.iter().sum();
    counts.map(|count| count / total)
}

/// Names of the pool's members that take no gaps, in alphabetical order.
#[must_use]
pub fn left_out_with_gaps() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        POOL.iter().filter(|(m, ..)| !m.takes_gaps()).map(|(m, ..)| m.name()).collect();
    names.sort_unstable();
    names
}

/// Every member of the pool that can be fitted; where values are missing, of those that take gaps.
pub(crate) fn pool(y: &[f64], horizon: usize) -> Vec<Member> {
    let gaps = y.iter().any(|v| v.is_nan());
    let roots = roots(y);
    let asked = POOL.iter().enumerate().filter(|(_, (model, ..))| !gaps || model.takes_gaps());
    asked
        .flat_map(|(at, (model, plain, rooted))| {
            let fit = |values: &[f64], _| model.fit(&Sample { values, season: 1 }, horizon);
            both(model.name(), y, roots.as_deref(), horizon, (*plain, *rooted), 2 * at, fit)
        })
        .collect()
}

/// Square roots of a positive series that changed, some values of which may be missing.
pub(crate) fn roots(y: &[f64]) -> Option<Vec<f64>> {
    let told = positive(y) && mean_change(y) > 0.0;
    told.then(|| y.iter().map(|v| v.sqrt()).collect())
}

/// What fits of the values and of their roots (`true`) say, each counting as `counts` says, in two
/// places from `place` on. Without roots, the values stand for them.
pub(crate) fn both(
    name: &str,
    y: &[f64],
    roots: Option<&[f64]>,
    horizon: usize,
    (plain, rooted): (f64, f64),
    place: usize,
    fit: impl Fn(&[f64], bool) -> Option<Path>,
) -> Vec<Member> {
    let bent = roots.is_some();
    let plain = if bent { plain } else { plain + rooted };
    let sides = [(Some(y), false, plain), (roots, true, rooted)];
    let asked = sides.into_iter().filter(|(.., counts)| *counts > 0.0);
    asked
        .filter_map(|(values, root, counts)| {
            let found = member(name, fit(values?, root)?, y, horizon, root, bent, counts)?;
            Some(Member { place: place + usize::from(root), ..found })
        })
        .collect()
}

/// A fit of the values `y`, or of their roots, as a member.
pub(crate) fn member(
    name: &str,
    fit: Path,
    y: &[f64],
    horizon: usize,
    root: bool,
    bent: bool,
    counts: f64,
) -> Option<Member> {
    // What is not a number stays so.
    let squared = |v: f64| if v < 0.0 { 0.0 } else { v * v };
    let back = |v: f64| if root { squared(v) } else { v };
    let mut path = fit.point;
    if bent {
        bend(&mut path);
    }
    path.iter_mut().for_each(|v| *v = back(*v));
    if path.len() < horizon || path.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let kept = fit.fitted.len().min(y.len().saturating_sub(WARM).max(1));
    let fitted = &fit.fitted[fit.fitted.len() - kept..];
    // The error after a gap is one of several steps.
    let after_gap = |t: usize| t > 0 && y[t - 1].is_nan();
    let error = |t: usize, f: f64| if after_gap(t) { f64::NAN } else { y[t] - back(f) };
    let errors = (y.len() - kept..y.len()).zip(fitted).map(|(t, f)| error(t, *f)).collect();
    let name = if root { format!("{name} of roots") } else { name.to_owned() };
    Some(Member { name, path, errors, counts, place: 0 })
}

/// Members fitted to `values` values and combined, each counting as `counts` says: the weighted
/// mean of those of values with a season (Genre, Kenny, Meyler & Timmermann 2013), else the
/// weighted median (Petropoulos & Svetunkov 2020). `None` of no members.
pub(crate) fn blend(
    members: &[Member],
    counts: &[f64],
    values: usize,
    change: f64,
    seasonal: bool,
) -> Option<Blend> {
    let horizon = members.first()?.path.len();
    let own: Vec<f64> = members.iter().map(Member::error).collect();
    let least = own.iter().copied().fold(f64::INFINITY, f64::min).max(1e-12 * change);
    let power = -LEARNING * values.saturating_sub(EQUAL) as f64;
    let by = |error: f64| if least > 0.0 { powf(error.max(least) / least, power) } else { 1.0 };
    let raw: Vec<f64> = own.iter().zip(counts).map(|(error, count)| count * by(*error)).collect();
    let total: f64 = raw.iter().sum();
    let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
    let (mut path, mut spread) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
    for step in 0..horizon {
        let mut here: Vec<(f64, f64)> =
            members.iter().zip(&weights).map(|(m, w)| (m.path[step], *w)).collect();
        let middle = if seasonal {
            here.iter().map(|(v, w)| v * w).sum()
        } else {
            weighted_median(&mut here)
        };
        let farthest = FARTHEST * change * (step + 1) as f64;
        spread.push(here.iter().map(|(v, w)| w * (v - middle).abs().min(farthest)).sum());
        path.push(middle);
    }
    let common = members.iter().map(|m| m.errors.len()).min().unwrap_or(0);
    let errors = (0..common)
        .map(|t| {
            let of = |m: &Member| m.errors[m.errors.len() - common + t];
            members.iter().zip(&weights).map(|(m, w)| w * of(m)).sum()
        })
        .collect();
    // Where members count by how they fit, the best fit may be as small as chance has it: the unit
    // of errors is not made of that alone.
    let all: f64 = members.iter().map(|m| m.counts).sum();
    let even = members.iter().zip(&own).map(|(m, e)| m.counts * e).sum::<f64>() / all;
    let weighted: f64 = own.iter().zip(&weights).map(|(e, w)| w * e).sum();
    let error = weighted.max(LEAST_ERROR * even);
    let weights = members.iter().map(|m| m.name.clone()).zip(weights).collect();
    Some(Blend { path, spread, error, errors, weights })
}

/// Bends a declining path, of values or of roots, away from zero, around the level from which its
/// first steps fall: a share `x` lost on the straight line becomes `1 - exp(-0.9 x)`, the slower fall being what
/// declines of official series did more often than not.
pub(crate) fn bend(path: &mut [f64]) {
    let [first, second, ..] = *path else { return };
    let level = 2.0 * first - second;
    if level > 0.0 {
        for value in path.iter_mut().filter(|v| **v < level) {
            *value = level * exp(DECLINE * (*value / level - 1.0));
        }
    }
}

/// The weighted median, between the two values around half the weight.
fn weighted_median(values: &mut [(f64, f64)]) -> f64 {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut before, mut last): (f64, Option<(f64, f64)>) = (0.0, None);
    for (value, weight) in values.iter() {
        let centre = before + weight / 2.0;
        if centre >= 0.5 {
            return match last {
                Some((at, v)) if centre > at => v + (0.5 - at) / (centre - at) * (value - v),
                _ => *value,
            };
        }
        (before, last) = (before + weight, Some((centre, *value)));
    }
    last.map_or(0.0, |(_, v)| v)
}
