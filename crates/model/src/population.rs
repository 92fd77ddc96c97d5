//! People: what population, migration and participation of a scenario's own add to the labour force, and
//! the participation that a labour force needs.
//!
//! Supply and demand both rest on them and they on neither. Population is the publisher's own total,
//! and beyond it grows and ages as the projection by age does: two editions joined openly, since a
//! census moves the one and not the other.

use crate::assumptions::parameter_draws;
use crate::cell::TOTAL;
use crate::error::ModelError;
use crate::replacement::profile::Population;
use crate::tuning::participation::{PAST_YEARS, WORKING_AGE};
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::scenario::{
    FOREIGN_WORKERS, MIGRATION_FACTOR, PARTICIPATION_SHIFT, RETURNEES, Scenario,
};
use suranys_core::text;
use suranys_core::unit::Quantity;
use suranys_core::{DrawPanel, Sex, Year, YearSpan};

/// Participation: labour force over population of working age, which has no upper end.
#[derive(Debug, Clone, PartialEq)]
pub struct Participation {
    /// By year ahead, a share: one cell, [`TOTAL`].
    pub rates: DrawPanel,
    /// Of the last years published.
    pub past: BTreeMap<Year, f64>,
}

/// Population and migration, as far as the package has them.
#[derive(Debug, Clone)]
pub(crate) struct People {
    /// Persons of working age and of all ages, by year.
    population: BTreeMap<Year, (f64, f64)>,
    /// Resource of the population.
    resource: String,
    /// Net migration by year, and its resource.
    migration: BTreeMap<Year, f64>,
    flows: String,
}

impl People {
    /// Reads population up to a year, and migration. A year that the tables don't cover is left out:
    /// who asks for it gets the error.
    pub(crate) fn read(inputs: &Inputs, horizon: Year) -> People {
        let known = Population::read(inputs).ok();
        let mut projected: BTreeMap<Year, (f64, f64)> = BTreeMap::new();
        let years = inputs.population_by_age.cells.keys().map(|(_, year)| *year);
        if let (Some(population), Some(first)) = (&known, years.min()) {
            for year in (first.0..=horizon.0).map(Year) {
                let (mut working, mut all) = (0.0, 0.0);
                for ages in
                    Sex::ALL.iter().filter_map(|sex| population.single_years(*sex, year).ok())
                {
                    all += ages.iter().sum::<f64>();
                    working += ages.iter().skip(WORKING_AGE).sum::<f64>();
                }
                if all > 0.0 {
                    projected.insert(year, (working, all));
                }
            }
        }
        let published: BTreeMap<Year, f64> = inputs
            .regional
            .population
            .iter()
            .flat_map(|table| &table.cells)
            .filter(|((code, _), _)| Some(code) == inputs.regions.total())
            .filter_map(|((_, year), cell)| Some((*year, cell.observed.value()?.get())))
            .collect();
        let ratio = |year: &Year| Some(published.get(year)? / projected.get(year)?.1);
        let population = projected
            .iter()
            .map(|(year, (working, all))| {
                let before = published.range(..=*year).next_back().map(|(at, _)| at);
                let at = before.or(published.keys().next());
                let ratio = at.and_then(ratio).unwrap_or(1.0);
                (*year, (ratio * working, ratio * all))
            })
            .collect();
        let flows = inputs.supply.as_ref().map(|known| &known.net_migration);
        People {
            population,
            resource: inputs.population_by_age.resource.clone(),
            migration: flows
                .iter()
                .flat_map(|table| &table.cells)
                .filter_map(|(year, cell)| Some((*year, cell.observed.value()?.get())))
                .collect(),
            flows: flows.map_or_else(|| "net_migration".to_owned(), |table| table.resource.clone()),
        }
    }

    fn of(&self, year: Year) -> Result<(f64, f64), ModelError> {
        self.population.get(&year).copied().ok_or_else(|| ModelError::NoFigure {
            resource: self.resource.clone(),
            what: text!("population by age"),
            year,
        })
    }

    /// Labour force over population of all ages.
    ///
    /// # Errors
    /// When the year has no population.
    pub(crate) fn active(&self, labour_force: f64, year: Year) -> Result<f64, ModelError> {
        Ok(labour_force / self.of(year)?.1)
    }

