//! Compensation of employees per employed person: what a job costs, as far as national accounts
//! tell. No wage: it holds employers' contributions, and the employed hold those who are nobody's
//! employees.

use super::{COMPENSATION, empty, point};
use suranys_core::Unit;
use suranys_core::inputs::Inputs;
use suranys_core::run::{Indicator, OBSERVED};
use suranys_core::unit::Quantity;

/// Months among which a year's compensation is spread.
const MONTHS: f64 = 12.0;

/// By section, of the last year with both figures.
pub(super) fn compensation(inputs: &Inputs) -> Vec<Indicator> {
    let Some(table) = &inputs.indicators.compensation else { return Vec::new() };
    let employment = &inputs.employment_by_section;
    let total = inputs.sections.total();
    let mut last: Vec<Indicator> = Vec::new();
    for ((section, year), cell) in &table.cells {
        let work = employment.cells.get(&(section.clone(), *year));
        let work = work.and_then(|w| Some((w.observed.value()?.get(), w.observed.status())));
        let (Some(paid), Some((work, own))) = (cell.observed.value(), work) else { continue };
        if work <= 0.0 {
            continue;
        }
        let section = (Some(section) != total).then(|| section.to_string());
        // Years come in order, so that a later one replaces an earlier.
        last.retain(|known| known.section != section);
        last.push(Indicator {
            section,
            period: year.to_string(),
            estimate: point(paid.get() / work / MONTHS),
            status: cell.observed.status().worst(own),
            source: vec![table.resource.clone(), employment.resource.clone()],
            ..empty(COMPENSATION, OBSERVED, Unit::MoneyPerMonth)
        });
    }
    last
}
