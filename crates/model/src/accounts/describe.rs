//! What a figure is: its unit, its status and the tables it rests on.

use crate::accounts::measures::Accounts;
use crate::accounts::tables::{
    AGE_TABLE, EDUCATION_TABLE, EXIT_TABLES, FORCE_TABLE, GRADUATES_TABLE, MATRIX_TABLE,
    MIGRATION_TABLE, OCCUPATION_TABLES, PARTICIPATION_TABLE, PENSION_TABLE, POPULATION_TABLES,
    REGION_TABLE, REGRESSOR_TABLES, SECTION_TABLE, SEEKING_TABLE, WOMEN_TABLE,
};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::{ObsStatus, Status, Unit, Year};

/// Unit, status and tables of a figure.
pub(crate) struct Describe {
    pub(crate) unit: Unit,
    pub(crate) status: Status,
    pub(crate) source: Vec<&'static str>,
}

/// The place of a figure.
#[derive(Clone, Copy)]
struct Place {
    section: bool,
    region: bool,
    occupation: bool,
}

impl Place {
    fn of(key: &FigureKey) -> Place {
        Place {
            section: key.section.is_some(),
            region: key.region.is_some(),
            occupation: key.occupation.is_some(),
        }
    }

    fn nation(self) -> bool {
        !(self.section || self.region || self.occupation)
    }

    fn cross_classified(self) -> bool {
        [self.section, self.region, self.occupation].iter().filter(|reported| **reported).count()
            > 1
    }
}

impl Accounts {
    /// Unit, status and sources of a figure.
    pub(crate) fn describe(&self, key: &FigureKey) -> Describe {
        let place = Place::of(key);
        let source = self.sources(key, place);
        let stock = self.stock_status(key, place);
        let real = Status::real;
        // A cross-classified cell and an occupation rest on a proxy; exits, and all that holds
        // them, on what the scenario assumes of those who stay, die and leave; a labour force ahead
        // on what it assumes of participation.
        let guessed = place.cross_classified() || place.occupation;
        let model = match key.measure {
            Measure::PensionAge => real(ObsStatus::Normal),
            Measure::Employment | Measure::NetEmploymentChange if !guessed => stock,
            Measure::LabourForce if key.to <= self.base_year() => stock,
            _ => real(ObsStatus::Imputed),
        };
        // A published stock is as good as its own cells, not as others published with it.
        let published = key.to <= self.base_year()
            && (matches!(key.measure, Measure::LabourForce)
                || (matches!(key.measure, Measure::Employment | Measure::NetEmploymentChange)
                    && !guessed));
        let inputs = source.iter().fold(model, |worst, table| {
            let own = if published { None } else { self.quality.until(table, key.to) };
            let synthetic = self.quality.synthetic(table);
            Status { synthetic, ..own.unwrap_or(worst) }.worst(worst)
        });
        Describe { unit: unit(key), status: inputs, source }
    }

    /// Status of employment, and of the labour force, of a place that is not cross-classified.
    fn stock_status(&self, key: &FigureKey, place: Place) -> Status {
        let real = Status::real;
        let spliced = key.region.as_ref().is_some_and(|region| self.spliced.contains(region));
        if key.to > self.base_year() {
            return real(self.projection.basis(spliced));
        }
        if key.measure == Measure::LabourForce {
            return self.quality.of_year(FORCE_TABLE, key.to).unwrap_or(real(ObsStatus::Normal));
        }
        let (table, code) = match (&key.section, &key.region) {
            (Some(section), _) => (SECTION_TABLE, section.as_str()),
            (None, Some(region)) => (REGION_TABLE, region.as_str()),
            (None, None) => (SECTION_TABLE, self.total_code.as_str()),
        };
        let flow = key.measure != Measure::Employment && !place.cross_classified();
        let first = if flow { key.from.previous() } else { key.from };
        (first.0..=key.to.0).map(Year).fold(real(ObsStatus::Normal), |worst, year| {
            // Before its own first figure a region has a share of another's.
            let own = self.quality.of_stock(table, code, year);
            let own = own.unwrap_or(real(if spliced { ObsStatus::Imputed } else { worst.obs }));
            // A flow is across a break that begins within it, not one that began before it.
            let before = flow && year == first && own.obs == ObsStatus::Break;
            worst.worst(Status { obs: if before { worst.obs } else { own.obs }, ..own })
        })
    }

