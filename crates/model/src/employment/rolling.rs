//! The demand model on a panel's own past: from each year, what would have been forecast.
//!
//! At each origin every candidate sees only what was observed by then. Intervals come from the
//! engine, in error scales of each series, and are widened or narrowed by the factor that the
//! panel's past errors, those known by then, call for. Engine, drift and employment function are
//! combined by stacking.

use crate::cell::TOTAL;
use crate::employment::candidate::Candidate;
use crate::employment::function::{Change, EmploymentFunction};
use crate::employment::growth::Growth;
use crate::employment::spliced::{Segment, SplicedSeries};
use crate::employment::stacking::{MemberErrors, Weights, blend, weights};
use crate::employment::trajectory::{Engine, Trajectory, log_ratio};
use crate::employment::tuning::rolling::{FACTORS, HORIZON, MIN_VALUES};
use crate::employment::tuning::stacking::MAX_ERROR;
use crate::employment::tuning::trajectory::{MAX_LOG_DISTANCE, MIN_HALF_WIDTH};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::numeric::{exp, ln};
use suranys_series::backtest::{Entry, Origin, Record, rolling_origin};
use suranys_series::calibration::interval_factor::{FactorSpec, IntervalFactors, RelativeError};
use suranys_series::scores::{MeanScores, NaiveErrorScale, Predicted, REPORTED, Scored};

/// One origin of one series, and every member's forecast from it.
struct Forecasts<'a> {
    origin: Origin<'a>,
    /// Mean absolute change so far, persons.
    scale: NaiveErrorScale,
    naive: Trajectory,
    drift: Trajectory,
    engine: Trajectory,
    /// Levels by the employment function, partially pooled and of the series alone.
    function: Option<Vec<f64>>,
    alone: Option<Vec<f64>>,
}

/// What is kept of a forecast of one outturn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    /// What it scored.
    pub scored: Scored,
    /// Distance of the outturn from the median over that of the uncalibrated bound on its side, of
    /// the 80 and the 95 per cent interval.
    sizes: [f64; 2],
}

/// Each candidate's forecasts with their outturns; `None` is what would have been chosen at each
/// origin.
type Past = Record<Option<Candidate>, Kept>;

/// What the panel's past says at the end of one year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trained {
    /// Weights of engine, drift and employment function.
    pub weights: Weights,
    /// Interval calibration factor of the candidate used, by series.
    pub factors: Vec<f64>,
    /// The same, of all series together.
    pub pooled: f64,
    /// What is used: the combination, unless naive or drift did better.
    pub chosen: Candidate,
}

/// Scores of a panel, and what was trained on all its past.
pub(crate) struct Rolled {
    pub past: Past,
    pub trained: Trained,
}

/// Changes of employment and output known at the end of `until`, for the employment function.
pub(crate) fn changes(panel: &[SplicedSeries], growth: &Growth, until: Year) -> Vec<Change> {
    let mut changes = Vec::new();
    for series in panel {
        for segment in series.segments(until) {
            for (at, window) in segment.values.windows(3).enumerate() {
                let year = segment.start.plus(at as i32 + 2);
                let (before, employment) = (ln(window[1] / window[0]), ln(window[2] / window[1]));
                if let Some(output) = growth.of(&series.id, year)
                    && before.is_finite()
                    && employment.is_finite()
                {
                    let section = series.id.clone();
                    changes.push(Change { section, employment, output, before });
                }
            }
        }
    }
    changes
}

/// Levels the employment function forecasts after a segment.
pub(crate) fn function_levels(
    function: &EmploymentFunction,
    id: &str,
    segment: &Segment,
    growth: &Growth,
    known: Year,
    steps: usize,
) -> Option<Vec<f64>> {
    let origin = segment.end();
    growth.of(id, origin)?;
    let [.., before, last] = segment.values[..] else { return None };
    let change = if before.is_nan() { 0.0 } else { ln(last / before) };
    let expected = growth.expected_of(id, origin, &growth.expected(origin, known, steps));
    Some(function.line(id).path(change, &expected).iter().map(|log| last * exp(*log)).collect())
}

