//! Sheets of a workbook (ISO/IEC 29500-1) as cells, merged ones filled.

use crate::cell::text;
use crate::forms::workbook::{DAMAGED, is_small};
use crate::layout::grid::{Grid, GridRow};
use crate::parquet::caught;
use calamine::{Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;
use suranys_core::{Text, text};

/// Bytes that the parts of an archive may unpack to: the largest tables of statistical offices have a
/// fifth of it.
const UNPACKED: u64 = 256 << 20;
/// Places of the table that holds all cells of a sheet: a single cell at the far end of an empty sheet
/// would make it a huge one.
const PLACES: usize = 4_000_000;
/// Bytes of the texts of all cells of a sheet.
const TEXTS: usize = 128 << 20;

/// How a workbook begins, and one of the format before.
pub(crate) const ARCHIVE: &[u8] = b"PK\x03\x04";
pub(crate) const FORMER: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// The sheets that have cells, in their order.
///
/// # Errors
/// With why they can't be read.
pub(crate) fn sheets(bytes: &[u8]) -> Result<Vec<Grid>, Text> {
    caught(|| read(bytes)).unwrap_or(Err(DAMAGED))
}

/// [`sheets`]; may panic on damaged bytes.
fn read(bytes: &[u8]) -> Result<Vec<Grid>, Text> {
    let damaged = |why: &dyn std::fmt::Display| {
        text!("{damaged}: {why}", damaged = DAMAGED, why = why.to_string())
    };
    is_small(bytes, UNPACKED)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|why| damaged(&why))?;
    let mut grids = Vec::new();
    for name in book.sheet_names() {
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let mut cells: BTreeMap<(usize, usize), String> = BTreeMap::new();
        let (mut height, mut width, mut texts) = (0, 0, 0_usize);
        while let Some(cell) = reader.next_cell().map_err(|why| damaged(&why))? {
            let text = text(cell.get_value());
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            if text.is_empty() {
                continue;
            }
            (height, width) = (height.max(row + 1), width.max(column + 1));
            texts = texts.saturating_add(text.len());
            if height.saturating_mul(width) > PLACES || texts > TEXTS {
                return Err(text!(
                    "sheet `{name}` reaches over {height} rows and {width} columns, more \
                                    than is read",
                    name,
                    height,
                    width
                ));
            }
            cells.insert((row, column), text);
        }
        drop(reader);
        if cells.is_empty() {
            continue;
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut rows: Vec<GridRow> = (1..=height as u64)
            .map(|line| GridRow { line, cells: vec![String::new(); width] })
            .collect();
        for ((row, column), text) in cells {
            if let Some(cell) = rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
                *cell = text;
            }
        }
        for area in merged {
            fill(
                &mut rows,
                (area.start.0 as usize, area.start.1 as usize),
                (area.end.0 as usize, area.end.1 as usize),
            );
        }
        grids.push(Grid { sheet: name, rows, semicolons: false });
    }
    Ok(grids)
}

/// Cells a merged area may have; larger ones are drawn, not tables.
const AREA: usize = 10_000;

/// Writes the text of a merged area into all its cells.
fn fill(rows: &mut [GridRow], start: (usize, usize), end: (usize, usize)) {
    let (height, width) = (end.0.saturating_sub(start.0) + 1, end.1.saturating_sub(start.1) + 1);
    let Some(text) = rows.get(start.0).map(|row| row.text(start.1).to_owned()) else { return };
    if height.saturating_mul(width) > AREA || text.is_empty() {
        return;
    }
    for row in rows.iter_mut().skip(start.0).take(height) {
        for cell in row.cells.iter_mut().skip(start.1).take(width) {
            cell.clone_from(&text);
        }
    }
}
