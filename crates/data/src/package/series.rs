//! Series of years in a package's tables, for those who look at them as series.

use crate::package::open::{Package, Row, Table};
use std::collections::BTreeMap;

/// Column of the values of a table.
const VALUE: &str = "value";
/// Column of their status, and the code that begins a new segment.
const STATUS: (&str, &str) = ("obs_status", "B");

/// One series of a table, consecutive years from the first to the last value.
#[derive(Debug, Clone, PartialEq)]
pub struct PackageSeries {
    /// Path of the table's file in the package.
    pub file: String,
    /// Column of the values.
    pub column: String,
    /// Codes of the series, `column=code` separated by blanks; empty of a table of one series.
    pub id: String,
    /// The year of the first value.
    pub first: i32,
    /// Values in the table's unit, `None` where missing.
    pub values: Vec<Option<f64>>,
    /// Rows of the values, the header being row 1; zero where none stands.
    pub rows: Vec<u64>,
    /// Places of values with which the series begins to measure something else.
    pub breaks: Vec<usize>,
}

impl PackageSeries {
    /// Row and year of the value at a place.
    #[must_use]
    pub fn place(&self, at: usize) -> (u64, String) {
        let year = i32::try_from(at).map_or(self.first, |steps| self.first.saturating_add(steps));
        (self.rows.get(at).copied().unwrap_or_default(), year.to_string())
    }
}

/// Every series of every table that says which of its columns holds years and which name a series.
pub(crate) fn series(package: &Package) -> Vec<PackageSeries> {
    package.tables.values().flat_map(series_of).collect()
}

fn series_of(table: &Table) -> Vec<PackageSeries> {
    let Some(rule) = &table.resource.suranys.years else { return Vec::new() };
    let mut series: BTreeMap<Vec<&str>, BTreeMap<i32, &Row>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| table.number(row, VALUE).is_some()) {
        if let Ok(year) = row.text(&rule.field).parse() {
            let name = rule.by.iter().map(|column| row.text(column)).collect();
            series.entry(name).or_default().insert(year, row);
        }
    }
    let one = |(name, years): (Vec<&str>, BTreeMap<i32, &Row>)| {
        let (first, last) = (*years.first_key_value()?.0, *years.last_key_value()?.0);
        let at = |year: i32| years.get(&year).copied();
        let begins = |row: &Row| row.text(STATUS.0) == STATUS.1;
        let named = rule.by.iter().zip(&name).map(|(column, code)| format!("{column}={code}"));
        Some(PackageSeries {
            file: table.named(),
            column: VALUE.to_owned(),
            id: named.collect::<Vec<_>>().join(" "),
            first,
            values: (first..=last)
                .map(|y| at(y).and_then(|row| table.number(row, VALUE)))
                .collect(),
            rows: (first..=last).map(|y| at(y).map_or(0, |row| row.line)).collect(),
            breaks: (first..=last)
                .enumerate()
                .filter(|(_, year)| at(*year).is_some_and(begins))
                .map(|(place, _)| place)
                .collect(),
        })
    };
    // Years as far apart as these are none: the check of values tells of them.
    let short = |years: &BTreeMap<i32, &Row>| {
        let ends = years.first_key_value().zip(years.last_key_value());
        ends.is_some_and(|((first, _), (last, _))| last.abs_diff(*first) <= LONGEST)
    };
    series.into_iter().filter(|(_, years)| short(years)).filter_map(one).collect()
}

/// Most years that a series of a package reaches over.
const LONGEST: u32 = 1000;
