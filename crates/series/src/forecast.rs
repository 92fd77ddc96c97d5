//! The forecast of a panel.

use crate::calibrate::{Calibration, series_scale, slope_factor};
use crate::combine;
use crate::evaluate::{State, evaluate};
use crate::models::registry;
use crate::rolling::{MIN_TRAINED, Origin, origins};
use crate::series::{Series, SeriesError};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use suranys_core::math::exp;
use suranys_core::{Key, Year};

/// Bands of a series with fewer than three points are this much wider: errors from such short
/// pasts are not in the calibration. An assumption.
const SHORT_WIDENING: f64 = 1.5;
/// Largest logarithm of a forecast, so that its exponential is finite.
const LARGEST_LOG: f64 = 690.0;

/// What is asked of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Years ahead, at least one.
    pub horizon: usize,
    /// Number of draws, at least one.
    pub draws: usize,
}

/// Something a reader of a forecast should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForecastNote {
    /// Too few points since the last break for more than the last value, with wider bands.
    TooShort {
        /// Observed points.
        points: usize,
    },
    /// A model was fitted to missing years filled by constant growth through the gap.
    Interpolated {
        /// The model.
        model: String,
        /// Number of years filled.
        years: usize,
    },
    /// A model used elsewhere in the panel had too few points here.
    LeftOut {
        /// The model.
        model: String,
    },
    /// No past error was known, so the bands rest on assumptions: errors as large as past
    /// changes, growing with the root of the horizon.
    Uncalibrated,
}

impl fmt::Display for ForecastNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForecastNote::TooShort { points } => {
                write!(f, "only {points} points since the last break: last value, wider bands")
            }
            ForecastNote::Interpolated { model, years } => {
                write!(f, "{model}: {years} missing years filled by constant growth")
            }
            ForecastNote::LeftOut { model } => write!(f, "{model}: left out, too few points"),
            ForecastNote::Uncalibrated => {
                f.write_str("no past error to calibrate on: bands rest on assumptions")
            }
        }
    }
}

/// Forecast distributions of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesForecast {
    /// The series.
    pub id: String,
    /// The year of its last observed value; index `i` of a horizon is the year `origin + i + 1`.
    pub origin: Year,
    /// The median path, one value per horizon, in the unit of the series.
    pub point: Vec<f64>,
    /// Draws, `[horizon][draw]`, in the unit of the series. A draw is one path: its errors
    /// accumulate from year to year and share a panel-wide part with the same draw of the other
    /// series.
    pub draws: Vec<Vec<f64>>,
    /// The models behind the median path and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
    /// Observed values in the regime the models were fitted to.
    pub points_used: usize,
    /// What a reader should know.
    pub notes: Vec<ForecastNote>,
}

/// Forecasts every series of a panel, in the order of the panel, whatever the number of threads.
///
/// The median path is the one [`backtest`](crate::backtest) chooses on this panel at this
/// horizon. Bands are calibrated on the rolling-origin log errors of that choice, pooled over
/// the panel and scaled by each series' own past changes. A draw's error `h` years ahead is
/// `scale_i * s_h * shape(W_h / sqrt h)`, widened for the slope estimated from few points, where `W` is a Gaussian random walk, partly the panel's
/// (by calendar year), partly the series' own; so errors `h` and `k` years ahead correlate as
/// `sqrt(h / k)`. Random numbers are keyed by (series, draw) and (calendar year, draw) alone.
///
/// # Errors
/// A horizon or a number of draws of zero, an empty panel, a name held twice.
pub fn forecast_panel(
    panel: &[Series],
    options: &Options,
    key: &Key,
) -> Result<Vec<SeriesForecast>, SeriesError> {
    if options.horizon == 0 {
        return Err(SeriesError::ZeroHorizon);
    }
    if options.draws == 0 {
        return Err(SeriesError::ZeroDraws);
    }
    let origins = origins(panel, options.horizon)?;
    let evaluation = evaluate(&origins, options.horizon);
    let state = evaluation.last().ok_or(SeriesError::EmptyPanel)?;
    let calibration = state.calibrations.get(state.chosen).ok_or(SeriesError::EmptyPanel)?;
    let weights = state.weights.get(state.chosen).ok_or(SeriesError::EmptyPanel)?;
    let common = common_shocks(panel, options, key);
    panel
        .par_iter()
        .zip(&origins)
        .map(|(series, origins)| {
            let origin =
                origins.last().ok_or_else(|| SeriesError::Empty { id: series.id().to_owned() })?;
            let path = combine::path(origin, weights);
            let widening = if origin.points < MIN_TRAINED { SHORT_WIDENING } else { 1.0 };
            let scale = widening * series_scale(origin.changes, state.panel_scale);
            let sloped = combine::sloped(origin, weights);
            let scales: Vec<f64> = (1..=options.horizon)
                .map(|h| scale * slope_factor(origin.changes.1, sloped, h))
                .collect();
            let value = |log: f64| exp(log.clamp(-LARGEST_LOG, LARGEST_LOG));
            let point: Vec<f64> =
                path.iter().take(options.horizon).map(|log| value(*log)).collect();
            let mut draws = vec![Vec::with_capacity(options.draws); options.horizon];
            for scores in scores(series, options, calibration, &common, key) {
                let years = path.iter().zip(&scales).zip(&mut draws).zip(scores);
                for (step, (((log, scale), at), z)) in years.enumerate() {
                    at.push(value(log + calibration.deviation(*scale, step + 1, z)));
                }
            }
            Ok(SeriesForecast {
                id: series.id().to_owned(),
                origin: series.last_year(),
                point,
                draws,
                weights: named_weights(origin, weights),
                points_used: origin.points,
                notes: notes(origin, weights, state),
            })
        })
        .collect()
}

