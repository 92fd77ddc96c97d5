//! Figures of a publisher's file as rows of a table: its names become codes, its periods years, its unit the
//! table's.

use crate::check::unit::{counted, factor, factor_of, has_powers, units_of};
use crate::layout::row::{LongRow, LongTable, power_of_ten};
use crate::package::descriptor::LABEL;
use crate::package::open::{Package, Table};
use crate::upkeep::incoming::Incoming;
use crate::upkeep::revise::shown;
use crate::upkeep::template::referred;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, ObsStatus, Span};
use suranys_core::{Text, text};

/// What is said of a publisher's file that it does not say itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'a> {
    /// Path of the file, as the user named it.
    pub file: &'a str,
    /// Columns of the table that are the same in all rows, with their codes.
    pub key: &'a [(String, String)],
    /// Years that are taken; all where none is named.
    pub years: &'a [String],
    /// Unit of the figures; none where it is the table's, or the file says it.
    pub unit: Option<&'a str>,
    /// Identifier of the source.
    pub source: Option<&'a str>,
    /// Status of figures of which the file says none.
    pub status: Option<&'a str>,
}

const CHECK: &str = "import";

/// Where the code of a column of the table comes from.
enum From<'a> {
    /// The same in all rows.
    Said(&'a str),
    /// A key of the file, by its place, and the codes by names.
    Key(usize, BTreeMap<String, BTreeSet<String>>),
}

/// The column of the table that holds periods: that of its years, else the one of its key so named.
pub(crate) fn time_column(table: &Table) -> Option<String> {
    let key = table.resource.schema.primary_key.list();
    let years = table.resource.suranys.years.as_ref().map(|rule| rule.field.as_str());
    let names = years.into_iter().chain(["year", "period"]);
    names.map(str::to_owned).find(|name| key.contains(name))
}

/// The figures as rows of the table, and how many had no value.
///
/// # Errors
/// With all that has no place in the table.
pub(crate) fn rows_of(
    package: &Package,
    table: &Table,
    long: &LongTable,
    said: &Said<'_>,
) -> Result<(Vec<Incoming>, usize), Vec<Diagnostic>> {
    let wrong = |message: Text, help: Text| {
        Diagnostic::error(CHECK, Span::file(said.file), message).help(help)
    };
    let name = &table.resource.name;
    let Some(time) = time_column(table) else {
        let message = text!("the key of `{name}` has no year or period", name);
        return Err(vec![wrong(message, text!("fill in a template: `suranys package template`"))]);
    };
    let Some(field) = table.field("value") else {
        return Err(vec![wrong(
            text!("`{name}` has no column `value`", name),
            text!("name a table of figures"),
        )]);
    };
    let by_unit = scale(package, table, said.unit).map_err(|why| vec![why(said.file)])?;
    let of_table = factor_of(package, table);
    // What the file says of powers of ten is said of counts and amounts; rates and shares have none.
    let known = units_of(package);
    let unit = field.unit.as_deref().unwrap_or_default();
    let scaled = long.scaled && has_powers(&known, unit);
    let by_years = time == YEAR && long.rows.iter().all(|row| year_of_day(&row.period).is_some());
    let from = columns(package, table, long, said, &time)?;
    let (mut rows, mut found, mut empty) = (Vec::new(), Vec::new(), 0);
    for one in &long.rows {
        let period = match by_years {
            true => year_of_day(&one.period).unwrap_or(one.period.as_str()),
            false => one.period.as_str(),
        };
        if !said.years.is_empty() && !said.years.iter().any(|year| year == period) {
            continue;
        }
        let at = |column: &str| Span::cell(said.file, one.row, column);
        let Some(value) = one.value else {
            empty += 1;
            continue;
        };
        let mut row = Incoming { line: one.row, ..Incoming::default() };
        for (column, from) in &from {
            match code(one, from) {
                Ok(code) => {
                    if let From::Key(place, _) = from {
                        let called = long.keys.get(*place).cloned().unwrap_or_default();
                        row.columns.insert(column.clone(), called);
                    }
                    row.cells.insert(column.clone(), code.to_owned());
                }
                Err((text, near)) => {
                    let From::Key(place, _) = from else { continue };
                    let called = long.keys.get(*place).map_or("", String::as_str);
                    let message = text!(
                        "`{text}` is no name or code that `{column}` of `{name}` may have",
                        text,
                        column,
                        name
                    );
                    let help = near
                        .map_or(text!("correct the name, or leave the row out"), |near| {
                            text!("is `{near}` meant?", near)
                        });
                    found.push(
                        Diagnostic::error(CHECK, at(called), message)
                            .found(text)
                            .allowed(text!("a code, or a label in a language of the package"))
                            .help(help),
                    );
                }
            }
        }
        row.cells.insert(time.clone(), period.to_owned());
        row.columns.insert(time.clone(), one.column.to_string());
        let by = match by_unit {
            Some(factor) => factor,
            None if scaled => power_of_ten(one.multiplier) / of_table,
            None => 1.0,
        };
        row.cells.insert("value".to_owned(), shown(value * by, field));
        row.columns.insert("value".to_owned(), one.column.to_string());
        let status = one.status.map(ObsStatus::code).or(said.status);
        if let Some(status) = status {
            row.cells.insert("obs_status".to_owned(), status.to_owned());
            row.status_said = one.status.is_none();
        }
        if let Some(source) = said.source {
            row.cells.insert("source".to_owned(), source.to_owned());
        }
        row.cells.insert("missing_reason".to_owned(), String::new());
        rows.push(row);
    }
    if found.is_empty() { Ok((rows, empty)) } else { Err(found) }
}