/// Runs through the past of a panel.
pub(crate) fn roll(panel: &[SplicedSeries], until: Year, growth: Option<&Growth>) -> Rolled {
    let segments: Vec<(usize, Segment)> = panel
        .iter()
        .enumerate()
        .flat_map(|(at, series)| series.segments(until).into_iter().map(move |s| (at, s)))
        .collect();
    let all = forecasts(panel, &segments, growth);
    let total = panel.iter().position(|series| series.id == TOTAL).filter(|_| panel.len() > 1);
    let factors = FactorSpec { own: total, ..FACTORS };
    // Without value added there is nothing to score of what rests on it.
    let candidates = || {
        let rests = |c: &Candidate| matches!(c, Candidate::Function | Candidate::WithoutOutput);
        Candidate::ALL.into_iter().filter(move |c| growth.is_some() || !rests(c))
    };
    // In the order of years, as they became known.
    let mut errors: Vec<MemberErrors> = all.iter().flat_map(Forecasts::member_errors).collect();
    errors.sort_by_key(|error| error.origin);
    let time = |forecasts: &Forecasts| forecasts.origin.time;
    let past = rolling_origin(&all, time, |time, here, past: &Past| {
        let known = || errors.iter().filter(move |error| error.target <= time);
        let joint = weights(known(), true);
        let without_output = weights(known(), false);
        let chosen = choose(past, time);
        let mut entries = Vec::new();
        for candidate in candidates() {
            let factors = interval_factors(past, candidate, time, &factors);
            for forecasts in here {
                let series = forecasts.origin.series;
                let weights = match candidate {
                    Candidate::WithoutOutput => without_output,
                    Candidate::Unpooled => {
                        weights(known().filter(|error| error.series == series), true)
                    }
                    _ => joint,
                };
                let factor = if candidate == Candidate::Unpooled {
                    factors.alone(series)
                } else {
                    factors.factor(series)
                };
                let trajectory = forecasts.trajectory(candidate, &weights);
                for (target, kept) in forecasts.kept(&trajectory, factor) {
                    let entry = |candidate| Entry { candidate, series, target, kept };
                    entries.push(entry(Some(candidate)));
                    if candidate == chosen {
                        entries.push(entry(None));
                    }
                }
            }
        }
        entries
    });
    let end = i64::from(until.0);
    let chosen = choose(&past, end);
    let factors = interval_factors(&past, chosen, end, &factors);
    let trained = Trained {
        weights: weights(errors.iter(), true),
        factors: (0..panel.len()).map(|series| factors.factor(series)).collect(),
        pooled: factors.pooled,
        chosen,
    };
    Rolled { past, trained }
}

/// Factors of a candidate by what was known at the end of a year.
fn interval_factors(
    past: &Past,
    candidate: Candidate,
    time: i64,
    spec: &FactorSpec,
) -> IntervalFactors {
    let errors = past.known(Some(candidate), time).map(|entry| RelativeError {
        series: entry.series,
        target: entry.target,
        sizes: &entry.kept.sizes,
    });
    IntervalFactors::of(errors, spec)
}

/// The combination where it was at least as good as naive and drift in error and in score of its
/// intervals, by outturns known at the end of a year; else the one of those with the better score.
fn choose(past: &Past, time: i64) -> Candidate {
    let mean = |candidate: Candidate| {
        MeanScores::of(past.known(Some(candidate), time).map(|entry| &entry.kept.scored))
    };
    let Some(combined) = mean(Candidate::Combined) else { return Candidate::Combined };
    let simple: Vec<(Candidate, MeanScores)> = [Candidate::Naive, Candidate::Drift]
        .into_iter()
        .filter_map(|c| Some((c, mean(c)?)))
        .collect();
    if simple.iter().all(|(_, t)| combined.mase <= t.mase && combined.wis <= t.wis) {
        return Candidate::Combined;
    }
    let best = simple.into_iter().min_by(|a, b| a.1.wis.total_cmp(&b.1.wis));
    best.map_or(Candidate::Combined, |(candidate, _)| candidate)
}

/// What all series share at the end of a year.
struct AtYear {
    engines: [Engine; 3],
    pooled: Option<EmploymentFunction>,
    alone: Option<EmploymentFunction>,
}

impl AtYear {
    fn new(panel: &[SplicedSeries], year: Year, growth: Option<&Growth>) -> AtYear {
        let segments: Vec<Segment> = panel.iter().filter_map(|s| s.segment(year)).collect();
        let engines = [Candidate::Naive, Candidate::Drift, Candidate::Engine]
            .map(|candidate| Engine::new(&segments, HORIZON, candidate.selection()));
        let fit = |pooled| EmploymentFunction::fit(&changes(panel, growth?, year), pooled);
        AtYear { engines, pooled: fit(true), alone: fit(false) }
    }
}

