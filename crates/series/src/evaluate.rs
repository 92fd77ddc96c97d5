//! The rolling evaluation: at each year, what would have been forecast from what was then known.

use crate::calibrate::{Calibration, ScaledError, panel_scale, series_scale, slope_factor};
use crate::combine;
use crate::models::registry;
use crate::rolling::{MIN_TRAINED, Origin};
use crate::score::{Interval, Scored, Tally};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::math::{exp, mean};

/// Fewest observed points at an origin whose forecasts are scored.
const MIN_SCORED: usize = 5;

/// What was known, learnt and chosen at the end of one year.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// Median log error scale of the panel.
    pub panel_scale: f64,
    /// Model weights of each candidate: every registered model alone, then the combination.
    pub weights: Vec<Vec<f64>>,
    /// Error distribution of each candidate.
    pub calibrations: Vec<Calibration>,
    /// The candidate used.
    pub chosen: usize,
    /// Whether any error was known.
    pub informed: bool,
}

/// The name of a candidate.
pub(crate) fn candidate_name(candidate: usize) -> &'static str {
    registry().get(candidate).map_or("combination", |model| model.name())
}

/// The states by year, and the scores of every candidate and of the default.
#[derive(Debug)]
pub(crate) struct Evaluation {
    pub states: BTreeMap<Year, State>,
    pub tallies: Vec<Tally>,
    pub default: Tally,
}

impl Evaluation {
    /// The state at the end of the panel.
    pub fn last(&self) -> Option<&State> {
        self.states.values().next_back()
    }
}

/// Runs through the years. Only outcomes up to a year inform what is learnt and chosen at it;
/// the choice and the scores take horizons up to `max_horizon`, the calibration all.
pub(crate) fn evaluate(origins: &[Vec<Origin>], max_horizon: usize) -> Evaluation {
    let years: BTreeSet<Year> = origins.iter().flatten().map(|o| o.year).collect();
    let candidates = registry().len() + 1;
    let mut states: BTreeMap<Year, State> = BTreeMap::new();
    let mut scored: Vec<Vec<Scored>> = vec![Vec::new(); candidates];
    for &year in &years {
        let panel = panel_scale(
            origins
                .iter()
                .filter_map(|o| o.iter().rev().find(|o| o.year <= year))
                .map(|o| o.changes),
        );
        // Outcomes known by this year, with the scale their forecasts were made with.
        let known: Vec<(&Origin, f64, usize, f64)> = origins
            .iter()
            .flatten()
            .filter(|o| o.year < year && o.points >= MIN_TRAINED)
            .filter_map(|o| Some((o, series_scale(o.changes, states.get(&o.year)?.panel_scale))))
            .flat_map(|(o, scale)| {
                let steps = o.actual.iter().enumerate();
                steps.filter_map(move |(step, actual)| {
                    (o.target(step) <= year).then_some(())?;
                    Some((o, scale, step, (*actual)?))
                })
            })
            .collect();
        let (weights, losses) = weights(&known);
        let calibrations = (0..candidates)
            .map(|candidate| {
                let errors: Vec<ScaledError> = known
                    .iter()
                    .filter_map(|&(origin, scale, step, actual)| {
                        let then = states.get(&origin.year)?;
                        let weights = then.weights.get(candidate)?;
                        let path = combine::path(origin, weights);
                        let sloped = combine::sloped(origin, weights);
                        let scale = scale * slope_factor(origin.changes.1, sloped, step + 1);
                        Some(ScaledError {
                            origin: origin.year.0,
                            horizon: step + 1,
                            error: (actual - path.get(step)?) / scale,
                        })
                    })
                    .collect();
                Calibration::fit(&errors)
            })
            .collect();
        let chosen = choose(&scored, year, losses.as_deref());
        let informed = !known.is_empty();
        let state = State { panel_scale: panel, weights, calibrations, chosen, informed };
        for origin in origins.iter().flatten().filter(|o| o.year == year && o.points >= MIN_SCORED)
        {
            for (candidate, scored) in scored.iter_mut().enumerate() {
                score(origin, &state, candidate, max_horizon, scored);
            }
        }
        states.insert(year, state);
    }
    let default = scored.iter().enumerate().flat_map(|(candidate, list)| {
        let states = &states;
        list.iter()
            .filter(move |s| states.get(&s.origin).is_some_and(|state| state.chosen == candidate))
    });
    let default = Tally::of(default);
    let tallies = scored.iter().map(|list| Tally::of(list.iter())).collect();
    Evaluation { states, tallies, default }
}

