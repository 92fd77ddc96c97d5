//! Models scored on past origins.

use crate::calibration::conformal::{Calibration, TrainingSet};
use crate::ensemble::combination::{Bounds, ForecastSpec, Model, ModelSelection};
use crate::forecast::{Forecast, forecast};
use crate::models::model::season_changes;
use crate::preprocess::gaps::bridged;
use crate::preprocess::season::{Indices, is_seasonal};
use rayon::prelude::*;
use thiserror::Error;

/// Levels of the weighted interval score (Bracher et al. 2021), and those reported.
const WIS_LEVELS: [f64; 4] = [0.2, 0.5, 0.8, 0.95];
/// Quantile levels whose mean pinball loss, doubled, approximates the CRPS: bands at these.
const CRPS_LEVELS: [f64; 10] = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];
/// A series is scored at an origin with at least this many values before it.
const FEWEST: usize = 4;

/// Models scored on the past of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The combination first; models that could be fitted nowhere are left out.
    pub scores: Vec<Scores>,
    /// Series for which the combination is scored at no origin, by their places in the panel.
    pub unscored: Vec<(usize, Unscored)>,
}

/// Why a series is not scored; at several origins, the last of these reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Unscored {
    /// It holds no value.
    #[error("no value was observed")]
    NothingObserved,
    /// It has fewer values than are needed.
    #[error("fewer than {0} values")]
    TooShort(usize),
    /// The last value before the origin is missing, or all after it.
    #[error("values are missing at the origins or after")]
    Missing,
    /// Errors have no scale.
    #[error("never changed before the origins, so that errors have no scale")]
    Unchanged,
    /// The model could not be fitted.
    #[error("the model could not be fitted")]
    Unfitted,
    /// Scores are not numbers.
    #[error("values are so large that scores are not numbers")]
    TooLarge,
}

/// Scores of one model, means over series, origins and steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// The model.
    pub model: &'static str,
    /// Forecasts scored: series times origins.
    pub forecasts: usize,
    /// Mean absolute scaled error (Hyndman & Koehler 2006).
    pub mase: f64,
    /// Symmetric mean absolute percentage error, 0 to 200.
    pub smape: f64,
    /// Mean of the ratios of sMAPE and MASE to those of Naive2 (Makridakis et al. 2020). `None` where
    /// Naive2 made no error.
    pub owa: Option<f64>,
    /// Root mean squared scaled error, mean over series.
    pub rmsse: f64,
    /// Weighted interval score, scaled as the MASE.
    pub wis: f64,
    /// Continuous ranked probability score by quantiles, scaled as the MASE.
    pub crps: f64,
    /// Share of outcomes in the central 80 and 95 per cent bands.
    pub coverage: [f64; 2],
    /// Mean scaled interval score at 80 and 95 per cent (Gneiting & Raftery 2007).
    pub msis: [f64; 2],
    /// Statistic of Diebold & Mariano (1995) against the first model scored, of absolute scaled
    /// errors averaged by series, series taken as independent of each other: standard normal if
    /// both are as good, above 1.96 if this model is worse at 95 per cent. `None` for the first
    /// model itself and for fewer than [`COMPARED`] series.
    pub worse: Option<f64>,
}

/// Fewest series that are compared.
pub const COMPARED: usize = 10;

/// Sums over forecasts.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    forecasts: usize,
    sums: [f64; 11],
}

impl Tally {
    fn and(mut self, other: Tally) -> Tally {
        self.forecasts += other.forecasts;
        for (a, b) in self.sums.iter_mut().zip(other.sums) {
            *a += b;
        }
        self
    }
}