/// Normal shocks of the panel by calendar year, one per draw.
fn common_shocks(panel: &[Series], options: &Options, key: &Key) -> BTreeMap<Year, Vec<f64>> {
    let key = key.with("common");
    let years: BTreeSet<Year> = panel
        .iter()
        .map(Series::last_year)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .flat_map(|origin| (1..=options.horizon).map(move |h| origin.plus(h as i32)))
        .collect();
    years
        .into_iter()
        .map(|year| {
            let streams = key.with(&year.to_string()).streams();
            (year, (0..options.draws).map(|d| streams.draw(d).normal()).collect())
        })
        .collect()
}

/// Standard normal scores of one series, `[draw][horizon]`.
fn scores(
    series: &Series,
    options: &Options,
    calibration: &Calibration,
    common: &BTreeMap<Year, Vec<f64>>,
    key: &Key,
) -> Vec<Vec<f64>> {
    let streams = key.with("series").with(series.id()).streams();
    let (shared, own) = (calibration.common.sqrt(), (1.0 - calibration.common).sqrt());
    let shocks: Vec<Option<&Vec<f64>>> =
        (1..=options.horizon).map(|h| common.get(&series.last_year().plus(h as i32))).collect();
    (0..options.draws)
        .map(|draw| {
            let mut stream = streams.draw(draw);
            let mut walk = 0.0;
            shocks
                .iter()
                .enumerate()
                .map(|(step, shock)| {
                    let panel = shock.and_then(|s| s.get(draw)).copied().unwrap_or(0.0);
                    walk += shared * panel + own * stream.normal();
                    walk / ((step + 1) as f64).sqrt()
                })
                .collect()
        })
        .collect()
}

fn named_weights(origin: &Origin, weights: &[f64]) -> Vec<(String, f64)> {
    registry()
        .iter()
        .zip(combine::in_force(origin, weights))
        .filter(|(_, weight)| *weight > 0.0)
        .map(|(model, weight)| (model.name().to_owned(), weight))
        .collect()
}

fn notes(origin: &Origin, weights: &[f64], state: &State) -> Vec<ForecastNote> {
    let mut notes = Vec::new();
    if origin.points < MIN_TRAINED {
        notes.push(ForecastNote::TooShort { points: origin.points });
    }
    for (m, model) in registry().iter().enumerate() {
        if weights.get(m).is_none_or(|w| *w <= 0.0) {
            continue;
        }
        let model = model.name().to_owned();
        if origin.paths.get(m).is_none_or(Option::is_none) {
            notes.push(ForecastNote::LeftOut { model });
        } else if let Some(&years) = origin.interpolated.get(m).filter(|y| **y > 0) {
            notes.push(ForecastNote::Interpolated { model, years });
        }
    }
    if !state.informed {
        notes.push(ForecastNote::Uncalibrated);
    }
    notes
}
