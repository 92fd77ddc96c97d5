//! What differs between two scenarios, of one run or of two: each figure as a difference of matched
//! draws, so that its interval is a true one.

use crate::accounts::measures::Accounts;
use crate::comparison::reference::change;
use crate::error::ModelError;
use crate::explain::explainer::Explainer;
use std::collections::BTreeSet;
use suranys_core::comparison::Change;
use suranys_core::run::FigureKey;
use suranys_core::text;

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
/// has of one of them alone is taken from the accounts of the other, as far as they have it.
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
        match (before.value(&old), after.value(&key)) {
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
        from: text!("{draws} draws of seed {seed}", draws = a.draws, seed = a.seed),
        to: text!("{draws} draws of seed {seed}", draws = b.draws, seed = b.seed),
    })
}
