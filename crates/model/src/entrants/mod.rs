//! Domestic supply: who enters work from education, from outside the labour force, over the
//! borders and from unemployment.

mod education;
pub mod regions;

pub use crate::entrants::education::{Education, occupation_codes};

use crate::assumptions::parameter_draws;
use crate::error::ModelError;
use suranys_core::distribution::Draws;
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
    pub higher: Draws,
    /// Vocational graduates who enter work.
    pub vocational: Draws,
    /// Net migration over the borders that is in the labour force; `None` where net migration is
    /// not known, and then it is among the others.
    pub migration: Option<Draws>,
    /// Everyone else who enters the labour force, less who leaves it for other reasons than
    /// retirement, death and other lasting exits; signed.
    pub other: Draws,
    /// The unemployed beyond those between two jobs, an equal part in each year of the policy
    /// period.
    pub unemployed: Draws,
    /// The sum.
    pub total: Draws,
}

/// What turns the labour force and graduates into supply under a scenario.
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
    pub(crate) frictional: Draws,
    pub(crate) finding: Draws,
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
        let each = |of: &dyn Fn(usize) -> f64| -> Draws {
            (0..before.len().min(now.len())).map(of).collect()
        };
        let at = |list: &[f64], draw: usize| list.get(draw).copied().unwrap_or(0.0);
        let factor = |draw| if ahead { at(&self.factor, draw) } else { 1.0 };
        let higher = each(&|draw| higher * factor(draw) * at(&self.higher_rate, draw));
        let vocational = each(&|draw| vocational * factor(draw) * at(&self.vocational_rate, draw));
        let migration = flow.map(|flow| {
            each(&|draw| {
                if ahead {
                    flow * at(&self.migration, draw) * self.active
                        + at(&self.returnees, draw)
                        + at(&self.foreign, draw)
                } else {
                    flow * self.active
                }
            })
        });
        let moved = |draw| migration.as_ref().map_or(0.0, |migration| at(migration, draw));
        let other = each(&|draw| {
            let entrants = now[draw] - before[draw] + at(exit_rate, draw) * before[draw];
            entrants - higher[draw] - vocational[draw] - moved(draw)
        });
        let total = each(&|draw| {
            higher[draw] + vocational[draw] + moved(draw) + other[draw] + at(reserve, draw)
        });
        let unemployed = Draws::from(reserve);
        Some(Supply { higher, vocational, migration, other, unemployed, total })
    }

    /// The unemployed beyond those between two jobs who find work over the policy period, from the
    /// stocks of one year.
    #[must_use]
    pub fn reserve(&self, labour_force: &[f64], employed: &[f64]) -> Draws {
        let parameters = self.frictional.iter().zip(self.finding.iter());
        let pairs = labour_force.iter().zip(employed).zip(parameters);
        pairs
            .map(|((force, work), (frictional, finding))| {
                (force - work - frictional * force).max(0.0) * finding
            })
            .collect()
    }

    /// Supply by occupation; sums to the total in every draw.
    ///
    /// Graduates go to the occupations of their level or field by the package's weights, less those
    /// who work one level below. The unemployed go by their last occupation where the package has
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
    ) -> Draws {
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
