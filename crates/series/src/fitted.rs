//! Models fitted to a series.

use crate::calibration::conformal::Calibration;
use crate::ensemble::combination::fitted_models;
use crate::ensemble::members::MemberName;
use crate::error::{ForecastError, Unfit};
use crate::forecast::Forecast;
use crate::spec::ForecastSpec;

/// Models fitted to one series and weighted, and the forecast they make.
///
/// ```
/// use suranys_series::{Forecaster, Model, Unfit};
///
/// let y = [Some(3.0), Some(4.0), Some(6.0), Some(5.0)];
/// let fitted = Forecaster::new(2).fit(&y)?;
/// assert!((fitted.weights().iter().map(|(_, weight)| weight).sum::<f64>() - 1.0).abs() < 1e-9);
/// let short = Unfit::TooShort { needed: 5, known: 4 };
/// assert!(fitted.left_out().contains(&("arima", short)));
///
/// // A model that can't be fitted leaves no change, and says why.
/// let fitted = Forecaster::new(2).models(Model::Arima).fit(&y)?;
/// assert_eq!((fitted.is_fitted(), fitted.left_out()), (false, &[("arima", short)][..]));
/// assert_eq!(fitted.forecast().median(), [5.0, 5.0]);
/// # Ok::<(), suranys_series::ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    forecast: Forecast,
    weights: Vec<(MemberName, f64)>,
    left_out: Vec<(&'static str, Unfit)>,
}

impl Fitted {
    /// Of values, NaN where one is missing.
    pub(crate) fn of(
        y: &[f64],
        spec: &ForecastSpec,
        calibration: &Calibration,
    ) -> Result<Fitted, ForecastError> {
        let mut models = fitted_models(y, spec)?;
        let left_out = std::mem::take(&mut models.left_out);
        let mut trajectory = calibration.trajectory(models);
        let weights = std::mem::take(&mut trajectory.weights);
        let forecast = Forecast::of(y, trajectory, calibration)?;
        Ok(Fitted { forecast, weights, left_out })
    }

    /// The forecast.
    #[must_use]
    pub fn forecast(&self) -> &Forecast {
        &self.forecast
    }

    /// The forecast alone.
    #[must_use]
    pub fn into_forecast(self) -> Forecast {
        self.forecast
    }

    /// Whether any model asked for was fitted. Where none was, the forecast is that of no change but the
    /// season's, and [`Fitted::left_out`] says why.
    #[must_use]
    pub fn is_fitted(&self) -> bool {
        !self.weights.is_empty()
    }

    /// Models behind the median and their weights, which sum to one; empty where none was fitted. A model
    /// of square roots, between additive and multiplicative growth, is named `MODEL of roots`.
    #[must_use]
    pub fn weights(&self) -> Vec<(String, f64)> {
        self.weights.iter().map(|(name, weight)| (name.to_string(), *weight)).collect()
    }

    /// Models asked for that are not in the forecast, and why: once for values and once for roots where
    /// neither was fitted.
    #[must_use]
    pub fn left_out(&self) -> &[(&'static str, Unfit)] {
        &self.left_out
    }

    /// One-step errors of the last values, outturn less forecast, without season, oldest first, in the
    /// unit of the series; `None` where a value is missing.
    #[must_use]
    pub fn errors(&self) -> Vec<Option<f64>> {
        self.forecast.errors.iter().map(|error| Some(*error).filter(|e| !e.is_nan())).collect()
    }
}
