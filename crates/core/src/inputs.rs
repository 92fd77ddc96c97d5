//! The validated figures a run starts from. Holding an [`Inputs`] is proof that its package
//! passed every check.

use crate::age::{AgeBand, Sex};
use crate::code::{BroadSector, Classification, Code, IndustryGroup, Occupation, Region, Section};
use crate::concordance::Concordance;
use crate::observed::{ObsStatus, Observed};
use crate::provenance::Fingerprint;
use crate::time::{Vintage, Year, YearSpan};
use crate::unit::{Growth, NetPersons, Persons, Rate, VolumeIndex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One figure of a table with where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell<T> {
    /// The figure, or why it is missing.
    pub observed: Observed<T>,
    /// Line in the resource's file.
    pub row: u64,
    /// Year in which the copy used was published.
    pub published: Year,
}

/// The figures of one resource, by key.
#[derive(Debug, Clone)]
pub struct Table<K, T> {
    /// Name of the resource in the package.
    pub resource: String,
    /// Figures in key order.
    pub cells: BTreeMap<K, Cell<T>>,
    /// The sources cited by the resource, in order.
    pub sources: Vec<String>,
}

impl<K: Ord + Clone, T: Copy> Table<K, T> {
    /// The figure at `key`; `None` when there is none or it is missing.
    #[must_use]
    pub fn value(&self, key: &K) -> Option<T> {
        self.cells.get(key).and_then(|cell| cell.observed.value())
    }

    /// What was known at `vintage`: outturns about years up to it (as published later: older
    /// copies of a table are rarely kept), and projections published up to it.
    fn known(&self, vintage: Vintage, about: impl Fn(&K) -> Year) -> Table<K, T> {
        let cells = self
            .cells
            .iter()
            .filter(|(key, cell)| match cell.observed.status().obs {
                ObsStatus::Forecast => vintage.knows(cell.published),
                _ => vintage.knows(about(key)),
            })
            .map(|(key, cell)| (key.clone(), *cell))
            .collect();
        Table { resource: self.resource.clone(), cells, sources: self.sources.clone() }
    }
}

/// A line of the dated statutory schedule of pension ages.
#[derive(Debug, Clone, PartialEq)]
pub struct PensionAge {
    /// Year in which the age applies.
    pub year: Year,
    /// Whom it concerns.
    pub sex: Sex,
    /// Statutory age in years, halves allowed.
    pub age: f64,
    /// The act.
    pub act: String,
    /// Year from which the rule was public.
    pub known_from: Year,
    /// Identifier of the source cited.
    pub source: String,
    /// Line in the resource's file.
    pub row: u64,
}

/// A source cited by the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Identifier used by the tables.
    pub id: String,
    /// Who published the figures.
    pub publisher: String,
    /// Title or number of the table.
    pub dataset: String,
    /// Where the copy used was found.
    pub locator: String,
    /// Year in which that copy was published.
    pub vintage: Year,
    /// Licence as far as known.
    pub licence: String,
}

/// Name, version and fingerprints of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageIdentity {
    /// Name in the descriptor.
    pub name: String,
    /// Version in the descriptor.
    pub version: String,
    /// Every file of the package that was read.
    pub files: Vec<Fingerprint>,
}

/// What the forecast by occupation rests on.
#[derive(Debug, Clone)]
pub struct OccupationInputs {
    /// Occupations, several editions in one list.
    pub occupations: Classification<Occupation>,
    /// Groups of sections.
    pub industry_groups: Classification<IndustryGroup>,
    /// Section to group.
    pub section_industry_group: Concordance<Section, IndustryGroup>,
    /// Occupation to the group of them that the model tells apart.
    pub modelled_group: Concordance<Occupation, Occupation>,
    /// Employed by group of sections and occupation of another country, of which only the
    /// structure is used.
    pub proxy: Table<(Code<IndustryGroup>, Code<Occupation>, Year), Persons>,
    /// Employed by occupation from the country's own survey.
    pub survey: Table<(Code<Occupation>, Year), Persons>,
    /// Employed by occupation, or by a group of several, from a model.
    pub modelled: Table<(Code<Occupation>, Year), Persons>,
}

/// What the forecast of domestic supply rests on.
#[derive(Debug, Clone)]
pub struct SupplyInputs {
    /// Labour force by year.
    pub labour_force: Table<Year, Persons>,
    /// Labour force by sex, age band and year.
    pub labour_force_by_sex_age: Table<(Sex, AgeBand, Year), Persons>,
    /// Graduates by level of education and year.
    pub graduates: Table<(String, Year), Persons>,
    /// Immigrants less emigrants by year.
    pub net_migration: Table<Year, NetPersons>,
    /// Occupations to which a level of education leads.
    pub education_occupation: BTreeMap<String, Vec<Code<Occupation>>>,
}

