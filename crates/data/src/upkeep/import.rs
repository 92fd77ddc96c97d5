//! Rows brought into a table from a template filled in, or from a publisher's file.

use crate::package::open::{CannotRun, Package, Row, Table, inside};
use crate::timeseries::{TidyError, TidyOptions, read_layout};
use crate::upkeep::difference::{CellChange, differences};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::incoming::{Incoming, rows_by_name};
use crate::upkeep::published::{Said, rows_of, time_column};
use crate::upkeep::revise::table_named;
use crate::upkeep::revision::Revision;
use crate::upkeep::table_text::TableText;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suranys_core::{Diagnostic, Span};

/// What is to be brought in.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// File: a template filled in, the table itself, or a publisher's.
    pub file: PathBuf,
    /// Name of the table.
    pub table: String,
    /// Columns of the key that are the same in all rows of a publisher's file, with their codes.
    pub key: Vec<(String, String)>,
    /// Years that are taken of a publisher's file; all where none is named.
    pub years: Vec<String>,
    /// Unit of a publisher's figures; none where it is the table's, or the file says it.
    pub unit: Option<String>,
    /// Identifier of the source, where rows name none.
    pub source: Option<String>,
    /// Status, where rows have none.
    pub status: Option<String>,
    /// How a publisher's file is read.
    pub options: TidyOptions,
}

const CHECK: &str = "import";
/// How many times as large as those before figures may be before their unit is in doubt: half way, in
/// logarithms, between the same unit and thousands of it.
const DOUBT: f64 = 31.622_776_601_683_793;

/// The package with the rows brought in, checked; the cells that change, and what is to be noted.
///
/// # Errors
/// With the findings, each at its place in the file it comes from.
pub fn import_rows(
    folder: &Path,
    asked: &ImportRequest,
) -> Result<(Revision, Vec<CellChange>, Vec<String>), UpkeepError> {
    let (mut revision, text, descriptor) = Revision::begin(folder)?;
    let package = Package::open(folder)?;
    let table = table_named(&package, &asked.table)?;
    let file = asked.file.display().to_string();
    let (rows, notes) = incoming(&package, table, asked, &file)?;
    let path = table.resource.path.as_str();
    let unread = |why: String| {
        let message = format!("rows can't be written into the table: {why}");
        UpkeepError::Findings(vec![Diagnostic::error(CHECK, Span::file(path), message)])
    };
    let place = inside(folder, path).ok_or_else(|| unread("it lies elsewhere".to_owned()))?;
    let bytes = crate::ordinary::read(&place).map_err(|why| unread(why.to_string()))?;
    let mut written = TableText::read(&bytes, &table.resource).map_err(unread)?;
    // Of a table without a key a row is what all of it says.
    let all: Vec<String> =
        table.resource.schema.fields.iter().map(|field| field.name.clone()).collect();
    let key = match table.resource.schema.primary_key.list() {
        [] => all.as_slice(),
        key => key,
    };
    let name = |text: &dyn Fn(&str) -> String| -> Vec<String> {
        key.iter().map(|column| text(column)).collect()
    };
    let there: BTreeMap<Vec<String>, &Row> =
        table.rows.iter().map(|row| (name(&|column| row.text(column).to_owned()), row)).collect();
    let mut from: BTreeMap<u64, &Incoming> = BTreeMap::new();
    let mut seen: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    let mut twice = Vec::new();
    for row in &rows {
        let own = name(&|column| row.text(column).to_owned());
        let first = key.first().map_or("", String::as_str);
        if let Some(before) = seen.insert(own.clone(), row.line) {
            let message = format!("the row has the key of row {before}");
            let one = Diagnostic::error("key", row.span(&file, first), message);
            twice.push(
                one.found(own.join(", ")).allowed("each key once").help("keep one of the rows"),
            );
            continue;
        }
        match there.get(&own) {
            Some(old) => {
                if !is_same(table, old, row) {
                    for (column, text) in &row.cells {
                        written.set(old.line, column, text);
                    }
                }
                from.insert(old.line, row);
            }
            None => {
                let line = written.add(|column| row.text(column).to_owned());
                from.insert(line, row);
            }
        }
    }
    let mut found = twice;
    found.extend(in_doubt(table, &rows, &file));
    if !found.is_empty() {
        return Err(UpkeepError::Findings(found));
    }
    if let Some(new) = written.bytes().map_err(unread)? {
        revision.was(path, &bytes);
        revision.put(path, new);
    }
    let (new, mut found) = revision.sealed(&text, &descriptor)?;
    for one in found.iter_mut().filter(|one| one.span.file == path) {
        if let Some(row) = one.span.row.and_then(|line| from.get(&line)) {
            one.span = row.span(&file, one.span.column.as_deref().unwrap_or_default());
        }
    }
    if !found.is_empty() {
        return Err(UpkeepError::Findings(found));
    }
    Ok((revision, differences(&package, &new), notes))
}

/// The rows of the file, and what is to be noted of them.
fn incoming(
    package: &Package,
    table: &Table,
    asked: &ImportRequest,
    file: &str,
) -> Result<(Vec<Incoming>, Vec<String>), UpkeepError> {
    let wrong = |message: String| {
        UpkeepError::Findings(vec![Diagnostic::error(CHECK, Span::file(file), message)])
    };
    let bytes = crate::ordinary::read(&asked.file).map_err(|why| {
        let path = file.to_owned();
        match why.kind() {
            std::io::ErrorKind::NotFound => CannotRun::Missing { path },
            _ => CannotRun::Unreadable { path, why: why.to_string() },
        }
    })?;
    let filled = |row: &mut Incoming, column: &str, text: &Option<String>| {
        if let Some(text) = text.as_ref().filter(|_| row.text(column).is_empty()) {
            row.cells.insert(column.to_owned(), text.clone());
        }
    };
    if let Some(mut rows) = rows_by_name(&bytes, table).map_err(wrong)? {
        for row in &mut rows {
            filled(row, "source", &asked.source);
            filled(row, "obs_status", &asked.status);
        }
        if rows.is_empty() {
            return Err(wrong("there is no row below the names of the columns".to_owned()));
        }
        return Ok((rows, Vec::new()));
    }
    let long = read_layout(&asked.file, &asked.options).map_err(|why| match why {
        TidyError::Findings(found) => UpkeepError::Findings(found),
        TidyError::CannotRun(why) => UpkeepError::CannotRun(why),
    })?;
    let said = Said {
        file,
        key: &asked.key,
        years: &asked.years,
        unit: asked.unit.as_deref(),
        source: asked.source.as_deref(),
        status: asked.status.as_deref(),
    };
    let (rows, empty) = rows_of(package, table, &long, &said).map_err(UpkeepError::Findings)?;
    if rows.is_empty() {
        return Err(wrong("the file has no figure of what is asked for".to_owned()));
    }
    let mut notes = long.notes;
    if empty > 0 {
        notes.push(format!("{empty} figures are missing in the file and are not brought in"));
    }
    Ok((rows, notes))
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
        && others.into_iter().all(|(column, text)| text == old.text(column))
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
    let message = format!(
        "the figures are about {ratio:.3} times those that the table has: their unit is another"
    );
    let finding =
        Diagnostic::error("unit", row.span(file, "value"), message).found(row.text("value"));
    Some(finding.allowed(unit).help("say the unit of a publisher's file with `--unit`; in a template, write figures in the unit of the column"))
}
