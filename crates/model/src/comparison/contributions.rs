//! Why a figure differs between two scenarios: what each factor they do not share does to it.

use crate::accounts::measures::Accounts;
use crate::comparison::matched::{Side, matched};
use crate::comparison::reference::change;
use crate::comparison::shapley::{Value, mean, shapley};
use crate::error::ModelError;
use crate::run::Progress;
use crate::sensitivity::sweeper::Sweeper;
use crate::summary::estimate;
use crate::tuning::shapley::{EXACT, PAIRS};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use suranys_core::comparison::Change;
use suranys_core::distribution::Draws;
use suranys_core::rng::Key;
use suranys_core::run::{Estimate, FigureKey};
use suranys_core::scenario::{PARAMETERS, Scenario};

/// How a difference is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Each factor is changed in the first scenario alone; what is left of the difference is what
    /// they do only together.
    OneAtATime,
    /// Each factor's mean contribution over the orders in which they may be changed, so that what
    /// they do together is shared among them (Shapley 1953): over all orders of up to five
    /// factors, over sampled ones of more (Castro, Gómez & Tejada 2009).
    Shapley,
}

/// What one factor does to a figure, in the figure's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Key of the parameter; `pension_age`, `growth`, `run` or `data`; [`INTERACTION`].
    pub part: String,
    /// The change it makes, over draws.
    pub difference: Estimate,
    /// Its mean over draws. Means sum to the mean of the difference, medians need not.
    pub mean: f64,
    /// Standard error of the mean where orders were sampled, from the spread over them.
    pub error: Option<f64>,
}

/// The contribution that is left over: what the others do only together.
pub const INTERACTION: &str = "interaction";

/// A difference with its contributions.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The difference that is split.
    pub change: Change,
    /// Its mean over draws.
    pub mean: f64,
    /// In every draw they sum to the difference; an interaction is the last.
    pub parts: Vec<Contribution>,
}

/// Splits the difference of a figure. `None` when a scenario has no such figure.
///
/// # Errors
/// Those of `crate::comparison::matched` and `crate::run`.
pub fn contributions(
    from: Side<'_>,
    to: Side<'_>,
    key: &FigureKey,
    method: Method,
    progress: Progress<'_>,
) -> Result<Option<Split>, ModelError> {
    matched(from, to)?;
    let (before, after) = (from.accounts()?, to.accounts()?);
    let (old, new) = (from.own(key), to.own(key));
    let (Some(start), Some(end)) = (before.value(&old), after.value(&new)) else {
        return Ok(None);
    };
    let Some(change) = change(&new, &start, &end) else { return Ok(None) };
    let moved = Draws::less(end.draws(), start.draws());
    let mut mixer = Mixer::new(from, to, &before.scenario, &after.scenario);
    let names: Vec<&str> = mixer.parts.iter().map(|part| part.name).collect();
    let factors = names.len();
    let all = (1_u32 << factors) - 1;
    let runs = match method {
        Method::OneAtATime => factors,
        Method::Shapley if factors <= EXACT => all.saturating_sub(1) as usize,
        Method::Shapley => 2 * PAIRS * (factors - 1),
    };
    let mut made = 0.0;
    let mut worth = |mixture: u32| -> Result<Draws, Stop> {
        if mixture == 0 {
            return Ok(start.draws().clone());
        }
        if mixture == all {
            return Ok(end.draws().clone());
        }
        progress(&mixer.name(mixture), made / runs as f64)
            .map_err(|stopped| Stop::Failed(stopped.into()))?;
        made += 1.0;
        mixer.accounts(mixture)?.draws(&old).ok_or(Stop::NoFigure)
    };
    let split = match method {
        Method::OneAtATime => alone(factors, start.draws(), &moved, &mut worth),
        Method::Shapley => {
            shapley(factors, &Key::new(before.scenario.settings.seed).with("shapley"), worth)
        }
    };
    let values = match split {
        Ok(values) => values,
        Err(Stop::NoFigure) => return Ok(None),
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    let named = names.into_iter().chain([INTERACTION]).zip(values);
    let parts = named.filter_map(|(part, value)| {
        Some(Contribution {
            part: part.to_owned(),
            difference: estimate(&value.draws)?,
            mean: mean(&value.draws),
            error: value.error,
        })
    });
    Ok(Some(Split { change, mean: mean(&moved), parts: parts.collect() }))
}

/// What each factor does alone, and last what is left of the difference.
fn alone(
    factors: usize,
    start: &[f64],
    moved: &[f64],
    worth: &mut impl FnMut(u32) -> Result<Draws, Stop>,
) -> Result<Vec<Value>, Stop> {
    let (mut values, mut sum) = (Vec::new(), Draws::from(vec![0.0; moved.len()]));
    for factor in 0..factors {
        let draws = Draws::less(&worth(1 << factor)?, start);
        sum.add(&draws);
        values.push(Value { draws, error: None });
    }
    values.push(Value { draws: Draws::less(moved, &sum), error: None });
    Ok(values)
}

/// Why a mixture of two scenarios has no worth.
enum Stop {
    /// It does not have the figure.
    NoFigure,
    /// It could not be run.
    Failed(ModelError),
}

impl From<ModelError> for Stop {
    fn from(failure: ModelError) -> Stop {
        Stop::Failed(failure)
    }
}

/// A factor that two scenarios do not share.
struct Part {
    name: &'static str,
    of: Of,
}

/// Where it stands.
enum Of {
    Parameter,
    PensionAge,
    Growth,
    Settings,
    Data,
}

/// Makes scenarios that have some factors of the second and the others of the first.
struct Mixer<'a> {
    from: Side<'a>,
    to: Side<'a>,
    first: &'a Scenario,
    second: &'a Scenario,
    parts: Vec<Part>,
    /// What mixtures of the same data and settings share.
    shared: BTreeMap<(bool, bool), Sweeper<'a>>,
}

