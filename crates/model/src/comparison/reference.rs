//! Figures of one scenario with their draws, and what another scenario's differ from them by.

use crate::accounts::measures::Accounts;
use crate::accounts::tables::names;
use crate::summary::estimate;
use suranys_core::YearSpan;
use suranys_core::comparison::Change;
use suranys_core::distribution::{Draws, probability_above_zero};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::tracked::Tracked;

/// The difference of two figures, draw by draw; `None` where a draw of one is no finite number.
pub(crate) fn change(key: &FigureKey, from: &Tracked, to: &Tracked) -> Option<Change> {
    let moved = Draws::less(to.draws(), from.draws());
    Some(Change {
        key: key.clone(),
        from: estimate(from.draws())?,
        to: estimate(to.draws())?,
        difference: estimate(&moved)?,
        above: probability_above_zero(&moved),
        below: probability_above_zero(&Draws::less(from.draws(), to.draws())),
        unit: to.unit(),
        status: from.status().worst(to.status()),
        source: names(from.sources().union(to.sources())),
    })
}

/// The figures of a scenario that others are compared with, kept with their draws until the others are
/// made.
#[derive(Debug)]
pub struct Reference(Vec<(FigureKey, Tracked)>);

impl Reference {
    /// Number of figures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What scenarios differ by: of the nation by year, and of the nation, sections, regions and
    /// occupations over the reporting periods.
    pub(crate) fn of<'k>(
        accounts: &Accounts,
        figures: impl Iterator<Item = &'k FigureKey>,
    ) -> Reference {
        let compared = figures.filter(|key| compared(key, &accounts.periods));
        Reference(
            compared.filter_map(|key| Some((key.clone(), accounts.value(key)?.alone()))).collect(),
        )
    }

    /// What another scenario's figures differ by.
    pub(crate) fn less_than(&self, accounts: &Accounts) -> Vec<Change> {
        let differs = |(key, from): &(FigureKey, Tracked)| {
            let key = FigureKey { scenario: accounts.scenario.id.clone(), ..key.clone() };
            change(&key, from, &accounts.value(&key)?)
        };
        self.0.iter().filter_map(differs).collect()
    }
}

fn compared(key: &FigureKey, periods: &[YearSpan]) -> bool {
    let measure = matches!(
        key.measure,
        Measure::Employment
            | Measure::HiredWorkers
            | Measure::LabourForce
            | Measure::UnemploymentRate
            | Measure::NetRequirement
            | Measure::ReplacementDemand
            | Measure::JobOpenings
            | Measure::HiredNetRequirement
            | Measure::HiredJobOpenings
            | Measure::Entrants
            | Measure::EntrantsHigherEducation
            | Measure::EntrantsVocationalEducation
            | Measure::Cover
            | Measure::RelativeShortage
    );
    let places = [&key.section, &key.region, &key.occupation];
    let narrowed_by = places.iter().filter(|place| place.is_some()).count();
    let of_period = periods.iter().any(|p| (key.from, key.to) == (p.from(), p.to()));
    let at_end = key.from == key.to && periods.iter().any(|p| p.to() == key.to);
    measure
        && key.sex.is_none()
        && ((of_period || at_end) && narrowed_by <= 1 || narrowed_by == 0 && key.from == key.to)
}
