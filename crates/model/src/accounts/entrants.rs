//! Reads entrants to the labour force by year and occupation from what the package and a scenario know.

use crate::accounts::entrant_flows::Entrants;
use crate::accounts::leaves::{about_tables, cells_of, parameter_of, reading};
use crate::accounts::measures::Accounts;
use crate::accounts::stocks::{Making, Place};
use crate::accounts::tables::{
    EDUCATION_TABLE, FORCE_TABLE, GRADUATES_TABLE, MIGRATION_TABLE, POPULATION_BY_SEX_TABLE,
    POPULATION_TABLE, REGIONAL_POPULATION_TABLE,
};
use crate::employment::BaseForecasts;
use crate::entrants::{Education, HIGHER, Supply, SupplyModel, VOCATIONAL, occupation_codes};
use crate::error::ModelError;
use suranys_core::distribution::Draws;
use suranys_core::explanation::Phrase;
use suranys_core::inputs::SupplyInputs;
use suranys_core::run::{FigureKey, Measure, Note};
use suranys_core::scenario::{
    BELOW_LEVEL_SHARE, FOREIGN_WORKERS, GRADUATES_FACTOR, HIGHER_ENTRY_RATE, MIGRATION_FACTOR,
    RETURNEES, VOCATIONAL_ENTRY_RATE,
};
use suranys_core::tracked::Tracked;
use suranys_core::unit::Quantity;
use suranys_core::{ObsStatus, Unit, Year};

impl Entrants {
    /// Entrants of the years of the accounts: growth of the labour force plus its exits, of whom
    /// graduates and migrants are known and the others are the rest. A year without graduates of a
    /// level has none of it.
    ///
    /// # Errors
    /// When a parameter is missing, or weights from education to occupations don't sum to one.
    pub(crate) fn read(
        accounts: &Accounts,
        making: &Making<'_>,
        known: &SupplyInputs,
        base: &BaseForecasts,
        notes: &mut Vec<Note>,
    ) -> Result<Entrants, ModelError> {
        let Some(active) = base.active_share() else { return Ok(Entrants::default()) };
        let model =
            SupplyModel::read(known, making.scenario, accounts.base_year(), active, making.key)?;
        notes.extend(model.notes(accounts.years.to()));
        let mut entrants = Entrants::default();
        for year in accounts.years.years() {
            entrants.of_year(accounts, making, known, &model, year)?;
        }
        if let Some(staffing) = &accounts.staffing {
            let codes = occupation_codes(making.inputs, &staffing.codes);
            let education = Education::read(known, &codes)?;
            for year in accounts.years.years() {
                entrants.by_occupation(accounts, making, &model, &education, year)?;
            }
        }
        Ok(entrants)
    }

    fn of_year(
        &mut self,
        accounts: &Accounts,
        making: &Making<'_>,
        known: &SupplyInputs,
        model: &SupplyModel,
        year: Year,
    ) -> Result<(), ModelError> {
        let force = |at| accounts.stocks.labour_force.get(&(Place::Nation, at));
        let (Some(now), Some(before), Some(rate)) =
            (force(year), force(year.previous()), accounts.exits.rate(&Place::Nation, year))
        else {
            return Ok(());
        };
        let (Some(higher), Some(vocational)) =
            (graduates(making, model, HIGHER, year)?, graduates(making, model, VOCATIONAL, year)?)
        else {
            return Ok(());
        };
        let growth =
            (now - before).named(Phrase::new("term.force-growth", []), Unit::PersonsPerYear);
        let left = (rate * before).named(Phrase::new("term.force-exits", []), Unit::PersonsPerYear);
        let all = &growth + &left;
        let migration = migration(making, known, model, year)?;
        let mut rest = &(&all - &higher) - &vocational;
        if let Some(migration) = &migration {
            rest = &rest - migration;
        }
        // What nobody counts is what remains of what is: an assumption that none of it is an error.
        let rest = rest.at_best(ObsStatus::Imputed);
        let id = &making.scenario.id;
        let mut put = |measure, value: Tracked| {
            let key = FigureKey::national(id, measure, year);
            self.years.insert((measure, year), value.figure(&key, Unit::PersonsPerYear));
        };
        put(Measure::Entrants, all.at_best(ObsStatus::Imputed));
        put(Measure::EntrantsHigherEducation, higher);
        put(Measure::EntrantsVocationalEducation, vocational);
        if let Some(migration) = migration {
            put(Measure::EntrantsMigration, migration);
        }
        put(Measure::EntrantsOther, rest);
        Ok(())
    }

