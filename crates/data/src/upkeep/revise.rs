//! Figures revised, with every figure that rests on them.

use crate::package::descriptor::{Field, SumRule};
use crate::package::number;
use crate::package::open::{Package, Row, Table};
use crate::upkeep::difference::{CellChange, differences};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::revision::Revision;
use crate::upkeep::sums::{Cell, moved};
use crate::upkeep::table_files::TableFiles;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// A figure to be revised.
#[derive(Debug, Clone)]
pub struct FigureRevision {
    /// Name of the table.
    pub table: String,
    /// Columns that name the row, with their texts.
    pub key: Vec<(String, String)>,
    /// The figure, written as the column declares, in its unit.
    pub value: String,
    /// Identifier of the source that has it.
    pub source: String,
    /// Its status; none where the rows keep theirs.
    pub status: Option<String>,
}

const CHECK: &str = "set";
/// Checks of sums.
const SUMS: [&str; 3] = [OF_PARTS, "cross_sum", "identity"];
/// That of the parts of a total in its own table.
const OF_PARTS: &str = "sum";
/// Digits behind the point that a moved figure has at most, so that sums leave no traces of binary numbers:
/// those of a millionth, finer than any unit is printed.
const DIGITS: usize = 6;
/// Values of a column that are listed where one is not there.
const LISTED: usize = 12;

/// The package with figures revised and what they move moved, checked, and the cells that change.
///
/// # Errors
/// When a figure is not there or is no number, or the package would have findings: of sums with open parts,
/// which figures are to be revised with these.
pub fn revise_figures(
    folder: &Path,
    all: &[FigureRevision],
) -> Result<(Revision, Vec<CellChange>), UpkeepError> {
    let (mut revision, text, descriptor) = Revision::begin(folder)?;
    let package = Package::open(folder)?;
    let mut asked: BTreeMap<Cell, &FigureRevision> = BTreeMap::new();
    let mut revised: BTreeMap<Cell, f64> = BTreeMap::new();
    for one in all {
        let table = table_named(&package, &one.table)?;
        let place = place(table, one)?;
        let cell = (table.resource.name.clone(), place);
        revised.insert(cell.clone(), figure(table, place, one)?);
        if asked.insert(cell, one).is_some() {
            let file = Span::file(table.resource.path.as_str());
            let message = text!("a figure of `{table}` is revised twice", table = one.table);
            let finding = Diagnostic::error(CHECK, file, message).found(&one.value);
            let allowed = finding.allowed(text!("each figure once"));
            return Err(UpkeepError::Asked(vec![allowed.help(text!("keep one of both"))]));
        }
    }
    let cells = moved(&package, &revised);
    let mut by_table: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for ((name, place), value) in &cells {
        by_table.entry(name.as_str()).or_default().push((*place, *value));
    }
    for (name, cells) in by_table {
        let Some(table) = package.tables.get(name) else { continue };
        let mut written = TableFiles::read(folder, table, CHECK)?;
        for (at, value) in cells {
            let (Some(row), Some(field)) = (table.rows.get(at), table.field("value")) else {
                continue;
            };
            let own = asked.get(&(name.to_owned(), at)).copied();
            // What is moved has the source and the status of the first figure.
            let Some(why) = own.or(all.first()) else { continue };
            match (table.number(row, "value") == Some(value), own) {
                (true, None) => continue,
                (true, Some(_)) => {}
                (false, Some(own)) => written.set(row.line, "value", &own.value),
                (false, None) => written.set(row.line, "value", &shown(value, field)),
            }
            written.set(row.line, "source", &why.source);
            written.set(row.line, "missing_reason", "");
            if let Some(status) = &why.status {
                written.set(row.line, "obs_status", status);
            }
        }
        written.put(&mut revision)?;
    }
    let (new, found) = revision.sealed(&text, &descriptor)?;
    if !found.is_empty() {
        let found = found.into_iter().map(|finding| with_parts(finding, [&package, &new]));
        return Err(UpkeepError::Findings(found.collect()));
    }
    Ok((revision, differences(&package, &new)))
}

