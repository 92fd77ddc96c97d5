//! Compensation of employees per employed person: what a job costs, as far as national accounts
//! tell. No wage: it holds employers' contributions, and the employed hold those who are nobody's
//! employees.

use crate::indicators::terms::{COMPENSATION, Read, cell, employed, indicator_name, made, of};
use suranys_core::explanation::{Formula, Phrase, Term};
use suranys_core::inputs::Inputs;
use suranys_core::{ObsStatus, Status, Unit};

/// Months among which a year's compensation is spread.
const MONTHS: f64 = 12.0;

/// By section, of the last year with both figures.
pub(super) fn compensation(inputs: &Inputs) -> Vec<Read> {
    let Some(table) = &inputs.indicators.compensation else { return Vec::new() };
    let total = inputs.sections.total();
    let mut last: Vec<Read> = Vec::new();
    for key @ (code, year) in table.cells.keys() {
        let name = Phrase::new("term.compensation", [("year", year.to_string())]);
        let paid = cell(inputs, table, key, name, Unit::MoneyPerYear);
        let work = employed(inputs, Some(code), *year).filter(|work| work.value > 0.0);
        let Some((paid, work)) = paid.zip(work) else { continue };
        let months = Term::new(
            Phrase::new("term.months", []),
            MONTHS,
            Unit::Ratio,
            Status::real(ObsStatus::Normal),
        );
        let yearly = made(
            Phrase::new("term.per-person", []),
            Unit::MoneyPerYear,
            Formula::Ratio,
            vec![paid, work],
        );
        let each = made(
            indicator_name(COMPENSATION),
            Unit::MoneyPerMonth,
            Formula::Ratio,
            vec![yearly, months],
        );
        let section = (Some(code) != total).then(|| code.to_string());
        // Years come in order, so that a later one replaces an earlier.
        last.retain(|known| known.indicator.section != section);
        last.push(of(COMPENSATION, &year.to_string(), "", section, each));
    }
    last
}
