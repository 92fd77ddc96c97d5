//! Forecasts of a panel's series from origins in their past: the calibration sample.

use crate::ensemble::combination::{FittedModels, fitted_models};
use crate::ensemble::global_model::GlobalModel;
use crate::preprocess::observed::season_changes;
use crate::spec::ForecastSpec;
use crate::tuning::conformal::{FORECASTS_PER_ROOT, MAX_ORIGINS, MIN_VALUES, SEASONAL_FORECASTS};
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

/// Which past forecasts are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origins {
    /// Max of one series.
    pub each: usize,
    /// Steps from one to the one before.
    pub apart: usize,
    /// About the max number of series they are of.
    pub series: usize,
}

impl Origins {
    /// Of a panel.
    ///
    /// Forecasts from neighbouring origins share most of their outturns, which a panel of a few years can't
    /// do without. Origins in series with a season are up to a season apart, where the series of median
    /// length has room for all: at each step they then forecast the months that are to be forecast.
    pub fn of(panel: &[Vec<f64>], spec: &ForecastSpec) -> Origins {
        let count = panel.len().max(1);
        let close = (spec.horizon / ORIGINS_PER_HORIZON).max(1);
        if spec.season == 1 {
            let each = (FORECASTS_PER_ROOT / (count as f64).sqrt()) as usize;
            return Origins { each: each.min(MAX_ORIGINS), apart: close, series: count };
        }
        // How many steps the last origin of a series is after the first there may be.
        let room = |y: &Vec<f64>| y.len().saturating_sub(spec.horizon + first_origin(spec));
        let mut rooms: Vec<usize> = panel.iter().map(room).collect();
        rooms.sort_unstable();
        let middle = rooms.get(count / 2).copied().unwrap_or(0);
        let apart = (middle / (MAX_ORIGINS - 1)).clamp(close, close.max(spec.season));
        let made = rooms.iter().map(|room| (1 + room / apart).min(MAX_ORIGINS)).sum::<usize>();
        let series = count * SEASONAL_FORECASTS / made.max(SEASONAL_FORECASTS);
        Origins { each: MAX_ORIGINS, apart, series }
    }
}

/// Min values before an origin.
fn first_origin(spec: &ForecastSpec) -> usize {
    MIN_VALUES.max(if spec.season > 1 { MIN_SEASONS * spec.season } else { 0 })
}

/// Past forecasts of a panel's series, with the global model among the members: at each origin it is
/// trained on earlier values alone. Series are taken to end together; one whose origin is later than the
/// others' does not train. Whether the global model extrapolates is as of [`GlobalModel::of`].
pub(crate) fn past_forecasts(
    panel: &[Vec<f64>],
    spec: &ForecastSpec,
    origins: Origins,
    extrapolates: bool,
) -> Vec<Vec<PastForecast>> {
    let past: Vec<Vec<PastForecast>> =
        panel.par_iter().map(|y| of_series(y, spec, origins)).collect();
    let global = |back: usize| {
        let complete = |p: &&PastForecast| p.back == back && p.outturns.len() == spec.horizon;
        let here = past.iter().flatten().filter(complete);
        let training: Vec<&[f64]> = here.filter_map(|p| p.fitted.training_values()).collect();
        GlobalModel::of(&training, spec.reach(), extrapolates)
    };
    let globals: Vec<Option<GlobalModel>> = (0..origins.each).map(global).collect();
    let join = |p: PastForecast| PastForecast {
        fitted: p.fitted.joined(globals.get(p.back).and_then(Option::as_ref)),
        ..p
    };
    past.into_par_iter().map(|series| series.into_iter().map(join).collect()).collect()
}

/// Past forecasts of one series: from the origin that leaves a full horizon, or from the first of a
/// series too short for that, and from others evenly spread before it.
fn of_series(
    y: &[f64],
    spec: &ForecastSpec,
    Origins { each, apart, .. }: Origins,
) -> Vec<PastForecast> {
    let (n, horizon, season) = (y.len(), spec.horizon, spec.season);
    let (first, last) = (first_origin(spec), n - 1);
    if first > last {
        return Vec::new();
    }
    let latest = n.saturating_sub(horizon).max(first);
    let mut origins = vec![latest];
    for k in 1..each {
        let back = latest.checked_sub(k * apart).filter(|o| *o >= first);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Bounds, ModelSelection};

    fn origins(length: usize, count: usize, season: usize, horizon: usize) -> Origins {
        let (selection, bounds) = (ModelSelection::Combination, Bounds::default());
        let spec = ForecastSpec { season, horizon, selection, bounds };
        Origins::of(&vec![vec![1.0; length]; count], &spec)
    }

    /// By hand. Without a season the root of 400 series goes into 78 three times, and a third of six steps
    /// is two. Months: two years before an origin and 18 after leave 138 of 180, room for six origins a year
    /// apart, so that 200 series of them make 1200; of 72 they leave 30, room for six origins half a year
    /// apart, and of 50 eight, for two.
    #[test]
    fn seasonal_series_have_origins_a_season_apart_where_there_is_room() {
        let of = |each, apart, series| Origins { each, apart, series };
        assert_eq!(origins(30, 400, 1, 6), of(3, 2, 400));
        assert_eq!(origins(180, 1000, 12, 18), of(6, 12, 200));
        assert_eq!(origins(72, 1000, 12, 18), of(6, 6, 200));
        assert_eq!(origins(50, 1000, 12, 18), of(6, 6, 600));
        assert_eq!(origins(50, 10, 12, 18), of(6, 6, 10));
    }
}
