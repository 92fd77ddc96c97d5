//! The default forecast: one path from a pool of different models.

use super::arima::AutoArima;
use super::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use super::ets::Ets;
use super::model::{PointModel, Sample};
use super::season::Indices;
use super::theta::Theta;
use suranys_core::math::{exp, powf};

/// Models of the pool, and whether each is also fitted to square roots, between additive and
/// multiplicative growth.
const POOL: [(&dyn PointModel, bool); 6] = [
    (&Theta, true),
    (&Ets, true),
    (&AutoArima, true),
    (&Naive, false),
    (&MedianDrift, true),
    (&ReturningDrift, true),
];
/// Members of the pool that smooth; the rest start from the last value, noise and all.
const SMOOTHING: usize = 3;
/// From this many periods in a season on, only smoothing members are asked: a month's noise is
/// large against a month's change.
const NOISY_SEASON: usize = 12;
/// A member's weight is its one-step error, relative to the least, to minus this power for each
/// value beyond the first [`EQUAL`]: equal weights for short series, the best members for long.
const LEARNING: f64 = 0.3;
const EQUAL: usize = 40;
/// Speed of a decline, relative to the straight line a model draws, on its way to zero.
const DECLINE: f64 = 0.7;
/// One-step errors are looked at after this many values.
const WARM: usize = 3;

/// Which models make the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The whole pool, combined: the default.
    Combination,
    /// One model.
    Only(Model),
}

/// The models that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// [`Naive`] without season: the last value.
    Naive,
    /// [`Naive`] with season.
    SeasonalNaive,
    /// [`Drift`].
    Drift,
    /// [`MedianDrift`].
    MedianDrift,
    /// [`ReturningDrift`].
    ReturningDrift,
    /// [`Theta`].
    Theta,
    /// [`Ets`].
    Ets,
    /// [`AutoArima`].
    Arima,
}

impl Model {
    /// All models, the simplest first.
    pub const ALL: [Model; 8] = [
        Model::Naive,
        Model::SeasonalNaive,
        Model::Drift,
        Model::MedianDrift,
        Model::ReturningDrift,
        Model::Theta,
        Model::Ets,
        Model::Arima,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        if self == Model::SeasonalNaive { "seasonal-naive" } else { self.forecaster().name() }
    }

    /// Whether it is given the series as it is, season and all.
    fn whole(self) -> bool {
        matches!(self, Model::Naive | Model::SeasonalNaive | Model::Ets)
    }

    fn forecaster(self) -> &'static dyn PointModel {
        match self {
            Model::Naive | Model::SeasonalNaive => &Naive,
            Model::Drift => &Drift,
            Model::MedianDrift => &MedianDrift,
            Model::ReturningDrift => &ReturningDrift,
            Model::Theta => &Theta,
            Model::Ets => &Ets,
            Model::Arima => &AutoArima,
        }
    }
}

impl Choice {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Choice::Combination => "combination",
            Choice::Only(model) => model.name(),
        }
    }
}

/// What is asked of every series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Periods in a season; 1 for none.
    pub season: usize,
    /// Steps ahead, at least one.
    pub horizon: usize,
    /// Models.
    pub choice: Choice,
}

/// What the models say of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outlook {
    /// The combined path.
    pub point: Vec<f64>,
    /// Mean distance of the members from it, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error in the sample, weighted over members.
    pub error: f64,
    /// Mean absolute change in the sample, without season.
    pub change: f64,
    /// Values seen.
    pub values: usize,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
}

struct Member {
    name: String,
    path: Vec<f64>,
    error: f64,
}

