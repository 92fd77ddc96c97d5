//! The members of the ensemble, and one path made of theirs.

use crate::error::Unfit;
use crate::models::arima::AutoArima;
use crate::models::ces::Ces;
use crate::models::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use crate::models::ets::estimate::Ets;
use crate::models::point_model::{PointForecast, PointModel, Sample};
use crate::models::theta::Theta;
use crate::preprocess::observed::{mean_size, recent_size, roots};
use crate::tuning::error_scale::HALF_LIFE;
use crate::tuning::members::{
    ARIMA, CES, DECLINE, DRIFT, EQUAL_WEIGHTS, ERROR_POWER, ETS, GLOBAL, MAX_DISTANCE,
    MEDIAN_DRIFT, MIN_BEST, MIN_ERROR, NAIVE, RETURNING_DRIFT, THETA, WARM_UP, Weights,
};
use suranys_core::numeric::{exp, powf};

/// The models of the ensemble and their prior weights.
const MODELS: [(&dyn PointModel, Weights); 8] = [
    (&Theta, THETA),
    (&Ets, ETS),
    (&AutoArima, ARIMA),
    (&Ces, CES),
    (&Naive, NAIVE),
    (&MedianDrift, MEDIAN_DRIFT),
    (&ReturningDrift, RETURNING_DRIFT),
    (&Drift, DRIFT),
];
/// The global model's name in tables of weights.
pub(crate) const GLOBAL_NAME: &str = "global";
/// The global model's slot, of values; that of roots is the next.
pub(crate) const GLOBAL_SLOT: usize = 2 * MODELS.len();
/// Number of slots of members among weights: each model's of values and of roots, then the global
/// model's.
pub(crate) const SLOTS: usize = GLOBAL_SLOT + 2;

/// Which member of the ensemble one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemberName {
    pub model: &'static str,
    /// Whether it was fitted to square roots.
    pub root: bool,
}

impl std::fmt::Display for MemberName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.model)?;
        if self.root { formatter.write_str(" of roots") } else { Ok(()) }
    }
}

/// One model's forecast of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub name: MemberName,
    /// Its path, by step.
    pub path: Vec<f64>,
    /// One-step errors of the last values, outturn less forecast; NaN where a value or the one before
    /// is missing.
    pub errors: Vec<f64>,
    /// Its weight before anything was trained.
    pub prior: f64,
    /// Its slot among weights.
    pub slot: usize,
}

impl Member {
    /// Mean absolute one-step error.
    pub(crate) fn error(&self) -> f64 {
        mean_size(&self.errors)
    }
}

/// Members combined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blend {
    /// The weighted median of the members, or, of values with a season, their weighted mean.
    pub path: Vec<f64>,
    /// Mean distance of the members from it, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error, weighted over members; of values with a season later ones count more.
    pub error: f64,
    /// One-step errors of the last values, weighted over members, as many as all have.
    pub errors: Vec<f64>,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(MemberName, f64)>,
}

/// The prior weight of each slot; they sum to one.
pub(crate) fn prior() -> [f64; SLOTS] {
    let mut weights = [0.0; SLOTS];
    for (at, (_, own)) in MODELS.iter().enumerate() {
        (weights[2 * at], weights[2 * at + 1]) = *own;
    }
    (weights[GLOBAL_SLOT], weights[GLOBAL_SLOT + 1]) = GLOBAL;
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}

/// Names of the ensemble's models that take no gaps, in alphabetical order.
#[must_use]
pub fn left_out_with_gaps() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        MODELS.iter().filter(|(m, _)| !m.takes_gaps()).map(|(m, _)| m.name()).collect();
    names.sort_unstable();
    names
}

