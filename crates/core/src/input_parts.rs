//! The tables a run starts from, before it is known that they belong together.

use crate::age_group::{AgeGroup, Sex};
use crate::classification::{
    BroadSector, Classification, Code, IndustryGroup, Occupation, Region, Section,
};
use crate::concordance::Concordance;
use crate::country::Country;
use crate::detailed_occupations::DetailedOccupationInputs;
use crate::input_table::{Source, Table};
use crate::observation::Status;
use crate::provenance::Fingerprint;
use crate::time::{Vintage, Year, YearSpan};
use crate::unit::{Growth, Items, Money, NetPersons, Persons, Quantity, Rate, Share, VolumeIndex};
use std::collections::BTreeMap;

/// A line of the dated statutory schedule of pension ages.
#[derive(Debug, Clone, PartialEq)]
pub struct PensionAge {
    /// Year in which the age applies.
    pub year: Year,
    /// Whom it concerns.
    pub sex: Sex,
    /// Statutory age in years, halves allowed.
    pub age: f64,
    /// Its status.
    pub status: Status,
    /// The act.
    pub act: String,
    /// Year from which the rule was public.
    pub known_from: Year,
    /// Identifier of the source cited.
    pub source: String,
    /// Path of the resource's file in the package.
    pub file: String,
    /// Line in the resource's file.
    pub row: u64,
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
    /// File of each resource, by its name.
    pub paths: BTreeMap<String, String>,
}

/// Region, section and year.
pub type RegionSection = (Code<Region>, Code<Section>, Year);

/// Region, age group and year.
pub type RegionAge = (Code<Region>, AgeGroup, Year);

/// Occupation, sex, age group and year.
pub type OccupationAge = (Code<Occupation>, Sex, AgeGroup, Year);

/// What the forecast by occupation rests on.
#[derive(Debug, Clone)]
pub struct OccupationInputs {
    /// Occupations, several editions in one list.
    pub occupations: Classification<Occupation>,
    /// Groups of sections.
    pub industry_groups: Classification<IndustryGroup>,
    /// Section to group.
    pub section_industry_group: Concordance<Section, IndustryGroup>,
    /// Occupation to the group of them that the model distinguishes.
    pub modelled_group: Concordance<Occupation, Occupation>,
    /// Employed by group of sections and occupation of another country, of which only the
    /// structure is used.
    pub proxy: Table<(Code<IndustryGroup>, Code<Occupation>, Year), Persons>,
    /// Employed by occupation from the country's own survey.
    pub survey: Table<(Code<Occupation>, Year), Persons>,
    /// Employed by occupation, or by a group of several, from a model.
    pub modelled: Table<(Code<Occupation>, Year), Persons>,
    /// Share of women among the employed by occupation, if the package has it.
    pub women: Option<Table<(Code<Occupation>, Year), Share>>,
    /// Employed by occupation, sex and age group, if the package has it.
    pub age: Option<Table<OccupationAge, Persons>>,
}

/// What the forecast of domestic supply rests on.
#[derive(Debug, Clone)]
pub struct SupplyInputs {
    /// Labour force by year.
    pub labour_force: Table<Year, Persons>,
    /// Labour force by sex, age group and year.
    pub labour_force_by_sex_age: Table<(Sex, AgeGroup, Year), Persons>,
    /// Graduates by level of education, or by level and field, and year.
    pub graduates: Table<(String, Year), Persons>,
    /// Unemployed by last occupation, if the package has it.
    pub unemployed_by_occupation: Option<Table<(Code<Occupation>, Year), Persons>>,
    /// Immigrants less emigrants by year.
    pub net_migration: Table<Year, NetPersons>,
    /// Occupations to which a level or field of education leads: weights that sum to one.
    pub education_occupation: Table<(String, Code<Occupation>), Share>,
}

/// What exits of sections by the occupations they employ rest on: figures of other countries, of
/// which only the structure is used.
#[derive(Debug, Clone)]
pub struct ExitInputs {
    /// Occupations of these tables, all levels of the classification.
    pub occupations: Classification<Occupation>,
    /// Share of the employed of an occupation who leave work for good in a year, if known.
    pub rates: Option<Table<(Code<Occupation>, Year), Share>>,
    /// How much each of those rates counts, 0 to 1, in the mean with the share of older workers.
    pub weights: BTreeMap<(Code<Occupation>, Year), Share>,
    /// Share of older workers among the employed of an occupation, if known.
    pub older: Option<Table<(Code<Occupation>, Year), Share>>,
    /// Employed by country, section, occupation and year.
    pub staffing: Table<(String, Code<Section>, Code<Occupation>, Year), Persons>,
    /// Share of hired workers among the employed of a section, if known or assumed.
    pub hired_shares: Option<Table<Code<Section>, Share>>,
}

