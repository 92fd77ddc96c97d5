//! Figures of one scenario with their draws, and what another scenario's differ from them by.

use crate::accounts::describe::Describe;
use crate::accounts::figures::assumed_share;
use crate::accounts::measures::Accounts;
use crate::summary::estimate;
use suranys_core::YearSpan;
use suranys_core::comparison::Change;
use suranys_core::distribution::{Draws, probability_above_zero};
use suranys_core::run::{FigureKey, Measure};

/// A figure with its draws and what is said of it.
pub(crate) struct FigureDraws {
    pub(crate) draws: Draws,
    about: Describe,
}

impl FigureDraws {
    pub(crate) fn of(accounts: &Accounts, key: &FigureKey) -> Option<FigureDraws> {
        Some(FigureDraws { draws: draws(accounts, key)?, about: accounts.describe(key) })
    }
}

pub(crate) fn change(key: &FigureKey, from: &FigureDraws, to: &FigureDraws) -> Option<Change> {
    let moved = Draws::less(&to.draws, &from.draws);
    let (old, new) = (&from.about, &to.about);
    let mut source: Vec<String> = old.source.iter().map(|s| (*s).to_owned()).collect();
    source.extend(new.source.iter().filter(|s| !old.source.contains(s)).map(|s| (*s).to_owned()));
    Some(Change {
        key: key.clone(),
        from: estimate(&from.draws)?,
        to: estimate(&to.draws)?,
        difference: estimate(&moved)?,
        above: probability_above_zero(&moved),
        below: probability_above_zero(&Draws::less(&from.draws, &to.draws)),
        unit: new.unit,
        status: old.status.worst(new.status),
        source,
    })
}

/// The draws of a figure; a single number of one that is made from all draws together.
pub(crate) fn draws(accounts: &Accounts, key: &FigureKey) -> Option<Draws> {
    match key.measure {
        Measure::ShortageProbability => {
            let shortage = FigureKey { measure: Measure::Shortage, ..key.clone() };
            Some(Draws::from(vec![probability_above_zero(&accounts.draws(&shortage)?)]))
        }
        Measure::AssumedShare => {
            Some(Draws::from(vec![assumed_share(&accounts.balance_terms(key))?]))
        }
        _ => accounts.draws(key),
    }
}

/// The figures of the first scenario that a run compares the others with, kept with their draws
/// until the others are made.
pub(crate) struct Reference(Vec<(FigureKey, FigureDraws)>);

impl Reference {
    /// Job openings, supply, shortage and its probability: of the nation by year, and of the
    /// nation, sections, regions and occupations over the policy period.
    pub(crate) fn of<'k>(
        accounts: &Accounts,
        figures: impl Iterator<Item = &'k FigureKey>,
    ) -> Reference {
        let compared = figures.filter(|key| compared(key, accounts.period()));
        Reference(
            compared
                .filter_map(|key| Some((key.clone(), FigureDraws::of(accounts, key)?)))
                .collect(),
        )
    }

    /// What another scenario's figures differ by.
    pub(crate) fn less_than(&self, accounts: &Accounts) -> Vec<Change> {
        let differs = |(key, from): &(FigureKey, FigureDraws)| {
            let key = FigureKey { scenario: accounts.scenario.id.clone(), ..key.clone() };
            change(&key, from, &FigureDraws::of(accounts, &key)?)
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
    let narrowed_by = places.iter().filter(|place| place.is_some()).count();
    let of_period = (key.from, key.to) == (period.from(), period.to());
    measure
        && key.sex.is_none()
        && (of_period && narrowed_by <= 1 || narrowed_by == 0 && key.from == key.to)
}
