//! Rows put into the tables of a package: those whose keys are there take their places, others are added.

use crate::grouping::grouped;
use crate::package::descriptor::Descriptor;
use crate::package::open::{Package, Row, Table};
use crate::upkeep::difference::{CellChange, differences};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::incoming::Incoming;
use crate::upkeep::published::time_column;
use crate::upkeep::revision::Revision;
use crate::upkeep::table_files::TableFiles;
use std::collections::BTreeMap;
use std::path::Path;
use suranys_core::Diagnostic;
use suranys_core::{Text, text};

/// Rows of one table from one file.
#[derive(Debug)]
pub(crate) struct Batch<'p> {
    pub table: &'p Table,
    /// The file, as the user named it.
    pub file: String,
    pub rows: Vec<Incoming>,
}

const CHECK: &str = "import";
const STATUS: &str = "obs_status";
/// How many times as large as those before figures may be before their unit is in doubt: half way, in
/// logarithms, between the same unit and thousands of it.
const DOUBT: f64 = 31.622_776_601_683_793;

/// The package with the rows in its tables, checked, and the cells that change.
///
/// # Errors
/// With the findings, each at its place in the file it comes from.
pub(crate) fn bring(
    folder: &Path,
    package: &Package,
    (mut revision, text, descriptor): (Revision, &str, &Descriptor),
    batches: &[Batch<'_>],
) -> Result<(Revision, Vec<CellChange>), UpkeepError> {
    // Where each row that is written comes from, by file and line of the package.
    let mut from: BTreeMap<(String, u64), (&Incoming, &str)> = BTreeMap::new();
    let mut found = Vec::new();
    let mut tables: BTreeMap<&str, (&Table, Vec<&Batch<'_>>)> = BTreeMap::new();
    for batch in batches {
        let name = batch.table.resource.name.as_str();
        tables.entry(name).or_insert_with(|| (batch.table, Vec::new())).1.push(batch);
    }
    for (table, batches) in tables.into_values() {
        let mut written = TableFiles::read(folder, table, CHECK)?;
        let key = key_of(table);
        let there: BTreeMap<Vec<String>, &Row> =
            table.rows.iter().map(|row| (named(&key, |column| row.text(column)), row)).collect();
        let mut seen: BTreeMap<Vec<String>, (u64, &str)> = BTreeMap::new();
        for (row, file) in
            batches.iter().flat_map(|batch| batch.rows.iter().map(|row| (row, batch.file.as_str())))
        {
            let own = named(&key, |column| row.text(column));
            if let Some((before, of)) = seen.insert(own.clone(), (row.line, file)) {
                found.push(twice(&key, &own, (row, file), (before, of)));
                continue;
            }
            let place = match there.get(&own) {
                Some(old) => {
                    if !is_same(table, old, row) {
                        for (column, text) in &row.cells {
                            written.set(old.line, column, text);
                        }
                    }
                    let span = table.span(old, "");
                    (span.file, span.row.unwrap_or_default())
                }
                None => written.add(|column| row.text(column).to_owned()),
            };
            // Findings about rows of no file are reported where they stand in the package.
            if row.line > 0 {
                from.insert(place, (row, file));
            }
        }
        for batch in &batches {
            found.extend(in_doubt(table, &batch.rows, &batch.file));
        }
        written.put(&mut revision)?;
    }
    if !found.is_empty() {
        return Err(UpkeepError::Findings(found));
    }
    let (new, found) = revision.sealed(text, descriptor)?;
    let in_file = |mut one: Diagnostic| {
        let place = one.span.row.map(|line| (one.span.file.clone(), line));
        let Some((row, file)) = place.and_then(|place| from.get(&place)) else { return one };
        let column = one.span.column.take().unwrap_or_default();
        one.span = row.span(file, &column);
        // What the file says nothing of is said by an option.
        match column == STATUS && row.text(STATUS).is_empty() {
            true => one.help(text!("say the status of rows that have none with `--status`")),
            false => one,
        }
    };
    match found.is_empty() {
        true => Ok((revision, differences(package, &new))),
        false => Err(UpkeepError::Findings(grouped(found.into_iter().map(in_file).collect()))),
    }
}

/// Columns that name a row: of a table without a key a row is what all of it says.
fn key_of(table: &Table) -> Vec<&str> {
    match table.resource.schema.primary_key.list() {
        [] => table.resource.schema.fields.iter().map(|field| field.name.as_str()).collect(),
        key => key.iter().map(String::as_str).collect(),
    }
}

fn named<'t>(key: &[&str], text: impl Fn(&str) -> &'t str) -> Vec<String> {
    key.iter().map(|column| text(column).to_owned()).collect()
}

/// That a row has the key of one before it.
fn twice(
    key: &[&str],
    own: &[String],
    (row, file): (&Incoming, &str),
    (before, of): (u64, &str),
) -> Diagnostic {
    let of = if of == file { Text::default() } else { text!(" of {of}", of) };
    let message = text!("the row has the key of row {before}{of}", before, of);
    let at = row.span(file, key.first().copied().unwrap_or_default());
    let finding = Diagnostic::error("key", at, message).found(own.join(", "));
    finding.allowed(text!("each key once")).help(text!("keep one of the rows"))
}

/// Whether a row that is there has the figure already, from whatever source, and nothing else is said of it.
fn is_same(table: &Table, old: &Row, new: &Incoming) -> bool {
    let number = |text: &str| {
        let field = table.field("value")?;
        crate::package::number::parse(text, field).ok()
    };
    let by_figure = ["value", "source", "missing_reason"];
    let others = new.cells.iter().filter(|(column, _)| !by_figure.contains(&column.as_str()));
    let (before, after) = (number(old.text("value")), number(new.text("value")));
    let reason =
        new.cells.get("missing_reason").is_none_or(|text| text == old.text("missing_reason"));
    before == after
        && before.is_some()
        && reason
        && others
            .into_iter()
            .all(|(column, text)| text == old.text(column) || column == STATUS && new.status_said)
}

/// That figures are so much larger or smaller than those of the same series before that their unit is another.
fn in_doubt(table: &Table, rows: &[Incoming], file: &str) -> Option<Diagnostic> {
    let time = time_column(table)?;
    let field = table.field("value")?;
    let key = table.resource.schema.primary_key.list().iter().filter(|name| **name != time);
    let key: Vec<&String> = key.collect();
    let mut last: BTreeMap<Vec<&str>, (&str, f64)> = BTreeMap::new();
    for row in &table.rows {
        let series: Vec<&str> = key.iter().map(|column| row.text(column)).collect();
        let Some(value) = table.number(row, "value").filter(|value| *value > 0.0) else { continue };
        let known = last.entry(series).or_insert((row.text(&time), value));
        if row.text(&time) >= known.0 {
            *known = (row.text(&time), value);
        }
    }
    let mut ratios: Vec<(f64, &Incoming)> = Vec::new();
    for row in rows {
        let series: Vec<&str> = key.iter().map(|column| row.text(column)).collect();
        let value = crate::package::number::parse(row.text("value"), field).ok();
        if let Some(((_, before), value)) = last.get(&series).zip(value.filter(|v| *v > 0.0)) {
            ratios.push((value / before, row));
        }
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, row) = ratios.get(ratios.len() / 2)?;
    if (1.0 / DOUBT..=DOUBT).contains(ratio) {
        return None;
    }
    let unit = field.unit.as_deref().unwrap_or("number");
    let message = text!(
        "the figures are about {ratio} times those that the table has: their unit is another",
        ratio = format!("{ratio:.3}")
    );
    let finding =
        Diagnostic::error("unit", row.span(file, "value"), message).found(row.text("value"));
    Some(finding.allowed(unit).help(text!("say the unit of a publisher's file with `--unit`; in a template, write figures in the unit of the column")))
}
