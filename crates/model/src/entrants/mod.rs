//! Domestic supply: who enters work from education, from outside the labour force, over the
//! borders and from unemployment.

mod education;
pub mod regions;

pub use crate::entrants::education::{Education, occupation_codes};

use crate::assumptions::parameter_draws;
use crate::error::ModelError;
use suranys_core::inputs::SupplyInputs;
use suranys_core::panel::CellDraws;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{
    BELOW_LEVEL_SHARE, FOREIGN_WORKERS, FRICTIONAL_UNEMPLOYMENT, GRADUATES_FACTOR,
    HIGHER_ENTRY_RATE, JOB_FINDING_SHARE, MIGRATION_FACTOR, RETURNEES, Scenario,
    VOCATIONAL_ENTRY_RATE,
};
use suranys_core::unit::Quantity;
use suranys_core::{Code, Occupation, Year};

/// Levels in the table of graduates.
pub(crate) const HIGHER: &str = "HE";
pub(crate) const VOCATIONAL: &str = "TVE";

/// The supply of one year, persons by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// University graduates who enter work.
    pub higher: Vec<f64>,
    /// Vocational graduates who enter work.
    pub vocational: Vec<f64>,
    /// Net migration over the borders that is in the labour force; `None` where net migration is
    /// not known, and then it is among the others.
    pub migration: Option<Vec<f64>>,
    /// Everyone else who enters the labour force, less who leaves it for other reasons than
    /// retirement, death and other lasting exits; signed.
    pub other: Vec<f64>,
    /// The unemployed beyond those between two jobs, an equal part in each year of the policy
    /// period.
    pub unemployed: Vec<f64>,
    /// The sum.
    pub total: Vec<f64>,
}

