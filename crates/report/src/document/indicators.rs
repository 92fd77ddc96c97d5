//! What is shown with the labour force: indicators of the nation, and those that are missing.

use crate::document::table::Kind::{Numbers, Ranges, Words};
use crate::document::table::{Cell, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, figure_of};
use suranys_core::run::{Estimate, Figure, OBSERVED};

/// Sign between two days that dates are written with.
const SPAN: &str = " … ";

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
        // What a ratio is of stands with its indicator.
        let own = l.optional(&format!("indicator-unit.{}", one.id));
        let unit = own.map_or_else(|| view.unit(one.unit), Ok)?;
        let (value, range, unit) = match &one.estimate {
            None => (Cell::Missing, Cell::Blank, Cell::Blank),
            Some(estimate) => {
                let range = estimate.range();
                (
                    Cell::Value(one.unit, estimate.central()),
                    range.map_or(Cell::Blank, |q| Cell::Range(one.unit, q.lo80(), q.hi80())),
                    Cell::Text(unit.to_owned()),
                )
            }
        };
        rows.push(vec![
            Cell::Text(l.text(&format!("indicator.{}", one.id))?.to_owned()),
            if one.period.is_empty() {
                Cell::Blank
            } else {
                Cell::Text(l.date(&one.period.replace('/', SPAN)))
            },
            count,
            value,
            range,
            unit,
            Cell::Text(view.status(one.status)?),
            missing,
        ]);
        let none = Estimate::Point { value: f64::NAN };
        figures.push(figure_of(one).unwrap_or(Figure {
            estimate: none,
            unit: one.unit,
            status: one.status,
            source: one.source.clone(),
            assumed: 0.0,
        }));
    }
    let columns = columns(
        view,
        &[
            ("indicator", 9, Words),
            ("period", 4, Words),
            ("count", 4, Words),
            ("value", 2, Numbers),
            ("range80", 4, Ranges),
            ("unit", 5, Words),
            ("status", 0, Words),
            ("missing", 3, Words),
        ],
    )?;
    let table = Table::new(l.text("table.indicators.caption")?.to_owned(), columns, rows);
    Ok(table.with_foot(foot(view, &figures)?))
}