    /// What a scenario adds to the labour force in the years after `base_year`, persons by year and
    /// draw: more of each age who take part; migrants beyond the projection's, of whom as many take
    /// part as of all people; returnees and foreign workers, all of whom do. `None` where it adds
    /// nothing.
    ///
    /// # Errors
    /// When a parameter is missing, or population or migration of a year that it bears on.
    pub(crate) fn added(
        &self,
        scenario: &Scenario,
        (base_year, labour_force): (Year, f64),
        horizon: Year,
        key: &Key,
    ) -> Result<Option<Vec<Draws>>, ModelError> {
        let drawn = |name| parameter_draws(scenario, name, key);
        let shift = drawn(PARTICIPATION_SHIFT)?;
        let migration = drawn(MIGRATION_FACTOR)?;
        let (returnees, foreign) = (drawn(RETURNEES)?, drawn(FOREIGN_WORKERS)?);
        let all = |draws: &Draws, neutral: f64| draws.iter().all(|v| *v == neutral);
        let (shifts, moves) = (!all(&shift, 0.0), !all(&migration, 1.0));
        if !shifts && !moves && all(&returnees, 0.0) && all(&foreign, 0.0) {
            return Ok(None);
        }
        let active = if moves { self.active(labour_force, base_year)? } else { 0.0 };
        let (mut moved, mut years) = (0.0, Vec::new());
        for (step, year) in (base_year.0 + 1..=horizon.0).map(Year).enumerate() {
            if moves {
                moved += self.migration.get(&year).ok_or_else(|| ModelError::NoFigure {
                    resource: self.flows.clone(),
                    what: text!("net migration"),
                    year,
                })?;
            }
            let working = if shifts { self.of(year)?.0 } else { 0.0 };
            let of_draw = |draw: usize| {
                shift[draw] / 100.0 * working
                    + (migration[draw] - 1.0) * moved * active
                    + (returnees[draw] + foreign[draw]) * (step + 1) as f64
            };
            years.push((0..shift.len()).map(of_draw).collect());
        }
        Ok(Some(years))
    }

    /// The participation that a labour force needs ahead, next to that of the last years published;
    /// `None` where the package has no population by age for them.
    ///
    /// # Errors
    /// When more take part in a draw than there are people: nothing bounds it.
    pub(crate) fn participation(
        &self,
        labour_force: &DrawPanel,
        published: &BTreeMap<Year, f64>,
        base_year: Year,
    ) -> Result<Option<Participation>, ModelError> {
        let years = labour_force.years();
        let Some(ahead) = YearSpan::new(years.from().max(base_year.plus(1)), years.to()) else {
            return Ok(None);
        };
        let mut rates = DrawPanel::zeros(labour_force.cells().clone(), ahead, labour_force.draws());
        for year in ahead.years() {
            let Ok((working, _)) = self.of(year) else { return Ok(None) };
            let force = labour_force.get(TOTAL, year).unwrap_or_default();
            let row = rates.get_mut(TOTAL, year).unwrap_or_default();
            row.iter_mut().zip(force).for_each(|(rate, force)| *rate = force / working);
            let beyond = row.iter().filter(|rate| **rate > 1.0).count();
            if beyond > 0 {
                return Err(ModelError::Participation {
                    year,
                    beyond,
                    draws: force.len(),
                    working,
                });
            }
        }
        let past = published.range(..=base_year).rev().take(PAST_YEARS);
        let past = past.filter_map(|(year, force)| Some((*year, force / self.of(*year).ok()?.0)));
        Ok(Some(Participation { rates, past: past.collect() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::Axis;

    fn people() -> People {
        People {
            population: (2024..=2030).map(|y| (Year(y), (700.0, 1000.0))).collect(),
            resource: "population_by_age".to_owned(),
            migration: (2024..=2030).map(|y| (Year(y), -10.0)).collect(),
            flows: "net_migration".to_owned(),
        }
    }

    /// By hand: 560 of 700 of working age are four fifths; 770 of 700 can't be.
    #[test]
    fn participation_is_what_the_labour_force_needs_and_no_more_than_all() {
        let years = YearSpan::new(Year(2025), Year(2026)).expect("in order");
        let mut force = DrawPanel::zeros(Axis::new([TOTAL]).expect("one"), years, 2);
        force.get_mut(TOTAL, Year(2026)).expect("covered").copy_from_slice(&[560.0, 490.0]);
        let past = BTreeMap::from([(Year(2025), 420.0)]);
        let made = people().participation(&force, &past, Year(2025)).expect("possible");
        let made = made.expect("has population");
        assert_eq!(made.rates.get(TOTAL, Year(2026)), Some([0.8, 0.7].as_slice()));
        assert!((made.past[&Year(2025)] - 0.6).abs() < 1e-12);
        force.get_mut(TOTAL, Year(2026)).expect("covered")[1] = 770.0;
        let error = people().participation(&force, &past, Year(2025)).expect_err("more than all");
        assert!(error.to_string().contains("2026"), "{error}");
    }
}
