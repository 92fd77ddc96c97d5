//! The forecast of one series: what the plan's models say, season and bounds minded.

use crate::calibration::error_scale::growth;
use crate::calibration::support::Ends;
use crate::calibration::training::{Trained, unlearnt};
use crate::ensemble::members::{Blend, Member, blend, member, pool};
use crate::forecast::ForecastError;
use crate::models::arima::AutoArima;
use crate::models::ces::Ces;
use crate::models::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use crate::models::ets::Ets;
use crate::models::global::Pooled;
use crate::models::local::Local;
use crate::models::model::{PointModel, Sample, known, mean, mean_change};
use crate::models::theta::Theta;
use crate::preprocess::gaps::bridged;
use crate::preprocess::season::Indices;

/// Seasons of at least this many periods are also forecast by halves, from at least so many.
const HALVED_SEASON: usize = 4;
const FEWEST_HALVES: usize = 5;
/// The path is moved towards what halves of seasons say by `k / (k + NOISE)` of the distance, `k`
/// being the periods in a half: the more values a mean has, the less of its change is noise.
const NOISE: f64 = 8.0;

/// Which models make the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelSelection {
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
    /// [`Local`].
    Local,
    /// [`Ces`].
    Ces,
}

impl Model {
    /// All models, the simplest first.
    pub const ALL: [Model; 10] = [
        Model::Naive,
        Model::SeasonalNaive,
        Model::Drift,
        Model::MedianDrift,
        Model::ReturningDrift,
        Model::Theta,
        Model::Ets,
        Model::Arima,
        Model::Local,
        Model::Ces,
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
            Model::Local => &Local,
            Model::Ces => &Ces,
        }
    }
}

impl ModelSelection {
    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ModelSelection::Combination => "combination",
            ModelSelection::Only(model) => model.name(),
        }
    }
}

/// Ends of what can be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bounds {
    /// No value is below.
    pub min: Option<f64>,
    /// No value is above.
    pub max: Option<f64>,
}

impl Bounds {
    /// The value, brought inside.
    #[must_use]
    pub fn clamp(&self, value: f64) -> f64 {
        let value = self.min.map_or(value, |min| value.max(min));
        self.max.map_or(value, |max| value.min(max))
    }
}

/// What is asked of every series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastSpec {
    /// Periods in a season; 1 for none.
    pub season: usize,
    /// Steps ahead, at least one.
    pub horizon: usize,
    /// Models.
    pub selection: ModelSelection,
    /// Where forecasts end.
    pub bounds: Bounds,
}

impl ForecastSpec {
    /// Steps ahead for which members are asked: whole halves of seasons.
    /// At least two of them, so that the first step does not depend on how many are asked for: how
    /// a path bends is told by its first two.
    pub(crate) fn reach(&self) -> usize {
        let half = if self.season >= HALVED_SEASON { self.season / 2 } else { 1 };
        self.horizon.max(2 * half).next_multiple_of(half)
    }
}

/// What the models say of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Projection {
    /// The combined path.
    pub point: Vec<f64>,
    /// No change but the season's.
    pub still: Vec<f64>,
    /// Mean distance of the members from the path, by step.
    pub spread: Vec<f64>,
    /// Mean absolute one-step error in the sample, weighted over members.
    pub error: f64,
    /// One-step errors of the last values, without season.
    pub errors: Vec<f64>,
    /// Mean absolute change in the sample, without season.
    pub change: f64,
    /// How errors grow with the horizon, against a random walk's, by step.
    pub growth: Vec<f64>,
    /// Where bands end.
    pub ends: Ends,
    /// Values seen.
    pub values: usize,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
}

/// Models fitted to one series, before they are weighed.
#[derive(Debug, Clone)]
pub(crate) struct Fitted {
    /// Of the values without their season.
    members: Vec<Member>,
    /// Of halves of seasons.
    halves: Option<Halves>,
    indices: Option<Indices>,
    /// Values without season, and how many are not missing.
    adjusted: Vec<f64>,
    known: usize,
    /// Mean absolute change without season.
    change: f64,
    growth: Vec<f64>,
    ends: Ends,
    spec: ForecastSpec,
}

/// Models fitted to the means of halves of seasons.
#[derive(Debug, Clone)]
struct Halves {
    members: Vec<Member>,
    values: usize,
    change: f64,
}

/// Fits the plan's models to consecutive values; a missing value is not a number.
///
/// Seasons are taken out first and put back last; where values are missing the indices are those
/// of the series with its gaps bridged by straight lines, the models' values are not. A season is
/// also forecast by halves, by means of half a season each, whose errors have less noise, and the
/// path is moved towards them (temporal hierarchies: Athanasopoulos, Hyndman, Kourentzes &
/// Petropoulos 2017).
pub(crate) fn fitted(y: &[f64], spec: &ForecastSpec) -> Result<Fitted, ForecastError> {
    let known = known(y);
    let (Some(first), Some(last)) = (y.first(), y.last()) else {
        return Err(ForecastError::NothingObserved);
    };
    if first.is_nan() || last.is_nan() {
        return Err(ForecastError::OpenEnd);
    }
    let (n, horizon, gaps) = (y.len(), spec.horizon, known < y.len());
    let whole = matches!(spec.selection, ModelSelection::Only(model) if model.whole());
    let (indices, adjusted) = if whole { (None, y.to_vec()) } else { unseasoned(y, spec.season) };
    let (mut members, mut halves) = (Vec::new(), None);
    match spec.selection {
        ModelSelection::Combination => {
            let half = spec.season / 2;
            let halved = spec.season >= HALVED_SEASON && !gaps && n / half >= FEWEST_HALVES;
            members = pool(&adjusted, spec.reach());
            if halved {
                let means: Vec<f64> = adjusted[n % half..].chunks_exact(half).map(mean).collect();
                let members = pool(&means, spec.reach() / half);
                halves = Some(Halves { members, values: means.len(), change: mean_change(&means) });
            }
        }
        ModelSelection::Only(model) => {
            let forecaster = model.forecaster();
            if gaps && !forecaster.takes_gaps() {
                return Err(ForecastError::Gaps(forecaster.name()));
            }
            let season = match model {
                Model::SeasonalNaive | Model::Ets => spec.season,
                _ => 1,
            };
            let sample = Sample { values: &adjusted, season };
            let fit = forecaster.fit(&sample, horizon);
            members.extend(fit.and_then(|fit| {
                member(forecaster.name(), fit, &adjusted, horizon, false, false, 1.0)
            }));
        }
    }
    let change = mean_change(&adjusted);
    let (growth, ends) = (growth(&adjusted, horizon), Ends::of(y, spec.bounds));
    Ok(Fitted { members, halves, indices, adjusted, known, change, growth, ends, spec: *spec })
}

