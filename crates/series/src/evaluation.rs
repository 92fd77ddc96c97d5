//! The engine's models scored on a panel's own past.

use crate::backtest::{Entry, Origin, rolling_origin};
use crate::calibration::conformal::{Calibration, TrainingSet};
use crate::error::{ForecastError, Unfit};
use crate::fitted::Fitted;
use crate::level::{Interval, Level};
use crate::preprocess::gaps::bridged_marked;
use crate::preprocess::observed::marked;
use crate::preprocess::season::{Indices, is_seasonal};
use crate::scores::{
    CRPS_LEVELS, MeanScores, NaiveErrorScale, Predicted, Scored, WIS_COVERAGES, diebold_mariano,
    owa, symmetric_percentage_error,
};
use crate::spec::{Bounds, ForecastSpec, Model, ModelSelection};
use crate::tuning::evaluation::MIN_VALUES;
use rayon::prelude::*;
use suranys_core::progress::{Stopped, unfollowed};
use suranys_core::{Text, text};
use thiserror::Error;

/// Models scored on the past of a panel: see [`Evaluator`].
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The combination first; models that could be fitted nowhere are left out.
    pub scores: Vec<ModelScores>,
    /// Series for which the combination is scored at no origin, by their places in the panel.
    pub unscored: Vec<(usize, Unscored)>,
}

/// Why a series is not scored; at several origins, the last of these reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Unscored {
    /// It holds no value.
    NothingObserved,
    /// It has fewer values than are needed.
    TooShort(usize),
    /// The last value before the origin is missing, or all after it.
    Missing,
    /// Errors have no scale.
    Unchanged,
    /// The model could not be fitted, for this reason where it is known.
    Unfitted(Option<Unfit>),
    /// Scores are not finite.
    TooLarge,
    /// A value is not a finite number.
    NotFinite,
}

impl Unscored {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Unscored::NothingObserved => text!("no value was observed"),
            Unscored::TooShort(value) => text!("fewer than {count} values", count = value),
            Unscored::Missing => text!("values are missing at the origins or after"),
            Unscored::Unchanged => {
                text!("never changed before the origins, so that errors have no scale")
            }
            Unscored::Unfitted(why) => {
                why.map_or(text!("the model could not be fitted"), |why| why.text())
            }
            Unscored::TooLarge => text!("values are so large that scores are not finite"),
            Unscored::NotFinite => text!("a value is not a finite number"),
        }
    }
}

suranys_core::worded!(Unscored);

/// Scores of one model, means over series, origins and steps.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelScores {
    /// The model.
    pub model: &'static str,
    /// Forecasts scored: series times origins.
    pub forecasts: usize,
    /// Means of the forecasts' own means over their steps.
    pub mean: MeanScores,
    /// See [`owa`].
    pub owa: Option<f64>,
    /// Statistic of [`diebold_mariano`] against the first model scored, of absolute scaled errors
    /// averaged by series: above 1.96 this model is worse at 95 per cent. `None` for the first model
    /// itself.
    pub worse: Option<f64>,
}

/// What one forecast scores: the means over its steps, and Naive2's MASE and sMAPE.
#[derive(Debug, Clone, Copy)]
struct Forecasted {
    mean: MeanScores,
    naive2: [f64; 2],
}

/// What is asked of an evaluation: no season and one origin, unless said otherwise.
///
/// ```
/// use suranys_series::Evaluator;
///
/// let walk = |n: i32| (0..24).map(|t| Some(f64::from(100 + 3 * t + (5 * n * t * t) % 17))).collect();
/// let panel: Vec<Vec<Option<f64>>> = (1..16).map(walk).collect();
/// let evaluation = Evaluator::new(3).origins(2).evaluate(&panel);
/// let combination = &evaluation.scores[0];
/// assert_eq!((combination.model, combination.forecasts), ("combination", 30));
/// assert!(combination.mean.mase > 0.0 && evaluation.unscored.is_empty());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evaluator {
    season: usize,
    horizon: usize,
    origins: usize,
}

impl Evaluator {
    /// An evaluation of forecasts so many steps ahead, of series without season, at one origin. Less than
    /// a step counts as one.
    #[must_use]
    pub fn new(horizon: usize) -> Evaluator {
        Evaluator { season: 1, horizon: horizon.max(1), origins: 1 }
    }