/// The column of years, which days that begin or end one stand for.
const YEAR: &str = "year";

/// The year that a day begins or ends.
fn year_of_day(period: &str) -> Option<&str> {
    period.strip_suffix("-01-01").or_else(|| period.strip_suffix("-12-31"))
}

/// A finding, once the file it is of is known.
type OfFile = Box<dyn Fn(&str) -> Diagnostic>;

/// By what figures in a unit are to be multiplied to be in that of the table; none where none is said.
///
/// # Errors
/// When there is no such unit, or it counts something else.
pub(crate) fn scale(
    package: &Package,
    table: &Table,
    unit: Option<&str>,
) -> Result<Option<f64>, OfFile> {
    let Some(unit) = unit else { return Ok(None) };
    let known = units_of(package);
    let own = table.field("value").and_then(|field| field.unit.clone()).unwrap_or_default();
    let alike: Vec<String> = known
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| counted(name) == counted(&own))
        .collect();
    if alike.iter().any(|name| name == unit) {
        return Ok(Some(factor(package, Some(unit)) / factor_of(package, table)));
    }
    let (unit, is_known) = (unit.to_owned(), known.iter().any(|(name, _)| name == unit));
    Err(Box::new(move |file| {
        let message = match is_known {
            true => {
                text!("`{unit}` can't be turned into the unit of the table, `{own}`", unit, own)
            }
            false => text!("`{unit}` is no unit", unit),
        };
        let finding = Diagnostic::error(CHECK, Span::file(file), message).found(&unit);
        finding.allowed(alike.join(", ")).help(text!("name the unit of the figures with `--unit`"))
    }))
}

/// How names are compared.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The codes that a column may hold by their own text and by their labels in all languages.
fn codes(package: &Package, table: &Table, column: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |name: &str, code: &str| {
        if !name.is_empty() {
            names.entry(plain(name)).or_default().insert(code.to_owned());
        }
    };
    match referred(package, table, column) {
        Some((there, key)) => {
            for row in &there.rows {
                let code = row.text(key);
                add(code, code);
                there.labels(row, LABEL).0.values().for_each(|label| add(label, code));
            }
        }
        None => table.rows.iter().for_each(|row| add(row.text(column), row.text(column))),
    }
    names
}

/// Where the code of each column of the key comes from, periods aside: the key of the file that names most
/// codes of it.
fn columns<'a>(
    package: &Package,
    table: &Table,
    long: &LongTable,
    said: &'a Said<'_>,
    time: &str,
) -> Result<Vec<(String, From<'a>)>, Vec<Diagnostic>> {
    let (mut found, mut taken, mut wrong) = (Vec::new(), BTreeSet::new(), Vec::new());
    for column in table.resource.schema.primary_key.list().iter().filter(|name| *name != time) {
        if let Some((_, code)) = said.key.iter().find(|(name, _)| name == column) {
            found.push((column.clone(), From::Said(code)));
            continue;
        }
        let names = codes(package, table, column);
        let known = |place: usize| {
            let texts: BTreeSet<String> =
                long.rows.iter().filter_map(|row| row.keys.get(place)).map(|t| plain(t)).collect();
            texts.iter().filter(|text| names.contains_key(*text)).count()
        };
        let free = (0..long.keys.len()).filter(|place| !taken.contains(place));
        // Of equals the first.
        let best = free.map(|place| (known(place), place)).filter(|(count, _)| *count > 0);
        match best.max_by_key(|(count, place)| (*count, std::cmp::Reverse(*place))) {
            Some((_, place)) => {
                taken.insert(place);
                found.push((column.clone(), From::Key(place, names)));
            }
            None => {
                let message = text!("no column of the file names codes of `{column}`", column);
                let one = Diagnostic::error(CHECK, Span::file(said.file), message);
                wrong.push(
                    one.found(long.keys.join(", "))
                        .allowed(text!("codes of `{column}`, or their labels", column))
                        .help(text!(
                            "say `--key {column}=CODE` where it is the same in all rows",
                            column
                        )),
                );
            }
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// The code of a row; the text that is none, and the nearest name that is one.
fn code<'r>(row: &'r LongRow, from: &'r From<'_>) -> Result<&'r str, (&'r str, Option<String>)> {
    match from {
        From::Said(code) => Ok(code),
        From::Key(place, names) => {
            let text = row.keys.get(*place).map_or("", String::as_str);
            match names.get(&plain(text)).map(|codes| codes.iter().collect::<Vec<_>>()).as_deref() {
                Some([code]) => Ok(code.as_str()),
                // Two codes may have one name: neither is meant for sure.
                Some(codes) => Err((text, codes.first().map(|code| (*code).clone()))),
                None => Err((
                    text,
                    nearest(&plain(text), names.keys().map(String::as_str)).map(str::to_owned),
                )),
            }
        }
    }
}
