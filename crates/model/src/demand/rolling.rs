//! The demand model on a panel's own past: from each year, what would have been forecast.
//!
//! At each origin every candidate sees only what was observed by then. Widths come from the
//! engine, in units of each series' own errors and changes, and are stretched by as much as the
//! panel's past errors, those known by then, call for (conformal, pooled over the panel: Vovk,
//! Gammerman & Shafer 2005). The employment function is given a weight by stacking (constrained
//! regression of outcomes on forecasts: Granger & Ramanathan 1984), drawn towards none.

use super::function::{Change, EmploymentFunction};
use super::growth::Growth;
use super::linked::{Regime, Tracked};
use super::score::{Scored, Tally};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::math::{exp, ln};
use suranys_series::engine::{Answer, Bounds, Calibration, Choice, Model, Plan, Refusal, forecast};

/// Fewest values before an origin.
const FEWEST: usize = 5;
/// Longest horizon scored and learnt from, years: regimes are short.
const REACH: usize = 4;
/// Central bands scored.
const LEVELS: [f64; 2] = [0.8, 0.95];
/// Years of outcomes at which half of what they say of widths and weights is believed.
const HALF: f64 = 3.0;
/// Values from which the engine learns no widths, only how much a panel changes.
const UNLEARNT: usize = 6;
/// Bounds of the stretch.
const STRETCH: (f64, f64) = (0.5, 4.0);

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
    /// Engine and function, weights, coefficients and widths learnt from each series alone.
    Unpooled,
    /// Engine and function: what the national forecast uses, unless naive or drift do better.
    Combined,
}

impl Candidate {
    /// All, in the order of tables.
    pub const ALL: [Candidate; 6] = [
        Candidate::Naive,
        Candidate::Drift,
        Candidate::Engine,
        Candidate::Function,
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
            Candidate::Unpooled => "unpooled",
            Candidate::Combined => "combination",
        }
    }

    /// What the engine is asked for.
    pub(crate) fn choice(self) -> Choice {
        match self {
            Candidate::Naive => Choice::Only(Model::Naive),
            Candidate::Drift => Choice::Only(Model::Drift),
            _ => Choice::Combination,
        }
    }
}

/// A forecast path with the log distances of its bands' ends, `[level][step]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    pub point: Vec<f64>,
    pub down: [Vec<f64>; 2],
    pub up: [Vec<f64>; 2],
}

impl Path {
    fn of(answer: &Answer) -> Path {
        let ends = |level: usize, which: fn(&(f64, f64)) -> f64| -> Vec<f64> {
            let bands = answer.bands.get(level).map_or(&[][..], Vec::as_slice);
            let both = bands.iter().zip(&answer.point);
            both.map(|(band, point)| log_ratio(which(band), *point).abs()).collect()
        };
        Path {
            point: answer.point.clone(),
            down: [0, 1].map(|level| ends(level, |b| b.0)),
            up: [0, 1].map(|level| ends(level, |b| b.1)),
        }
    }

    /// The same distances about another path.
    fn about(&self, point: Vec<f64>) -> Path {
        Path { point, ..self.clone() }
    }
}

/// The logarithm of a ratio of levels; a level is never below a trillionth of the other.
fn log_ratio(a: f64, b: f64) -> f64 {
    ln((a.max(1e-12 * b) / b).max(1e-12))
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
    outcome: Vec<f64>,
}

/// An error of an unstretched path.
struct Known {
    target: Year,
    series: usize,
    /// Sizes relative to the bands, by level.
    sizes: [f64; 2],
}

/// An outcome beside what the engine and the function said of it, relative to the last value and
/// in mean changes.
struct Pair {
    target: Year,
    series: usize,
    engine: f64,
    function: f64,
}

/// What the panel's past says at the end of one year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learnt {
    /// Weight of the employment function, zero to one.
    pub weight: f64,
    /// Factor of widths, by candidate.
    pub stretch: BTreeMap<Candidate, f64>,
    /// What is used: the combination, unless naive or drift did better.
    pub chosen: Candidate,
}

/// Scores of a panel, and what it teaches in the end.
pub(crate) struct Rolled {
    /// By series and candidate; `None` is what would have been chosen at each origin.
    pub scored: BTreeMap<(usize, Option<Candidate>), Vec<Scored>>,
    pub learnt: Learnt,
}

/// How the engine is asked, its widths not learnt from the panel.
pub(crate) struct Asking {
    plan: Plan,
    calibration: Calibration,
}

