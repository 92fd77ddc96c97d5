//! What came after the vintage, against what was forecast.

use crate::accounts::{DRIVER_TABLES, REGION_TABLE, SECTION_TABLE};
use crate::demand::{EmploymentOutlook, TOTAL};
use crate::quality::Quality;
use suranys_core::draws::Quantiles;
use suranys_core::inputs::Inputs;
use suranys_core::run::{FigureKey, Measure, OutcomeRow};
use suranys_core::scenario::Scenario;
use suranys_core::unit::Quantity;
use suranys_core::{Observed, Persons, Status};

/// Employment published for years after the outlook's base year beside the forecast of the first
/// scenario: the national total, sections, regions, by year. `known` is what the forecast saw of
/// `all`. A row is synthetic when the outcome or what the forecast was made from is.
pub(crate) fn outcomes(
    all: &Inputs,
    known: &Inputs,
    outlook: &EmploymentOutlook,
    scenarios: &[Scenario],
) -> Vec<OutcomeRow> {
    let quality = Quality::read(known);
    let scenario = scenarios.first().map_or("", |s| s.id.as_str());
    let mut rows = Vec::new();
    let made_with_invented = |regional: bool| {
        let drivers = if outlook.driven() { &DRIVER_TABLES[..] } else { &[] };
        let regions = if regional { &[REGION_TABLE][..] } else { &[] };
        [&[SECTION_TABLE], regions, drivers].concat().iter().any(|table| quality.synthetic(table))
    };
    let (nation, regions) = (made_with_invented(false), made_with_invented(true));
    let mut compare = |key: FigureKey, draws: Option<&[f64]>, observed: &Observed<Persons>| {
        let (Some(range), Some(outcome)) = (draws.and_then(Quantiles::of), observed.value()) else {
            return;
        };
        let outcome = outcome.get();
        rows.push(OutcomeRow {
            inside80: range.lo80 <= outcome && outcome <= range.hi80,
            inside95: range.lo95 <= outcome && outcome <= range.hi95,
            status: Status {
                synthetic: if key.region.is_some() { regions } else { nation },
                ..observed.status()
            }
            .worst(observed.status()),
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
