//! The workbook of a list: a sheet for each result table, text as text and never a formula.

use crate::error::ReportError;
use crate::render::xlsx::{cut, new_workbook};
use rust_xlsxwriter::{ExcelDateTime, Format};
use suranys_core::shortage_list::ListOutput;
use suranys_core::table::{Column, ResultTable};

/// Widest column, in characters.
const WIDE: f64 = 40.0;
const NARROW: f64 = 14.0;
const MARK: &str = "SYNTHETIC DATA: not for use";

/// Writes the workbook; its creation date is that of the rulebook's version, never the clock's.
pub fn workbook(output: &ListOutput, tables: &[ResultTable]) -> Result<Vec<u8>, ReportError> {
    let created = ExcelDateTime::parse_from_str(&output.book.version.dated)?;
    let title = format!("In-demand professions, {}", output.book.id);
    let mut book = new_workbook(&title, "Suranys", &created)?;
    let head = Format::new().set_bold();
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name)?;
        let mut row = 0;
        if output.synthetic {
            sheet.write_string_with_format(row, 0, MARK, &head)?;
            // The mark stays on paper too.
            sheet.set_header(format!("&C{MARK}"));
            row += 1;
        }
        for (n, (name, column)) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(row, n, name, &head)?;
            let text = matches!(column, Column::Text(_));
            sheet.set_column_width(n, if text { NARROW + name.len() as f64 } else { NARROW })?;
            for (line, at) in (row + 1..).zip(0..column.len()) {
                match column {
                    Column::Text(texts) => {
                        let text = texts.get(at).map_or("", String::as_str);
                        sheet.write_string(line, n, cut(text))?;
                    }
                    Column::Integer(values) => {
                        if let Some(value) = values.get(at).copied().flatten() {
                            sheet.write_number(line, n, value as f64)?;
                        }
                    }
                    Column::Number(values) => {
                        if let Some(value) = values.get(at).copied().flatten() {
                            sheet.write_number(line, n, value)?;
                        }
                    }
                }
            }
            if ["reason", "why", "missing", "source", "citation"].contains(&name.as_str()) {
                sheet.set_column_width(n, WIDE)?;
            }
        }
        sheet.set_freeze_panes(row + 1, 1)?;
    }
    Ok(book.save_to_buffer()?)
}
