//! The annex: every measure by section, region and occupation, years across, totals first.

use crate::document::chapter_tables::numbers;
use crate::document::table::{Cell, Column, Kind, Table, columns, foot};
use crate::error::ReportError;
use crate::view::{View, cut};
use suranys_core::Unit;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode, OBSERVED};

/// Measures shown year by year.
const MEASURES: [Measure; 4] = [
    Measure::NetRequirement,
    Measure::NetEmploymentChange,
    Measure::ReplacementDemand,
    Measure::Employment,
];
/// Widths of the columns of names, years, sums and ranges.
const NAME: u8 = 9;
const YEAR: u8 = 2;
const SUM: u8 = 4;
const RANGE: u8 = 5;

/// What an annex goes by: the end of its label keys, the heading of its first column, and its
/// rows.
pub struct By<'a> {
    /// End of the label keys.
    pub key: &'static str,
    /// The rows, in official order.
    pub items: &'a [NamedCode],
    /// The figure of a row.
    pub place: fn(FigureKey, &str) -> FigureKey,
}

/// The three annexes; one without rows is left out.
pub fn annexes(view: View<'_>) -> Vec<By<'_>> {
    let output = view.output;
    [
        By { key: "section", items: &output.sections, place: FigureKey::in_section },
        By { key: "region", items: &output.regions, place: FigureKey::in_region },
        By { key: "occupation", items: &output.occupations, place: FigureKey::in_occupation },
    ]
    .into_iter()
    .filter(|by| !by.items.is_empty())
    .collect()
}

/// One table for each measure the run has figures of.
pub fn annex_tables(view: View, by: &By) -> Result<Vec<Table>, ReportError> {
    let mut tables = Vec::new();
    for measure in MEASURES {
        tables.extend(annex_table(view, by, measure)?);
    }
    Ok(tables)
}

fn annex_table(view: View, by: &By, measure: Measure) -> Result<Option<Table>, ReportError> {
    let years = view.years();
    let key = view.key(view.baseline_id(), measure);
    let total = view.labels.text("column.total")?.to_owned();
    let all =
        std::iter::once((String::new(), total, key.clone())).chain(by.items.iter().map(|item| {
            (
                view.code(&item.code).to_owned(),
                cut(view.name(item)),
                (by.place)(key.clone(), &item.code),
            )
        }));
    let mut used: Vec<&Figure> = Vec::new();
    let (mut rows, mut shown, mut summed) = (Vec::new(), false, false);
    for (code, name, key) in all {
        let mut row = vec![Cell::Text(code.clone()), Cell::Text(name)];
        for year in &years {
            let at = FigureKey { from: *year, to: *year, ..key.clone() };
            // A year that is already published has its figure there.
            let published = FigureKey { scenario: OBSERVED.to_owned(), ..at.clone() };
            let figure = view.output.figure(&at).or_else(|| view.output.figure(&published));
            shown |= figure.is_some() && !code.is_empty();
            used.extend(figure);
            row.push(Cell::central(figure));
        }
        let sum = view.cumulated(&key);
        summed |= sum.is_some();
        let last = sum.or_else(|| used.last().copied());
        row.extend([Cell::central(sum), Cell::range(sum, false), Cell::status(view, last)?]);
        rows.push(row);
    }
    if !shown {
        return Ok(None);
    }
    let mut columns = columns(view, &[("code", 0, Kind::Words), (by.key, NAME, Kind::Words)])?;
    columns.extend(years.iter().map(|year| numbers(year.to_string(), YEAR)));
    let period = view.period().to_string();
    let sum = view.labels.fill("column.cumulated", &[("period", &period)])?;
    columns.push(numbers(sum, SUM));
    let range = view.labels.text("column.range80")?.to_owned();
    columns.push(Column { head: range, width: RANGE, kind: Kind::Ranges });
    let status = view.labels.text("column.status")?.to_owned();
    columns.push(Column { head: status, width: 0, kind: Kind::Words });
    if !summed {
        // A stock has no sum over years.
        let at = columns.len() - 3;
        columns.drain(at..at + 2);
        for row in &mut rows {
            row.drain(at..at + 2);
        }
    }
    let unit = match measure {
        Measure::Employment => Unit::Persons,
        _ => Unit::PersonsPerYear,
    };
    let caption = view.labels.fill(
        &format!("table.annex-{}.caption", by.key),
        &[("measure", view.measure(measure)?), ("unit", view.unit(unit)?)],
    )?;
    let table = Table::new(caption, columns, rows).with_foot(foot(view, used)?);
    Ok(Some(Table { wide: true, ..table }))
}
