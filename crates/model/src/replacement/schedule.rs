//! The dated statutory schedule of pension ages.

use crate::error::ModelError;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::run::Note;
use suranys_core::scenario::Scenario;
use suranys_core::text;
use suranys_core::{Sex, Year, YearSpan};

/// Statutory pension age by sex and year.
#[derive(Debug, Clone)]
pub struct PensionSchedule {
    ages: BTreeMap<Sex, BTreeMap<Year, f64>>,
}

impl PensionSchedule {
    /// The schedule as known at the inputs' vintage, with a scenario's own ages laid over it.
    ///
    /// Where several acts are about a year, the one made public last is in force. A year no act is
    /// about keeps the age of the last year before it; a note says so when that year is forecast.
    ///
    /// # Errors
    /// When no age is known for one of the sexes.
    pub fn read(
        inputs: &Inputs,
        scenario: &Scenario,
        years: YearSpan,
        notes: &mut Vec<Note>,
    ) -> Result<PensionSchedule, ModelError> {
        let mut latest: BTreeMap<(Sex, Year), (Year, f64)> = BTreeMap::new();
        for rule in &inputs.pension_ages {
            let held = latest.entry((rule.sex, rule.year)).or_insert((rule.known_from, rule.age));
            if rule.known_from >= held.0 {
                *held = (rule.known_from, rule.age);
            }
        }
        let mut ages: BTreeMap<Sex, BTreeMap<Year, f64>> = BTreeMap::new();
        for ((sex, year), (_, age)) in latest {
            ages.entry(sex).or_default().insert(year, age);
        }
        for (sex, changes) in &scenario.pension_ages {
            let schedule = ages.entry(*sex).or_default();
            schedule.extend(changes.iter().map(|(year, age)| (*year, *age)));
        }
        let schedule = PensionSchedule { ages };
        for sex in Sex::ALL {
            let last = schedule.ages.get(&sex).and_then(|ages| ages.last_key_value());
            let Some((year, age)) = last else {
                return Err(ModelError::NothingKnown {
                    resource: "pension_age".to_owned(),
                    what: text!("statutory age"),
                });
            };
            if *year < years.to() {
                notes.push(Note::new(
                    "note.schedule-held",
                    [
                        ("sex", sex.to_string()),
                        ("year", year.to_string()),
                        ("age", age.to_string()),
                    ],
                ));
            }
        }
        Ok(schedule)
    }

    /// Statutory age in years for a sex in a year; before the first year known, that year's.
    ///
    /// # Errors
    /// When the schedule says nothing of the sex.
    pub fn age(&self, sex: Sex, year: Year) -> Result<f64, ModelError> {
        let ages = self.ages.get(&sex);
        ages.and_then(|ages| ages.range(..=year).next_back().or_else(|| ages.iter().next()))
            .map(|(_, age)| *age)
            .ok_or_else(|| ModelError::NoFigure {
                resource: "pension_age".to_owned(),
                what: sex.to_string().into(),
                year,
            })
    }
}