/// A finding about a sum says that its parts can be revised along with the figure, and where they stand.
fn with_parts(finding: Diagnostic, before_and_after: [&Package; 2]) -> Diagnostic {
    if !SUMS.contains(&finding.check.as_str()) {
        return finding;
    }
    let is_own = finding.check == OF_PARTS;
    let parts = || parts_of(&finding.span, before_and_after);
    let help = is_own.then(parts).flatten().unwrap_or_else(|| {
        text!(
            "the figure moves this total, and no rule says which of its parts move: revise one with it, as \
             `--and 'TABLE KEY=VALUE... FIGURE'`"
        )
    });
    finding.help(help)
}

/// Of a total that was moved and its parts were not: by how much they are to move, and how one of them is named.
fn parts_of(total: &Span, before_and_after: [&Package; 2]) -> Option<Text> {
    let [before, after] = before_and_after.map(|package| {
        let mut tables = package.tables.values();
        let table = tables.find(|table| table.resource.path.as_str() == total.file)?;
        let row = table.rows.iter().find(|row| Some(row.line) == total.row)?;
        Some((table, row, table.number(row, "value")?))
    });
    let ((_, _, before), (table, row, after)) = (before?, after?);
    let moved = shown(after - before, table.field("value")?);
    let is_total = |rule: &&SumRule| row.text(&rule.over) == rule.total;
    let mut rules = table.resource.suranys.sums.iter().filter(is_total);
    let (rule, None) = (rules.next()?, rules.next()) else { return None };
    let shares = |other: &&Row| rule.by.iter().all(|column| other.text(column) == row.text(column));
    let parts = table.rows.iter().filter(shares).map(|part| part.text(&rule.over).to_owned());
    let codes = parts.filter(|code| *code != rule.total).collect();
    let named = rule.by.iter().map(|column| format!("{column}={} ", row.text(column)));
    Some(text!(
        "the figure moves this total, and no rule says which of its parts move: revise those with it, by {moved} in \
         all, as `--and '{table} {named}{over}=CODE FIGURE'`, CODE being one of {codes}",
        moved,
        table = table.resource.name,
        named = named.collect::<String>(),
        over = rule.over,
        codes = abridged(&codes)
    ))
}

/// The table of a name.
///
/// # Errors
/// When there is none that can be read.
pub(crate) fn table_named<'p>(package: &'p Package, name: &str) -> Result<&'p Table, UpkeepError> {
    if let Some(table) = package.tables.get(name) {
        return Ok(table);
    }
    let names: Vec<&str> = package.tables.keys().map(String::as_str).collect();
    let help = nearest(name, names.iter().copied())
        .map_or(text!("name a table of the package"), |near| text!("is `{near}` meant?", near));
    let file = Span::file(crate::package::open::DESCRIPTOR);
    let message = text!("the package has no table `{name}` that can be read", name);
    let finding = Diagnostic::error(CHECK, file, message).found(name).allowed(names.join(", "));
    Err(UpkeepError::Asked(vec![finding.help(help)]))
}

