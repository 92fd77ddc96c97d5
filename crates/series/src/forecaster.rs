//! What is asked for, step by step, and the doors: one series, or a panel.

use crate::calibration::conformal::{Calibration, TrainingSet};
use crate::ensemble::combination::fitted_models;
use crate::error::ForecastError;
use crate::fitted::Fitted;
use crate::preprocess::observed::marked;
use crate::spec::{Bounds, ForecastSpec, ModelSelection};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What is asked of a forecast. All but the horizon has a default: no season, the combination of all
/// models, no bounds.
///
/// A series is a slice of consecutive values, oldest first, `None` where one is missing; the first and
/// the last are observed. It may be annual, quarterly, monthly, of any sign and unit.
///
/// One series by itself:
///
/// ```
/// use suranys_series::{Forecaster, Key, Level};
///
/// let y: Vec<Option<f64>> =
///     [102.0, 105.0, 103.0, 109.0, 112.0, 111.0, 117.0, 121.0].map(Some).to_vec();
/// let fitted = Forecaster::new(3).min(0.0).fit(&y)?;
/// let forecast = fitted.forecast();
/// let (low, high) = forecast.interval(Level::percent(80.0)?)[0];
/// assert!(low < forecast.median()[0] && forecast.median()[0] < high);
/// let paths = forecast.paths(&Key::new(1), 1000);
/// assert_eq!((paths.steps(), paths.draws()), (3, 1000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Many series of one kind, which is what the engine is for: weights of the models and widths of the
/// intervals are trained on the past of all of them:
///
/// ```
/// use suranys_series::{Forecaster, Level};
///
/// let panel: Vec<Vec<Option<f64>>> = (0..20)
///     .map(|n| (0..24).map(|t| Some(f64::from(100 + n * t + (7 * t * (n + 2)) % 11))).collect())
///     .collect();
/// let forecaster = Forecaster::new(4).season(4);
/// let calibration = forecaster.calibrate(&panel)?;
/// for fitted in forecaster.fit_many(&panel, &calibration) {
///     let fitted = fitted?;
///     assert_eq!(fitted.forecast().interval(Level::percent(95.0)?).len(), 4);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecaster {
    spec: ForecastSpec,
}

impl Forecaster {
    /// A forecaster of so many steps ahead, at least one: of series without season, by the combination of
    /// all models, without bounds.
    #[must_use]
    pub fn new(horizon: usize) -> Forecaster {
        let (selection, bounds) = (ModelSelection::default(), Bounds::default());
        Forecaster { spec: ForecastSpec { season: 1, horizon, selection, bounds } }
    }

    /// Periods in a season: 4 of quarterly series, 12 of monthly ones, 1 for none (the default).
    #[must_use]
    pub fn season(mut self, periods: usize) -> Forecaster {
        self.spec.season = periods;
        self
    }

    /// One model, or the combination of all (the default).
    ///
    /// ```
    /// use suranys_series::{Forecaster, Model};
    ///
    /// let y = [Some(3.0), Some(4.0), Some(6.0), Some(5.0)];
    /// let fitted = Forecaster::new(2).models(Model::Naive).fit(&y)?;
    /// assert_eq!(fitted.forecast().median(), [5.0, 5.0]);
    /// # Ok::<(), suranys_series::ForecastError>(())
    /// ```
    #[must_use]
    pub fn models(mut self, selection: impl Into<ModelSelection>) -> Forecaster {
        self.spec.selection = selection.into();
        self
    }

    /// A bound that no value is below, in the unit of the series: no forecast falls below it. Without
    /// one (the default) a positive series' forecasts stay positive all the same.
    #[must_use]
    pub fn min(mut self, min: impl Into<Option<f64>>) -> Forecaster {
        self.spec.bounds.min = min.into();
        self
    }

    /// A bound that no value is above, in the unit of the series. None by default.
    #[must_use]
    pub fn max(mut self, max: impl Into<Option<f64>>) -> Forecaster {
        self.spec.bounds.max = max.into();
        self
    }

    /// Steps ahead.
    #[must_use]
    pub fn horizon(&self) -> usize {
        self.spec.horizon
    }

    /// Which models.
    #[must_use]
    pub fn selection(&self) -> ModelSelection {
        self.spec.selection
    }

    pub(crate) fn spec(&self) -> Result<&ForecastSpec, ForecastError> {
        self.spec.checked().map_err(ForecastError::Specification)?;
        Ok(&self.spec)
    }

    /// Fits one series by itself: its own past is all that weights and intervals are trained on, and
    /// where that is short, as it mostly is, the engine's prior. A panel of series of one kind does better:
    /// [`Forecaster::calibrate`].
    ///
    /// # Errors
    /// When what is asked for makes no sense, the series can't be forecast, or results are not finite.
    pub fn fit(&self, y: &[Option<f64>]) -> Result<Fitted, ForecastError> {
        let mut own = TrainingSet::default();
        own.add(y)?;
        self.fit_with(y, &own.train(self)?)
    }

