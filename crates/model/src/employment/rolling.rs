//! The demand model on a panel's own past: from each year, what would have been forecast.
//!
//! At each origin every candidate sees only what was observed by then. Widths come from the
//! engine, in units of each series' own errors and changes, and are stretched by as much as the
//! panel's past errors, those known by then, call for (conformal, pooled over the panel: Vovk,
//! Gammerman & Shafer 2005). Engine, drift and employment function are combined by stacking (the
//! convex weights that would have erred least: Breiman 1996), drawn towards equal weights.

use crate::cell::TOTAL;
use crate::employment::function::{Change, EmploymentFunction};
use crate::employment::growth::Growth;
use crate::employment::interval_calibration::{IntervalFactors, Known};
use crate::employment::scores::{Scored, Tally};
use crate::employment::spliced::{Segment, SplicedSeries};
use crate::employment::stacking::{Missed, WILD, Weights, blend, weights};
use crate::employment::trajectory::{Asking, LARGEST, Path, log_ratio};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::numeric::{exp, ln};
use suranys_series::ensemble::combination::{Model, ModelSelection};

/// Fewest values before an origin.
const FEWEST: usize = 5;
/// Longest horizon scored and learnt from, years: regimes are short.
const REACH: usize = 4;
/// A way to forecast, scored beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Candidate {
    /// The last value.
    Naive,
    /// The mean change goes on.
    Drift,
    /// The series engine without value added.
    Engine,
    /// The employment function alone.
    Function,
    /// The combination of engine and drift: what the function adds is what this lacks.
    WithoutOutput,
    /// The combination, its weights, coefficients and widths learnt from each series alone.
    Unpooled,
    /// Engine, drift and function: what the national forecast uses, unless naive or drift alone
    /// did better.
    Combined,
}

impl Candidate {
    /// All, in the order of tables.
    pub const ALL: [Candidate; 7] = [
        Candidate::Naive,
        Candidate::Drift,
        Candidate::Engine,
        Candidate::Function,
        Candidate::WithoutOutput,
        Candidate::Unpooled,
        Candidate::Combined,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Candidate::Naive => "naive",
            Candidate::Drift => "drift",
            Candidate::Engine => "engine",
            Candidate::Function => "function",
            Candidate::WithoutOutput => "without-gva",
            Candidate::Unpooled => "unpooled",
            Candidate::Combined => "combination",
        }
    }

    /// What the engine is asked for.
    pub(crate) fn selection(self) -> ModelSelection {
        match self {
            Candidate::Naive => ModelSelection::Only(Model::Naive),
            Candidate::Drift => ModelSelection::Only(Model::Drift),
            _ => ModelSelection::Combination,
        }
    }
}

/// One origin of one series.
struct Origin {
    series: usize,
    year: Year,
    /// The last value.
    last: f64,
    /// Mean absolute change so far, persons.
    unit: f64,
    naive: Path,
    drift: Path,
    engine: Path,
    function: Option<Vec<f64>>,
    alone: Option<Vec<f64>>,
    /// Outcomes by step; not a number where none is known.
    outturn: Vec<f64>,
}

/// What the panel's past says at the end of one year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trained {
    /// Weights of engine, drift and employment function.
    pub weights: Weights,
    /// Factor of widths, of the candidate used, by series.
    pub stretch: Vec<f64>,
    /// The same, of all series together.
    pub pooled: f64,
    /// What is used: the combination, unless naive or drift did better.
    pub chosen: Candidate,
}

