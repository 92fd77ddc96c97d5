//! What every model of one series takes and gives.

use crate::error::Unfit;
use crate::preprocess::observed::{known, mean_change};
use crate::tuning::models::{COARSE_TOLERANCE, VERY_LONG};

/// What a model sees: consecutive observed values, oldest first, all finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'a> {
    /// The values; NaN where one is missing, only before models that take gaps, and neither first nor
    /// last.
    pub values: &'a [f64],
    /// Periods in a season: 1 for none, 4 for quarters, 12 for months.
    pub season: usize,
}

/// A fitted model's point forecasts, and how it did in the sample.
#[derive(Debug, Clone, PartialEq)]
pub struct PointForecast {
    /// One value per step ahead, all finite.
    pub point: Vec<f64>,
    /// One-step forecasts of the sample's last values, in order; as many as the model could make.
    pub fitted: Vec<f64>,
}

impl PointForecast {
    /// A path, if it is finite.
    pub(crate) fn finite(point: Vec<f64>, fitted: Vec<f64>) -> Result<PointForecast, Unfit> {
        let finite = point.iter().all(|v| v.is_finite());
        if finite { Ok(PointForecast { point, fitted }) } else { Err(Unfit::NotFinite) }
    }

    /// Of a series of `count` values that never changed.
    pub(crate) fn flat(value: f64, horizon: usize, count: usize) -> PointForecast {
        PointForecast { point: vec![value; horizon], fitted: vec![value; count - 1] }
    }
}

/// The first of at least so many observed values.
pub(crate) fn enough(y: &[f64], needed: usize) -> Result<f64, Unfit> {
    let known = known(y);
    let first = y.first().filter(|_| known >= needed);
    first.copied().ok_or(Unfit::TooShort { needed, known })
}

/// What a search measures states in: the mean absolute change. An error is what the model gives
/// without a search: nothing for fewer than `min_values` values, and no change where there was none.
pub(crate) fn search_unit(
    y: &[f64],
    min_values: usize,
    horizon: usize,
) -> Result<f64, Result<PointForecast, Unfit>> {
    let first = enough(y, min_values).map_err(Err)?;
    let size = mean_change(y);
    if size <= 0.0 { Err(Ok(PointForecast::flat(first, horizon, y.len()))) } else { Ok(size) }
}

/// The relative agreement at which a search ends: that of the model, or, over very many values, a coarser
/// one.
pub(crate) fn tolerance(values: usize, own: f64) -> f64 {
    if values < VERY_LONG { own } else { COARSE_TOLERANCE }
}

/// A model that forecasts a point path.
pub trait PointModel: Sync {
    /// The name in tables of weights and scores.
    fn name(&self) -> &'static str;

    /// Whether values between others may be missing.
    fn takes_gaps(&self) -> bool {
        true
    }

    /// Fits the model and forecasts `horizon` steps.
    ///
    /// # Errors
    /// When there are too few values or the model finds no fit.
    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit>;
}
