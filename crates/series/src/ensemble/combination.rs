//! The combined forecast of one series: models fitted, weighted, season put back.

use crate::calibration::error_scale::horizon_scaling;
use crate::calibration::kept_level::KeptLevel;
use crate::calibration::support::Support;
use crate::ensemble::global_model::GlobalModel;
use crate::ensemble::members::{Blend, Member, blend, fit_members, member};
use crate::ensemble::trajectory::Trajectory;
use crate::ensemble::weights::{TrainedWeights, untrained};
use crate::error::{ForecastError, Unfit};
use crate::models::point_model::Sample;
use crate::preprocess::observed::{changes, known, mean, mean_change, recent_size};
use crate::preprocess::outlier::Outliers;
use crate::preprocess::season::Indices;
use crate::spec::{ForecastSpec, Model, ModelSelection};
use crate::tuning::combination::{MIN_HALVED_SEASON, MIN_HALVES, NOISE};
use crate::tuning::error_scale::{HALF_LIFE, OWN_POWER};
use crate::tuning::season::MIN_SEASONS;

/// Models fitted to one series, before they are weighted.
#[derive(Debug, Clone)]
pub(crate) struct FittedModels {
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
    horizon_scaling: Vec<f64>,
    support: Support,
    spec: ForecastSpec,
    /// Models that were not fitted to all values, and why.
    pub left_out: Vec<(&'static str, Unfit)>,
    /// A last value that the models did not see, because it is doubted; they forecast it as well.
    doubted: Option<f64>,
}

/// Models fitted to the means of halves of seasons.
#[derive(Debug, Clone)]
struct Halves {
    members: Vec<Member>,
    values: usize,
    change: f64,
}

/// Fits the models asked for to consecutive values; NaN where a value is missing.
///
/// Seasons are taken out first and put back last; where values are missing the indices are those
/// of the series with its gaps bridged by straight lines, the models' values are not. A season is
/// also forecast by halves, by means of half a season each, whose errors have less noise, and the
/// path is moved towards them (temporal hierarchies: Athanasopoulos, Hyndman, Kourentzes &
/// Petropoulos 2017).
///
/// The ensemble does not see values that stand out: see [`Outliers`].
pub(crate) fn fitted_models(y: &[f64], spec: &ForecastSpec) -> Result<FittedModels, ForecastError> {
    let (Some(first), Some(last)) = (y.first(), y.last()) else {
        return Err(ForecastError::NothingObserved);
    };
    if first.is_nan() || last.is_nan() {
        return Err(ForecastError::OpenEnd);
    }
    if changes(y).iter().any(|change| change.is_infinite()) {
        return Err(ForecastError::TooLarge);
    }
    if spec.selection != ModelSelection::Combination {
        return fit(y, spec, Support::of(y, spec.bounds));
    }
    let outliers = Outliers::of_marked(y, spec.season);
    let values = outliers.without(y);
    let support = Support::of(&values, spec.bounds);
    match values.split_last().filter(|_| outliers.last_doubted) {
        Some((last, before)) => {
            let longer = ForecastSpec { horizon: spec.horizon + 1, ..*spec };
            Ok(FittedModels { doubted: Some(*last), ..fit(before, &longer, support)? })
        }
        None => fit(&values, spec, support),
    }
}

/// [`fitted_models`] of all the values given, of which the first and the last are observed.
fn fit(y: &[f64], spec: &ForecastSpec, support: Support) -> Result<FittedModels, ForecastError> {
    let known = known(y);
    let (n, horizon, gaps) = (y.len(), spec.horizon, known < y.len());
    let takes_season =
        matches!(spec.selection, ModelSelection::Only(model) if model.takes_season());
    let (indices, adjusted) =
        if takes_season { (None, y.to_vec()) } else { unseasoned(y, spec.season) };
    let (mut members, mut halves, mut left_out) = (Vec::new(), None, Vec::new());
    match spec.selection {
        ModelSelection::Combination => {
            let half = spec.season / 2;
            let halved = spec.season >= MIN_HALVED_SEASON && !gaps && n / half >= MIN_HALVES;
            members = fit_members(&adjusted, spec.reach(), &mut left_out);
            if halved {
                let means: Vec<f64> = adjusted[n % half..].chunks_exact(half).map(mean).collect();
                let members = fit_members(&means, spec.reach() / half, &mut Vec::new());
                halves = Some(Halves { members, values: means.len(), change: mean_change(&means) });
            }
        }
        ModelSelection::Only(model) => {
            let (name, model_of_points) = (model.name(), model.point_model());
            if gaps && !model_of_points.takes_gaps() {
                return Err(ForecastError::Gaps(name));
            }
            let season = match model {
                Model::SeasonalNaive | Model::Ets => spec.season,
                _ => 1,
            };
            let sample = Sample { values: &adjusted, season };
            let member = model_of_points.fit(&sample, horizon).and_then(|fit| {
                member(model_of_points.name(), fit, &adjusted, horizon, false, false, 1.0)
            });
            match member {
                Ok(member) => members.push(member),
                Err(why) => left_out.push((name, why)),
            }
        }
    }
    let change = mean_change(&adjusted);
    let (annual, seasonal) = OWN_POWER;
    let power = if has_seasons(n, spec) { seasonal } else { annual };
    let horizon_scaling = horizon_scaling(&adjusted, horizon, power);
    Ok(FittedModels {
        members,
        halves,
        indices,
        adjusted,
        known,
        change,
        horizon_scaling,
        support,
        spec: *spec,
        left_out,
        doubted: None,
    })
}

/// Whether a series of so many values has seasons enough for one to be taken out.
fn has_seasons(values: usize, spec: &ForecastSpec) -> bool {
    spec.season > 1 && values / spec.season >= MIN_SEASONS
}

/// The season of a series, its gaps bridged, and its values without it.
fn unseasoned(y: &[f64], season: usize) -> (Option<Indices>, Vec<f64>) {
    let Some(indices) = Indices::of(y, season) else { return (None, y.to_vec()) };
    let adjusted = y.iter().enumerate().map(|(t, v)| indices.adjust(t, *v)).collect();
    (Some(indices), adjusted)
}

/// What a series adds to the global model's training set: its values without season, if it can be
/// forecast and its last value is not doubted.
pub(crate) fn training_values(y: &[f64], season: usize) -> Option<Vec<f64>> {
    let (first, last) = y.first().zip(y.last())?;
    let outliers = (!first.is_nan() && !last.is_nan()).then(|| Outliers::of_marked(y, season))?;
    (!outliers.last_doubted).then(|| unseasoned(&outliers.without(y), season).1)
}

impl FittedModels {
    /// The fitted models.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Whether the members are the ensemble's, whose weights can be trained.
    pub(crate) fn combines(&self) -> bool {
        self.spec.selection == ModelSelection::Combination && self.doubted.is_none()
    }

