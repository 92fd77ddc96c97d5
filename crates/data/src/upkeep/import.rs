//! Rows brought into tables: which files they come from, and of which tables they are.

use crate::layout::row::LongTable;
use crate::package::open::{Package, Table};
use crate::timeseries::{TidyError, TidyOptions, bytes_of, layout_of_bytes};
use crate::upkeep::bring::{Batch, bring};
use crate::upkeep::difference::CellChange;
use crate::upkeep::error::UpkeepError;
use crate::upkeep::incoming::{Incoming, rows_by_name, rows_by_table};
use crate::upkeep::published::{Said, rows_of, scale};
use crate::upkeep::revise::{shown, table_named};
use crate::upkeep::revision::Revision;
use std::path::{Path, PathBuf};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// What is to be brought in.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// File: a template filled in, the table itself, or a publisher's.
    pub file: PathBuf,
    /// What the file holds, where it is at hand and is not to be read.
    pub bytes: Option<Vec<u8>>,
    /// Name of the table; none where the file is a workbook of forms that name theirs.
    pub table: Option<String>,
    /// Columns of the key that are the same in all rows of a publisher's file, with their codes.
    pub key: Vec<(String, String)>,
    /// Years that are taken of a publisher's file; all where none is named.
    pub years: Vec<String>,
    /// Unit of the figures; none where it is the table's, or the file says it.
    pub unit: Option<String>,
    /// Identifier of the source, where rows name none.
    pub source: Option<String>,
    /// Status, where rows have none.
    pub status: Option<String>,
    /// How a publisher's file is read.
    pub options: TidyOptions,
}

const CHECK: &str = "import";
/// Rows named of many.
const NAMED: usize = 3;

/// The package with the rows brought in, checked; the cells that change, and what is to be noted.
///
/// # Errors
/// With the findings, each at its place in the file it comes from.
pub fn import_rows(
    folder: &Path,
    asked: &ImportRequest,
) -> Result<(Revision, Vec<CellChange>, Vec<Text>), UpkeepError> {
    let (revision, text, descriptor) = Revision::begin(folder)?;
    let package = Package::open(folder)?;
    let mut notes = Vec::new();
    let batches = gathered(&package, asked, &mut notes)?;
    let (revision, changes) = bring(folder, &package, (revision, &text, &descriptor), &batches)?;
    Ok((revision, changes, notes))
}

/// The rows of a file by the tables they are of.
pub(crate) fn gathered<'p>(
    package: &'p Package,
    asked: &ImportRequest,
    notes: &mut Vec<Text>,
) -> Result<Vec<Batch<'p>>, UpkeepError> {
    let file = asked.file.display().to_string();
    let wrong = |message: Text| {
        UpkeepError::Findings(vec![Diagnostic::error(CHECK, Span::file(&file), message)])
    };
    let table = asked.table.as_deref().map(|name| table_named(package, name)).transpose()?;
    let refused = |why| match why {
        TidyError::Findings(found) => UpkeepError::Findings(found),
        TidyError::CannotRun(why) => UpkeepError::CannotRun(why),
    };
    let bytes = match &asked.bytes {
        Some(bytes) => bytes.clone(),
        None => bytes_of(&asked.file).map_err(refused)?,
    };
    let (tables, published) = match table {
        None => (rows_by_table(&bytes, package).map_err(wrong)?, false),
        // What is no workbook of forms may be a publisher's, whose reader says what is wrong with it.
        Some(table) => match rows_by_name(&bytes, table) {
            Ok(Some(rows)) => (vec![(table, rows)], false),
            Ok(None) | Err(_) => {
                let options =
                    TidyOptions { every_key: asked.options.id.is_empty(), ..asked.options.clone() };
                let long = layout_of_bytes(&asked.file, bytes, &options).map_err(refused)?;
                (vec![(table, published(package, table, &long, asked, notes)?)], true)
            }
        },
    };
    let mut batches = Vec::new();
    for (table, mut rows) in tables {
        if !published {
            filled(package, table, asked, &file, &mut rows, notes)?;
        }
        batches.push(Batch { table, file: file.clone(), rows });
    }
    if batches.iter().all(|batch| batch.rows.is_empty()) {
        let message = match published {
            true => text!("the file has no figure of what is asked for"),
            false => text!("there is no row with a figure below the names of the columns"),
        };
        return Err(wrong(message.to_owned()));
    }
    Ok(batches)
}

/// Completes the rows of a form by what is said of all of them; rows without a figure are left out.
fn filled(
    package: &Package,
    table: &Table,
    asked: &ImportRequest,
    file: &str,
    rows: &mut Vec<Incoming>,
    notes: &mut Vec<Text>,
) -> Result<(), UpkeepError> {
    let by = scale(package, table, asked.unit.as_deref())
        .map_err(|why| UpkeepError::Findings(vec![why(file)]))?;
    if let Some(field) = table.field("value") {
        let said = ["value", "obs_status", "missing_reason", "source"];
        let is_left = |row: &Incoming| said.iter().all(|column| row.text(column).is_empty());
        let left: Vec<String> =
            rows.iter().filter(|row| is_left(row)).map(|row| row.line.to_string()).collect();
        if !left.is_empty() {
            let first = left.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if left.len() > NAMED { ", ..." } else { "" };
            notes.push(text!(
                "{count} rows of `{name}` have no figure and are left out (rows {first}{more})",
                count = left.len(),
                name = table.resource.name,
                first,
                more
            ));
        }
        rows.retain(|row| !is_left(row));
        for row in rows.iter_mut() {
            let value = crate::package::number::parse(row.text("value"), field).ok();
            if let Some((value, by)) = value.zip(by) {
                row.cells.insert("value".to_owned(), shown(value * by, field));
            }
        }
    }
    for row in rows {
        row.status_said = asked.status.is_some() && row.text("obs_status").is_empty();
        for (column, text) in [("source", &asked.source), ("obs_status", &asked.status)] {
            if let Some(text) = text.as_ref().filter(|_| row.text(column).is_empty())
                && table.field(column).is_some()
            {
                row.cells.insert(column.to_owned(), text.clone());
            }
        }
    }
    Ok(())
}

/// The rows of a publisher's file.
fn published(
    package: &Package,
    table: &Table,
    long: &LongTable,
    asked: &ImportRequest,
    notes: &mut Vec<Text>,
) -> Result<Vec<Incoming>, UpkeepError> {
    let said = Said {
        file: &asked.file.display().to_string(),
        key: &asked.key,
        years: &asked.years,
        unit: asked.unit.as_deref(),
        source: asked.source.as_deref(),
        status: asked.status.as_deref(),
    };
    let (rows, empty) = rows_of(package, table, long, &said).map_err(UpkeepError::Findings)?;
    notes.extend(long.notes.iter().cloned());
    if empty > 0 {
        notes.push(text!(
            "{count} figures are missing in the file and are not brought in",
            count = empty
        ));
    }
    Ok(rows)
}
