//! What came after the vintage, against what was forecast.

use crate::accounts::{DRIVER_TABLES, MATRIX_TABLE, REGION_TABLE, SECTION_TABLE};
use crate::demand::{EmploymentOutlook, TOTAL};
use crate::quality::Quality;
use std::collections::BTreeSet;
use suranys_core::draws::Quantiles;
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OutcomeRow};
use suranys_core::scenario::Scenario;
use suranys_core::unit::Quantity;
use suranys_core::{Observed, Persons, Status, Vintage};

/// What a forecast was made from, and how.
pub(crate) struct Made<'a> {
    /// The vintage it was made with.
    pub(crate) vintage: Vintage,
    /// What was known then.
    pub(crate) known: &'a Inputs,
    /// The forecast.
    pub(crate) outlook: &'a EmploymentOutlook,
    /// Regions whose history was carved out of another region's.
    pub(crate) linked: &'a BTreeSet<String>,
}

impl Made<'_> {
    /// Tables behind the forecast of a place.
    fn tables(&self, regional: bool) -> Vec<&'static str> {
        let mut all = vec![SECTION_TABLE];
        if regional {
            all.push(REGION_TABLE);
            if self.outlook.effect.is_some() {
                all.push(MATRIX_TABLE);
            }
        }
        if self.outlook.driven() {
            all.extend(DRIVER_TABLES);
        }
        all
    }

    /// Status of the forecast of a place.
    fn status(&self, quality: &Quality, key: &FigureKey, tables: &[&str]) -> Status {
        let linked = key.region.as_ref().is_some_and(|region| self.linked.contains(region));
        let own = Status::real(self.outlook.standing(linked));
        tables.iter().fold(own, |worst, table| {
            let input = quality.until(table, key.to).unwrap_or(worst);
            worst.worst(Status { synthetic: quality.synthetic(table), ..input })
        })
    }
}

/// Employment published for years after the outlook's base year beside the forecast of the first
/// scenario: the national total, sections, regions, by year. A row is synthetic when the outcome
/// or what the forecast was made from is.
pub(crate) fn outcomes(all: &Inputs, made: &Made, scenarios: &[Scenario]) -> Vec<OutcomeRow> {
    let outlook = made.outlook;
    let quality = Quality::read(made.known);
    let scenario = scenarios.first().map_or("", |s| s.id.as_str());
    let mut rows = Vec::new();
    let mut compare = |key: FigureKey, draws: Option<&[f64]>, observed: &Observed<Persons>| {
        let (Some(range), Some(outcome)) = (draws.and_then(Quantiles::of), observed.value()) else {
            return;
        };
        let (outcome, published) = (outcome.get(), observed.status());
        let tables = made.tables(key.region.is_some());
        rows.push(OutcomeRow {
            inside80: range.lo80 <= outcome && outcome <= range.hi80,
            inside95: range.lo95 <= outcome && outcome <= range.hi95,
            vintage: made.vintage,
            status: made.status(&quality, &key, &tables).worst(published),
            published,
            source: tables.into_iter().map(str::to_owned).collect(),
            forecast: range,
            outcome,
            key,
        });
    };
    for ((code, year), cell) in &all.employment_by_section.cells {
        if *year > outlook.base_year {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            if Some(code) == all.sections.total() {
                compare(key, outlook.total.get(TOTAL, *year), &cell.observed);
            } else {
                let draws = outlook.sections.get(code.as_str(), *year);
                compare(key.in_section(code.as_str()), draws, &cell.observed);
            }
        }
    }
    for ((code, year), cell) in &all.employment_by_region.cells {
        if *year > outlook.base_year && Some(code) != all.regions.total() {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            let draws = outlook.regions.get(code.as_str(), *year);
            compare(key.in_region(code.as_str()), draws, &cell.observed);
        }
    }
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows
}
