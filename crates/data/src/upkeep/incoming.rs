//! Rows to be brought into a table, each with its place in the file it comes from.

use crate::forms::workbook;
use crate::package::decode::decode;
use crate::package::lines::{Lines, separator};
use crate::package::open::Table;
use std::collections::BTreeMap;
use suranys_core::Span;
use suranys_core::table::unguarded;

/// How a workbook begins.
const ARCHIVE: &[u8] = b"PK";

/// A row to be brought in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Incoming {
    /// Row in its file or sheet, the first being 1.
    pub line: u64,
    /// What its columns are called in messages, by columns of the table.
    pub columns: BTreeMap<String, String>,
    /// Its cells by columns of the table. A column that is not there is left as it is.
    pub cells: BTreeMap<String, String>,
}

impl Incoming {
    /// The text of a cell; empty where there is none.
    pub(crate) fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The place of a cell.
    pub(crate) fn span(&self, file: &str, column: &str) -> Span {
        let named = self.columns.get(column).map_or(column, String::as_str);
        Span::cell(file, self.line, named)
    }
}

/// A row of any file: its line, and texts by the places of columns.
type Line = (u64, BTreeMap<usize, String>);

/// The rows of a file that has the columns of a table by their names: a template filled in, or the table
/// itself. None where no row holds all names of the key and of what must be there.
///
/// # Errors
/// With why a file that is a workbook can't be read.
pub(crate) fn rows_by_name(bytes: &[u8], table: &Table) -> Result<Option<Vec<Incoming>>, String> {
    let sheets: Vec<(String, Vec<Line>)> = match bytes.starts_with(ARCHIVE) {
        true => {
            let sheets = workbook::sheets(bytes)?.into_iter();
            sheets
                .map(|(name, rows)| {
                    (name, rows.into_iter().map(|row| (row.line, row.cells)).collect())
                })
                .collect()
        }
        false => vec![(String::new(), text_rows(bytes, table))],
    };
    let fields = &table.resource.schema.fields;
    let key = table.resource.schema.primary_key.list();
    let must = |name: &String, required: bool| required || key.contains(name);
    let needed: Vec<&str> = fields
        .iter()
        .filter(|field| must(&field.name, field.constraints.required) || field.name == "value")
        .map(|field| field.name.as_str())
        .collect();
    for (sheet, lines) in sheets {
        let names = |line: &&Line| {
            needed.iter().all(|name| line.1.values().any(|text| text.trim() == *name))
        };
        let Some(head) = lines.iter().find(names) else { continue };
        let mut places: Vec<(usize, &str)> = Vec::new();
        for (place, text) in &head.1 {
            let field = fields.iter().find(|field| field.name == text.trim());
            if let Some(field) = field.filter(|f| places.iter().all(|(_, known)| *known != f.name))
            {
                places.push((*place, field.name.as_str()));
            }
        }
        let shown = |place: usize, name: &str| match sheet.is_empty() {
            true => name.to_owned(),
            false => format!("{sheet}!{} ({name})", workbook::letters(place)),
        };
        let columns: BTreeMap<String, String> =
            places.iter().map(|(at, name)| ((*name).to_owned(), shown(*at, name))).collect();
        let row = |line: &Line| {
            let text = |at: &usize| line.1.get(at).map_or("", |text| text.trim()).to_owned();
            let cells = places.iter().map(|(at, name)| ((*name).to_owned(), text(at))).collect();
            Incoming { line: line.0, columns: columns.clone(), cells }
        };
        let below = lines.iter().filter(|line| line.0 > head.0).map(row);
        return Ok(Some(below.filter(|row| row.cells.values().any(|t| !t.is_empty())).collect()));
    }
    Ok(None)
}

/// The rows of a text whose cells are parted by commas or their like; none of what is no text.
fn text_rows(bytes: &[u8], table: &Table) -> Vec<Line> {
    let read = decode(bytes, None).or_else(|_| decode(bytes, table.resource.encoding.as_deref()));
    let Ok(text) = read else { return Vec::new() };
    let first = text.lines().next().unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(first.as_bytes()))
        .from_reader(text.as_bytes());
    let mut lines = Lines::new(text.as_bytes());
    let records = reader.records().map_while(Result::ok);
    records
        .map(|record| {
            let line = lines.line(record.position().map_or(0, csv::Position::byte));
            let cells = record.iter().enumerate().filter(|(_, text)| !text.is_empty());
            (line, cells.map(|(at, text)| (at, unguarded(text).into_owned())).collect())
        })
        .collect()
}
