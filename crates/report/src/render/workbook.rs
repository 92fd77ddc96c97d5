//! The workbook of a list: a sheet for each result table, text as text and never a formula.

use crate::document::list_annex::date;
use crate::error::ReportError;
use crate::render::spreadsheet::book::Book;
use crate::render::spreadsheet::sheet::{Sheet, Style};
use suranys_core::shortage_list::ListOutput;
use suranys_core::table::{Column, ResultTable};

/// Widest column, in characters.
const WIDE: f64 = 40.0;
const NARROW: f64 = 14.0;
const MARK: &str = "SYNTHETIC DATA: not for use";
/// Columns of long texts.
const LONG: [&str; 5] = ["reason", "why", "missing", "source", "citation"];

/// Writes the workbook; its date is that of the rulebook's version, never the clock's.
///
/// # Errors
/// When the version's day is none, or the archive can't be written.
pub fn workbook(output: &ListOutput, tables: &[ResultTable]) -> Result<Vec<u8>, ReportError> {
    let sheets = tables.iter().map(|table| (sheet(table, output.synthetic), None)).collect();
    let title = format!("In-demand professions, {}", output.book.id);
    let date = date(&output.book.version.dated)?;
    Book { title, author: "Suranys".to_owned(), date, sheets }.to_bytes()
}

fn sheet(table: &ResultTable, synthetic: bool) -> Sheet {
    let mut sheet = Sheet::new(table.name.as_str());
    let mut row = 0;
    if synthetic {
        sheet.text(row, 0, MARK, Style::Bold);
        // The mark stays on paper too.
        sheet.above_pages = Some(MARK.to_owned());
        row += 1;
    }
    for (n, (name, column)) in (0_u16..).zip(&table.columns) {
        sheet.text(row, n, name, Style::Bold);
        let text = column.is_text();
        let long = LONG.contains(&name.as_str());
        sheet.width(
            n,
            match (long, text) {
                (true, _) => WIDE,
                (false, true) => NARROW + name.len() as f64,
                (false, false) => NARROW,
            },
        );
        for (line, at) in (row + 1..).zip(0..column.len()) {
            let number = match column {
                Column::Text(_) | Column::OptionalText(_) | Column::Flag(_) => {
                    if let Some(text) = column.text(at) {
                        sheet.text(line, n, text, Style::Plain);
                    }
                    continue;
                }
                Column::Integer(values) => values.get(at).copied().flatten().map(|v| v as f64),
                Column::Number(values) => values.get(at).copied().flatten(),
            };
            if let Some(value) = number {
                sheet.number(line, n, value, "General");
            }
        }
    }
    sheet.frozen = Some((row + 1, 1));
    sheet
}
