//! What came after the vintage, against what was forecast.

use suranys_core::inputs::Inputs;
use suranys_core::run::{Figure, FigureKey, Measure, OutcomeRow};
use suranys_core::unit::Quantity;
use suranys_core::{Observed, Persons, Year};

/// Employment published for years after `base_year` beside the forecast of `scenario`: the
/// national total, sections, regions, by year.
pub(crate) fn outcomes<'a>(
    all: &Inputs,
    base_year: Year,
    scenario: &str,
    figure: impl Fn(&FigureKey) -> Option<&'a Figure>,
) -> Vec<OutcomeRow> {
    let mut rows = Vec::new();
    let mut compare = |key: FigureKey, observed: &Observed<Persons>| {
        let (Some(range), Some(outcome)) =
            (figure(&key).and_then(|f| f.estimate.range()), observed.value())
        else {
            return;
        };
        let outcome = outcome.get();
        rows.push(OutcomeRow {
            inside80: range.lo80 <= outcome && outcome <= range.hi80,
            inside95: range.lo95 <= outcome && outcome <= range.hi95,
            status: observed.status(),
            forecast: range,
            outcome,
            key,
        });
    };
    for ((code, year), cell) in &all.employment_by_section.cells {
        if *year > base_year {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            let total = Some(code) == all.sections.total();
            compare(if total { key } else { key.in_section(code.as_str()) }, &cell.observed);
        }
    }
    for ((code, year), cell) in &all.employment_by_region.cells {
        if *year > base_year && Some(code) != all.regions.total() {
            let key = FigureKey::national(scenario, Measure::Employment, *year);
            compare(key.in_region(code.as_str()), &cell.observed);
        }
    }
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    rows
}