/// Scores the combination and every model at `origins` origins, the last of them `horizon` values
/// before the end and each other one value earlier. At each origin bands are learnt from what
/// came before it alone. `progress` is told the model that is scored next, and the share of all that
/// is done.
#[must_use]
pub fn evaluate(
    panel: &[Vec<f64>],
    season: usize,
    horizon: usize,
    origins: usize,
    progress: &dyn Fn(&str, f64),
) -> Evaluation {
    let mut selections = vec![ModelSelection::Combination];
    selections.extend(
        Model::ALL
            .into_iter()
            .filter(|m| *m != Model::SeasonalNaive || season > 1)
            .map(ModelSelection::Only),
    );
    // By model and series.
    let mut tallies = vec![vec![Tally::default(); panel.len()]; selections.len()];
    let mut reasons: Vec<Option<Unscored>> = vec![None; panel.len()];
    for back in 0..origins {
        let mut cuts = Vec::new();
        for (at, y) in panel.iter().enumerate() {
            match cut(y, horizon, back) {
                Ok((seen, actual)) => cuts.push((at, seen, actual)),
                Err(why) => reasons[at] = reasons[at].max(Some(why)),
            }
        }
        for (place, (selection, tallies)) in selections.iter().zip(&mut tallies).enumerate() {
            let done = back as f64 + place as f64 / selections.len() as f64;
            progress(selection.name(), done / origins as f64);
            let spec =
                ForecastSpec { season, horizon, selection: *selection, bounds: Bounds::default() };
            let mut training_set = TrainingSet::default();
            cuts.iter().for_each(|(_, seen, _)| training_set.add(seen));
            let calibration = training_set.learn(&spec);
            let scored: Vec<(usize, Result<Tally, Unscored>)> = cuts
                .par_iter()
                .map(|(at, y, actual)| (*at, score(y, actual, &spec, &calibration)))
                .collect();
            for (at, tally) in scored {
                match tally {
                    Ok(tally) => tallies[at] = tallies[at].and(tally),
                    Err(why) if place == 0 => reasons[at] = reasons[at].max(Some(why)),
                    Err(_) => {}
                }
            }
        }
    }
    let first = tallies.first().cloned().unwrap_or_default();
    let table = selections.iter().zip(&tallies).enumerate();
    let scores = table
        .filter_map(|(place, (selection, each))| {
            let all = each.iter().fold(Tally::default(), |sum, tally| sum.and(*tally));
            let worse = if place > 0 { worse(each, &first) } else { None };
            (all.forecasts > 0).then(|| scores(selection.name(), &all, worse))
        })
        .collect();
    let never = |(_, tally): &(usize, &Tally)| tally.forecasts == 0;
    let unscored = first.iter().enumerate().filter(never);
    let unscored = unscored.filter_map(|(at, _)| Some((at, reasons[at]?))).collect();
    Evaluation { scores, unscored }
}

/// What is seen of a series at an origin, and what came.
fn cut(y: &[f64], horizon: usize, back: usize) -> Result<(&[f64], &[f64]), Unscored> {
    if y.is_empty() {
        return Err(Unscored::NothingObserved);
    }
    let origin = y.len().checked_sub(horizon + back).filter(|origin| *origin >= FEWEST);
    let origin = origin.ok_or(Unscored::TooShort(FEWEST + horizon))?;
    let (seen, later) = y.split_at(origin);
    let open = seen.last().is_none_or(|v| v.is_nan());
    if open { Err(Unscored::Missing) } else { Ok((seen, &later[..horizon])) }
}

/// The mean difference of two models' scaled errors over its standard error.
fn worse(model: &[Tally], first: &[Tally]) -> Option<f64> {
    let both = model.iter().zip(first).filter(|(a, b)| a.forecasts > 0 && b.forecasts > 0);
    let mean = |tally: &Tally| tally.sums[0] / tally.forecasts as f64;
    let differences: Vec<f64> = both.map(|(a, b)| mean(a) - mean(b)).collect();
    let n = differences.len() as f64;
    let centre = differences.iter().sum::<f64>() / n;
    let squares = differences.iter().map(|d| (d - centre) * (d - centre)).sum::<f64>();
    let error = (squares / (n - 1.0) / n).sqrt();
    (differences.len() >= COMPARED && error > 0.0).then(|| centre / error)
}

fn scores(model: &'static str, tally: &Tally, worse: Option<f64>) -> Scores {
    let n = tally.forecasts as f64;
    let [mase, smape, rmsse, wis, crps, in80, in95, is80, is95, mase2, smape2] =
        tally.sums.map(|sum| sum / n);
    Scores {
        model,
        forecasts: tally.forecasts,
        mase,
        smape,
        owa: (mase2 > 0.0 && smape2 > 0.0).then(|| (mase / mase2 + smape / smape2) / 2.0),
        rmsse,
        wis,
        crps,
        coverage: [in80, in95],
        msis: [is80, is95],
        worse,
    }
}