/// The place of the row that is asked for.
fn place(table: &Table, asked: &FigureRevision) -> Result<usize, UpkeepError> {
    let wrong = |message: Text, found: &str, allowed: Text, help: Text| {
        let file = Span::file(table.resource.path.as_str());
        let finding = Diagnostic::error(CHECK, file, message).found(found).allowed(allowed);
        UpkeepError::Asked(vec![finding.help(help)])
    };
    let names = table.resource.schema.fields.iter().map(|field| field.name.as_str());
    let names: Vec<&str> = names.collect();
    let mut left: Vec<usize> = (0..table.rows.len()).collect();
    for (column, text) in &asked.key {
        if !names.contains(&column.as_str()) {
            let near = nearest(column, names.iter().copied());
            let help = near.map_or(text!("name a column of the table"), |near| {
                text!("is `{near}` meant?", near)
            });
            let message = text!("`{table}` has no column `{column}`", table = asked.table, column);
            return Err(wrong(message, column, names.join(", ").into(), help));
        }
        let there = texts(table, &left, column);
        left.retain(|at| table.rows.get(*at).is_some_and(|row| row.text(column) == text));
        if left.is_empty() {
            let near = nearest(text, there.iter().map(String::as_str));
            let help = near.map_or(
                text!("revise a row that is there; `suranys package import` adds rows"),
                |near| text!("is `{near}` meant? `suranys package import` adds rows", near),
            );
            let message = text!(
                "`{table}` has no such row with {column}={text}",
                table = asked.table,
                column,
                text
            );
            return Err(wrong(message, text, abridged(&there), help));
        }
    }
    if let [only] = left[..] {
        return Ok(only);
    }
    let open = table.resource.schema.primary_key.list().iter();
    let open = open
        .filter(|column| !asked.key.iter().any(|(known, _)| known == *column))
        .map(|column| (column, texts(table, &left, column)))
        .filter(|(_, texts)| texts.len() > 1)
        .map(|(column, texts)| text!("{column}={texts}", column, texts = abridged(&texts)));
    let open = open.reduce(|before, next| text!("{before}; {next}", before, next));
    let message =
        text!("{count} rows of `{table}` are named so", count = left.len(), table = asked.table);
    let help = text!("name one row by all columns of its key");
    Err(wrong(message, &left.len().to_string(), open.unwrap_or_default(), help))
}

/// The texts of a column in rows, each once.
fn texts(table: &Table, rows: &[usize], column: &str) -> BTreeSet<String> {
    let rows = rows.iter().filter_map(|at| table.rows.get(*at));
    rows.map(|row| row.text(column).to_owned()).collect()
}

fn abridged(texts: &BTreeSet<String>) -> Text {
    let first: Vec<&str> = texts.iter().take(LISTED).map(String::as_str).collect();
    match texts.len() > LISTED {
        true => text!("{first}, … ({count} in all)", first = first.join(", "), count = texts.len()),
        false => first.join(", ").into(),
    }
}

/// The figure that is asked for, as a number.
fn figure(table: &Table, place: usize, asked: &FigureRevision) -> Result<f64, UpkeepError> {
    let row = table.rows.get(place);
    let at = row.map_or(Span::file(table.resource.path.as_str()), |row| table.span(row, "value"));
    let wrong = |message: Text, allowed: Text, help: Text| {
        let finding = Diagnostic::error(CHECK, at.clone(), message).found(&asked.value);
        UpkeepError::Asked(vec![finding.allowed(allowed).help(help)])
    };
    let Some(field) = table.field("value") else {
        let message = text!("`{table}` has no column `value`", table = asked.table);
        return Err(wrong(
            message,
            text!("a table of figures"),
            text!("edit the table, and `suranys package seal` it"),
        ));
    };
    let missing = row.is_some_and(|row| row.text("obs_status") == "M");
    if missing && asked.status.is_none() {
        let message = text!("the figure was missing (M): its status must be said");
        return Err(wrong(
            message,
            text!("`--status` with A, B, E, F, I or P"),
            text!("say what the figure is"),
        ));
    }
    let unit = field.unit.as_deref().map_or(text!("a number"), Text::from);
    number::parse(&asked.value, field).map_err(|why| {
        wrong(text!("`{text}`: {why}", text = asked.value, why = why.message), unit, why.help)
    })
}

/// A figure as its column has it.
pub(crate) fn shown(value: f64, field: &Field) -> String {
    let text = format!("{value:.DIGITS$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    match field.decimal_char.as_deref().filter(|mark| !mark.is_empty()) {
        Some(mark) => text.replace('.', mark),
        None => text.to_owned(),
    }
}
