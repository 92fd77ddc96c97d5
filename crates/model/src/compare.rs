//! What differs between two scenarios, of one run or of two: each figure as a difference of matched
//! draws, so that its range is a true one.

use crate::ModelError;
use crate::accounts::Accounts;
use crate::balance::{above_zero, less};
use crate::explain::Explainer;
use crate::summary::estimate;
use std::collections::BTreeSet;
use suranys_core::run::{Estimate, FigureKey, Measure};
use suranys_core::{Status, Unit};

/// A figure under two scenarios.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which figure; the scenario is the second's.
    pub key: FigureKey,
    /// Under the first scenario, in `unit`.
    pub from: Estimate,
    /// Under the second.
    pub to: Estimate,
    /// Second less first, made draw by draw; one number where all draws agree.
    pub difference: Estimate,
    /// Share of draws in which the difference is above zero.
    pub above: f64,
    /// Share of draws in which it is below zero.
    pub below: f64,
    /// Unit.
    pub unit: Unit,
    /// The worse status of the two.
    pub status: Status,
    /// Resources that either rests on.
    pub source: Vec<String>,
}

/// Two scenarios set against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Figures that both have, in the order of keys.
    pub changes: Vec<Change>,
    /// Figures that only one of them has, the scenario being the one that has it.
    pub alone: Vec<FigureKey>,
}

/// One scenario of a run.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The run, which has kept the scenario's accounts.
    pub run: &'a Explainer,
    /// Identifier of the scenario.
    pub scenario: &'a str,
}

impl<'a> Side<'a> {
    pub(crate) fn accounts(&self) -> Result<&'a Accounts, ModelError> {
        self.run
            .accounts(self.scenario)
            .ok_or_else(|| ModelError::NoScenario { scenario: self.scenario.to_owned() })
    }

    fn keys(&self) -> impl Iterator<Item = &'a FigureKey> {
        let scenario = self.scenario;
        self.run.output().figures.keys().filter(move |key| key.scenario == scenario)
    }

    pub(crate) fn own(&self, key: &FigureKey) -> FigureKey {
        FigureKey { scenario: self.scenario.to_owned(), ..key.clone() }
    }
}

/// Sets the figures that `wanted` picks under `to` against those under `from`. A figure that a run
/// tells of one of them alone is taken from the accounts of the other, as far as they have it.
///
/// # Errors
/// When a run has no such scenario, or the two runs do not share their draws: then draw 17 of the
/// one has nothing to do with draw 17 of the other.
pub fn compare(
    from: Side<'_>,
    to: Side<'_>,
    wanted: impl Fn(&FigureKey) -> bool,
) -> Result<Comparison, ModelError> {
    matched(from, to)?;
    let (before, after) = (from.accounts()?, to.accounts()?);
    let keys: BTreeSet<FigureKey> =
        from.keys().chain(to.keys()).filter(|key| wanted(key)).map(|key| to.own(key)).collect();
    let mut comparison = Comparison { changes: Vec::new(), alone: Vec::new() };
    for key in keys {
        let old = from.own(&key);
        match (draws(from, before, &old), draws(to, after, &key)) {
            (Some(old_draws), Some(new_draws)) => {
                comparison.changes.extend(change(&key, &old_draws, &new_draws, (before, after)));
            }
            (Some(_), None) => comparison.alone.push(old),
            (None, Some(_)) => comparison.alone.push(key),
            (None, None) => {}
        }
    }
    Ok(comparison)
}

/// That draw 17 of the one belongs with draw 17 of the other.
pub(crate) fn matched(from: Side<'_>, to: Side<'_>) -> Result<(), ModelError> {
    let (a, b) = (&from.run.output().settings, &to.run.output().settings);
    if (a.seed, a.draws) == (b.seed, b.draws) {
        return Ok(());
    }
    Err(ModelError::UnmatchedDraws {
        from: format!("{} draws of seed {}", a.draws, a.seed),
        to: format!("{} draws of seed {}", b.draws, b.seed),
    })
}

pub(crate) fn change(
    key: &FigureKey,
    from: &[f64],
    to: &[f64],
    (before, after): (&Accounts, &Accounts),
) -> Option<Change> {
    let moved = less(to, from);
    let (old, new) = (before.describe(key), after.describe(key));
    let mut source: Vec<String> = old.source.iter().map(|s| (*s).to_owned()).collect();
    source.extend(new.source.iter().filter(|s| !old.source.contains(s)).map(|s| (*s).to_owned()));
    Some(Change {
        key: key.clone(),
        from: estimate(from)?,
        to: estimate(to)?,
        difference: estimate(&moved)?,
        above: above_zero(&moved),
        below: above_zero(&less(from, to)),
        unit: new.unit,
        status: old.status.worst(new.status),
        source,
    })
}

/// The draws of a figure; a single number of one that is made from all draws together.
pub(crate) fn draws(side: Side<'_>, accounts: &Accounts, key: &FigureKey) -> Option<Vec<f64>> {
    match key.measure {
        Measure::GapProbability => {
            let gap = FigureKey { measure: Measure::Gap, ..key.clone() };
            Some(vec![above_zero(&accounts.draws(&gap)?)])
        }
        Measure::AssumedShare => Some(vec![side.run.output().figure(key)?.estimate.central()]),
        _ => accounts.draws(key),
    }
}
