//! The demand model on a panel's own past: from each year, what would have been forecast.
//!
//! At each origin every candidate sees only what was observed by then. Widths come from the
//! engine, in units of each series' own errors and changes, and are stretched by as much as the
//! panel's past errors, those known by then, call for (conformal, pooled over the panel: Vovk,
//! Gammerman & Shafer 2005). Engine, drift and employment function are combined by stacking (the
//! convex weights that would have erred least: Breiman 1996), drawn towards equal weights.

use super::TOTAL;
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
/// Largest log distance of an end from the median: a factor of twenty.
pub(crate) const LARGEST: f64 = 3.0;
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

    /// Half the width of the first band at a step, log points.
    pub(crate) fn width(&self, step: usize) -> f64 {
        (self.down[0][step] + self.up[0][step]) / 2.0
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
#[derive(Clone, Copy)]
struct Known {
    target: Year,
    /// Sizes relative to the bands, by level.
    sizes: [f64; 2],
}

/// Errors of the members of the combination about one outcome, in mean changes.
struct Missed {
    target: Year,
    series: usize,
    errors: [Option<f64>; MEMBERS],
}

/// Members of the combination: engine, drift, function.
const MEMBERS: usize = 3;
/// Steps in which weights are tried.
const GRID: usize = 20;
/// One wild year of one series should not decide: errors beyond so many mean changes count as so
/// many.
const WILD: f64 = 5.0;

/// Before anything is known.
const EQUAL: Weights = [1.0 / 3.0; MEMBERS];

/// Weights of the members, which sum to one.
pub(crate) type Weights = [f64; MEMBERS];

/// What the panel's past says at the end of one year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learnt {
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
            let widths = Widths::new(&known, candidate, year, total);
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
    let widths = Widths::new(&known, chosen, until, total);
    let learnt = Learnt {
        weights: weights(missed.iter(), true),
        stretch: (0..panel.len()).map(|series| widths.of(series)).collect(),
        pooled: widths.pooled,
        chosen,
    };
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
        for (step, outcome) in self.outcome.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
            let point = path.point[step];
            let away = log_ratio(*outcome, point);
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
                Scored::new(self.year, target, self.last, point, bands, *outcome, self.unit),
                sizes,
            );
        }
    }

    fn missed(&self) -> Vec<Missed> {
        let known = self.outcome.iter().enumerate().filter(|(_, v)| !v.is_nan());
        known
            .map(|(step, outcome)| {
                let unit = self.unit * ((step + 1) as f64).sqrt();
                let error = |point: f64| ((outcome - point) / unit).clamp(-WILD, WILD);
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

/// The weighted geometric mean of the members' paths, and the weighted mean of their log
/// distances, the function's being the engine's. Without a function the others share its weight.
pub(crate) fn blend(
    engine: &Path,
    drift: &Path,
    function: Option<&[f64]>,
    weights: &Weights,
) -> Path {
    let given = if function.is_some() { 1.0 } else { weights[0] + weights[1] };
    let [e, d, f] = match function {
        Some(_) => *weights,
        None if given > 0.0 => [weights[0] / given, weights[1] / given, 0.0],
        None => [0.5, 0.5, 0.0],
    };
    let point = (0..engine.point.len())
        .map(|step| {
            let base = engine.point[step];
            let drift = log_ratio(drift.point[step], base);
            let function = function.map_or(0.0, |function| log_ratio(function[step], base));
            base * exp(d * drift + f * function)
        })
        .collect();
    let mix = |side: fn(&Path) -> &[Vec<f64>; 2]| {
        [0, 1].map(|level: usize| {
            let both = side(engine)[level].iter().zip(&side(drift)[level]);
            both.map(|(engine, drift)| (e + f) * engine + d * drift).collect()
        })
    };
    Path { point, down: mix(|path| &path.down), up: mix(|path| &path.up) }
}

/// How far years of outcomes are believed.
fn trust(years: usize) -> f64 {
    years as f64 / (years as f64 + HALF)
}

/// The weights that would have erred least, drawn towards equal ones: those of least mean square
/// error of the combination, and least distance from equal weights, the first counting as far as
/// its years are believed. Without `output` the function has none.
fn weights<'a>(missed: impl Iterator<Item = &'a Missed>, output: bool) -> Weights {
    let all: Vec<&Missed> = missed.collect();
    // Outcomes the function could foresee tell of all three; without any, of the first two.
    let whole = output && all.iter().any(|m| m.errors[2].is_some());
    let mut products = [[0.0; MEMBERS]; MEMBERS];
    let mut years = BTreeSet::new();
    for one in all.iter().filter(|m| !whole || m.errors[2].is_some()) {
        years.insert(one.target);
        let errors = one.errors.map(|error| error.unwrap_or(0.0));
        for (row, a) in products.iter_mut().zip(errors) {
            for (sum, b) in row.iter_mut().zip(errors) {
                *sum += a * b;
            }
        }
    }
    let members = if whole { MEMBERS } else { MEMBERS - 1 };
    let even = 1.0 / members as f64;
    let size = (0..members).map(|m| products[m][m]).sum::<f64>() * even;
    let trust = if size > 0.0 { trust(years.len()) } else { 0.0 };
    let cost = |w: &Weights| -> f64 {
        let square: f64 = (0..MEMBERS)
            .flat_map(|i| (0..MEMBERS).map(move |j| (i, j)))
            .map(|(i, j)| w[i] * w[j] * products[i][j])
            .sum();
        let away: f64 = w[..members].iter().map(|w| (w - even) * (w - even)).sum();
        let error = if size > 0.0 { square / size } else { 0.0 };
        trust * error + (1.0 - trust) * away
    };
    let step = |n: usize| n as f64 / GRID as f64;
    let tried = (0..=GRID).flat_map(|engine| {
        let most = if members == MEMBERS { 0 } else { GRID - engine };
        (most..=GRID - engine)
            .map(move |drift| [step(engine), step(drift), step(GRID - engine - drift)])
    });
    tried.min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(EQUAL)
}

/// Factors that bring bands to the shares they claim, as known at the end of a year, drawn towards
/// one: of all series together, and of each. A total's errors are not its parts': those cancel in
/// it, so that its factor is its own.
struct Widths {
    pooled: f64,
    /// Logarithm of a series' own factor, and the years it rests on.
    own: BTreeMap<usize, (f64, usize)>,
    total: Option<usize>,
}

impl Widths {
    fn new(
        known: &BTreeMap<(Candidate, usize), Vec<Known>>,
        candidate: Candidate,
        year: Year,
        total: Option<usize>,
    ) -> Widths {
        let mut all = Vec::new();
        let mut own = BTreeMap::new();
        for ((_, series), errors) in known.range((candidate, 0)..=(candidate, usize::MAX)) {
            let seen: Vec<Known> = errors.iter().copied().filter(|k| k.target <= year).collect();
            if let Some(factor) = factor(&seen) {
                own.insert(*series, factor);
            }
            if total != Some(*series) {
                all.extend(seen);
            }
        }
        let pooled = factor(&all).map_or(0.0, |(log, years)| log * trust(years));
        Widths { pooled: bounded(pooled), own, total }
    }

    /// A series' factor: that of all, or the total's own.
    fn of(&self, series: usize) -> f64 {
        if self.total == Some(series) { self.alone(series) } else { self.pooled }
    }

    /// A series' factor by its own past alone.
    fn alone(&self, series: usize) -> f64 {
        bounded(self.own.get(&series).map_or(0.0, |(log, years)| log * trust(*years)))
    }
}

fn bounded(log: f64) -> f64 {
    exp(log).clamp(STRETCH.0, STRETCH.1)
}

/// The logarithm of the factor that brings bands to the shares they claim, at both levels as near
/// as one factor can, and the number of years it rests on.
fn factor(known: &[Known]) -> Option<(f64, usize)> {
    let years: BTreeSet<Year> = known.iter().map(|k| k.target).collect();
    let count = known.len();
    let logs = LEVELS.iter().enumerate().map(|(at, level)| {
        let mut sizes: Vec<f64> = known.iter().map(|k| k.sizes[at]).collect();
        sizes.sort_by(f64::total_cmp);
        // The conformal quantile: one more error, as large as any, stands for the new.
        let rank = (level * (count + 1) as f64).ceil() as usize;
        sizes.get(rank.clamp(1, count.max(1)) - 1).map(|size| ln(size.max(1e-6)))
    });
    let logs: Option<Vec<f64>> = logs.collect();
    Some((logs?.iter().sum::<f64>() / LEVELS.len() as f64, years.len()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn missed(errors: [Option<f64>; MEMBERS], year: i32) -> Missed {
        Missed { target: Year(year), series: 0, errors }
    }

    /// By hand: where nothing is known weights are equal; a function that never errs is drawn
    /// from a third towards one; without it engine and drift, whose errors cancel, share evenly.
    #[test]
    fn weights_go_to_what_erred_least() {
        let cost_of_equal = weights([].iter(), true);
        assert!((cost_of_equal[0] - 0.5).abs() < 0.051 && cost_of_equal[2] == 0.0);
        let right: Vec<Missed> =
            (0..30).map(|y| missed([Some(1.0), Some(2.0), Some(0.0)], 1990 + y)).collect();
        let found = weights(right.iter(), true);
        assert!(found[2] > 0.85 && (found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{found:?}");
        let opposed: Vec<Missed> = (0..30)
            .map(|y| if y % 2 == 0 { 1.0 } else { -1.0 })
            .zip(1990..)
            .map(|(sign, y)| missed([Some(sign), Some(-sign), None], y))
            .collect();
        assert_eq!(weights(opposed.iter(), true), [0.5, 0.5, 0.0]);
        assert_eq!(weights(opposed.iter(), false), [0.5, 0.5, 0.0]);
    }

    /// By hand: errors of half the bands' size at both levels halve the bands, as far as the years
    /// are believed, 27 of them by 27 / (27 + 3); a total's errors are its own alone.
    #[test]
    fn widths_follow_past_errors() {
        let one = |size: f64| move |year| Known { target: Year(year), sizes: [size, size] };
        let known = BTreeMap::from([
            ((Candidate::Engine, 0), (1990..2017).map(one(2.0)).collect::<Vec<_>>()),
            ((Candidate::Engine, 1), (1990..2017).map(one(0.7)).collect()),
        ]);
        let widths = Widths::new(&known, Candidate::Engine, Year(2020), Some(0));
        assert!((ln(widths.pooled) - 0.9 * ln(0.7)).abs() < 1e-12, "{}", widths.pooled);
        assert_eq!(widths.of(1), widths.pooled);
        assert!((ln(widths.of(0)) - 0.9 * ln(2.0)).abs() < 1e-12, "{}", widths.of(0));
        let none = Widths::new(&known, Candidate::Engine, Year(1980), Some(0));
        assert_eq!((none.pooled, none.of(0)), (1.0, 1.0));
    }
}
