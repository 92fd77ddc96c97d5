//! The data of a chart: every figure it shows, as a table for programs.

use crate::display::{counts_persons, in_csv};
use suranys_core::Quantiles;
use suranys_core::Status;
use suranys_core::run::{Estimate, Figure};
use suranys_core::table::{Column, ResultTable, TableError};

/// What a figure of a chart is of, in the words of the language.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// The section, region, occupation, sex or measure; empty where the chart is of one alone.
    pub item: &'a str,
    /// The scenario or other series; empty where there is one alone.
    pub series: &'a str,
    /// Year, years or part of a year.
    pub period: &'a str,
}

impl About<'_> {
    /// All of it in a line.
    pub fn text(self) -> String {
        let parts = [self.item, self.series, self.period].into_iter();
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// A figure that a chart shows, or that there is none where it shows that.
#[derive(Debug, Clone, PartialEq)]
pub struct Datum {
    /// What it is of.
    pub item: String,
    /// Of which series.
    pub series: String,
    /// Of when.
    pub period: String,
    /// Key of its unit; empty where nothing is known.
    pub unit: String,
    /// The value, or its distribution; none where nothing is known.
    pub estimate: Option<Estimate>,
    /// Whether persons are counted: so many decimals are worth writing.
    pub persons: bool,
    /// Its status, with the synthetic mark.
    pub status: Status,
    /// What it rests on: numbers of the report's sources, or names.
    pub sources: String,
}

impl Datum {
    /// A figure of a run, with what it rests on as the report cites it.
    pub fn of(about: About, figure: &Figure, sources: String) -> Datum {
        Datum {
            item: about.item.to_owned(),
            series: about.series.to_owned(),
            period: about.period.to_owned(),
            unit: figure.unit.key().to_owned(),
            estimate: Some(figure.estimate),
            persons: counts_persons(figure.unit),
            status: figure.status,
            sources,
        }
    }
}

/// The rows as CSV: with as many decimals as the tables of the run have.
///
/// # Errors
/// When a number is not finite.
pub fn csv(name: &str, rows: &[Datum]) -> Result<Vec<u8>, TableError> {
    let text =
        |of: fn(&Datum) -> &str| Column::Text(rows.iter().map(|r| of(r).to_owned()).collect());
    let written = |row: &Datum, value: f64| in_csv(row.persons, value).parse().unwrap_or(value);
    let bound = |of: fn(&Quantiles) -> f64| {
        let value = |row: &Datum| {
            let range = row.estimate.as_ref().and_then(Estimate::range);
            range.map(|q| written(row, of(&q)))
        };
        Column::Number(rows.iter().map(value).collect())
    };
    let median = |row: &Datum| row.estimate.map(|estimate| written(row, estimate.central()));
    let columns = [
        ("item", text(|r| &r.item)),
        ("series", text(|r| &r.series)),
        ("period", text(|r| &r.period)),
        ("unit", text(|r| &r.unit)),
        ("lo95", bound(Quantiles::lo95)),
        ("lo80", bound(Quantiles::lo80)),
        ("median", Column::Number(rows.iter().map(median).collect())),
        ("hi80", bound(Quantiles::hi80)),
        ("hi95", bound(Quantiles::hi95)),
        ("status", text(|r| r.status.obs.code())),
        ("synthetic", Column::Flag(rows.iter().map(|r| Some(r.status.synthetic)).collect())),
        ("sources", text(|r| &r.sources)),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    ResultTable { name: name.to_owned(), columns }.csv(true)
}
