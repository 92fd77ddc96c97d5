//! Entrants: who enters the labour force from education, over the borders and from outside it.

mod education;

pub use crate::entrants::education::{Education, occupation_codes};

use crate::assumptions::parameter_draws;
use crate::error::ModelError;
use std::collections::BTreeMap;
use suranys_core::Year;
use suranys_core::distribution::Draws;
use suranys_core::inputs::SupplyInputs;
use suranys_core::panel::CellDraws;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{
    BELOW_LEVEL_SHARE, FOREIGN_WORKERS, GRADUATES_FACTOR, HIGHER_ENTRY_RATE, MIGRATION_FACTOR,
    RETURNEES, Scenario, VOCATIONAL_ENTRY_RATE,
};

/// Levels in the table of graduates.
pub(crate) const HIGHER: &str = "HE";
pub(crate) const VOCATIONAL: &str = "TVE";

/// Entrants to the labour force of one year, persons by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// University graduates who enter work.
    pub higher: Draws,
    /// Vocational graduates who enter work.
    pub vocational: Draws,
    /// Net migration over the borders that is in the labour force; `None` where net migration is
    /// not known, and then it is among the others.
    pub migration: Option<Draws>,
    /// Everyone else who enters the labour force, less who leaves it for other reasons than
    /// retirement, death and other lasting exits; signed.
    pub other: Draws,
    /// The sum: growth of the labour force and its exits.
    pub total: Draws,
}

/// What turns the labour force and graduates into entrants under a scenario.
#[derive(Debug, Clone)]
pub struct SupplyModel {
    known: SupplyInputs,
    base_year: Year,
    /// Share of the population that works or seeks work, applied to migrants.
    active: f64,
    pub(crate) higher_rate: Draws,
    pub(crate) vocational_rate: Draws,
    pub(crate) factor: Draws,
    pub(crate) below: Draws,
    pub(crate) migration: Draws,
    pub(crate) returnees: Draws,
    pub(crate) foreign: Draws,
}

impl SupplyModel {
    /// Reads the scenario.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub fn read(
        known: &SupplyInputs,
        scenario: &Scenario,
        base_year: Year,
        active: f64,
        key: &Key,
    ) -> Result<SupplyModel, ModelError> {
        let drawn = |name| parameter_draws(scenario, name, key);
        Ok(SupplyModel {
            known: known.clone(),
            base_year,
            active,
            higher_rate: drawn(HIGHER_ENTRY_RATE)?,
            vocational_rate: drawn(VOCATIONAL_ENTRY_RATE)?,
            factor: drawn(GRADUATES_FACTOR)?,
            below: drawn(BELOW_LEVEL_SHARE)?,
            migration: drawn(MIGRATION_FACTOR)?,
            returnees: drawn(RETURNEES)?,
            foreign: drawn(FOREIGN_WORKERS)?,
        })
    }

    /// Share of the population that works or seeks work.
    pub(crate) fn active(&self) -> f64 {
        self.active
    }

    /// Whether a year is forecast, so that the scenario's parameters bear on it.
    pub(crate) fn ahead(&self, year: Year) -> bool {
        year > self.base_year
    }

    /// Last known number of graduates of a level by a year, and the year it is of.
    pub(crate) fn graduates(&self, level: &str, year: Year) -> Option<(Year, f64)> {
        self.known.last_graduates(level, year)
    }

    /// What a reader must know about graduates and what is not known of supply.
    pub fn notes(&self, last: Year) -> Vec<Note> {
        let mut notes = Vec::new();
        for level in [HIGHER, VOCATIONAL] {
            match self.graduates(level, last) {
                Some((at, persons)) => notes.push(Note::new(
                    "note.graduates-held",
                    [
                        ("level", level.to_owned()),
                        ("year", at.to_string()),
                        ("persons", format!("{persons}")),
                    ],
                )),
                None => {
                    notes.push(Note::new("note.graduates-missing", [("level", level.to_owned())]));
                }
            }
        }
        notes
    }

    /// Entrants by occupation; they sum to the total in every draw.
    ///
    /// Graduates go to the occupations of their level or field by the package's weights, less those
    /// who work one level below. All others are spread as `employed`, the employed of the year before.
    #[must_use]
    pub fn by_occupation(
        &self,
        supply: &Supply,
        education: &Education,
        employed: &CellDraws,
        year: Year,
    ) -> CellDraws {
        let plan = self.plan(education, year);
        let mut out = CellDraws::zeros(employed.cells().clone(), supply.total.len());
        for (draw, below) in self.below.iter().enumerate().take(supply.total.len()) {
            let all: f64 = employed.draw(draw).sum();
            let migration = supply.migration.as_ref().map_or(0.0, |list| list[draw]);
            let of_occupation = |(place, persons): (usize, f64)| {
                let (h, v) = plan.weights(education, employed, *below, place, draw);
                let graduates = supply.higher[draw] * h + supply.vocational[draw] * v;
                graduates + (supply.other[draw] + migration) * persons / all
            };
            out.set_draw(draw, employed.draw(draw).enumerate().map(of_occupation));
        }
        out
    }

    /// Graduates who enter one occupation by field of study, persons, by draw; under an empty one those
    /// whose field is not known.
    pub(crate) fn graduates_by_field(
        &self,
        supply: &Supply,
        education: &Education,
        employed: &CellDraws,
        year: Year,
        place: usize,
    ) -> BTreeMap<String, Vec<f64>> {
        let (plan, draws) = (self.plan(education, year), supply.total.len());
        // Every draw has the same fields in the same order.
        let mut each: Vec<(String, Vec<f64>)> = Vec::new();
        for draw in 0..draws {
            let (below, mut at) = (self.below[draw], 0);
            plan.by_field(
                education,
                employed,
                below,
                place,
                draw,
                |field, (higher, vocational)| {
                    if at == each.len() {
                        each.push((field.to_owned(), vec![0.0; draws]));
                    }
                    each[at].1[draw] =
                        supply.higher[draw] * higher + supply.vocational[draw] * vocational;
                    at += 1;
                },
            );
        }
        let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (field, persons) in each {
            match found.get_mut(&field) {
                Some(sum) => sum.iter_mut().zip(persons).for_each(|(sum, own)| *sum += own),
                None => {
                    found.insert(field, persons);
                }
            }
        }
        found
    }

    /// How the graduates of a year are divided.
    pub(crate) fn plan(
        &self,
        education: &Education,
        year: Year,
    ) -> crate::entrants::education::GraduatePlan {
        education.plan(&self.known, year.max(self.base_year), year)
    }
}