    /// Trains on the past of a panel of series of one kind, which are taken to end together: as
    /// [`TrainingSet`], which takes them one by one.
    ///
    /// # Errors
    /// When what is asked for makes no sense, there is no series, or a value is not a finite number.
    pub fn calibrate(&self, panel: &[Vec<Option<f64>>]) -> Result<Calibration, ForecastError> {
        let mut all = TrainingSet::default();
        panel.iter().try_for_each(|y| all.add(y))?;
        all.train(self)
    }

    /// Fits one series, of which weights and intervals are those of a panel.
    ///
    /// The combination takes a value that stands alone between others as missing, and does not use zeros
    /// before a series came to be; an extreme last value it doubts: the forecast lies between a new level
    /// and the old, and intervals reach both (see [`Outliers`](crate::Outliers)). With gaps it leaves
    /// out the models of [`left_out_with_gaps`](crate::left_out_with_gaps).
    ///
    /// ```
    /// use suranys_series::{Differs, ForecastError, Forecaster};
    ///
    /// let panel = vec![vec![Some(1.0), Some(2.0), Some(4.0)], vec![Some(7.0), None, Some(9.0)]];
    /// let calibration = Forecaster::new(2).calibrate(&panel)?;
    /// assert!(Forecaster::new(2).fit_with(&panel[1], &calibration).is_ok());
    /// let other = Forecaster::new(3).fit_with(&panel[1], &calibration);
    /// assert_eq!(other.err(), Some(ForecastError::OtherCalibration(Differs::Horizon)));
    /// # Ok::<(), ForecastError>(())
    /// ```
    ///
    /// # Errors
    /// When the calibration was made for another season, horizon, selection of models or bounds; when
    /// there is nothing to forecast from, a gap that the one model asked for does not take, or values
    /// that are not finite or so large that a result is not.
    pub fn fit_with(
        &self,
        y: &[Option<f64>],
        calibration: &Calibration,
    ) -> Result<Fitted, ForecastError> {
        let spec = self.spec()?;
        calibration.made_for(spec)?;
        Fitted::of(&marked(y)?, spec, calibration)
    }

    /// [`Forecaster::fit_with`] for many series, in their order, on all threads.
    #[must_use]
    pub fn fit_many(
        &self,
        panel: &[Vec<Option<f64>>],
        calibration: &Calibration,
    ) -> Vec<Result<Fitted, ForecastError>> {
        panel.par_iter().map(|y| self.fit_with(y, calibration)).collect()
    }

    /// The combination's members and their weights, each the mean over the panel's series; none of
    /// series whose values are so large that their weights are not finite.
    ///
    /// ```
    /// use suranys_series::Forecaster;
    ///
    /// let panel: Vec<Vec<Option<f64>>> =
    ///     (1..4).map(|n| (0..12).map(|t| Some(f64::from(n * t % 7))).collect()).collect();
    /// let weights = Forecaster::new(2).mean_weights(&panel)?;
    /// assert!((weights.values().sum::<f64>() - 1.0).abs() < 1e-9);
    /// # Ok::<(), suranys_series::ForecastError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Forecaster::calibrate`].
    pub fn mean_weights(
        &self,
        panel: &[Vec<Option<f64>>],
    ) -> Result<BTreeMap<String, f64>, ForecastError> {
        let calibration = self.calibrate(panel)?;
        let spec = self.spec()?;
        let weights: Vec<Vec<_>> = panel
            .par_iter()
            .filter_map(|y| fitted_models(&marked(y).ok()?, spec).ok())
            .map(|fitted| calibration.trajectory(fitted).weights)
            .filter(|weights| !weights.is_empty() && weights.iter().all(|(_, w)| w.is_finite()))
            .collect();
        let count = weights.len() as f64;
        let mut means = BTreeMap::new();
        for (name, weight) in weights.into_iter().flatten() {
            *means.entry(name.to_string()).or_insert(0.0) += weight / count;
        }
        Ok(means)
    }
}

impl TrainingSet {
    /// The calibration of all that was taken, for what is asked for.
    ///
    /// It rests on past forecasts, whose models saw nothing of what they forecast. Where the panel has too
    /// little past to learn from, the engine's prior stands in: intervals are never of no width for that.
    ///
    /// # Errors
    /// When no series was taken, or what is asked for makes no sense.
    pub fn train(self, forecaster: &Forecaster) -> Result<Calibration, ForecastError> {
        let spec = forecaster.spec()?;
        if self.is_empty() { Err(ForecastError::Untrained) } else { Ok(self.trained(spec)) }
    }
}