/// Scores of one forecast.
fn score(
    y: &[f64],
    actual: &[f64],
    spec: &ForecastSpec,
    calibration: &Calibration,
) -> Result<Tally, Unscored> {
    if actual.iter().all(|outturn| outturn.is_nan()) {
        return Err(Unscored::Missing);
    }
    let changes = season_changes(y, spec.season);
    let count = changes.len() as f64;
    let scale = changes.iter().map(|c| c.abs()).sum::<f64>() / count;
    let square = changes.iter().map(|c| c * c).sum::<f64>() / count;
    if scale.is_nan() || scale <= 0.0 {
        return Err(Unscored::Unchanged);
    }
    let mut levels = WIS_LEVELS.to_vec();
    levels.extend(CRPS_LEVELS.iter().map(|q| (2.0 * q - 1.0).abs()));
    let fitted = |answer: &Forecast| !answer.weights.is_empty();
    let answer = forecast(y, spec, &levels, calibration).ok().filter(fitted);
    let answer = answer.ok_or(Unscored::Unfitted)?;
    scored(actual, &answer, &naive2(y, spec), scale, square).ok_or(Unscored::TooLarge)
}

/// Scores of an answer with bands at [`WIS_LEVELS`] and those of [`CRPS_LEVELS`], `second` being
/// Naive2's; errors are in units of `scale`, squared ones of `square`. `None` when a score is not a
/// number.
fn scored(
    actual: &[f64],
    answer: &Forecast,
    second: &[f64],
    scale: f64,
    square: f64,
) -> Option<Tally> {
    let (wis_bands, crps_bands) = answer.bands.split_at(WIS_LEVELS.len());
    let mut sums = [0.0; 11];
    let mut squares = 0.0;
    let mut steps = 0.0;
    for (step, outturn) in actual.iter().enumerate().filter(|(_, outturn)| !outturn.is_nan()) {
        steps += 1.0;
        let point = *answer.point.get(step)?;
        let error = (outturn - point).abs();
        sums[0] += error / scale;
        sums[1] += percentage(*outturn, point);
        squares += error * error;
        let interval = |level: f64, (low, high): (f64, f64)| {
            let tail = 1.0 - level;
            (high - low) + 2.0 / tail * ((low - outturn).max(0.0) + (outturn - high).max(0.0))
        };
        // Bracher et al. 2021, equation 1: half the error of the median and each interval's score
        // times half its tail.
        let mut wis = error / 2.0;
        for (level, band) in WIS_LEVELS.iter().zip(wis_bands) {
            wis += (1.0 - level) / 2.0 * interval(*level, *band.get(step)?);
        }
        sums[3] += wis / (WIS_LEVELS.len() as f64 + 0.5) / scale;
        let mut pinball = 0.0;
        for (q, band) in CRPS_LEVELS.iter().zip(crps_bands) {
            let (low, high) = *band.get(step)?;
            let at = if *q < 0.5 { low } else { high };
            pinball += if *outturn >= at { q * (outturn - at) } else { (1.0 - q) * (at - outturn) };
        }
        sums[4] += 2.0 * pinball / CRPS_LEVELS.len() as f64 / scale;
        for (n, level) in [(0, 2), (1, 3)] {
            let band = *wis_bands.get(level)?.get(step)?;
            sums[5 + n] += f64::from(u8::from(band.0 <= *outturn && *outturn <= band.1));
            sums[7 + n] += interval(WIS_LEVELS[level], band) / scale;
        }
        sums[9] += (outturn - second.get(step)?).abs() / scale;
        sums[10] += percentage(*outturn, *second.get(step)?);
    }
    let mut sums = sums.map(|sum| sum / steps);
    sums[2] = (squares / steps / square).sqrt();
    sums.iter().all(|sum| sum.is_finite()).then_some(Tally { forecasts: 1, sums })
}

fn percentage(a: f64, b: f64) -> f64 {
    let size = a.abs() + b.abs();
    if size > 0.0 { 200.0 * (a - b).abs() / size } else { 0.0 }
}