    /// Periods in a season: 4 of quarterly series, 12 of monthly ones, 1 for none (the default).
    #[must_use]
    pub fn season(self, periods: usize) -> Evaluator {
        Evaluator { season: periods.max(1), ..self }
    }

    /// How many origins each series is forecast from: the last of them leaves a full horizon before the
    /// end, each other is one value earlier. One by default.
    #[must_use]
    pub fn origins(self, count: usize) -> Evaluator {
        Evaluator { origins: count, ..self }
    }

    /// Scores the combination and every model. At each origin models are trained and intervals
    /// calibrated on earlier values alone.
    #[must_use]
    pub fn evaluate(&self, panel: &[Vec<Option<f64>>]) -> Evaluation {
        let nothing = Evaluation { scores: Vec::new(), unscored: Vec::new() };
        self.evaluate_following(panel, &unfollowed).unwrap_or(nothing)
    }

    /// [`Evaluator::evaluate`], calling `progress` with the model that is scored next and the share of
    /// all that is done.
    ///
    /// # Errors
    /// When `progress` says that the work is to stop.
    pub fn evaluate_following(
        &self,
        panel: &[Vec<Option<f64>>],
        progress: &dyn Fn(&str, f64) -> Result<(), Stopped>,
    ) -> Result<Evaluation, Stopped> {
        let mut selections = vec![ModelSelection::Combination];
        let models = Model::ALL.into_iter();
        let asked = models.filter(|m| *m != Model::SeasonalNaive || self.season > 1);
        selections.extend(asked.map(ModelSelection::Only));
        let refused: Vec<usize> =
            (0..panel.len()).filter(|place| marked(&panel[*place]).is_err()).collect();
        let panel: Vec<Vec<f64>> = panel.iter().map(|y| marked(y).unwrap_or_default()).collect();
        let Evaluator { season, horizon, origins } = *self;
        let asked = Asked { selections, season, horizon, origins };
        let mut evaluation = evaluate(&panel, &asked, progress)?;
        for (_, why) in evaluation.unscored.iter_mut().filter(|(at, _)| refused.contains(at)) {
            *why = Unscored::NotFinite;
        }
        Ok(evaluation)
    }
}

/// What is asked of all series.
struct Asked {
    selections: Vec<ModelSelection>,
    season: usize,
    horizon: usize,
    origins: usize,
}

fn evaluate(
    panel: &[Vec<f64>],
    asked: &Asked,
    progress: &dyn Fn(&str, f64) -> Result<(), Stopped>,
) -> Result<Evaluation, Stopped> {
    let Asked { ref selections, season, horizon, origins } = *asked;
    let mut reasons: Vec<Option<Unscored>> = vec![None; panel.len()];
    let mut all = Vec::new();
    for (series, y) in panel.iter().enumerate() {
        for back in 0..origins {
            match origin(series, y, horizon, back) {
                Ok(origin) => all.push(origin),
                Err(why) => reasons[series] = reasons[series].max(Some(why)),
            }
        }
    }
    let (mut rounds, mut followed) = (0.0, Ok(()));
    let record = rolling_origin(
        &all,
        |origin| origin.time,
        |here| {
            let mut entries = Vec::new();
            for (place, selection) in selections.iter().enumerate() {
                let done = rounds + place as f64 / selections.len() as f64;
                if followed.is_ok() {
                    followed = progress(selection.name(), done / origins as f64);
                }
                if followed.is_err() {
                    break;
                }
                let spec = ForecastSpec {
                    season,
                    horizon,
                    selection: *selection,
                    bounds: Bounds::default(),
                };
                let mut training_set = TrainingSet::default();
                here.iter().for_each(|origin| training_set.add_marked(origin.seen));
                let calibration = training_set.trained(&spec);
                let scored: Vec<Result<Forecasted, Unscored>> =
                    here.par_iter().map(|origin| score(origin, &spec, &calibration)).collect();
                for (origin, scored) in here.iter().zip(scored) {
                    let series = origin.series;
                    match scored {
                        Ok(kept) => entries.push(Entry { candidate: place, series, kept }),
                        Err(why) if place == 0 => reasons[series] = reasons[series].max(Some(why)),
                        Err(_) => {}
                    }
                }
            }
            rounds += 1.0;
            entries
        },
    );
    followed?;
    // By model and series, the MASE of each forecast.
    let mases = |place: usize| {
        let mut by_series = vec![Vec::new(); panel.len()];
        record.of(place).for_each(|entry| by_series[entry.series].push(entry.kept.mean.mase));
        by_series
    };
    let first = mases(0);
    let scores = selections.iter().enumerate().filter_map(|(place, selection)| {
        let forecasts: Vec<Forecasted> = record.of(place).map(|entry| entry.kept).collect();
        let worse = (place > 0).then(|| worse(&mases(place), &first)).flatten();
        mean(selection.name(), &forecasts, worse)
    });
    let scores = scores.collect();
    let never = |(_, mases): &(usize, &Vec<f64>)| mases.is_empty();
    let unscored = first.iter().enumerate().filter(never);
    let unscored = unscored.filter_map(|(at, _)| Some((at, reasons[at]?))).collect();
    Ok(Evaluation { scores, unscored })
}

