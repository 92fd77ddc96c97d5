//! Known counts of groups: registers and the press, and employment by unit group where the country has
//! it.

use crate::staffing::tree::Tree;
use crate::tuning::staffing::{PRESS_SD, REGISTER_SD};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::run::Note;
use suranys_core::unit::Quantity;

/// Persons known to be in some unit groups.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Count {
    /// Identifier of the count, or the code of the group.
    pub(crate) name: String,
    /// Places of the unit groups, in order.
    pub(crate) units: Vec<usize>,
    /// Place of the section it is of; all of them where absent.
    pub(crate) section: Option<usize>,
    /// Persons.
    pub(crate) persons: f64,
    /// SD of their logarithm.
    pub(crate) spread: f64,
    /// Year it is of.
    pub(crate) year: Year,
    /// Resource it stands in.
    pub(crate) resource: String,
}

/// The counts known by a year, each of its last year; no unit group is in two of one section. Where a
/// unit group has employment of its own, it leaves the counts that include it.
pub(crate) fn counts(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    sections: &[String],
    base_year: Year,
    notes: &mut Vec<Note>,
) -> Vec<Count> {
    let mut found = own(known, tree, sections, base_year);
    let mut persons: BTreeMap<usize, f64> = BTreeMap::new();
    for count in &found {
        for unit in &count.units {
            *persons.entry(*unit).or_insert(0.0) += count.persons / count.units.len() as f64;
        }
    }
    let Some(table) = &known.counts else { return found };
    let mut last: BTreeMap<&String, (Year, f64)> = BTreeMap::new();
    for ((name, year), cell) in &table.cells {
        if let Some(value) = cell.observed.value().filter(|_| *year <= base_year) {
            last.insert(name, (*year, value.get()));
        }
    }
    for (name, (year, value)) in last {
        let groups = known.count_groups.iter().filter(|group| group.count == *name);
        let units: BTreeSet<usize> =
            groups.filter_map(|group| tree.units(&group.occupation)).flatten().collect();
        let taken: f64 = units.iter().filter_map(|unit| persons.get(unit)).sum();
        let units: Vec<usize> =
            units.into_iter().filter(|unit| !persons.contains_key(unit)).collect();
        let rest = value - taken;
        if units.is_empty() || rest <= 0.0 {
            notes.push(Note::new("note.count-replaced", [("count", name.clone())]));
            continue;
        }
        let spread = known.count_spread.get(&(name.clone(), year)).copied().unwrap_or(PRESS_SD);
        found.push(Count {
            name: name.clone(),
            units,
            section: None,
            persons: rest,
            spread,
            year,
            resource: table.resource.clone(),
        });
    }
    found
}

/// Employment by unit group of the last year of each, by section where it is given so.
fn own(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    sections: &[String],
    base_year: Year,
) -> Vec<Count> {
    let Some(table) = &known.own else { return Vec::new() };
    let known_by = |year: Year| year <= base_year;
    let mut last: BTreeMap<(bool, _), Year> = BTreeMap::new();
    for ((section, code, year), cell) in &table.cells {
        if cell.observed.value().is_some() && known_by(*year) {
            let at = last.entry((section.is_some(), code)).or_insert(*year);
            *at = (*at).max(*year);
        }
    }
    let mut found = Vec::new();
    for ((section, code, year), cell) in &table.cells {
        let Some(value) = cell.observed.value() else { continue };
        let by_section = last.contains_key(&(true, code));
        if section.is_some() != by_section || last.get(&(by_section, code)) != Some(year) {
            continue;
        }
        let place = section.as_ref().map(|s| sections.iter().position(|own| own == s.as_str()));
        let (Some(units), false) = (tree.units(code), place == Some(None)) else { continue };
        found.push(Count {
            name: match section {
                Some(section) => format!("{code}|{section}"),
                None => code.to_string(),
            },
            units: units.collect(),
            section: place.flatten(),
            persons: value.get(),
            spread: REGISTER_SD,
            year: *year,
            resource: table.resource.clone(),
        });
    }
    found
}