/// What employment is driven by.
#[derive(Debug, Clone)]
pub struct DriverInputs {
    /// Volume of gross value added by section, the year before being 100.
    pub value_added: Table<(Code<Section>, Year), VolumeIndex>,
    /// Growth of real gross domestic product by year, forecaster and year of edition: outturns,
    /// and forecasts (status F).
    pub gdp_growth: Table<(Year, String, Year), Growth>,
}

/// All validated inputs of the national forecast.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// What package this is.
    pub package: PackageIdentity,
    /// Sections of activity.
    pub sections: Classification<Section>,
    /// Broad sectors.
    pub broad_sectors: Classification<BroadSector>,
    /// Regions, in the borders of all times covered.
    pub regions: Classification<Region>,
    /// Section to broad sector.
    pub section_broad_sector: Concordance<Section, BroadSector>,
    /// Old regions to new ones, one concordance for each change of borders, oldest first.
    pub region_changes: Vec<Concordance<Region, Region>>,
    /// Employed persons by section and year.
    pub employment_by_section: Table<(Code<Section>, Year), Persons>,
    /// Employed persons by region and year.
    pub employment_by_region: Table<(Code<Region>, Year), Persons>,
    /// Employed persons by region, broad sector and year.
    pub employment_by_region_broad_sector: Table<(Code<Region>, Code<BroadSector>, Year), Persons>,
    /// Employed persons by sex, age band and year.
    pub employment_by_sex_age: Table<(Sex, AgeBand, Year), Persons>,
    /// Population, both sexes, by age band and year.
    pub population_by_age: Table<(AgeBand, Year), Persons>,
    /// Population by sex, age band and year.
    pub population_by_sex_age: Table<(Sex, AgeBand, Year), Persons>,
    /// Deaths per person-year by sex, age band and period.
    pub mortality_by_sex_age: Table<(Sex, AgeBand, YearSpan), Rate>,
    /// The dated schedule of statutory pension ages.
    pub pension_ages: Vec<PensionAge>,
    /// Occupations, if the package has them.
    pub occupation: Option<OccupationInputs>,
    /// Labour force and education, if the package has them.
    pub supply: Option<SupplyInputs>,
    /// Value added and its forecasts, if the package has them.
    pub drivers: Option<DriverInputs>,
    /// Sources cited.
    pub sources: Vec<Source>,
}

impl DriverInputs {
    fn as_of(&self, vintage: Vintage) -> DriverInputs {
        DriverInputs {
            value_added: self.value_added.known(vintage, |k| k.1),
            gdp_growth: self.gdp_growth.known(vintage, |k| k.0),
        }
    }
}

impl OccupationInputs {
    fn as_of(&self, vintage: Vintage) -> OccupationInputs {
        OccupationInputs {
            proxy: self.proxy.known(vintage, |k| k.2),
            survey: self.survey.known(vintage, |k| k.1),
            modelled: self.modelled.known(vintage, |k| k.1),
            ..self.clone()
        }
    }
}

impl SupplyInputs {
    fn as_of(&self, vintage: Vintage) -> SupplyInputs {
        SupplyInputs {
            labour_force: self.labour_force.known(vintage, |k| *k),
            labour_force_by_sex_age: self.labour_force_by_sex_age.known(vintage, |k| k.2),
            graduates: self.graduates.known(vintage, |k| k.1),
            net_migration: self.net_migration.known(vintage, |k| *k),
            ..self.clone()
        }
    }
}

impl Inputs {
    /// The inputs as they were known at the end of a year. See [`Vintage`].
    #[must_use]
    pub fn as_of(&self, vintage: Vintage) -> Inputs {
        Inputs {
            employment_by_section: self.employment_by_section.known(vintage, |k| k.1),
            employment_by_region: self.employment_by_region.known(vintage, |k| k.1),
            employment_by_region_broad_sector: self
                .employment_by_region_broad_sector
                .known(vintage, |k| k.2),
            employment_by_sex_age: self.employment_by_sex_age.known(vintage, |k| k.2),
            population_by_age: self.population_by_age.known(vintage, |k| k.1),
            population_by_sex_age: self.population_by_sex_age.known(vintage, |k| k.2),
            mortality_by_sex_age: self.mortality_by_sex_age.known(vintage, |k| k.2.to()),
            pension_ages: self
                .pension_ages
                .iter()
                .filter(|rule| vintage.knows(rule.known_from))
                .cloned()
                .collect(),
            occupation: self.occupation.as_ref().map(|known| known.as_of(vintage)),
            supply: self.supply.as_ref().map(|known| known.as_of(vintage)),
            drivers: self.drivers.as_ref().map(|known| known.as_of(vintage)),
            ..self.clone()
        }
    }

    /// Last year with a published national total of employment.
    #[must_use]
    pub fn last_observed(&self) -> Option<Year> {
        let total = self.sections.total()?;
        self.employment_by_section
            .cells
            .iter()
            .filter(|((code, _), cell)| code == total && cell.observed.value().is_some())
            .map(|((_, year), _)| *year)
            .next_back()
    }
}