/// The origin `back` values before the last that leaves a full horizon. Series are taken to end
/// together, their last values being of period zero.
fn origin(series: usize, y: &[f64], horizon: usize, back: usize) -> Result<Origin<'_>, Unscored> {
    if y.is_empty() {
        return Err(Unscored::NothingObserved);
    }
    let count = y.len().checked_sub(horizon + back).filter(|count| *count >= MIN_VALUES);
    let count = count.ok_or(Unscored::TooShort(MIN_VALUES + horizon))?;
    let start = 1 - i64::try_from(y.len()).unwrap_or(i64::MAX);
    Origin::after(series, start, y, count, horizon).ok_or(Unscored::Missing)
}

/// [`diebold_mariano`] of the differences of two models' mean MASE by series.
fn worse(model: &[Vec<f64>], first: &[Vec<f64>]) -> Option<f64> {
    let mean = |mases: &Vec<f64>| mases.iter().sum::<f64>() / mases.len() as f64;
    let both = model.iter().zip(first).filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let differences: Vec<f64> = both.map(|(a, b)| mean(a) - mean(b)).collect();
    diebold_mariano(&differences)
}

/// Means over forecasts, each counting the same however many of its outturns are known.
fn mean(model: &'static str, forecasts: &[Forecasted], worse: Option<f64>) -> Option<ModelScores> {
    let n = forecasts.len() as f64;
    let mean = |of: &dyn Fn(&Forecasted) -> f64| forecasts.iter().map(of).sum::<f64>() / n;
    let (mase, smape) = (mean(&|f| f.mean.mase), mean(&|f| f.mean.smape));
    let directions: Vec<f64> = forecasts.iter().filter_map(|f| f.mean.direction).collect();
    let direction = directions.iter().sum::<f64>() / directions.len() as f64;
    (!forecasts.is_empty()).then(|| ModelScores {
        model,
        forecasts: forecasts.len(),
        mean: MeanScores {
            errors: forecasts.iter().map(|f| f.mean.errors).sum(),
            mase,
            rmsse: mean(&|f| f.mean.rmsse),
            smape,
            wis: mean(&|f| f.mean.wis),
            crps: mean(&|f| f.mean.crps),
            coverage: [0, 1].map(|n: usize| mean(&|f| f.mean.coverage[n])),
            msis: [0, 1].map(|n: usize| mean(&|f| f.mean.msis[n])),
            direction: (!directions.is_empty()).then_some(direction),
        },
        owa: owa(mase, smape, mean(&|f| f.naive2[0]), mean(&|f| f.naive2[1])),
        worse,
    })
}

/// What a forecast from an origin scores.
fn score(
    origin: &Origin,
    spec: &ForecastSpec,
    calibration: &Calibration,
) -> Result<Forecasted, Unscored> {
    if origin.known_outturns().next().is_none() {
        return Err(Unscored::Missing);
    }
    let scale = NaiveErrorScale::of(origin.seen, spec.season).ok_or(Unscored::Unchanged)?;
    let made = match Fitted::of(origin.seen, spec, calibration) {
        Ok(made) if made.is_fitted() => made.into_forecast(),
        Ok(made) => return Err(Unscored::Unfitted(made.left_out().first().map(|(_, why)| *why))),
        Err(ForecastError::TooLarge) => return Err(Unscored::TooLarge),
        Err(_) => return Err(Unscored::Unfitted(None)),
    };
    let shares = WIS_COVERAGES.into_iter().chain(CRPS_LEVELS.map(|q| (2.0 * q - 1.0).abs()));
    let intervals: Vec<Vec<Interval>> =
        shares.filter_map(|share| Some(made.interval(Level::share(share).ok()?))).collect();
    let naive2 = naive2(origin.seen, spec);
    scored(origin, made.median(), &intervals, &naive2, scale).ok_or(Unscored::TooLarge)
}

