//! What differs between two scenarios, of one run or of two: each figure as a difference of matched
//! draws, so that its range is a true one.

use crate::ModelError;
use crate::accounts::{Accounts, Describe, assumed_share};
use crate::balance::{above_zero, less};
use crate::explain::Explainer;
use crate::summary::estimate;
use std::collections::BTreeSet;
use suranys_core::YearSpan;
use suranys_core::comparison::Change;
use suranys_core::run::{FigureKey, Measure};

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
        match (Told::of(before, &old), Told::of(after, &key)) {
            (Some(old), Some(new)) => comparison.changes.extend(change(&key, &old, &new)),
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

/// A figure with its draws and what is said of it.
pub(crate) struct Told {
    pub(crate) draws: Vec<f64>,
    about: Describe,
}

impl Told {
    pub(crate) fn of(accounts: &Accounts, key: &FigureKey) -> Option<Told> {
        Some(Told { draws: draws(accounts, key)?, about: accounts.describe(key) })
    }
}

pub(crate) fn change(key: &FigureKey, from: &Told, to: &Told) -> Option<Change> {
    let moved = less(&to.draws, &from.draws);
    let (old, new) = (&from.about, &to.about);
    let mut source: Vec<String> = old.source.iter().map(|s| (*s).to_owned()).collect();
    source.extend(new.source.iter().filter(|s| !old.source.contains(s)).map(|s| (*s).to_owned()));
    Some(Change {
        key: key.clone(),
        from: estimate(&from.draws)?,
        to: estimate(&to.draws)?,
        difference: estimate(&moved)?,
        above: above_zero(&moved),
        below: above_zero(&less(&from.draws, &to.draws)),
        unit: new.unit,
        status: old.status.worst(new.status),
        source,
    })
}

/// The draws of a figure; a single number of one that is made from all draws together.
pub(crate) fn draws(accounts: &Accounts, key: &FigureKey) -> Option<Vec<f64>> {
    match key.measure {
        Measure::ShortageProbability => {
            let gap = FigureKey { measure: Measure::Shortage, ..key.clone() };
            Some(vec![above_zero(&accounts.draws(&gap)?)])
        }
        Measure::AssumedShare => Some(vec![assumed_share(&accounts.balance_terms(key))?]),
        _ => accounts.draws(key),
    }
}

/// The figures of the first scenario that a run compares the others with, kept with their draws
/// until the others are made.
pub(crate) struct Reference(Vec<(FigureKey, Told)>);

impl Reference {
    /// Need, supply, gap and its probability: of the nation by year, and of the nation, sections,
    /// regions and occupations over the policy period.
    pub(crate) fn of<'k>(
        accounts: &Accounts,
        figures: impl Iterator<Item = &'k FigureKey>,
    ) -> Reference {
        let compared = figures.filter(|key| compared(key, accounts.period()));
        Reference(
            compared.filter_map(|key| Some((key.clone(), Told::of(accounts, key)?))).collect(),
        )
    }

    /// What another scenario's figures differ by.
    pub(crate) fn less_than(&self, accounts: &Accounts) -> Vec<Change> {
        let differs = |(key, from): &(FigureKey, Told)| {
            let key = FigureKey { scenario: accounts.scenario.id.clone(), ..key.clone() };
            change(&key, from, &Told::of(accounts, &key)?)
        };
        self.0.iter().filter_map(differs).collect()
    }
}

fn compared(key: &FigureKey, period: YearSpan) -> bool {
    let measure = matches!(
        key.measure,
        Measure::JobOpenings | Measure::Supply | Measure::Shortage | Measure::ShortageProbability
    );
    let places = [&key.section, &key.region, &key.occupation];
    let told = places.iter().filter(|place| place.is_some()).count();
    let whole = (key.from, key.to) == (period.from(), period.to());
    measure && key.sex.is_none() && (whole && told <= 1 || told == 0 && key.from == key.to)
}
