//! What is asked of a forecast: models, season, horizon, bounds.

use crate::error::{Differs, SpecificationError};
use crate::models::arima::AutoArima;
use crate::models::ces::Ces;
use crate::models::drift::{Drift, MedianDrift, Naive, ReturningDrift};
use crate::models::ets::estimate::Ets;
use crate::models::local::Local;
use crate::models::point_model::PointModel;
use crate::models::theta::Theta;
use crate::tuning::combination::MIN_HALVED_SEASON;
use suranys_core::limits::HORIZON;

/// Which models make the forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ModelSelection {
    /// The ensemble, combined: the default.
    #[default]
    Combination,
    /// One model.
    Only(Model),
}

/// The models that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// The last value.
    Naive,
    /// The last value of the same season.
    SeasonalNaive,
    /// The last value and the mean change.
    Drift,
    /// The last value and the median change, shrunk towards zero by its noise.
    MedianDrift,
    /// The mean change, shrunk towards zero by its noise, and changes that return to it. Takes no gaps.
    ReturningDrift,
    /// Dynamic optimised theta (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016).
    Theta,
    /// Exponential smoothing in state-space form, chosen by AICc (Hyndman, Koehler, Ord & Snyder 2008).
    Ets,
    /// ARIMA, the order chosen by AICc (Hyndman & Khandakar 2008).
    Arima,
    /// A local linear trend, by the Kalman filter (Harvey 1989).
    Local,
    /// Complex exponential smoothing (Svetunkov, Kourentzes & Ord 2022).
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
    ///
    /// ```
    /// use suranys_series::Model;
    ///
    /// assert_eq!(Model::SeasonalNaive.name(), "seasonal-naive");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        if self == Model::SeasonalNaive { "seasonal-naive" } else { self.point_model().name() }
    }

    /// Whether it is given the series as it is, season and all.
    pub(crate) fn takes_season(self) -> bool {
        matches!(self, Model::Naive | Model::SeasonalNaive | Model::Ets)
    }

    pub(crate) fn point_model(self) -> &'static dyn PointModel {
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

impl From<Model> for ModelSelection {
    fn from(model: Model) -> ModelSelection {
        ModelSelection::Only(model)
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
pub(crate) struct Bounds {
    /// No value is below.
    pub min: Option<f64>,
    /// No value is above.
    pub max: Option<f64>,
}

impl Bounds {
    /// The value, brought inside.
    pub fn clamp(&self, value: f64) -> f64 {
        let value = self.min.map_or(value, |min| value.max(min));
        self.max.map_or(value, |max| value.min(max))
    }
}

/// What is asked of every series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ForecastSpec {
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
    /// That it makes sense.
    pub fn checked(&self) -> Result<(), SpecificationError> {
        let Bounds { min, max } = self.bounds;
        let finite = [min, max].into_iter().flatten().all(f64::is_finite);
        let crossed = min.zip(max).is_some_and(|(min, max)| min > max);
        if self.horizon == 0 || self.horizon > HORIZON as usize {
            Err(SpecificationError::Horizon)
        } else if self.season == 0 {
            Err(SpecificationError::Season)
        } else if !finite || crossed {
            Err(SpecificationError::Bounds)
        } else {
            Ok(())
        }
    }

    /// In what another differs from it.
    pub fn differs(&self, other: &ForecastSpec) -> Option<Differs> {
        if self.season != other.season {
            Some(Differs::Season)
        } else if self.horizon != other.horizon {
            Some(Differs::Horizon)
        } else if self.selection != other.selection {
            Some(Differs::Models)
        } else {
            (self.bounds != other.bounds).then_some(Differs::Bounds)
        }
    }

    /// Steps ahead for which members are asked: full halves of seasons, at least two of them, so that
    /// the first step does not depend on how many are asked for: a path bends by its first two.
    pub fn reach(&self) -> usize {
        let half = if self.season >= MIN_HALVED_SEASON { self.season / 2 } else { 1 };
        self.horizon.max(2 * half).next_multiple_of(half)
    }
}