    fn by_occupation(
        &mut self,
        accounts: &Accounts,
        making: &Making<'_>,
        model: &SupplyModel,
        education: &Education,
        year: Year,
    ) -> Result<(), ModelError> {
        let of = |measure| self.years.get(&(measure, year));
        let (Some(all), Some(higher), Some(vocational), Some(other)) = (
            of(Measure::Entrants),
            of(Measure::EntrantsHigherEducation),
            of(Measure::EntrantsVocationalEducation),
            of(Measure::EntrantsOther),
        ) else {
            return Ok(());
        };
        let migration = of(Measure::EntrantsMigration);
        let supply = Supply {
            higher: higher.draws().clone(),
            vocational: vocational.draws().clone(),
            migration: migration.map(|migration| migration.draws().clone()),
            other: other.draws().clone(),
            total: all.draws().clone(),
        };
        let Some(before) = accounts.employed_by_occupation(year.previous()) else {
            return Ok(());
        };
        let below = parameter_of(making.scenario, BELOW_LEVEL_SHARE, model.below.clone())?;
        let spread = model.by_occupation(&supply, education, &before, year);
        let graduates = education.codes().iter().enumerate().map(|(place, code)| {
            let made = model.graduates_by_field(&supply, education, &before, year, place);
            ((code.to_string(), year), made)
        });
        self.graduates.extend(graduates);
        let mut parts = vec![higher.clone(), vocational.clone(), other.clone()];
        parts.extend(migration.cloned());
        parts.push(below);
        for (code, draws) in spread.iter() {
            let place = Place::Occupation(code.to_owned());
            let mut own = parts.clone();
            own.extend(accounts.stocks.employed.get(&(place.clone(), year.previous())).cloned());
            let name = Phrase::default();
            let tables = [EDUCATION_TABLE, GRADUATES_TABLE];
            let about = about_tables(
                making.quality,
                name,
                Unit::PersonsPerYear,
                &tables,
                ObsStatus::Imputed,
                year,
            );
            let words = Phrase::new("step.entrants-of-occupation", []);
            let own_code = code.to_owned();
            let value = Tracked::modelled(Draws::from(draws), about, words, own).citing(reading(
                move |inputs| {
                    let known = inputs.supply.as_ref();
                    known.map_or_else(Vec::new, |known| {
                        cells_of(&known.education_occupation, &inputs.sources, |(_, o)| {
                            o.as_str() == own_code
                        })
                    })
                },
            ));
            let key = place.key(&making.scenario.id, Measure::Entrants, year);
            let value = value.figure(&key, Unit::PersonsPerYear);
            self.occupations.insert((code.to_owned(), year), value);
        }
        Ok(())
    }
}

/// Graduates of a level who enter work in a year; `None` where their number is not known.
fn graduates(
    making: &Making<'_>,
    model: &SupplyModel,
    level: &'static str,
    year: Year,
) -> Result<Option<Tracked>, ModelError> {
    let Some((at, persons)) = model.graduates(level, year) else { return Ok(None) };
    let (rate, name) = match level {
        HIGHER => (&model.higher_rate, HIGHER_ENTRY_RATE),
        _ => (&model.vocational_rate, VOCATIONAL_ENTRY_RATE),
    };
    let name_of_count =
        Phrase::new("term.graduates", [("level", level.to_owned()), ("year", at.to_string())]);
    let about = about_tables(
        making.quality,
        name_of_count,
        Unit::PersonsPerYear,
        &[GRADUATES_TABLE],
        ObsStatus::Normal,
        year,
    );
    let cells = reading(move |inputs| {
        let known = inputs.supply.as_ref();
        known.map_or_else(Vec::new, |known| {
            cells_of(&known.graduates, &inputs.sources, |(l, y)| l == level && *y == at)
        })
    });
    let count = Draws::from(vec![persons; making.scenario.settings.draws]);
    let mut made = Tracked::read(count, about, Some(cells));
    if model.ahead(year) {
        made = &made * &parameter_of(making.scenario, GRADUATES_FACTOR, model.factor.clone())?;
    }
    let rate = parameter_of(making.scenario, name, rate.clone())?;
    Ok(Some(&made * &rate))
}

/// Net migration in the labour force; `None` where it is not known.
fn migration(
    making: &Making<'_>,
    known: &SupplyInputs,
    model: &SupplyModel,
    year: Year,
) -> Result<Option<Tracked>, ModelError> {
    let Some(flow) = known.net_migration.value(&year).map(Quantity::get) else { return Ok(None) };
    let draws = making.scenario.settings.draws;
    let about = about_tables(
        making.quality,
        Phrase::new("term.net-migration", []),
        Unit::PersonsPerYear,
        &[MIGRATION_TABLE],
        ObsStatus::Normal,
        year,
    );
    let cells = reading(move |inputs| {
        let known = inputs.supply.as_ref();
        known.map_or_else(Vec::new, |known| {
            cells_of(&known.net_migration, &inputs.sources, |at| *at == year)
        })
    });
    let mut made = Tracked::read(Draws::from(vec![flow; draws]), about, Some(cells));
    let parameter = |name, values: &Draws| parameter_of(making.scenario, name, values.clone());
    if model.ahead(year) {
        made = &made * &parameter(MIGRATION_FACTOR, &model.migration)?;
    }
    let tables =
        [FORCE_TABLE, POPULATION_TABLE, POPULATION_BY_SEX_TABLE, REGIONAL_POPULATION_TABLE];
    let about = about_tables(
        making.quality,
        Phrase::new("term.active-share", []),
        Unit::Share,
        &tables,
        ObsStatus::Imputed,
        year,
    );
    let words = Phrase::new("step.active-share", []);
    let active = Draws::from(vec![model.active(); draws]);
    let active = Tracked::modelled(active, about, words, Vec::new());
    made = (&made * &active).named(Phrase::new("term.migrants-at-work", []), Unit::PersonsPerYear);
    if model.ahead(year) {
        made = &made + &parameter(RETURNEES, &model.returnees)?;
        made = &made + &parameter(FOREIGN_WORKERS, &model.foreign)?;
    }
    Ok(Some(made))
}
