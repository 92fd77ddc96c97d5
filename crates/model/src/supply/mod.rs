//! Domestic supply: who enters work from education, from outside the labour force and from
//! unemployment.

mod labour_force;

pub use labour_force::labour_force;

use crate::ModelError;
use crate::demand::parameter_draws;

use suranys_core::inputs::SupplyInputs;
use suranys_core::key::Key;
use suranys_core::run::Note;
use suranys_core::scenario::{
    BELOW_LEVEL_SHARE, FRICTIONAL_UNEMPLOYMENT, GRADUATES_FACTOR, HIGHER_ENTRY_RATE, Scenario,
    VOCATIONAL_ENTRY_RATE,
};
use suranys_core::unit::Quantity;
use suranys_core::{Code, Occupation, Year};

/// Levels in the table of graduates.
const HIGHER: &str = "HE";
const VOCATIONAL: &str = "TVE";
const EXPECTED: &str = "TVE_EXPECTED";
const EXPECTED_WORKERS: &str = "TVE_EXPECTED_WORKERS";
/// Levels in the table of education and occupations, from the highest down.
const LEVELS: [&str; 4] = ["HE", "TVE_SPECIALISTS", "TVE_WORKERS", "NONE"];

/// The supply of one year, persons by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// University graduates who enter work.
    pub higher: Vec<f64>,
    /// Vocational graduates who enter work.
    pub vocational: Vec<f64>,
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
pub struct SupplyModel<'a> {
    known: &'a SupplyInputs,
    base_year: Year,
    higher_rate: Vec<f64>,
    vocational_rate: Vec<f64>,
    factor: Vec<f64>,
    below: Vec<f64>,
    frictional: Vec<f64>,
}

impl<'a> SupplyModel<'a> {
    /// Reads the scenario.
    ///
    /// # Errors
    /// When a parameter is missing.
    pub fn read(
        known: &'a SupplyInputs,
        scenario: &Scenario,
        base_year: Year,
        key: &Key,
    ) -> Result<SupplyModel<'a>, ModelError> {
        let drawn = |name| parameter_draws(scenario, name, key);
        Ok(SupplyModel {
            known,
            base_year,
            higher_rate: drawn(HIGHER_ENTRY_RATE)?,
            vocational_rate: drawn(VOCATIONAL_ENTRY_RATE)?,
            factor: drawn(GRADUATES_FACTOR)?,
            below: drawn(BELOW_LEVEL_SHARE)?,
            frictional: drawn(FRICTIONAL_UNEMPLOYMENT)?,
        })
    }

    /// Last known number of graduates of a level by a year, and the year it is of.
    fn graduates(&self, level: &str, year: Year) -> Option<(Year, f64)> {
        let cells = self.known.graduates.cells.iter();
        cells
            .filter(|((l, at), _)| l == level && *at <= year)
            .filter_map(|((_, at), cell)| Some((*at, cell.observed.value()?.get())))
            .max_by_key(|(at, _)| *at)
    }

    /// What a reader must know about graduates.
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
                    notes.push(Note::new("note.graduates-missing", [("level", level.to_owned())]))
                }
            }
        }
        notes
    }

    /// Supply of a year from the labour force before and now, exits per person, and the reserve of
    /// unemployed that the year may draw on. `None` where the graduates of a level are unknown:
    /// then the parts are unknown, while the whole is not: see [`Supply::total`] of the other case.
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
        let ahead = year > self.base_year;
        let mut supply = Supply {
            higher: Vec::new(),
            vocational: Vec::new(),
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
            let other = entrants - h - v;
            supply.higher.push(h);
            supply.vocational.push(v);
            supply.other.push(other);
            supply.total.push(h + v + other + at(reserve));
        }
        Some(supply)
    }

    /// The unemployed beyond those between two jobs, from the stocks of one year.
    #[must_use]
    pub fn reserve(&self, labour_force: &[f64], employed: &[f64]) -> Vec<f64> {
        let pairs = labour_force.iter().zip(employed).zip(&self.frictional);
        pairs
            .map(|((force, work), frictional)| (force - work - frictional * force).max(0.0))
            .collect()
    }

    /// Supply by occupation, `[occupation][draw]`; sums to the whole in every draw.
    ///
    /// Graduates go to the occupations of their level, less those who work one level below;
    /// within a level, and all others over all occupations, as the employed of the year before.
    #[must_use]
    pub fn by_occupation(
        &self,
        supply: &Supply,
        occupations: &[Code<Occupation>],
        employed: &[Vec<f64>],
        year: Year,
    ) -> Vec<Vec<f64>> {
        let draws = supply.total.len();
        let workers = self.worker_share(year);
        let member: Vec<Vec<bool>> = LEVELS
            .iter()
            .map(|level| {
                let list = self.known.education_occupation.get(*level);
                occupations.iter().map(|o| list.is_some_and(|l| l.contains(o))).collect()
            })
            .collect();
        let mut out = vec![Vec::with_capacity(draws); occupations.len()];
        for draw in 0..draws {
            let below = self.below.get(draw).copied().unwrap_or(0.0);
            // By level: university, vocational specialists and workers, none.
            let workers = workers.unwrap_or_else(|| {
                let of = |level: usize| sum_of(employed, &member[level], draw);
                of(2) / (of(1) + of(2)).max(f64::MIN_POSITIVE)
            });
            let given = [
                supply.higher[draw],
                supply.vocational[draw] * (1.0 - workers),
                supply.vocational[draw] * workers,
                0.0,
            ];
            let mut levels = [0.0; 4];
            for (level, persons) in given.iter().enumerate() {
                levels[level] += persons * (1.0 - below);
                levels[(level + 1).min(3)] += persons * below;
            }
            let rest = supply.other[draw] + supply.unemployed[draw];
            let all: f64 = employed.iter().map(|list| list[draw]).sum();
            let sums: Vec<f64> = member.iter().map(|m| sum_of(employed, m, draw)).collect();
            for (place, list) in out.iter_mut().enumerate() {
                let own = employed[place][draw];
                let mut persons = rest * own / all;
                for (level, total) in levels.iter().enumerate() {
                    if member[level][place] && sums[level] > 0.0 {
                        persons += total * own / sums[level];
                    }
                }
                list.push(persons);
            }
        }
        out
    }

    /// Share of vocational graduates in worker occupations, as far as known by a year.
    fn worker_share(&self, year: Year) -> Option<f64> {
        let (at, all) = self.graduates(EXPECTED, year.max(self.base_year))?;
        let (of, workers) = self.graduates(EXPECTED_WORKERS, year.max(self.base_year))?;
        (at == of && all > 0.0).then(|| workers / all)
    }
}

fn sum_of(employed: &[Vec<f64>], member: &[bool], draw: usize) -> f64 {
    let inside = employed.iter().zip(member).filter(|(_, inside)| **inside);
    inside.map(|(list, _)| list[draw]).sum()
}