/// Means over the steps of a forecast with intervals at [`WIS_COVERAGES`] and those whose bounds are
/// at [`CRPS_LEVELS`]. `None` when a score is not finite.
fn scored(
    origin: &Origin,
    medians: &[f64],
    intervals: &[Vec<Interval>],
    naive2: &[f64],
    scale: NaiveErrorScale,
) -> Option<Forecasted> {
    let (wis, crps) = intervals.split_at_checked(WIS_COVERAGES.len())?;
    let mut all = Vec::new();
    let (mut error2, mut percentage2) = (0.0, 0.0);
    for (step, outturn) in origin.known_outturns() {
        let mut predicted = Predicted {
            last: *origin.seen.last()?,
            median: *medians.get(step)?,
            intervals: [(0.0, 0.0); WIS_COVERAGES.len()],
            quantiles: None,
        };
        for (to, from) in predicted.intervals.iter_mut().zip(wis) {
            *to = *from.get(step)?;
        }
        let mut quantiles = [0.0; CRPS_LEVELS.len()];
        for ((to, from), level) in quantiles.iter_mut().zip(crps).zip(CRPS_LEVELS) {
            let (low, high) = *from.get(step)?;
            *to = if level < 0.5 { low } else { high };
        }
        predicted.quantiles = Some(quantiles);
        all.push(Scored::new(&predicted, outturn, scale));
        let second = *naive2.get(step)?;
        error2 += (outturn - second).abs() / scale.absolute;
        percentage2 += symmetric_percentage_error(outturn, second);
    }
    let mean = MeanScores::of(&all)?;
    let naive2 = [error2, percentage2].map(|sum| sum / all.len() as f64);
    let finite = mean.is_finite() && naive2.iter().all(|score| score.is_finite());
    finite.then_some(Forecasted { mean, naive2 })
}

/// The last value, season taken out and put back where the test finds one (Makridakis et al.
/// 2020).
fn naive2(y: &[f64], spec: &ForecastSpec) -> Vec<f64> {
    let y = &bridged_marked(y);
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

    /// By hand: one step, outturn 14, median 10, Naive2 12, all in units of 2; of two forecasts of
    /// which one scores twice the other, three halves.
    #[test]
    fn means_over_forecasts_are_those_by_hand() {
        let mut intervals =
            vec![vec![(9.0, 11.0)], vec![(8.0, 12.0)], vec![(6.0, 14.0)], vec![(4.0, 18.0)]];
        for q in CRPS_LEVELS {
            let half = 10.0 * (2.0 * q - 1.0).abs();
            intervals.push(vec![(10.0 - half, 10.0 + half)]);
        }
        let scale = NaiveErrorScale { absolute: 2.0, squared: 5.0 };
        let y = [9.0, 14.0];
        let origin = Origin::after(0, 0, &y, 1, 1).expect("an outturn");
        let one = scored(&origin, &[10.0], &intervals, &[12.0], scale).expect("numbers");
        assert!((one.mean.crps - 1.25).abs() < 1e-12 && one.naive2[0] == 1.0, "{one:?}");
        let mut other = one;
        other.mean.mase *= 2.0;
        let both = mean("by hand", &[one, other], None).expect("two");
        assert!((both.mean.mase - 3.0).abs() < 1e-12, "{both:?}");
        let owa = (3.0 / 1.0 + (200.0 * 4.0 / 24.0) / (200.0 * 2.0 / 26.0)) / 2.0;
        assert!((both.owa.expect("Naive2 made errors") - owa).abs() < 1e-12, "{both:?}");
        assert_eq!((both.forecasts, mean("none", &[], None)), (2, None));
    }

    /// Expected values: R's `forecast`, see tests/reference/forecast.R; tolerance 1e-9, both being the
    /// same formula.
    #[test]
    fn scaled_errors_are_those_of_an_independent_program() {
        let panel = [season().into_iter().map(Some).collect()];
        let scores = Evaluator::new(4).season(4).evaluate(&panel).scores;
        for name in ["naive", "seasonal-naive"] {
            let ours = scores.iter().find(|score| score.model == name).expect("scored").mean.mase;
            let theirs = reference(&format!("mase-r-{name}"), 0);
            assert!((ours - theirs).abs() < 1e-9, "{name}: {ours} {theirs}");
        }
    }
}
