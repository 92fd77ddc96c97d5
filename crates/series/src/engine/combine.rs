//! The forecast of one series: what the plan's models say, season and bounds minded.

use super::arima::AutoArima;
use super::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use super::ets::Ets;
use super::local::Local;
use super::model::{PointModel, Sample, mean_change};
use super::pool::{Blend, blend, member, pool};
use super::season::Indices;
use super::theta::Theta;
use super::{Refusal, bridged};

/// From this many periods in a season on, only smoothing members are asked: a month's noise is
/// large against a month's change.
const NOISY_SEASON: usize = 12;
/// Seasons of at least this many periods are also forecast by halves, from at least so many.
const HALVED_SEASON: usize = 4;
const FEWEST_HALVES: usize = 5;
/// The path is moved towards what halves of seasons say by `k / (k + NOISE)` of the distance, `k`
/// being the periods in a half: the more values a mean has, the less of its change is noise.
const NOISE: f64 = 8.0;

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
    /// [`Local`].
    Local,
}

impl Model {
    /// All models, the simplest first.
    pub const ALL: [Model; 9] = [
        Model::Naive,
        Model::SeasonalNaive,
        Model::Drift,
        Model::MedianDrift,
        Model::ReturningDrift,
        Model::Theta,
        Model::Ets,
        Model::Arima,
        Model::Local,
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

    /// Those of a series: a positive one stays positive unless told otherwise.
    pub(crate) fn of(&self, y: &[f64]) -> Bounds {
        let positive = y.iter().all(|v| v.is_nan() || *v > 0.0);
        Bounds { min: self.min.or(positive.then_some(0.0)), max: self.max }
    }
}

/// What is asked of every series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// Periods in a season; 1 for none.
    pub season: usize,
    /// Steps ahead, at least one.
    pub horizon: usize,
    /// Models.
    pub choice: Choice,
    /// Where forecasts end.
    pub bounds: Bounds,
}

/// What the models say of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outlook {
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
    /// Values seen.
    pub values: usize,
    /// Members and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
}

/// The forecast of consecutive values by the plan's models; a missing value is not a number.
///
/// Seasons are taken out first and put back last; where values are missing the indices are those
/// of the series with its gaps bridged by straight lines, the models' values are not. A season is
/// also forecast by halves, by means of half a season each, whose errors have less noise, and the
/// path is moved towards them (temporal hierarchies: Athanasopoulos, Hyndman, Kourentzes &
/// Petropoulos 2017).
pub(crate) fn outlook(y: &[f64], plan: &Plan) -> Result<Outlook, Refusal> {
    let known = y.iter().filter(|v| !v.is_nan()).count();
    let (Some(first), Some(last)) = (y.first(), y.last()) else {
        return Err(Refusal::NothingObserved);
    };
    if first.is_nan() || last.is_nan() {
        return Err(Refusal::NothingObserved);
    }
    let (n, horizon, gaps) = (y.len(), plan.horizon, known < y.len());
    let whole = matches!(plan.choice, Choice::Only(model) if model.whole());
    let indices = if whole {
        None
    } else if gaps {
        Indices::of(&bridged(y), plan.season)
    } else {
        Indices::of(y, plan.season)
    };
    let adjusted: Vec<f64> = match &indices {
        Some(indices) => y.iter().enumerate().map(|(t, v)| indices.adjust(t, *v)).collect(),
        None => y.to_vec(),
    };
    let change = mean_change(&adjusted);
    let blended = match plan.choice {
        Choice::Combination => combination(&adjusted, plan, change),
        Choice::Only(model) => {
            let forecaster = model.forecaster();
            if gaps && !forecaster.takes_gaps() {
                return Err(Refusal::Gaps(forecaster.name()));
            }
            let season = match model {
                Model::SeasonalNaive | Model::Ets => plan.season,
                _ => 1,
            };
            let sample = Sample { values: &adjusted, season };
            let one = member(forecaster, &adjusted, &sample, horizon, false, false, 1.0);
            blend(one.into_iter().collect(), known, change)
        }
    };
    let still = adjusted.last().copied().unwrap_or(0.0);
    let Blend { path, spread, error, errors, weights } = blended.unwrap_or_else(|| Blend {
        path: vec![still; horizon],
        spread: vec![0.0; horizon],
        error: change,
        errors: Vec::new(),
        weights: Vec::new(),
    });
    let restore = |step: usize, value: f64| {
        indices.as_ref().map_or(value, |indices| indices.restore(n + step, value))
    };
    Ok(Outlook {
        point: path.iter().enumerate().map(|(step, v)| restore(step, *v)).collect(),
        still: (0..horizon).map(|step| restore(step, still)).collect(),
        spread,
        error,
        errors,
        change,
        values: known,
        weights,
    })
}

/// The pool's path for values without season.
fn combination(y: &[f64], plan: &Plan, change: f64) -> Option<Blend> {
    let (horizon, half) = (plan.horizon, plan.season / 2);
    let known = y.iter().filter(|v| !v.is_nan()).count();
    let halved =
        plan.season >= HALVED_SEASON && known == y.len() && y.len() / half >= FEWEST_HALVES;
    let blocks = if halved { horizon.div_ceil(half) } else { 0 };
    let reach = horizon.max(blocks * half);
    let mut fine = blend(pool(y, reach, plan.season >= NOISY_SEASON), known, change)?;
    if halved {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let halves: Vec<f64> = y[y.len() % half..].chunks_exact(half).map(mean).collect();
        if let Some(coarse) =
            blend(pool(&halves, blocks, false), halves.len(), mean_change(&halves))
        {
            let away: Vec<f64> =
                fine.path.chunks_exact(half).zip(&coarse.path).map(|(f, c)| c - mean(f)).collect();
            let trust = half as f64 / (half as f64 + NOISE);
            for (step, value) in fine.path.iter_mut().enumerate() {
                // Between the middles of halves distances change in straight lines.
                let at = (step as f64 - (half - 1) as f64 / 2.0) / half as f64;
                let at = at.clamp(0.0, (blocks - 1) as f64);
                let before = at.floor() as usize;
                let after = (before + 1).min(blocks - 1);
                let share = at - before as f64;
                *value += trust * (away[before] + share * (away[after] - away[before]));
            }
        }
    }
    fine.path.truncate(horizon);
    fine.spread.truncate(horizon);
    Some(fine)
}