/// Scores of a panel, and what it teaches in the end.
pub(crate) struct Rolled {
    /// By series and candidate; `None` is what would have been chosen at each origin.
    pub scored: BTreeMap<(usize, Option<Candidate>), Vec<Scored>>,
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

/// Levels the employment function foresees after a regime.
pub(crate) fn function_path(
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
    let origins = origins(panel, until, growth);
    let years: BTreeSet<Year> = origins.iter().map(|o| o.year).collect();
    let mut known: BTreeMap<(Candidate, usize), Vec<Known>> = BTreeMap::new();
    let mut missed: Vec<Missed> = Vec::new();
    let mut scored: BTreeMap<(usize, Option<Candidate>), Vec<Scored>> = BTreeMap::new();
    let total = panel.iter().position(|series| series.id == TOTAL).filter(|_| panel.len() > 1);
    // Without value added what rests on it is nothing to score.
    let candidates = || {
        let rests = |c: &Candidate| matches!(c, Candidate::Function | Candidate::WithoutOutput);
        Candidate::ALL.into_iter().filter(move |c| growth.is_some() || !rests(c))
    };
    for year in years {
        let joined = weights(missed.iter().filter(|m| m.target <= year), true);
        let without_output = weights(missed.iter().filter(|m| m.target <= year), false);
        let chosen = choose(&scored, year);
        for candidate in candidates() {
            let widths = IntervalFactors::new(&known, candidate, year, total);
            for origin in origins.iter().filter(|o| o.year == year) {
                let weights = match candidate {
                    Candidate::WithoutOutput => without_output,
                    Candidate::Unpooled => {
                        let own = |m: &&Missed| m.series == origin.series && m.target <= year;
                        weights(missed.iter().filter(own), true)
                    }
                    _ => joined,
                };
                let path = origin.path(candidate, &weights);
                let stretch = if candidate == Candidate::Unpooled {
                    widths.alone(origin.series)
                } else {
                    widths.of(origin.series)
                };
                origin.compare(&path, stretch, |one, sizes| {
                    scored.entry((origin.series, Some(candidate))).or_default().push(one);
                    if candidate == chosen {
                        scored.entry((origin.series, None)).or_default().push(one);
                    }
                    let error = Known { target: one.target, sizes };
                    known.entry((candidate, origin.series)).or_default().push(error);
                });
            }
        }
        for origin in origins.iter().filter(|o| o.year == year) {
            missed.extend(origin.missed());
        }
    }
    let chosen = choose(&scored, until);
    let widths = IntervalFactors::new(&known, chosen, until, total);
    let trained = Trained {
        weights: weights(missed.iter(), true),
        stretch: (0..panel.len()).map(|series| widths.of(series)).collect(),
        pooled: widths.pooled,
        chosen,
    };
    Rolled { scored, trained }
}

fn origins(panel: &[SplicedSeries], until: Year, growth: Option<&Growth>) -> Vec<Origin> {
    let segments: Vec<(usize, Segment)> = panel
        .iter()
        .enumerate()
        .flat_map(|(at, series)| series.segments(until).into_iter().map(move |r| (at, r)))
        .collect();
    let cuts: Vec<(usize, Segment, Vec<f64>)> = segments
        .iter()
        .flat_map(|(at, segment)| {
            (FEWEST..=segment.values.len()).filter(|end| !segment.values[end - 1].is_nan()).map(
                move |end| {
                    let seen = segment.values[..end].to_vec();
                    let ahead = &segment.values[end..(end + REACH).min(segment.values.len())];
                    (*at, Segment { start: segment.start, values: seen }, ahead.to_vec())
                },
            )
        })
        .filter(|(.., ahead)| !ahead.is_empty())
        .collect();
    let years: BTreeSet<Year> = cuts.iter().map(|(_, seen, _)| seen.end()).collect();
    let years: Vec<Year> = years.into_iter().collect();
    let at_year: BTreeMap<Year, AtYear> =
        years.par_iter().map(|year| (*year, AtYear::new(panel, *year, growth))).collect();
    cuts.par_iter()
        .filter_map(|(at, seen, ahead)| {
            let year = seen.end();
            let then = at_year.get(&year)?;
            let [naive, drift, engine] =
                [&then.asking[0], &then.asking[1], &then.asking[2]].map(|a| a.path(&seen.values));
            let id = &panel[*at].id;
            let by = |function: &Option<EmploymentFunction>| {
                function_path(function.as_ref()?, id, seen, growth?, year, REACH)
            };
            let steps: Vec<f64> = seen.values.iter().copied().filter(|v| !v.is_nan()).collect();
            let unit = steps.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f64>()
                / (steps.len() - 1) as f64;
            (unit > 0.0).then_some(Origin {
                series: *at,
                year,
                last: *seen.values.last()?,
                unit,
                naive: naive.ok()?,
                drift: drift.ok()?,
                engine: engine.ok()?,
                function: by(&then.pooled),
                alone: by(&then.alone),
                outturn: ahead.clone(),
            })
        })
        .collect()
}

/// What all series share at the end of a year.
struct AtYear {
    asking: [Asking; 3],
    pooled: Option<EmploymentFunction>,
    alone: Option<EmploymentFunction>,
}

impl AtYear {
    fn new(panel: &[SplicedSeries], year: Year, growth: Option<&Growth>) -> AtYear {
        let segments: Vec<Segment> = panel.iter().filter_map(|s| s.segment(year)).collect();
        let asking = [Candidate::Naive, Candidate::Drift, Candidate::Engine]
            .map(|candidate| Asking::new(&segments, REACH, candidate.selection()));
        let fit = |pooled| EmploymentFunction::fit(&changes(panel, growth?, year), pooled);
        AtYear { asking, pooled: fit(true), alone: fit(false) }
    }
}

impl Origin {
    fn path(&self, candidate: Candidate, weights: &Weights) -> Path {
        let blended = |function: &Option<Vec<f64>>, weights: &Weights| {
            blend(&self.engine, &self.drift, function.as_deref(), weights)
        };
        match candidate {
            Candidate::Naive => self.naive.clone(),
            Candidate::Drift => self.drift.clone(),
            Candidate::Engine => self.engine.clone(),
            // Before value added is known the engine stands for the function.
            Candidate::Function if self.function.is_none() => self.engine.clone(),
            Candidate::Function => blended(&self.function, &[0.0, 0.0, 1.0]),
            Candidate::WithoutOutput => blended(&None, weights),
            Candidate::Unpooled => blended(&self.alone, weights),
            Candidate::Combined => blended(&self.function, weights),
        }
    }

