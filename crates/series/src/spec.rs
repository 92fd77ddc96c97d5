//! What is asked of a forecast: models, season, horizon, bounds.

use crate::models::arima::AutoArima;
use crate::models::ces::Ces;
use crate::models::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use crate::models::ets::estimate::Ets;
use crate::models::local::Local;
use crate::models::point_model::PointModel;
use crate::models::theta::Theta;
use crate::tuning::combination::MIN_HALVED_SEASON;

/// Which models make the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelSelection {
    /// The ensemble, combined: the default.
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
    pub(crate) fn takes_season(self) -> bool {
        matches!(self, Model::Naive | Model::SeasonalNaive | Model::Ets)
    }

    pub(crate) fn forecaster(self) -> &'static dyn PointModel {
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

/// Bounds of what can be.
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
    /// Bounds of forecasts.
    pub bounds: Bounds,
}

impl ForecastSpec {
    /// Steps ahead for which members are asked: full halves of seasons, at least two of them, so that
    /// the first step does not depend on how many are asked for: a path bends by its first two.
    pub(crate) fn reach(&self) -> usize {
        let half = if self.season >= MIN_HALVED_SEASON { self.season / 2 } else { 1 };
        self.horizon.max(2 * half).next_multiple_of(half)
    }
}

/// Levels in per cent as shares of one.
#[must_use]
pub fn shares(percent: &[f64]) -> Vec<f64> {
    percent.iter().map(|level| level / 100.0).collect()
}