/// Every model of the ensemble that can be fitted; where values are missing, of those that take gaps.
/// The others are added to those `left_out`.
pub(crate) fn fit_members(
    y: &[f64],
    horizon: usize,
    left_out: &mut Vec<(&'static str, Unfit)>,
) -> Vec<Member> {
    let gaps = y.iter().any(|v| v.is_nan());
    let roots = roots(y);
    let mut members = Vec::new();
    for (at, (model, weights)) in MODELS.iter().enumerate() {
        let fit = |values: &[f64], _| match !gaps || model.takes_gaps() {
            true => model.fit(&Sample { values, season: 1 }, horizon),
            false => Err(Unfit::Gaps),
        };
        for member in both(model.name(), y, roots.as_deref(), horizon, *weights, 2 * at, fit) {
            match member {
                Ok(member) => members.push(member),
                Err(why) => left_out.push((model.name(), why)),
            }
        }
    }
    members
}

/// Members of fits of the values and of their roots (`true`), with their prior weights, in two slots
/// from `slot` on. Without roots, the values take their weight.
pub(crate) fn both(
    name: &'static str,
    y: &[f64],
    roots: Option<&[f64]>,
    horizon: usize,
    (plain, rooted): Weights,
    slot: usize,
    fit: impl Fn(&[f64], bool) -> Result<PointForecast, Unfit>,
) -> Vec<Result<Member, Unfit>> {
    let bent = roots.is_some();
    let plain = if bent { plain } else { plain + rooted };
    let sides = [(Some(y), false, plain), (roots, true, rooted)];
    let asked = sides.into_iter().filter(|(.., prior)| *prior > 0.0);
    asked
        .filter_map(|(values, root, prior)| {
            let fit = fit(values?, root);
            let found = fit.and_then(|fit| member(name, fit, y, horizon, root, bent, prior));
            Some(found.map(|found| Member { slot: slot + usize::from(root), ..found }))
        })
        .collect()
}

/// A fit of the values `y`, or of their roots, as a member.
pub(crate) fn member(
    model: &'static str,
    fit: PointForecast,
    y: &[f64],
    horizon: usize,
    root: bool,
    bent: bool,
    prior: f64,
) -> Result<Member, Unfit> {
    // The missing stay missing.
    let squared = |v: f64| if v < 0.0 { 0.0 } else { v * v };
    let back = |v: f64| if root { squared(v) } else { v };
    let mut path = fit.point;
    if bent {
        bend(&mut path);
    }
    path.iter_mut().for_each(|v| *v = back(*v));
    if path.len() < horizon || path.iter().any(|v| !v.is_finite()) {
        return Err(Unfit::NotFinite);
    }
    let count = fit.fitted.len().min(y.len().saturating_sub(WARM_UP).max(1));
    let fitted = &fit.fitted[fit.fitted.len() - count..];
    // The error after a gap is one of several steps.
    let after_gap = |t: usize| t > 0 && y[t - 1].is_nan();
    let error = |t: usize, f: f64| if after_gap(t) { f64::NAN } else { y[t] - back(f) };
    let errors = (y.len() - count..y.len()).zip(fitted).map(|(t, f)| error(t, *f)).collect();
    let name = MemberName { model, root };
    Ok(Member { name, path, errors, prior, slot: 0 })
}

/// Members fitted to `values` values and combined by `weights`, which need not sum to one: the weighted
/// mean of those of values with a season (Genre, Kenny, Meyler & Timmermann 2013), else the
/// weighted median (Petropoulos & Svetunkov 2020). `None` of no members.
pub(crate) fn blend(
    members: &[Member],
    weights: &[f64],
    values: usize,
    change: f64,
    seasonal: bool,
) -> Option<Blend> {
    let horizon = members.first()?.path.len();
    let own: Vec<f64> = members.iter().map(Member::error).collect();
    let min = own.iter().copied().fold(f64::INFINITY, f64::min).max(MIN_BEST * change);
    let power = -ERROR_POWER * values.saturating_sub(EQUAL_WEIGHTS) as f64;
    let by = |error: f64| if min > 0.0 { powf(error.max(min) / min, power) } else { 1.0 };
    let raw: Vec<f64> =
        own.iter().zip(weights).map(|(error, weight)| weight * by(*error)).collect();
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
        let max_distance = MAX_DISTANCE * change * (step + 1) as f64;
        spread.push(here.iter().map(|(v, w)| w * (v - middle).abs().min(max_distance)).sum());
        path.push(middle);
    }
    let common = members.iter().map(|m| m.errors.len()).min().unwrap_or(0);
    let errors = (0..common)
        .map(|t| {
            let of = |m: &Member| m.errors[m.errors.len() - common + t];
            members.iter().zip(&weights).map(|(m, w)| w * of(m)).sum()
        })
        .collect();
    // Where weights follow in-sample errors, the best may be as small as chance has it: the error scale
    // is not made of that alone.
    let size = |m: &Member| match seasonal {
        true => recent_size(&m.errors, HALF_LIFE),
        false => m.error(),
    };
    let own: Vec<f64> = members.iter().map(size).collect();
    let all: f64 = members.iter().map(|m| m.prior).sum();
    let even = members.iter().zip(&own).map(|(m, e)| m.prior * e).sum::<f64>() / all;
    let weighted: f64 = own.iter().zip(&weights).map(|(e, w)| w * e).sum();
    let error = weighted.max(MIN_ERROR * even);
    let weights = members.iter().map(|m| m.name).zip(weights).collect();
    Some(Blend { path, spread, error, errors, weights })
}

/// Bends a declining path, of values or of roots, away from zero, around the level from which its
/// first steps fall: a share `x` lost on the straight line becomes `1 - exp(-DECLINE x)`.
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
