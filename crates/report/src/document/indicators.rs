//! What is shown beside the balance: indicators of the nation, and those that are missing.

use super::table::Kind::{Numbers, Ranges, Words};
use super::table::{Cell, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, figure_of};
use suranys_core::Unit;
use suranys_core::run::{Estimate, Indicator, OBSERVED};

/// Indicators of the nation, published or of the baseline. How things were counted stands in a
/// column of its own, since flows of a year, of a month and a stock on a day must not be compared.
pub fn indicator_table(view: View) -> Result<Table, ReportError> {
    let l = view.labels;
    let national = view.output.indicators.iter().filter(|one| {
        let ours = one.scenario == OBSERVED || one.scenario == view.baseline_id();
        ours && one.section.is_none() && one.region.is_none() && one.occupation.is_none()
    });
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    for one in national {
        let count = match one.count.as_str() {
            "" => Cell::Blank,
            count => Cell::Text(l.text(&format!("count.{count}"))?.to_owned()),
        };
        let missing = match &one.missing {
            Some(reason) => Cell::Text(l.text(reason)?.to_owned()),
            None => Cell::Blank,
        };
        let (value, range) = cells(one);
        rows.push(vec![
            Cell::Text(l.text(&format!("indicator.{}", one.id))?.to_owned()),
            if one.period.is_empty() { Cell::Blank } else { Cell::Text(one.period.clone()) },
            count,
            value,
            range,
            Cell::Text(view.status(one.status)?),
            missing,
        ]);
        figures.extend(figure_of(one));
    }
    let columns = columns(
        view,
        &[
            ("indicator", 11, Words),
            ("period", 4, Words),
            ("count", 4, Words),
            ("value", 2, Numbers),
            ("range80", 3, Ranges),
            ("status", 0, Words),
            ("missing", 5, Words),
        ],
    )?;
    let table = Table::new(l.text("table.indicators.caption")?.to_owned(), columns, rows);
    Ok(table.with_foot(foot(view, &figures)?))
}

/// Value and range; of shares in per cent.
fn cells(one: &Indicator) -> (Cell, Cell) {
    let value = match (&one.estimate, one.unit) {
        (None, _) => Cell::Missing,
        (Some(estimate), Unit::Share) => Cell::Percent(estimate.central()),
        (Some(estimate), unit) => Cell::Value(unit, estimate.central()),
    };
    let range = match &one.estimate {
        Some(Estimate::Range(q)) => Cell::Range(one.unit, q.lo80, q.hi80),
        _ => Cell::Blank,
    };
    (value, range)
}