/// The weights of each candidate, the combination's from the outcomes known, and each model's
/// mean scaled absolute error on them.
fn weights(known: &[(&Origin, f64, usize, f64)]) -> (Vec<Vec<f64>>, Option<Vec<f64>>) {
    let models = registry().len();
    let losses: Option<Vec<f64>> = (0..models)
        .map(|model| {
            let alone = combine::only(model);
            let errors: Vec<f64> = known
                .iter()
                .filter_map(|&(origin, scale, step, actual)| {
                    let path = combine::path(origin, &alone);
                    Some((actual - path.get(step)?).abs() / scale / ((step + 1) as f64).sqrt())
                })
                .collect();
            mean(&errors)
        })
        .collect();
    let years = known.iter().map(|k| k.0.year).collect::<BTreeSet<_>>().len();
    let combination = combine::learn(losses.as_deref(), years);
    ((0..models).map(combine::only).chain([combination]).collect(), losses)
}

/// Scores one candidate's forecasts from one origin.
fn score(
    origin: &Origin,
    state: &State,
    candidate: usize,
    max_horizon: usize,
    scored: &mut Vec<Scored>,
) {
    let (Some(weights), Some(calibration)) =
        (state.weights.get(candidate), state.calibrations.get(candidate))
    else {
        return;
    };
    let path = combine::path(origin, weights);
    let scale = series_scale(origin.changes, state.panel_scale);
    let sloped = combine::sloped(origin, weights);
    // The in-sample naive error on levels; of a series that never moved, the panel's.
    let unit = if origin.level_change > 0.0 {
        origin.level_change
    } else {
        state.panel_scale * exp(origin.last)
    };
    for (step, (actual, point)) in origin.actual.iter().zip(&path).enumerate().take(max_horizon) {
        let Some(actual) = *actual else { continue };
        let scale = scale * slope_factor(origin.changes.1, sloped, step + 1);
        let at = |z: f64| exp(point + calibration.deviation(scale, step + 1, z));
        let interval = Interval::of(at);
        scored.push(Scored::new(origin.year, origin.target(step), exp(actual), &interval, unit));
    }
}

/// The candidate to use, from the scores whose outcomes are known by `year`: the combination
/// where it is at least as good as every benchmark in MASE and in WIS, else the benchmark with
/// the best WIS. While nothing has been scored, the benchmark with the smallest error at the
/// shorter origins that teach weights; the first benchmark of nothing.
fn choose(scored: &[Vec<Scored>], year: Year, losses: Option<&[f64]>) -> usize {
    let tallies: Vec<Tally> =
        scored.iter().map(|list| Tally::of(list.iter().filter(|s| s.target <= year))).collect();
    let models = registry();
    let benchmarks = || (0..models.len()).filter(|&m| models[m].benchmark());
    let least = |cost: &dyn Fn(usize) -> f64| {
        benchmarks().min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap_or(0)
    };
    let Some(combination) = tallies.last().filter(|t| t.errors > 0) else {
        return least(&|b| losses.and_then(|l| l.get(b)).copied().unwrap_or(1.0));
    };
    let beaten = |t: &Tally| combination.mase <= t.mase && combination.wis <= t.wis;
    if benchmarks().all(|b| tallies.get(b).is_some_and(beaten)) {
        return models.len();
    }
    least(&|b| tallies.get(b).map_or(f64::INFINITY, |t| t.wis))
}
