//! Outturns after the vintage, against what was forecast.

use crate::accounts::tables::{MATRIX_TABLE, REGION_TABLE, REGRESSOR_TABLES, SECTION_TABLE};
use crate::cell::TOTAL;
use crate::employment::EmploymentProjection;
use crate::quality::Quality;
use std::collections::BTreeSet;
use suranys_core::distribution::Quantiles;
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OutturnRow};
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
    pub(crate) projection: &'a EmploymentProjection,
    /// Regions whose history is spliced from another region's.
    pub(crate) spliced: &'a BTreeSet<String>,
}

impl Made<'_> {
    /// Tables behind the forecast of a place.
    fn tables(&self, regional: bool) -> Vec<&'static str> {
        let mut all = vec![SECTION_TABLE];
        if regional {
            all.push(REGION_TABLE);
            if self.projection.effect.is_some() {
                all.push(MATRIX_TABLE);
            }
        }
        if self.projection.driven() {
            all.extend(REGRESSOR_TABLES);
        }
        all
    }

    /// Status of the forecast of a place.
    fn status(&self, quality: &Quality, key: &FigureKey, tables: &[&str]) -> Status {
        let spliced = key.region.as_ref().is_some_and(|region| self.spliced.contains(region));
        let own = Status::real(self.projection.basis(spliced));
        tables.iter().fold(own, |worst, table| {
            let input = quality.until(table, key.to).unwrap_or(worst);
            worst.worst(Status { synthetic: quality.synthetic(table), ..input })
        })
    }
}

/// Employment published for years after the projection's base year with the forecast of the first
/// scenario: the national total, sections, regions, by year. A row is synthetic when the outturn
/// or what the forecast was made from is.
pub(crate) fn outturns(all: &Inputs, made: &Made, scenarios: &[Scenario]) -> Vec<OutturnRow> {
    let projection = made.projection;
    let quality = Quality::read(made.known);
    let scenario = scenarios.first().map_or("", |s| s.id.as_str());
    let mut rows = Vec::new();
    let mut compare = |key: FigureKey, draws: Option<&[f64]>, observed: &Observed<Persons>| {
        let (Some(range), Some(outturn)) = (draws.and_then(Quantiles::of), observed.value()) else {
            return;
        };
        let (outturn, published) = (outturn.get(), observed.status());
        let tables = made.tables(key.region.is_some());
        rows.push(OutturnRow {
            inside80: range.lo80() <= outturn && outturn <= range.hi80(),
            inside95: range.lo95() <= outturn && outturn <= range.hi95(),
            vintage: made.vintage,
            status: made.status(&quality, &key, &tables).worst(published),
            published,
            source: tables.into_iter().map(str::to_owned).collect(),
            forecast: range,
            outturn,
            key,
        });
    };
    for ((code, year), cell) in &all.employment_by_section.cells {
        if *year > projection.base_year {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            if Some(code) == all.sections.total() {
                compare(key, projection.total.get(TOTAL, *year), &cell.observed);
            } else {
                let draws = projection.sections.get(code.as_str(), *year);
                compare(key.in_section(code.as_str()), draws, &cell.observed);
            }
        }
    }
    for ((code, year), cell) in &all.employment_by_region.cells {
        if *year > projection.base_year && Some(code) != all.regions.total() {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            let draws = projection.regions.get(code.as_str(), *year);
            compare(key.in_region(code.as_str()), draws, &cell.observed);
        }
    }
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows
}