    fn sources(&self, key: &FigureKey, place: Place) -> Vec<&'static str> {
        let before = key.to.previous();
        let mut all = match key.measure {
            Measure::PensionAge => vec![PENSION_TABLE],
            Measure::Employment | Measure::NetEmploymentChange => self.stock_tables(place, key.to),
            Measure::Retirement
            | Measure::Deaths
            | Measure::OtherExits
            | Measure::ReplacementDemand => {
                [self.exit_tables(place, before), self.stock_tables(place, before)].concat()
            }
            Measure::JobOpenings => {
                [self.exit_tables(place, before), self.stock_tables(place, key.to)].concat()
            }
            // The nation's openings are those of its sections.
            Measure::GrossJobOpenings => {
                let of = Place { section: place.section || place.nation(), ..place };
                [self.exit_tables(of, before), self.stock_tables(of, key.to)].concat()
            }
            Measure::LabourForce => self.force_tables(key.to),
            Measure::SupplyHigherEducation | Measure::SupplyVocationalEducation => {
                vec![GRADUATES_TABLE]
            }
            Measure::SupplyMigration => {
                [&[MIGRATION_TABLE, PARTICIPATION_TABLE], &POPULATION_TABLES[..]].concat()
            }
            Measure::SupplyUnemployed => self.unemployed_tables(),
            Measure::SupplyOther | Measure::Supply => self.supply_tables(key, place),
            Measure::Shortage | Measure::ShortageProbability | Measure::AssumedShare => [
                self.exit_tables(place, before),
                self.stock_tables(place, key.to),
                self.supply_tables(key, place),
            ]
            .concat(),
        };
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|table| seen.insert(*table));
        all
    }

    /// Tables behind employment of a place to a year.
    fn stock_tables(&self, place: Place, until: Year) -> Vec<&'static str> {
        let mut all = vec![SECTION_TABLE];
        if place.region {
            all.push(REGION_TABLE);
        }
        let ahead = until > self.base_year();
        // Growth of a scenario's own moves a region as its sections.
        if place.region && (place.cross_classified() || (ahead && self.projection.effect.is_some()))
        {
            all.push(MATRIX_TABLE);
        }
        if place.occupation {
            all.extend(OCCUPATION_TABLES);
        }
        if ahead && self.projection.driven() {
            all.extend(REGRESSOR_TABLES);
        }
        all
    }

    /// Tables behind exits per person, which a place weights by the stocks of the year before.
    fn exit_tables(&self, place: Place, before: Year) -> Vec<&'static str> {
        let mut all = [&EXIT_TABLES[..], &POPULATION_TABLES].concat();
        if let Some(mix) = self.mix.as_ref().filter(|_| !place.nation()) {
            if !mix.women.is_empty() {
                all.push(WOMEN_TABLE);
            }
            if mix.has_ages() {
                all.push(AGE_TABLE);
            }
            let by_occupation = Place { occupation: true, ..place };
            all.extend(self.stock_tables(by_occupation, before));
        }
        all
    }

    /// Tables behind the labour force of a year.
    fn force_tables(&self, year: Year) -> Vec<&'static str> {
        let mut all = vec![FORCE_TABLE];
        if year > self.base_year() {
            all.push(PARTICIPATION_TABLE);
            all.extend(POPULATION_TABLES);
            // It moves with employment.
            let nation = Place { section: false, region: false, occupation: false };
            all.extend(self.stock_tables(nation, year));
            if self.supply.as_ref().is_some_and(|s| s.force.migrants) {
                all.push(MIGRATION_TABLE);
            }
            if !self.scenario.pension_ages.is_empty() {
                all.extend(EXIT_TABLES);
            }
        }
        all
    }

    /// Tables behind the unemployed who can be hired, who are those of the year before all flows.
    fn unemployed_tables(&self) -> Vec<&'static str> {
        let nation = Place { section: false, region: false, occupation: false };
        let at = self.years.from().previous();
        [self.force_tables(at), self.stock_tables(nation, at)].concat()
    }

    /// Tables behind supply: of the nation, and what spreads it over occupations and regions.
    fn supply_tables(&self, key: &FigureKey, place: Place) -> Vec<&'static str> {
        let nation = Place { section: false, region: false, occupation: false };
        let before = key.to.previous();
        let mut all = [self.force_tables(key.to), self.exit_tables(nation, before)].concat();
        all.push(GRADUATES_TABLE);
        let Some(supply) = &self.supply else { return all };
        if supply.years.values().any(|s| s.migration.is_some()) {
            all.extend([MIGRATION_TABLE, PARTICIPATION_TABLE]);
        }
        if key.measure != Measure::SupplyOther {
            all.extend(self.unemployed_tables());
        }
        let by_occupation = place.occupation || (place.region && self.occupations.is_some());
        if by_occupation {
            all.push(EDUCATION_TABLE);
            if supply.model.knows_last_occupations() {
                all.push(SEEKING_TABLE);
            }
        }
        let spread = Place { occupation: by_occupation, ..place };
        if place.region {
            all.extend(self.exit_tables(spread, before));
            all.extend(self.stock_tables(spread, key.to));
        } else if place.occupation {
            all.extend(self.stock_tables(spread, before));
        }
        all
    }
}

fn unit(key: &FigureKey) -> Unit {
    match key.measure {
        Measure::Employment | Measure::LabourForce => Unit::Persons,
        Measure::PensionAge => Unit::Years,
        Measure::ShortageProbability | Measure::AssumedShare => Unit::Share,
        _ if key.from == key.to => Unit::PersonsPerYear,
        _ => Unit::PersonsCumulated,
    }
}
