//! Tables that belong together: years and codes.

use crate::check::looked::Looked;
use crate::check::other_table::{Group, group};
use crate::package::descriptor::CoverageRule;
use crate::package::open::{Package, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::text;
use suranys_core::{Diagnostic, Span, Year};

/// A table has a row for each code that the other has in a year that both cover, missing ones as M,
/// and no other; and it ends when the other does, or earlier by the years its rule allows. Years that
/// it does not have at the beginning are a shorter history, and no fault.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.coverage else { continue };
        let Some(other) = package.tables.get(&rule.resource) else { continue };
        if table.rows.is_empty() || other.rows.is_empty() {
            continue;
        }
        let (here, there) = (by_year(table, rule), by_year(other, rule));
        looked.at += 1;
        spans(table, rule, &here, &there, &mut looked);
        codes(table, rule, &here, &there, &mut looked);
    }
    looked
}

type ByYear<'a> = BTreeMap<i64, BTreeMap<Group<'a>, &'a Row>>;

/// Rows by year and codes. A year that can't be one is found by the check of values.
fn by_year<'a>(table: &'a Table, rule: &CoverageRule) -> ByYear<'a> {
    let mut years = ByYear::new();
    for row in &table.rows {
        if let Some(Year(year)) = Year::parse(row.text(&rule.field)) {
            years.entry(i64::from(year)).or_default().insert(group(row, &rule.by), row);
        }
    }
    years
}

fn spans(
    table: &Table,
    rule: &CoverageRule,
    here: &ByYear<'_>,
    there: &ByYear<'_>,
    looked: &mut Looked,
) {
    let name = &rule.resource;
    let (Some((last, rows)), Some((end, _))) = (here.last_key_value(), there.last_key_value())
    else {
        return;
    };
    let (span, help) = if last > end {
        let row = rows.values().map(|row| row.line).min();
        let span = Span {
            row,
            column: Some(rule.field.clone()),
            ..Span::file(table.resource.path.as_str())
        };
        (span, text!("correct the years, or add those of `{name}`", name))
    } else if end - last > rule.lag {
        (at_field(table, &rule.field), text!("add the years up to {end}, missing ones as M", end))
    } else {
        return;
    };
    let allowed = match rule.lag {
        0 => end.to_string().into(),
        lag => text!("from {start} to {end}", start = end - lag, end),
    };
    let message = text!("the table ends in {last}, `{name}` in {end}", last, name, end);
    let diagnostic = Diagnostic::error("coverage", span, message);
    looked.find(diagnostic.found(last.to_string()).allowed(allowed).help(help));
}

fn codes(
    table: &Table,
    rule: &CoverageRule,
    here: &ByYear<'_>,
    there: &ByYear<'_>,
    looked: &mut Looked,
) {
    let name = &rule.resource;
    let mut absent: BTreeMap<&Group<'_>, Vec<String>> = BTreeMap::new();
    for (year, own) in here {
        let Some(other) = there.get(year) else { continue };
        looked.at += own.len();
        for code in other.keys().filter(|code| !own.contains_key(*code)) {
            absent.entry(code).or_default().push(year.to_string());
        }
        for (code, row) in own.iter().filter(|(code, _)| !other.contains_key(*code)) {
            let shown = code.join(", ");
            let message = text!("`{shown}` has no row in `{name}` in {year}", shown, name, year);
            let span = table.span(row, &rule.by.join(","));
            let known: Vec<String> = other.keys().map(|code| code.join(", ")).collect();
            let diagnostic = Diagnostic::error("coverage", span, message).found(shown.as_str());
            looked.find(
                diagnostic
                    .allowed(known.join(", "))
                    .help(text!("correct the code or the year, or add the row to `{name}`", name)),
            );
        }
    }
    for (code, years) in absent {
        let shown = code.join(", ");
        let listed: BTreeSet<&str> = years.iter().map(String::as_str).collect();
        let listed = listed.into_iter().collect::<Vec<_>>().join(", ");
        let message =
            text!("`{shown}` has no row for {listed}, where `{name}` has one", shown, listed, name);
        let diagnostic = Diagnostic::error(
            "coverage",
            at_field(table, &rule.by.join(",")),
            message,
        )
        .found(text!("no row of `{shown}` in {listed}", shown, listed))
        .allowed(text!("a row for each code of `{name}` in a year", name))
        .help(text!(
            "add the rows; a figure that is not known is empty, with status M and the reason"
        ));
        looked.find(diagnostic);
    }
}

/// A column of a table.
fn at_field(table: &Table, column: &str) -> Span {
    Span { column: Some(column.to_owned()), ..Span::file(table.resource.path.as_str()) }
}