/// The forecast of consecutive finite values by the plan's models; `None` of no values.
///
/// Seasons are taken out first and put back last. In the combination each member's declines are
/// bent so that they never reach zero: a share `x` lost on the straight line becomes
/// `1 - exp(-0.7 x)`, the slower fall being what declines of official series did more often than
/// not. The path is half the weighted mean and half the weighted median of the members (Genre,
/// Kenny, Meyler & Timmermann 2013; Petropoulos & Svetunkov 2020 for medians).
pub(crate) fn outlook(y: &[f64], plan: &Plan) -> Option<Outlook> {
    let (last, horizon) = (*y.last()?, plan.horizon);
    let whole = matches!(plan.choice, Choice::Only(model) if model.whole());
    let indices = if whole { None } else { Indices::of(y, plan.season) };
    let adjusted: Vec<f64> = match &indices {
        Some(indices) => y.iter().enumerate().map(|(t, v)| indices.adjust(t, *v)).collect(),
        None => y.to_vec(),
    };
    let n = adjusted.len();
    let change = if n > 1 {
        adjusted.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f64>() / (n - 1) as f64
    } else {
        0.0
    };
    let members = match plan.choice {
        Choice::Combination => pool(&adjusted, plan),
        Choice::Only(model) => {
            let season = match model {
                Model::SeasonalNaive | Model::Ets => plan.season,
                _ => 1,
            };
            member(model.forecaster(), &adjusted, &adjusted, season, horizon, false, false)
                .into_iter()
                .collect()
        }
    };
    if members.is_empty() {
        let (point, spread) = (vec![last; horizon], vec![0.0; horizon]);
        return Some(Outlook {
            point,
            spread,
            error: change,
            change,
            values: n,
            weights: Vec::new(),
        });
    }
    let least = members.iter().map(|m| m.error).fold(f64::INFINITY, f64::min).max(1e-12 * change);
    let raw: Vec<f64> = members
        .iter()
        .map(|m| {
            if least > 0.0 {
                powf(m.error.max(least) / least, -LEARNING * n.saturating_sub(EQUAL) as f64)
            } else {
                1.0
            }
        })
        .collect();
    let total: f64 = raw.iter().sum();
    let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
    let (mut point, mut spread) = (Vec::with_capacity(horizon), Vec::with_capacity(horizon));
    for step in 0..horizon {
        let mut here: Vec<(f64, f64)> =
            members.iter().zip(&weights).map(|(m, w)| (m.path[step], *w)).collect();
        let mean: f64 = here.iter().map(|(v, w)| v * w).sum();
        let middle = (mean + weighted_median(&mut here)) / 2.0;
        spread.push(here.iter().map(|(v, w)| w * (v - middle).abs()).sum());
        point.push(indices.as_ref().map_or(middle, |i| i.restore(n + step, middle)));
    }
    let error = members.iter().zip(&weights).map(|(m, w)| w * m.error).sum();
    let names = members.into_iter().map(|m| m.name);
    Some(Outlook { point, spread, error, change, values: n, weights: names.zip(weights).collect() })
}

/// Every member of the pool that can be fitted.
fn pool(y: &[f64], plan: &Plan) -> Vec<Member> {
    let horizon = plan.horizon;
    let asked = if plan.season >= NOISY_SEASON { SMOOTHING } else { POOL.len() };
    let positive = y.iter().all(|v| *v > 0.0);
    let roots: Vec<f64> = if positive { y.iter().map(|v| v.sqrt()).collect() } else { Vec::new() };
    let mut members = Vec::new();
    for (model, rooted) in POOL.into_iter().take(asked) {
        members.extend(member(model, y, y, 1, horizon, false, positive));
        if rooted && positive {
            members.extend(member(model, y, &roots, 1, horizon, true, true));
        }
    }
    members
}

/// One model fitted to `values`, which are those of `y` or their roots.
fn member(
    model: &dyn PointModel,
    y: &[f64],
    values: &[f64],
    season: usize,
    horizon: usize,
    root: bool,
    bent: bool,
) -> Option<Member> {
    let fit = model.fit(&Sample { values, season }, horizon)?;
    let back = |v: f64| if root { v.max(0.0) * v.max(0.0) } else { v };
    let mut path: Vec<f64> = fit.point.iter().map(|v| back(*v)).collect();
    if bent {
        bend(&mut path);
    }
    if path.len() < horizon || path.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let kept = fit.fitted.len().min(y.len().saturating_sub(WARM).max(1));
    let pairs = fit.fitted.iter().rev().zip(y.iter().rev()).take(kept);
    let sum: f64 = pairs.map(|(f, v)| (back(*f) - v).abs()).sum();
    let error = if kept > 0 { sum / kept as f64 } else { 0.0 };
    let name = if root { format!("{} of roots", model.name()) } else { model.name().to_owned() };
    Some(Member { name, path, error })
}

/// Bends a declining path away from zero, around the level from which its first steps fall.
fn bend(path: &mut [f64]) {
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