impl Asking {
    /// Only how much the panel changes is told to the engine.
    pub(crate) fn new(panel: &[Regime], horizon: usize, choice: Choice) -> Asking {
        let plan = Plan { season: 1, horizon, choice, bounds: Bounds::default() };
        let tails: Vec<Vec<f64>> = panel
            .iter()
            .map(|regime| {
                let from = regime.values.len().saturating_sub(UNLEARNT);
                let tail = &regime.values[from..];
                tail[tail.iter().take_while(|v| v.is_nan()).count()..].to_vec()
            })
            .collect();
        Asking { calibration: Calibration::learn(&tails, &plan), plan }
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    pub(crate) fn path(&self, values: &[f64]) -> Result<Path, Refusal> {
        Ok(Path::of(&forecast(values, &self.plan, &LEVELS, &self.calibration)?))
    }
}

/// Changes of employment and output known at the end of `until`, for the employment function.
pub(crate) fn changes(panel: &[Tracked], growth: &Growth, until: Year) -> Vec<Change> {
    let mut changes = Vec::new();
    for series in panel {
        for regime in series.regimes(until) {
            for (at, window) in regime.values.windows(3).enumerate() {
                let year = regime.start.plus(at as i32 + 2);
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
    regime: &Regime,
    growth: &Growth,
    known: Year,
    steps: usize,
) -> Option<Vec<f64>> {
    let origin = regime.end();
    growth.of(id, origin)?;
    let [.., before, last] = regime.values[..] else { return None };
    let change = if before.is_nan() { 0.0 } else { ln(last / before) };
    let expected = growth.expected_of(id, origin, &growth.expected(origin, known, steps));
    Some(function.line(id).path(change, &expected).iter().map(|log| last * exp(*log)).collect())
}

/// Runs through the past of a panel.
pub(crate) fn roll(panel: &[Tracked], until: Year, growth: Option<&Growth>) -> Rolled {
    let origins = origins(panel, until, growth);
    let years: BTreeSet<Year> = origins.iter().map(|o| o.year).chain([until]).collect();
    let mut known: BTreeMap<Candidate, Vec<Known>> = BTreeMap::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut scored: BTreeMap<(usize, Option<Candidate>), Vec<Scored>> = BTreeMap::new();
    let mut learnt = Learnt { weight: 0.0, stretch: BTreeMap::new(), chosen: Candidate::Naive };
    for year in years {
        learnt = Learnt {
            weight: weight(pairs.iter().filter(|p| p.target <= year)),
            stretch: Candidate::ALL
                .into_iter()
                .map(|c| {
                    let all = known.get(&c).map_or(&[][..], Vec::as_slice);
                    (c, stretch(all.iter().filter(|k| k.target <= year)))
                })
                .collect(),
            chosen: choose(&scored, year),
        };
        for origin in origins.iter().filter(|o| o.year == year) {
            for candidate in Candidate::ALL {
                let own = |k: &&Known| k.series == origin.series && k.target <= year;
                let (weight, stretch) = if candidate == Candidate::Unpooled {
                    let all = known.get(&candidate).map_or(&[][..], Vec::as_slice);
                    let of = |p: &&Pair| p.series == origin.series && p.target <= year;
                    (weight(pairs.iter().filter(of)), stretch(all.iter().filter(own)))
                } else {
                    (learnt.weight, learnt.stretch.get(&candidate).copied().unwrap_or(1.0))
                };
                let path = origin.path(candidate, weight);
                origin.compare(&path, stretch, |one, sizes| {
                    scored.entry((origin.series, Some(candidate))).or_default().push(one);
                    if candidate == learnt.chosen {
                        scored.entry((origin.series, None)).or_default().push(one);
                    }
                    let error = Known { target: one.target, series: origin.series, sizes };
                    known.entry(candidate).or_default().push(error);
                });
            }
            pairs.extend(origin.pairs());
        }
    }
    Rolled { scored, learnt }
}

fn origins(panel: &[Tracked], until: Year, growth: Option<&Growth>) -> Vec<Origin> {
    let regimes: Vec<(usize, Regime)> = panel
        .iter()
        .enumerate()
        .flat_map(|(at, series)| series.regimes(until).into_iter().map(move |r| (at, r)))
        .collect();
    let cuts: Vec<(usize, Regime, Vec<f64>)> = regimes
        .iter()
        .flat_map(|(at, regime)| {
            (FEWEST..=regime.values.len()).filter(|end| !regime.values[end - 1].is_nan()).map(
                move |end| {
                    let seen = regime.values[..end].to_vec();
                    let ahead = &regime.values[end..(end + REACH).min(regime.values.len())];
                    (*at, Regime { start: regime.start, values: seen }, ahead.to_vec())
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
                outcome: ahead.clone(),
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
    fn new(panel: &[Tracked], year: Year, growth: Option<&Growth>) -> AtYear {
        let regimes: Vec<Regime> = panel.iter().filter_map(|s| s.regime(year)).collect();
        let asking = [Candidate::Naive, Candidate::Drift, Candidate::Engine]
            .map(|candidate| Asking::new(&regimes, REACH, candidate.choice()));
        let fit = |pooled| EmploymentFunction::fit(&changes(panel, growth?, year), pooled);
        AtYear { asking, pooled: fit(true), alone: fit(false) }
    }
}

impl Origin {
    fn path(&self, candidate: Candidate, weight: f64) -> Path {
        match candidate {
            Candidate::Naive => self.naive.clone(),
            Candidate::Drift => self.drift.clone(),
            Candidate::Engine => self.engine.clone(),
            Candidate::Function => match &self.function {
                Some(point) => self.engine.about(point.clone()),
                None => self.engine.clone(),
            },
            Candidate::Unpooled => self.engine.about(blend(&self.engine, &self.alone, weight)),
            Candidate::Combined => self.engine.about(blend(&self.engine, &self.function, weight)),
        }
    }

    /// Each known outcome against a path.
    fn compare(&self, path: &Path, stretch: f64, mut tell: impl FnMut(Scored, [f64; 2])) {
        for (step, outcome) in self.outcome.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            let point = path.point[step];
            let away = log_ratio(*outcome, point);
            let sizes = [0, 1].map(|level: usize| {
                let side = if away < 0.0 { &path.down } else { &path.up };
                away.abs() / side[level][step].max(1e-12)
            });
            let bands = [0, 1].map(|level: usize| {
                let low = point * exp(-stretch * path.down[level][step]);
                (low, point * exp(stretch * path.up[level][step]))
            });
            let target = self.year.plus(step as i32 + 1);
            tell(
                Scored::new(self.year, target, self.last, point, bands, *outcome, self.unit),
                sizes,
            );
        }
    }

    fn pairs(&self) -> Vec<Pair> {
        let Some(function) = &self.function else { return Vec::new() };
        let known = self.outcome.iter().enumerate().filter(|(_, v)| !v.is_nan());
        known
            .map(|(step, outcome)| {
                let unit = self.unit * ((step + 1) as f64).sqrt();
                Pair {
                    target: self.year.plus(step as i32 + 1),
                    series: self.series,
                    engine: (outcome - self.engine.point[step]) / unit,
                    function: (outcome - function[step]) / unit,
                }
            })
            .collect()
    }
}

/// The geometric mean of the engine's path and the function's.
pub(crate) fn blend(engine: &Path, function: &Option<Vec<f64>>, weight: f64) -> Vec<f64> {
    match function {
        Some(function) if weight > 0.0 => engine
            .point
            .iter()
            .zip(function)
            .map(|(e, f)| if *e > 0.0 { e * exp(weight * ln(f / e)) } else { *e })
            .collect(),
        _ => engine.point.clone(),
    }
}

/// How far years of outcomes are believed.
fn trust(years: usize) -> f64 {
    years as f64 / (years as f64 + HALF)
}

/// The weight of the function that would have erred least, drawn towards none.
fn weight<'a>(pairs: impl Iterator<Item = &'a Pair>) -> f64 {
    let (mut product, mut square) = (0.0, 0.0);
    let mut years = BTreeSet::new();
    for pair in pairs {
        // The error of the blend is (1 − w) · engine + w · function. One wild year of one series
        // should not decide: errors beyond five mean changes count as five.
        let (engine, function) = (pair.engine.clamp(-5.0, 5.0), pair.function.clamp(-5.0, 5.0));
        product += engine * (engine - function);
        square += (engine - function) * (engine - function);
        years.insert(pair.target);
    }
    if square > 0.0 { (product / square).clamp(0.0, 1.0) * trust(years.len()) } else { 0.0 }
}

/// The factor that brings bands to the shares they claim, at both levels as near as one factor
/// can, drawn towards one.
fn stretch<'a>(known: impl Iterator<Item = &'a Known>) -> f64 {
    let mut sizes: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut years = BTreeSet::new();
    for one in known {
        years.insert(one.target);
        for (all, size) in sizes.iter_mut().zip(one.sizes) {
            all.push(size);
        }
    }
    if years.is_empty() {
        return 1.0;
    }
    let logs: f64 = sizes
        .iter_mut()
        .zip(LEVELS)
        .map(|(all, level)| {
            all.sort_by(f64::total_cmp);
            let count = all.len();
            // The conformal quantile: one more error, as large as any, stands for the new.
            let rank = (level * (count + 1) as f64).ceil() as usize;
            ln(all[rank.clamp(1, count) - 1].max(1e-6))
        })
        .sum();
    exp(logs / 2.0 * trust(years.len())).clamp(STRETCH.0, STRETCH.1)
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