    /// Each known outcome against a path.
    fn compare(&self, path: &Path, stretch: f64, mut tell: impl FnMut(Scored, [f64; 2])) {
        for (step, outturn) in self.outturn.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            let point = path.point[step];
            let away = log_ratio(*outturn, point);
            let sizes = [0, 1].map(|level: usize| {
                let side = if away < 0.0 { &path.down } else { &path.up };
                away.abs() / side[level][step].max(1e-12)
            });
            let bands = [0, 1].map(|level: usize| {
                let end = |side: &[Vec<f64>; 2]| (stretch * side[level][step]).min(LARGEST);
                (point * exp(-end(&path.down)), point * exp(end(&path.up)))
            });
            let target = self.year.plus(step as i32 + 1);
            tell(
                Scored::new(self.year, target, self.last, point, bands, *outturn, self.unit),
                sizes,
            );
        }
    }

    fn missed(&self) -> Vec<Missed> {
        let known = self.outturn.iter().enumerate().filter(|(_, v)| !v.is_nan());
        known
            .map(|(step, outturn)| {
                let unit = self.unit * ((step + 1) as f64).sqrt();
                let error = |point: f64| ((outturn - point) / unit).clamp(-WILD, WILD);
                Missed {
                    target: self.year.plus(step as i32 + 1),
                    series: self.series,
                    errors: [
                        Some(error(self.engine.point[step])),
                        Some(error(self.drift.point[step])),
                        self.function.as_ref().map(|function| error(function[step])),
                    ],
                }
            })
            .collect()
    }
}

/// The combination where it was at least as good as naive and drift in error and in score of its
/// bands, by outcomes known at the end of `year`; else the one of those with the better score.
fn choose(scored: &BTreeMap<(usize, Option<Candidate>), Vec<Scored>>, year: Year) -> Candidate {
    let tally = |candidate: Candidate| {
        let of = scored.iter().filter(|((_, c), _)| *c == Some(candidate));
        Tally::of(of.flat_map(|(_, all)| all).filter(|s| s.target <= year))
    };
    let Some(combined) = tally(Candidate::Combined) else { return Candidate::Combined };
    let simple: Vec<(Candidate, Tally)> = [Candidate::Naive, Candidate::Drift]
        .into_iter()
        .filter_map(|c| Some((c, tally(c)?)))
        .collect();
    if simple.iter().all(|(_, t)| combined.mase <= t.mase && combined.wis <= t.wis) {
        return Candidate::Combined;
    }
    let best = simple.into_iter().min_by(|a, b| a.1.wis.total_cmp(&b.1.wis));
    best.map_or(Candidate::Combined, |(candidate, _)| candidate)
}