/// Every member's forecasts from every origin of a panel's segments.
fn forecasts<'a>(
    panel: &[SplicedSeries],
    segments: &'a [(usize, Segment)],
    growth: Option<&Growth>,
) -> Vec<Forecasts<'a>> {
    let origins: Vec<(Origin<'a>, Segment)> = segments
        .iter()
        .flat_map(|(at, segment)| {
            let (start, values) = (i64::from(segment.start.0), &segment.values[..]);
            (MIN_VALUES..=values.len()).filter_map(move |count| {
                let origin = Origin::after(*at, start, values, count, HORIZON)?;
                let seen = Segment { start: segment.start, values: origin.seen.to_vec() };
                Some((origin, seen))
            })
        })
        .collect();
    let years: BTreeSet<Year> = origins.iter().map(|(_, seen)| seen.end()).collect();
    let years: Vec<Year> = years.into_iter().collect();
    let at_year: BTreeMap<Year, AtYear> =
        years.par_iter().map(|year| (*year, AtYear::new(panel, *year, growth))).collect();
    let all = origins.par_iter().filter_map(|(origin, seen)| {
        let year = seen.end();
        let then = at_year.get(&year)?;
        // Over a gap the change from one observed value to the next counts.
        let observed: Vec<f64> = origin.seen.iter().copied().filter(|v| !v.is_nan()).collect();
        let [naive, drift, engine] =
            then.engines.each_ref().map(|engine| engine.trajectory(origin.seen));
        let id = &panel.get(origin.series)?.id;
        let by = |function: &Option<EmploymentFunction>| {
            function_levels(function.as_ref()?, id, seen, growth?, year, HORIZON)
        };
        Some(Forecasts {
            origin: *origin,
            scale: NaiveErrorScale::of(&observed, 1)?,
            naive: naive.ok()?,
            drift: drift.ok()?,
            engine: engine.ok()?,
            function: by(&then.pooled),
            alone: by(&then.alone),
        })
    });
    all.collect()
}

impl Forecasts<'_> {
    fn trajectory(&self, candidate: Candidate, weights: &Weights) -> Trajectory {
        let blended = |function: &Option<Vec<f64>>, weights: &Weights| {
            blend(&self.engine, &self.drift, function.as_deref(), weights)
        };
        match candidate {
            Candidate::Naive => self.naive.clone(),
            Candidate::Drift => self.drift.clone(),
            Candidate::Engine => self.engine.clone(),
            // Before value added is known the engine is used for the function.
            Candidate::Function if self.function.is_none() => self.engine.clone(),
            Candidate::Function => blended(&self.function, &[0.0, 0.0, 1.0]),
            Candidate::WithoutOutput => blended(&None, weights),
            Candidate::Unpooled => blended(&self.alone, weights),
            Candidate::Combined => blended(&self.function, weights),
        }
    }

    /// Each known outturn's year, and what is kept of a trajectory whose intervals a factor widens.
    fn kept(&self, trajectory: &Trajectory, factor: f64) -> Vec<(i64, Kept)> {
        let last = self.origin.seen.last().copied().unwrap_or(f64::NAN);
        let kept = |(step, outturn): (usize, f64)| {
            let median = trajectory.median[step];
            let away = log_ratio(outturn, median);
            let sizes = REPORTED.map(|interval| {
                let side = if away < 0.0 { &trajectory.down } else { &trajectory.up };
                away.abs() / side[interval][step].max(MIN_HALF_WIDTH)
            });
            let intervals = std::array::from_fn(|interval| {
                let far = |side: &[Vec<f64>]| (factor * side[interval][step]).min(MAX_LOG_DISTANCE);
                (median * exp(-far(&trajectory.down)), median * exp(far(&trajectory.up)))
            });
            let predicted = Predicted { last, median, intervals, quantiles: None };
            let scored = Scored::new(&predicted, outturn, self.scale);
            (self.origin.target(step), Kept { scored, sizes })
        };
        self.origin.known_outturns().map(kept).collect()
    }

    /// Errors of the members about each known outturn, in mean changes times the root of the
    /// horizon.
    fn member_errors(&self) -> Vec<MemberErrors> {
        let errors = |(step, outturn): (usize, f64)| {
            let scale = self.scale.absolute * ((step + 1) as f64).sqrt();
            let error = |median: f64| ((outturn - median) / scale).clamp(-MAX_ERROR, MAX_ERROR);
            MemberErrors {
                origin: self.origin.time,
                target: self.origin.target(step),
                series: self.origin.series,
                errors: [
                    Some(error(self.engine.median[step])),
                    Some(error(self.drift.median[step])),
                    self.function.as_ref().map(|function| error(function[step])),
                ],
            }
        };
        self.origin.known_outturns().map(errors).collect()
    }
}