/// The season of a series, its gaps bridged, and its values without it.
fn unseasoned(y: &[f64], season: usize) -> (Option<Indices>, Vec<f64>) {
    let Some(indices) = Indices::of(&bridged(y), season) else { return (None, y.to_vec()) };
    let adjusted = y.iter().enumerate().map(|(t, v)| indices.adjust(t, *v)).collect();
    (Some(indices), adjusted)
}

/// What a regression over a panel may learn from: the values without season, of a series that can be
/// forecast.
pub(crate) fn teaching(y: &[f64], season: usize) -> Option<Vec<f64>> {
    let ends = y.first().zip(y.last())?;
    (!ends.0.is_nan() && !ends.1.is_nan()).then(|| unseasoned(y, season).1)
}

impl Fitted {
    /// The models, where the whole pool was fitted.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether the members are the pool's, which can be weighed as a panel teaches.
    pub(crate) fn combines(&self) -> bool {
        self.spec.selection == ModelSelection::Combination
    }

    /// The values without season, where the members are the pool's.
    pub(crate) fn teaching(&self) -> Option<&[f64]> {
        self.combines().then_some(&self.adjusted[..])
    }

    /// With what the panel's regression says of the series among the members.
    #[must_use]
    pub(crate) fn joined(mut self, pooled: Option<&Pooled>) -> Fitted {
        if let Some(pooled) = pooled.filter(|_| self.combines()) {
            self.members.extend(pooled.members(&self.adjusted, self.spec.reach()));
        }
        self
    }

    /// A value `step` steps ahead with its season put back.
    pub(crate) fn restore(&self, step: usize, value: f64) -> f64 {
        self.indices
            .as_ref()
            .map_or(value, |indices| indices.restore(self.adjusted.len() + step, value))
    }

    /// The last value without its season.
    fn last(&self) -> f64 {
        self.adjusted.last().copied().unwrap_or(0.0)
    }

    /// The last value with the season of `step` steps ahead.
    pub(crate) fn still(&self, step: usize) -> f64 {
        self.restore(step, self.last())
    }

    /// What the models say, weighed as the panel taught.
    pub(crate) fn projection(&self, trained: Option<&Trained>) -> Projection {
        let horizon = self.spec.horizon;
        let Blend { path, spread, error, errors, weights } =
            self.blended(trained).unwrap_or_else(|| Blend {
                path: vec![self.last(); horizon],
                spread: vec![0.0; horizon],
                error: self.change,
                errors: Vec::new(),
                weights: Vec::new(),
            });
        Projection {
            point: path.iter().enumerate().map(|(step, v)| self.restore(step, *v)).collect(),
            still: (0..horizon).map(|step| self.still(step)).collect(),
            spread,
            error,
            errors,
            change: self.change,
            growth: self.growth.clone(),
            ends: self.ends,
            values: self.known,
            weights,
        }
    }

    /// The pool's path for values without season.
    fn blended(&self, trained: Option<&Trained>) -> Option<Blend> {
        let counts = match trained.filter(|_| self.combines()) {
            Some(trained) => trained.counts(&self.members),
            None => unlearnt(&self.members),
        };
        let seasonal = self.spec.season > 1;
        let mut fine = blend(&self.members, &counts, self.known, self.change, seasonal)?;
        if let Some(Halves { members, values, change }) = &self.halves {
            let counts: Vec<f64> = members.iter().map(|m| m.counts).collect();
            if let Some(coarse) = blend(members, &counts, *values, *change, seasonal) {
                approach(&mut fine.path, &coarse.path, self.spec.season / 2);
            }
        }
        fine.path.truncate(self.spec.horizon);
        fine.spread.truncate(self.spec.horizon);
        Some(fine)
    }
}

/// Moves a path towards what halves of seasons, of `half` periods each, say.
fn approach(path: &mut [f64], coarse: &[f64], half: usize) {
    let away: Vec<f64> =
        path.chunks_exact(half).zip(coarse).map(|(fine, coarse)| coarse - mean(fine)).collect();
    let trust = half as f64 / (half as f64 + NOISE);
    for (step, value) in path.iter_mut().enumerate() {
        // Between the middles of halves distances change in straight lines.
        let at = (step as f64 - (half - 1) as f64 / 2.0) / half as f64;
        let at = at.clamp(0.0, (coarse.len() - 1) as f64);
        let before = at.floor() as usize;
        let after = (before + 1).min(coarse.len() - 1);
        let share = at - before as f64;
        *value += trust * (away[before] + share * (away[after] - away[before]));
    }
}
