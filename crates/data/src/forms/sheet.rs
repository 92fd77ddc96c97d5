//! The table of a form, from a workbook or from CSV: texts of cells by column, with their places.

use crate::forms::rows::{COLUMNS, ROWS, Row};
use crate::forms::workbook::{self, letters};
use crate::package::decode::decode;
use crate::package::lines::{Lines, delimited};
use std::collections::BTreeMap;
use suranys_core::shortage_list::panel_form::column;
use suranys_core::table::unguarded;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// What messages call what is read here.
pub const CHECK: &str = "form";
/// How a workbook begins.
const ARCHIVE: &[u8] = b"PK";

/// The table of a form.
#[derive(Debug)]
pub struct Sheet {
    /// Path of the file, as the user named it.
    pub file: String,
    /// Name of the sheet; empty in CSV.
    pub name: String,
    /// Line of the names of columns.
    pub head: u64,
    /// Places of columns by name.
    pub columns: BTreeMap<String, usize>,
    /// Rows under the names that have a cell.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// The place of a cell, as a spreadsheet names it in a workbook: `Sheet!K`, then the column's name.
    pub fn span(&self, row: u64, name: &str) -> Span {
        let column = match (self.name.is_empty(), self.columns.get(name)) {
            (true, _) | (_, None) => name.to_owned(),
            (false, Some(place)) => format!("{}!{} ({name})", self.name, letters(*place)),
        };
        Span::cell(self.file.as_str(), row, column)
    }

    /// The place of a cell that stands in no column of the form.
    pub fn place(&self, row: u64, place: usize) -> Span {
        let column = match self.name.is_empty() {
            true => format!("{}", place.saturating_add(1)),
            false => format!("{}!{}", self.name, letters(place)),
        };
        Span::cell(self.file.as_str(), row, column)
    }

    /// The text of a cell; empty where there is none.
    pub fn text<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let place = self.columns.get(name);
        place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
    }
}

/// Reads the table of a form.
///
/// # Errors
/// With what is wrong where it is no table of a form.
pub fn sheet(file: &str, bytes: &[u8]) -> Result<Sheet, Box<Diagnostic>> {
    let wrong = |message: Text, help: Text| {
        let wrong = Diagnostic::error(CHECK, Span::file(file), message).allowed(text!(
            "a form as `suranys consult forms` writes it: a workbook (XLSX), or CSV"
        ));
        Box::new(wrong.help(help))
    };
    let sheets = match bytes.starts_with(ARCHIVE) {
        true => workbook::sheets(bytes)
            .map_err(|why| wrong(why, text!("save the form as a workbook (XLSX) again")))?,
        false => {
            let text = decode(bytes, None).map_err(|why| wrong(why.message, why.help))?;
            vec![(String::new(), lines(&text).map_err(|why| wrong(why, text!("save it again")))?)]
        }
    };
    for (name, rows) in sheets {
        let named = |row: &&Row| {
            let has = |wanted: &str| row.cells.values().any(|text| text.trim() == wanted);
            has(column::CHECK) && has(column::OCCUPATION)
        };
        let Some(head) = rows.iter().find(named) else { continue };
        let line = head.line;
        let mut columns = BTreeMap::new();
        for (place, text) in &head.cells {
            // Where a name stands twice, the first counts.
            columns.entry(text.trim().to_owned()).or_insert(*place);
        }
        let rows = rows.into_iter().filter(|row| row.line > line).collect();
        return Ok(Sheet { file: file.to_owned(), name, head: line, columns, rows });
    }
    let message = text!("there is no table of a form in it");
    Err(wrong(
        message,
        text!(
            "the row with the names of the columns, `check` and `occupation` among them, \
                        must stand above the answers: fill in the form that was sent"
        ),
    ))
}

/// Rows of a CSV file. A guard before what a spreadsheet would take for a formula is taken away.
fn lines(text: &str) -> Result<Vec<Row>, Text> {
    let mut reader = delimited(text);
    let mut at = Lines::new(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| text!("a row can't be read: {error}", error = error.to_string()))?;
        if rows.len() == ROWS {
            return Err(text!("it has more than {max} rows", max = ROWS));
        }
        let line = at.line(record.position().map_or(0, csv::Position::byte));
        let cells = record.iter().take(COLUMNS).enumerate().filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(place, text)| (place, unguarded(text).into_owned())).collect();
        rows.push(Row { line, cells });
    }
    rows.retain(|row| !row.cells.is_empty());
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::lines::SEPARATORS;

    #[test]
    fn a_csv_file_is_read_whatever_parts_its_cells() {
        for parting in SEPARATORS {
            let text = "form_format,check,occupation,reason\n\n1,c1,a,\"'=1+1\"\n";
            let text = text.replace(',', &char::from(parting).to_string());
            let read = lines(&text).expect("rows");
            assert_eq!(read.len(), 2, "{parting:?}");
            assert_eq!(read[1].line, 3, "{parting:?}");
            assert_eq!(read[1].cells[&3], "=1+1", "{parting:?}");
        }
        let read = sheet("f.csv", b"check,occupation\nc1,a\n").expect("a table");
        assert_eq!(read.span(2, "check"), Span::cell("f.csv", 2, "check"));
        assert!(sheet("f.csv", b"a,b\n1,2\n").is_err());
        assert!(sheet("f.xlsx", b"PK\x03\x04 is no archive").is_err());
    }
}