/// The last value, season taken out and put back where the test finds one (Makridakis et al.
/// 2020).
fn naive2(y: &[f64], spec: &ForecastSpec) -> Vec<f64> {
    let y = &bridged(y);
    let indices = if is_seasonal(y, spec.season) { Indices::plain(y, spec.season) } else { None };
    let n = y.len();
    let last = y.last().copied().unwrap_or(0.0);
    let Some(indices) = indices else { return vec![last; spec.horizon] };
    let level = indices.adjust(n - 1, last);
    (0..spec.horizon).map(|step| indices.restore(n + step, level)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, season};

    /// Expected values by hand. One step: outcome 14, point 10, Naive2 12; central bands 9 to 11, 8
    /// to 12, 6 to 14 and 4 to 18; quantiles at 0.05, 0.15 and so on 1, 3, 5 and so on to 19.
    #[test]
    fn scores_are_those_by_hand() {
        let mut bands =
            vec![vec![(9.0, 11.0)], vec![(8.0, 12.0)], vec![(6.0, 14.0)], vec![(4.0, 18.0)]];
        for q in CRPS_LEVELS {
            let half = 10.0 * (2.0 * q - 1.0).abs();
            bands.push(vec![(10.0 - half, 10.0 + half)]);
        }
        let answer = Forecast {
            point: vec![10.0],
            mean: vec![10.0],
            bands,
            weights: vec![],
            errors: vec![],
        };
        let tally = scored(&[14.0], &answer, &[12.0], 2.0, 5.0).expect("a number");
        let scores = scores("by hand", &tally, None);
        let wis = (0.5 * 4.0 + 0.4 * 9.5 + 0.25 * 12.0 + 0.1 * 8.0 + 0.025 * 14.0) / 4.5 / 2.0;
        let owa = (2.0 / 1.0 + (200.0 * 4.0 / 24.0) / (200.0 * 2.0 / 26.0)) / 2.0;
        let expected = [
            (scores.mase, 2.0),
            (scores.smape, 200.0 * 4.0 / 24.0),
            (scores.owa.expect("Naive2 errs"), owa),
            (scores.rmsse, (16.0_f64 / 5.0).sqrt()),
            (scores.wis, wis),
            // Twice the mean of 0.65, 1.65, 2.25, 2.45, 2.25, 1.65, 0.65, 0.25, 0.45 and 0.25.
            (scores.crps, 1.25),
            (scores.coverage[0], 1.0),
            (scores.coverage[1], 1.0),
            (scores.msis[0], 4.0),
            (scores.msis[1], 7.0),
        ];
        for (place, (ours, theirs)) in expected.into_iter().enumerate() {
            assert!((ours - theirs).abs() < 1e-12, "{place}: {ours} {theirs}");
        }
        let missed = scored(&[15.0], &answer, &[15.0], 2.0, 5.0).expect("a number");
        let scores = super::scores("by hand", &missed, None);
        assert_eq!((scores.coverage, scores.owa), ([0.0, 1.0], None));
        // The width 8, and ten times the distance 1, in units of 2.
        assert!((scores.msis[0] - 9.0).abs() < 1e-12, "{:?}", scores.msis);
    }

    /// Expected values: R's `forecast`, see tests/reference/forecast.R; tolerance 1e-9, both being the
    /// same formula.
    #[test]
    fn scaled_errors_are_those_of_an_independent_program() {
        let scores = evaluate(&[season()], 4, 4, 1, &|_, _| ()).scores;
        for name in ["naive", "seasonal-naive"] {
            let ours = scores.iter().find(|score| score.model == name).expect("scored").mase;
            let theirs = reference(&format!("mase-r-{name}"), 0);
            assert!((ours - theirs).abs() < 1e-9, "{name}: {ours} {theirs}");
        }
    }

    /// By hand: differences of 1 and 3 in turn have a mean of 2 and, of ten, a standard error of a
    /// third; fewer than ten series are not compared.
    #[test]
    fn a_worse_model_is_told_by_its_differences() {
        let with = |error: f64| {
            let mut sums = [0.0; 11];
            sums[0] = error;
            Tally { forecasts: 1, sums }
        };
        let first = vec![with(1.0); 10];
        let model: Vec<Tally> = (0..10).map(|n| with(if n % 2 == 0 { 2.0 } else { 4.0 })).collect();
        assert!((worse(&model, &first).expect("ten series") - 6.0).abs() < 1e-12);
        assert_eq!(worse(&model[..9], &first[..9]), None);
    }
}
