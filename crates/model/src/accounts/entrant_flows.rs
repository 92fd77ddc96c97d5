//! Entrants to the labour force by kind, year and occupation, and how far they cover job openings.

use crate::accounts::stocks::Place;
use std::collections::BTreeMap;
use suranys_core::explanation::Phrase;
use suranys_core::run::Measure;
use suranys_core::tracked::Tracked;
use suranys_core::{Unit, Year};

/// Entrants of the nation by kind and year, and by occupation and year.
#[derive(Debug, Default)]
pub(crate) struct Entrants {
    pub(super) years: BTreeMap<(Measure, Year), Tracked>,
    pub(super) occupations: BTreeMap<(String, Year), Tracked>,
    /// Draws of the graduates who enter an occupation in a year by field of study; under an empty one
    /// those whose field is not known.
    pub(super) graduates: BTreeMap<(String, Year), BTreeMap<String, Vec<f64>>>,
}

impl Entrants {
    /// Draws of the graduates who enter an occupation in a year by field of study.
    pub(crate) fn graduates(&self, code: &str, year: Year) -> Option<&BTreeMap<String, Vec<f64>>> {
        self.graduates.get(&(code.to_owned(), year))
    }

    /// A kind of entrants in a year.
    pub(crate) fn at(&self, measure: Measure, place: &Place, year: Year) -> Option<&Tracked> {
        match place {
            Place::Nation => self.years.get(&(measure, year)),
            Place::Occupation(code) if measure == Measure::Entrants => {
                self.occupations.get(&(code.clone(), year))
            }
            _ => None,
        }
    }
}

/// Openings beyond what entrants would fill if they covered those of each occupation as they cover
/// the nation's.
pub(crate) fn relative_shortage(
    openings: &Tracked,
    entrants: &Tracked,
    all_openings: &Tracked,
    all_entrants: &Tracked,
) -> Tracked {
    let each = all_openings / all_entrants;
    let each = each.named(Phrase::new("term.openings-per-entrant", []), Unit::Ratio);
    let filled = (entrants * &each)
        .named(Phrase::new("term.filled-as-the-nation", []), Unit::PersonsCumulated);
    openings - &filled
}