    /// The values without season, where the members are the ensemble's.
    pub(crate) fn training_values(&self) -> Option<&[f64]> {
        self.combines().then_some(&self.adjusted[..])
    }

    /// With the global model's forecast among the members.
    #[must_use]
    pub(crate) fn joined(mut self, global: Option<&GlobalModel>) -> FittedModels {
        if let Some(global) = global.filter(|_| self.combines()) {
            self.members.extend(global.members(&self.adjusted, self.spec.reach()));
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

    /// The naive path: the last value with the season of `step` steps ahead.
    pub(crate) fn naive(&self, step: usize) -> f64 {
        self.restore(step, self.last())
    }

    /// The members combined, by trained weights if there are any.
    pub(crate) fn trajectory(&self, trained: Option<&TrainedWeights>) -> Trajectory {
        let horizon = self.spec.horizon;
        let Blend { path, spread, error, errors, weights } =
            self.blended(trained).unwrap_or_else(|| Blend {
                path: vec![self.last(); horizon],
                spread: vec![0.0; horizon],
                error: self.change,
                errors: Vec::new(),
                weights: Vec::new(),
            });
        let trajectory = Trajectory {
            median: path.iter().enumerate().map(|(step, v)| self.restore(step, *v)).collect(),
            naive: (0..horizon).map(|step| self.naive(step)).collect(),
            spread,
            error,
            errors,
            change: match has_seasons(self.adjusted.len(), &self.spec) {
                true => recent_size(&changes(&self.adjusted), HALF_LIFE),
                false => self.change,
            },
            doubt: Vec::new(),
            level: KeptLevel::of(&self.adjusted),
            horizon_scaling: self.horizon_scaling.clone(),
            support: self.support,
            values: self.known,
            weights,
        };
        match self.doubted {
            Some(last) => trajectory.doubted(last),
            None => trajectory,
        }
    }

    /// The combined path of values without season.
    fn blended(&self, trained: Option<&TrainedWeights>) -> Option<Blend> {
        let weights = match trained.filter(|_| self.combines()) {
            Some(trained) => trained.of(&self.members),
            None => untrained(&self.members),
        };
        // Values too few for their season to be taken out have members astray, which a median ignores.
        let seasonal = has_seasons(self.adjusted.len(), &self.spec);
        let mut fine = blend(&self.members, &weights, self.known, self.change, seasonal)?;
        if let Some(Halves { members, values, change }) = &self.halves {
            let priors: Vec<f64> = members.iter().map(|m| m.prior).collect();
            if let Some(coarse) = blend(members, &priors, *values, *change, seasonal) {
                approach(&mut fine.path, &coarse.path, self.spec.season / 2);
            }
        }
        fine.path.truncate(self.spec.horizon);
        fine.spread.truncate(self.spec.horizon);
        Some(fine)
    }
}

/// Moves a path towards the forecast of half seasons, of `half` periods each.
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