/// What the indicators of the labour market rest on; each is absent where the package has no such table.
#[derive(Debug, Clone, Default)]
pub struct IndicatorInputs {
    /// Vacancies and CVs on the labour exchange by period, kind of count (annual, quarterly or
    /// monthly flow, stock on a day: never mixed) and measure.
    pub exchange: Option<Table<(String, String, String), Items>>,
    /// Foreign workers on permits by day and category.
    pub permits: Option<Table<(String, String), Persons>>,
    /// Foreign workers on permits by day and section.
    pub permits_by_section: Option<Table<(String, Code<Section>), Persons>>,
    /// Compensation of employees by section and year, current prices.
    pub compensation: Option<Table<(Code<Section>, Year), Money>>,
}

/// What is known of regions besides employment. A table that is not in the package is absent; each has
/// a row for the nation, under the regions' total.
#[derive(Debug, Clone, Default)]
pub struct RegionalInputs {
    /// Hired workers by region and year, annual average.
    pub hired: Option<Table<(Code<Region>, Year), Persons>>,
    /// Self-employed by region and year.
    pub self_employed: Option<Table<(Code<Region>, Year), Persons>>,
    /// Labour force by region and year.
    pub labour_force: Option<Table<(Code<Region>, Year), Persons>>,
    /// Unemployed by region and year.
    pub unemployed: Option<Table<(Code<Region>, Year), Persons>>,
    /// Population by region and year, annual average.
    pub population: Option<Table<(Code<Region>, Year), Persons>>,
    /// Gross value added by region, section and year, current prices.
    pub value_added: Option<Table<RegionSection, Money>>,
    /// How far a section's jobs follow its value added over regions, and not the number of people: a
    /// share by section.
    pub value_added_exponent: Option<Table<Code<Section>, Share>>,
    /// Employed by region, age group and year.
    pub employed_by_age: Option<Table<RegionAge, Persons>>,
}

/// Which figure of a forecast that others published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedKey {
    /// First year of the period forecast.
    pub from: Year,
    /// Its last year.
    pub to: Year,
    /// The forecaster's scenario.
    pub scenario: String,
    /// Quantity in the package's words: `job-openings`, `expansion`, `replacement`, `retirement`.
    pub quantity: String,
    /// What the code is of: `total`, `section`, `region`, `education`, `qualification`.
    pub dimension: String,
    /// Code within the dimension.
    pub code: String,
    /// Identifier of the source.
    pub source: String,
}

/// What employment is driven by.
#[derive(Debug, Clone)]
pub struct RegressorInputs {
    /// Volume of gross value added by section, the year before being 100.
    pub value_added: Table<(Code<Section>, Year), VolumeIndex>,
    /// Growth of real gross domestic product by year, forecaster and year of edition: outturns,
    /// and forecasts (status F).
    pub gdp_growth: Table<(Year, String, Year), Growth>,
}

/// All tables of the national forecast. [`crate::inputs::Inputs`] holds them once they are checked.
#[derive(Debug, Clone)]
pub struct InputParts {
    /// What package this is.
    pub package: PackageIdentity,
    /// The country it is about.
    pub country: Country,
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
    /// Employed persons by sex, age group and year.
    pub employment_by_sex_age: Table<(Sex, AgeGroup, Year), Persons>,
    /// Population, both sexes, by age group and year.
    pub population_by_age: Table<(AgeGroup, Year), Persons>,
    /// Population by sex, age group and year.
    pub population_by_sex_age: Table<(Sex, AgeGroup, Year), Persons>,
    /// Deaths per person-year by sex, age group and period.
    pub mortality_by_sex_age: Table<(Sex, AgeGroup, YearSpan), Rate>,
    /// The dated schedule of statutory pension ages.
    pub pension_ages: Vec<PensionAge>,
    /// Occupations, if the package has them.
    pub occupation: Option<OccupationInputs>,
    /// Occupations below the major groups, if the package has them.
    pub detailed: Option<DetailedOccupationInputs>,
    /// Labour force and education, if the package has them.
    pub supply: Option<SupplyInputs>,
    /// Exits of sections by the occupations they employ, if the package has them.
    pub exits: Option<ExitInputs>,
    /// Value added and its forecasts, if the package has them.
    pub regressors: Option<RegressorInputs>,
    /// What is known of regions besides employment.
    pub regional: RegionalInputs,
    /// Forecasts that others published, if the package has any: shown next to ours, read by no
    /// model.
    pub published_forecasts: Option<Table<PublishedKey, Persons>>,
    /// Exchange and permits, as far as the package has them.
    pub indicators: IndicatorInputs,
    /// Sources cited.
    pub sources: Vec<Source>,
}

impl RegressorInputs {
    fn as_of(&self, vintage: Vintage) -> RegressorInputs {
        RegressorInputs {
            value_added: self.value_added.known(vintage, |k| k.1),
            gdp_growth: self.gdp_growth.known(vintage, |k| k.0),
        }
    }
}