impl<'a> Mixer<'a> {
    fn new(from: Side<'a>, to: Side<'a>, first: &'a Scenario, second: &'a Scenario) -> Mixer<'a> {
        let numbers = |scenario: &Scenario, key: &str| {
            scenario.parameters.get(key).map(|p| (p.value, p.low, p.high))
        };
        let differ = PARAMETERS.iter().filter(|spec| {
            let (one, other) = (numbers(first, spec.key), numbers(second, spec.key));
            other.is_some() && one != other
        });
        let mut parts: Vec<Part> =
            differ.map(|spec| Part { name: spec.key, of: Of::Parameter }).collect();
        let data = |side: Side<'a>| (&side.run.inputs().package.files, side.run.output().as_of);
        for (differs, name, of) in [
            (first.pension_ages != second.pension_ages, "pension_age", Of::PensionAge),
            (first.growth != second.growth, "growth", Of::Growth),
            (first.settings != second.settings, "run", Of::Settings),
            (data(from) != data(to), "data", Of::Data),
        ] {
            if differs {
                parts.push(Part { name, of });
            }
        }
        Mixer { from, to, first, second, parts, shared: BTreeMap::new() }
    }

    /// The factors that a mixture has of the second scenario.
    fn taken(&self, mixture: u32) -> impl Iterator<Item = &Part> {
        let parts = self.parts.iter().enumerate();
        parts.filter(move |(place, _)| mixture & 1 << place != 0).map(|(_, part)| part)
    }

    fn name(&self, mixture: u32) -> String {
        self.taken(mixture).map(|part| part.name).collect::<Vec<_>>().join(" + ")
    }

    fn accounts(&mut self, mixture: u32) -> Result<Accounts, ModelError> {
        let mut scenario = self.first.clone();
        let (mut data, mut settings) = (false, false);
        for part in self.taken(mixture) {
            match part.of {
                Of::Parameter => {
                    if let Some(parameter) = self.second.parameters.get(part.name) {
                        scenario.parameters.insert(part.name.to_owned(), parameter.clone());
                    }
                }
                Of::PensionAge => scenario.pension_ages = self.second.pension_ages.clone(),
                Of::Growth => scenario.growth = self.second.growth.clone(),
                Of::Settings => {
                    settings = true;
                    scenario.settings = self.second.settings.clone();
                }
                Of::Data => data = true,
            }
        }
        let sweeper = match self.shared.entry((data, settings)) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => {
                let inputs = if data { self.to.run.inputs() } else { self.from.run.inputs() };
                let last = scenario.settings.horizon;
                place.insert(Sweeper::new(inputs, None, &scenario, last)?)
            }
        };
        sweeper.accounts(&scenario)
    }
}
