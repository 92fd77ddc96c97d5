//! Forecasts of a panel's series from origins in their past: the calibration sample.

use crate::ensemble::combination::{FittedModels, fitted_models};
use crate::ensemble::global_model::GlobalModel;
use crate::preprocess::observed::season_changes;
use crate::spec::ForecastSpec;
use crate::tuning::conformal::MIN_VALUES;
use crate::tuning::past_forecast::{MIN_SEASONS, ORIGINS_PER_HORIZON};
use rayon::prelude::*;

/// A past forecast, and its outturns.
pub(crate) struct PastForecast {
    /// How many origins of the series are later than this one.
    pub back: usize,
    /// Models fitted to the values before the origin.
    pub fitted: FittedModels,
    /// Outturns by step; NaN where one is missing.
    pub outturns: Vec<f64>,
    /// Mean absolute change before the origin, of the same season.
    pub scale: f64,
}

/// Steps between past origins: those of neighbours share most of their outturns, which a panel of a
/// few years can't do without.
pub(crate) fn spacing(horizon: usize) -> usize {
    (horizon / ORIGINS_PER_HORIZON).max(1)
}

/// Past forecasts of a panel's series, up to `each` of one, with the global model among the members:
/// at each origin it is trained on earlier values alone. Series are taken to end together; one
/// whose origin is later than the others' does not train.
pub(crate) fn past_forecasts(
    panel: &[Vec<f64>],
    spec: &ForecastSpec,
    each: usize,
) -> Vec<Vec<PastForecast>> {
    let past: Vec<Vec<PastForecast>> = panel.par_iter().map(|y| of_series(y, spec, each)).collect();
    let global = |back: usize| {
        let complete = |p: &&PastForecast| p.back == back && p.outturns.len() == spec.horizon;
        let here = past.iter().flatten().filter(complete);
        let training: Vec<&[f64]> = here.filter_map(|p| p.fitted.training_values()).collect();
        GlobalModel::of(&training, spec.reach())
    };
    let globals: Vec<Option<GlobalModel>> = (0..each).map(global).collect();
    let join = |p: PastForecast| PastForecast {
        fitted: p.fitted.joined(globals.get(p.back).and_then(Option::as_ref)),
        ..p
    };
    past.into_par_iter().map(|series| series.into_iter().map(join).collect()).collect()
}

/// Past forecasts of one series: from the origin that leaves a full horizon, or from the first of a
/// series too short for that, and from others evenly spread before it.
fn of_series(y: &[f64], spec: &ForecastSpec, each: usize) -> Vec<PastForecast> {
    let (n, horizon, season) = (y.len(), spec.horizon, spec.season);
    let min_values = MIN_VALUES.max(if season > 1 { MIN_SEASONS * season } else { 0 });
    let (first, last) = (min_values, n - 1);
    if first > last {
        return Vec::new();
    }
    let latest = n.saturating_sub(horizon).max(first);
    let mut origins = vec![latest];
    for k in 1..each {
        let back = latest.checked_sub(k * spacing(horizon)).filter(|o| *o >= first);
        if let Some(origin) = back {
            origins.push(origin);
        }
    }
    let made = origins.into_iter().enumerate().filter_map(|(back, origin)| {
        let fitted = fitted_models(&y[..origin], spec).ok()?;
        let outturns = y[origin..n.min(origin + horizon)].to_vec();
        let changes = season_changes(&y[..origin], season);
        let size = changes.iter().map(|c| c.abs()).sum::<f64>();
        Some(PastForecast { back, fitted, outturns, scale: size / changes.len().max(1) as f64 })
    });
    made.collect()
}