impl RegionalInputs {
    fn as_of(&self, vintage: Vintage) -> RegionalInputs {
        let known = |table: &Option<Table<(Code<Region>, Year), Persons>>| {
            table.as_ref().map(|table| table.known(vintage, |k| k.1))
        };
        RegionalInputs {
            hired: known(&self.hired),
            self_employed: known(&self.self_employed),
            labour_force: known(&self.labour_force),
            unemployed: known(&self.unemployed),
            population: known(&self.population),
            value_added: self.value_added.as_ref().map(|table| table.known(vintage, |k| k.2)),
            value_added_exponent: self.value_added_exponent.clone(),
            employed_by_age: self
                .employed_by_age
                .as_ref()
                .map(|table| table.known(vintage, |k| k.2)),
        }
    }
}

impl ExitInputs {
    fn as_of(&self, vintage: Vintage) -> ExitInputs {
        ExitInputs {
            rates: self.rates.as_ref().map(|table| table.known(vintage, |k| k.1)),
            older: self.older.as_ref().map(|table| table.known(vintage, |k| k.1)),
            staffing: self.staffing.known(vintage, |k| k.3),
            ..self.clone()
        }
    }
}

impl OccupationInputs {
    fn as_of(&self, vintage: Vintage) -> OccupationInputs {
        OccupationInputs {
            proxy: self.proxy.known(vintage, |k| k.2),
            survey: self.survey.known(vintage, |k| k.1),
            modelled: self.modelled.known(vintage, |k| k.1),
            women: self.women.as_ref().map(|table| table.known(vintage, |k| k.1)),
            age: self.age.as_ref().map(|table| table.known(vintage, |k| k.3)),
            ..self.clone()
        }
    }
}

impl SupplyInputs {
    /// Last known number of graduates of a level or field by a year, and the year it is of.
    #[must_use]
    pub fn last_graduates(&self, level: &str, year: Year) -> Option<(Year, f64)> {
        let cells = self.graduates.cells.iter();
        cells
            .filter(|((l, at), _)| l == level && *at <= year)
            .filter_map(|((_, at), cell)| Some((*at, cell.observed.value()?.get())))
            .max_by_key(|(at, _)| *at)
    }

    /// Fields of a level that the table of graduates distinguishes: codes such as `HE-06`.
    #[must_use]
    pub fn fields(&self, level: &str) -> Vec<String> {
        let of_level =
            |code: &String| code.strip_prefix(level).is_some_and(|rest| rest.starts_with('-'));
        let mut fields: Vec<String> =
            self.graduates.cells.keys().map(|(code, _)| code.clone()).filter(of_level).collect();
        fields.dedup();
        fields
    }

    fn as_of(&self, vintage: Vintage) -> SupplyInputs {
        SupplyInputs {
            labour_force: self.labour_force.known(vintage, |k| *k),
            labour_force_by_sex_age: self.labour_force_by_sex_age.known(vintage, |k| k.2),
            graduates: self.graduates.known(vintage, |k| k.1),
            net_migration: self.net_migration.known(vintage, |k| *k),
            unemployed_by_occupation: self
                .unemployed_by_occupation
                .as_ref()
                .map(|table| table.known(vintage, |k| k.1)),
            ..self.clone()
        }
    }
}

/// The year a period such as `2024`, `2024-Q3`, `2024-09` or `2024-09-01` lies in.
#[must_use]
pub fn year_of(period: &str) -> Year {
    let digits: String = period.chars().take_while(char::is_ascii_digit).collect();
    Year(digits.parse().unwrap_or(i32::MAX))
}

impl IndicatorInputs {
    fn as_of(&self, vintage: Vintage) -> IndicatorInputs {
        IndicatorInputs {
            exchange: self.exchange.as_ref().map(|t| t.known(vintage, |k| year_of(&k.0))),
            permits: self.permits.as_ref().map(|t| t.known(vintage, |k| year_of(&k.0))),
            permits_by_section: self
                .permits_by_section
                .as_ref()
                .map(|t| t.known(vintage, |k| year_of(&k.0))),
            compensation: self.compensation.as_ref().map(|t| t.known(vintage, |k| k.1)),
        }
    }
}

impl InputParts {
    /// The tables as they were known at the end of a year, those of groups below the occupations only
    /// with `groups`. See [`Vintage`].
    pub(crate) fn as_of(&self, vintage: Vintage, groups: bool) -> InputParts {
        InputParts {
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
            detailed: self.detailed.as_ref().filter(|_| groups).map(|known| known.as_of(vintage)),
            supply: self.supply.as_ref().map(|known| known.as_of(vintage)),
            exits: self.exits.as_ref().map(|known| known.as_of(vintage)),
            regressors: self.regressors.as_ref().map(|known| known.as_of(vintage)),
            regional: self.regional.as_of(vintage),
            published_forecasts: self
                .published_forecasts
                .as_ref()
                .map(|table| table.known(vintage, |key| key.from)),
            indicators: self.indicators.as_of(vintage),
            package: self.package.clone(),
            country: self.country.clone(),
            sections: self.sections.clone(),
            broad_sectors: self.broad_sectors.clone(),
            regions: self.regions.clone(),
            section_broad_sector: self.section_broad_sector.clone(),
            region_changes: self.region_changes.clone(),
            sources: self.sources.clone(),
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
