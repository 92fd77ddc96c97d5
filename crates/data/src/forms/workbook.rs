//! Cells of a workbook (ISO/IEC 29500-1), as far as forms need them: texts and numbers, no formulas.

use crate::cell::text;
use crate::forms::rows::{COLUMNS, ROWS, Row};
use crate::parquet::caught;
use calamine::{Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use suranys_core::{Text, text};
use zip::ZipArchive;

/// Parts an archive may have, and bytes all of them unpack to: a form of every occupation there is has
/// a hundredth of it.
const PARTS: usize = 1_000;
const UNPACKED: u64 = 16 << 20;
/// Bytes of the texts of all cells: a text that stands once in a file may stand in every cell.
const TEXTS: usize = 64 << 20;
/// What is said of bytes that are no workbook.
pub(crate) const DAMAGED: Text = text!("the workbook is damaged");

/// The rows that have cells, by sheet, in the order of sheets.
///
/// # Errors
/// With why it can't be read.
pub fn sheets(bytes: &[u8]) -> Result<Vec<(String, Vec<Row>)>, Text> {
    caught(|| read(bytes)).unwrap_or(Err(DAMAGED))
}

/// [`sheets`]; may panic on damaged bytes.
fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<Row>)>, Text> {
    let damaged = |why: &dyn std::fmt::Display| {
        text!("{damaged}: {why}", damaged = DAMAGED, why = why.to_string())
    };
    is_small(bytes, UNPACKED)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let (mut all, mut texts) = (Vec::new(), 0_usize);
    for name in book.sheet_names() {
        // Cell by cell: a single cell at the far end of a sheet would make any table of it a huge one.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut rows: BTreeMap<u32, BTreeMap<usize, String>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
            let (row, column) = cell.get_position();
            let text = text(cell.get_value());
            let column = usize::try_from(column).unwrap_or(COLUMNS);
            if column >= COLUMNS || text.is_empty() {
                continue;
            }
            texts = texts.saturating_add(text.len());
            if texts > TEXTS {
                return Err(text!(
                    "the texts of the workbook have more than {max} bytes",
                    max = TEXTS
                ));
            }
            rows.entry(row).or_default().insert(column, text);
            if rows.len() > ROWS {
                return Err(text!("sheet `{name}` has more than {max} rows", name, max = ROWS));
            }
        }
        let rows = rows.into_iter().map(|(row, cells)| Row { line: u64::from(row) + 1, cells });
        all.push((name, rows.collect()));
    }
    Ok(all)
}

/// That all parts together unpack to what can be: what an archive says of their size is not believed.
pub(crate) fn is_small(bytes: &[u8], unpacked: u64) -> Result<(), Text> {
    let damaged = |why: &dyn std::fmt::Display| {
        text!("{damaged}: {why}", damaged = DAMAGED, why = why.to_string())
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > PARTS {
        return Err(text!(
            "the workbook has {count} parts; at most {max} are read",
            count = archive.len(),
            max = PARTS
        ));
    }
    let mut left = unpacked;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| damaged(&error))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| damaged(&error))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| text!("the workbook unpacks to more than {unpacked} bytes", unpacked))?;
    }
    Ok(())
}

/// The name of a column: A, B, .., Z, AA.
pub(crate) fn letters(place: usize) -> String {
    const LETTERS: usize = 26;
    let mut left = place + 1;
    let mut name = Vec::new();
    while left > 0 {
        left -= 1;
        name.push(char::from(b'A' + (left % LETTERS) as u8));
        left /= LETTERS;
    }
    name.iter().rev().collect()
}