/// What turns the labour force and graduates into supply under a scenario.
#[derive(Debug, Clone)]
pub struct SupplyModel {
    known: SupplyInputs,
    base_year: Year,
    /// Share of the population that works or seeks work, applied to migrants.
    active: f64,
    pub(crate) higher_rate: Vec<f64>,
    pub(crate) vocational_rate: Vec<f64>,
    pub(crate) factor: Vec<f64>,
    pub(crate) below: Vec<f64>,
    pub(crate) frictional: Vec<f64>,
    pub(crate) finding: Vec<f64>,
    pub(crate) migration: Vec<f64>,
    pub(crate) returnees: Vec<f64>,
    pub(crate) foreign: Vec<f64>,
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
            frictional: drawn(FRICTIONAL_UNEMPLOYMENT)?,
            finding: drawn(JOB_FINDING_SHARE)?,
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
        if self.known.unemployed_by_occupation.is_none() {
            notes.push(Note::new("note.unemployed-by-employment", []));
        }
        notes
    }

    /// Supply of a year from the labour force before and now, exits per person, and the reserve of
    /// unemployed that the year may draw on. `None` where the graduates of a level are unknown:
    /// then the components are unknown, and so is the total.
    #[must_use]
    pub fn supply(
        &self,
        year: Year,
        before: &[f64],
        now: &[f64],
        exit_rate: &[f64],
        reserve: &[f64],
    ) -> Option<Supply> {
        let (_, higher) = self.graduates(HIGHER, year)?;
        let (_, vocational) = self.graduates(VOCATIONAL, year)?;
        let ahead = self.ahead(year);
        let flow = self.known.net_migration.value(&year).map(Quantity::get);
        let mut supply = Supply {
            higher: Vec::new(),
            vocational: Vec::new(),
            migration: flow.map(|_| Vec::new()),
            other: Vec::new(),
            unemployed: reserve.to_vec(),
            total: Vec::new(),
        };
        for (draw, (before, now)) in before.iter().zip(now).enumerate() {
            let at = |list: &[f64]| list.get(draw).copied().unwrap_or(0.0);
            let factor = if ahead { at(&self.factor) } else { 1.0 };
            let entrants = now - before + at(exit_rate) * before;
            let (h, v) = (
                higher * factor * at(&self.higher_rate),
                vocational * factor * at(&self.vocational_rate),
            );
            let moved = flow.map(|flow| {
                if ahead {
                    flow * at(&self.migration) * self.active
                        + at(&self.returnees)
                        + at(&self.foreign)
                } else {
                    flow * self.active
                }
            });
            let other = entrants - h - v - moved.unwrap_or(0.0);
            supply.higher.push(h);
            supply.vocational.push(v);
            if let (Some(list), Some(moved)) = (&mut supply.migration, moved) {
                list.push(moved);
            }
            supply.other.push(other);
            supply.total.push(h + v + moved.unwrap_or(0.0) + other + at(reserve));
        }
        Some(supply)
    }

    /// The unemployed beyond those between two jobs who find work over the policy period, from the
    /// stocks of one year.
    #[must_use]
    pub fn reserve(&self, labour_force: &[f64], employed: &[f64]) -> Vec<f64> {
        let pairs =
            labour_force.iter().zip(employed).zip(self.frictional.iter().zip(&self.finding));
        pairs
            .map(|((force, work), (frictional, finding))| {
                (force - work - frictional * force).max(0.0) * finding
            })
            .collect()
    }

    /// Supply by occupation; sums to the total in every draw.
    ///
    /// Graduates go to the occupations of their level or field by the package's weights, less those
    /// who work one level below. The unemployed go by their last occupation where the package tells
    /// it. All others are spread as `employed`, the employed of the year before.
    #[must_use]
    pub fn by_occupation(
        &self,
        supply: &Supply,
        education: &Education,
        employed: &CellDraws,
        year: Year,
    ) -> CellDraws {
        let last = self.last_occupations(education.codes(), year);
        let plan = self.plan(education, year);
        let mut out = CellDraws::zeros(employed.cells().clone(), supply.total.len());
        for (draw, below) in self.below.iter().enumerate().take(supply.total.len()) {
            let all: f64 = employed.draw(draw).sum();
            let migration = supply.migration.as_ref().map_or(0.0, |list| list[draw]);
            let of_occupation = |(place, persons): (usize, f64)| {
                let (h, v) = plan.weights(education, employed, *below, place, draw);
                let graduates = supply.higher[draw] * h + supply.vocational[draw] * v;
                let share = persons / all;
                let seeking = last.as_ref().map_or(share, |list| list[place]);
                graduates
                    + (supply.other[draw] + migration) * share
                    + supply.unemployed[draw] * seeking
            };
            out.set_draw(draw, employed.draw(draw).enumerate().map(of_occupation));
        }
        out
    }

    /// Graduates who enter one occupation, persons, by draw.
    #[must_use]
    pub fn graduates_of(
        &self,
        supply: &Supply,
        education: &Education,
        employed: &CellDraws,
        year: Year,
        place: usize,
    ) -> Vec<f64> {
        let plan = self.plan(education, year);
        (0..supply.total.len())
            .map(|draw| {
                let (h, v) = plan.weights(education, employed, self.below[draw], place, draw);
                supply.higher[draw] * h + supply.vocational[draw] * v
            })
            .collect()
    }

    /// How the graduates of a year are divided.
    pub(crate) fn plan(
        &self,
        education: &Education,
        year: Year,
    ) -> crate::entrants::education::GraduatePlan {
        education.plan(&self.known, year.max(self.base_year), year)
    }

    /// Share of an occupation among the employed.
    pub(crate) fn share(&self, employed: &CellDraws, place: usize, draw: usize) -> f64 {
        let all: f64 = employed.draw(draw).sum();
        employed.draw(draw).nth(place).unwrap_or(f64::NAN) / all
    }

    /// Whether the package has the unemployed by last occupation.
    pub(crate) fn knows_last_occupations(&self) -> bool {
        self.known.unemployed_by_occupation.is_some()
    }

    /// Shares of the unemployed by last occupation in the last year known by `year`.
    pub(crate) fn last_occupations(
        &self,
        codes: &[Code<Occupation>],
        year: Year,
    ) -> Option<Vec<f64>> {
        let table = self.known.unemployed_by_occupation.as_ref()?;
        let at = table.cells.keys().map(|(_, at)| *at).filter(|at| *at <= year).max()?;
        let persons: Vec<f64> = codes
            .iter()
            .map(|code| table.value(&(code.clone(), at)).map(Quantity::get))
            .collect::<Option<_>>()?;
        let all: f64 = persons.iter().sum();
        (all > 0.0).then(|| persons.iter().map(|v| v / all).collect())
    }
}
