//! Rows of a workbook (ISO/IEC 29500-1).

use crate::cell::Cell;
use calamine::{DataRef, Reader as _, Xlsx};
use std::fs::File;
use std::io::{BufReader, Read, copy, sink};
use std::path::Path;
use zip::ZipArchive;

/// Bytes that the parts of a workbook may unpack to: a sheet of a million rows has half of it.
const UNPACKED: u64 = 1 << 30;
/// Columns that are read.
const COLUMNS: usize = 200;

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SheetCell {
    Empty,
    Text(String),
    Number(f64),
    Day(i32),
    Flag(bool),
}

impl SheetCell {
    /// The cell as any other.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            SheetCell::Empty => Cell::Empty,
            SheetCell::Text(text) => Cell::of_text(text),
            SheetCell::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Cell::Whole(*number as i64)
            }
            SheetCell::Number(number) => Cell::Number(*number),
            SheetCell::Day(day) => Cell::Day(*day),
            SheetCell::Flag(flag) => Cell::Flag(*flag),
        }
    }
}

/// Goes through the rows of a sheet, the first if none is named. `each` gets a row's number, the first being
/// 1, and its cells, and says whether to go on.
///
/// # Errors
/// With why the workbook can't be read.
pub(crate) fn rows(
    path: &Path,
    sheet: Option<&str>,
    each: &mut dyn FnMut(u64, Vec<SheetCell>) -> bool,
) -> Result<(), String> {
    is_small(path)?;
    let damaged = |why: String| format!("the workbook can't be read: {why}");
    let file = File::open(path).map_err(|why| damaged(why.to_string()))?;
    let mut book: Xlsx<_> =
        Xlsx::new(BufReader::new(file)).map_err(|why| damaged(why.to_string()))?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.first(),
    };
    let name = name
        .cloned()
        .ok_or_else(|| format!("there is no such sheet; there are {}", names.join(", ")))?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(|why| damaged(why.to_string()))?;
    let (mut at, mut row): (u32, Vec<SheetCell>) = (0, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(|why| damaged(why.to_string()))? {
        let (line, column) = cell.get_position();
        if line != at {
            let is_blank = row.iter().all(|cell| *cell == SheetCell::Empty);
            if !is_blank && !each(u64::from(at) + 1, std::mem::take(&mut row)) {
                return Ok(());
            }
            row.clear();
            at = line;
        }
        let column = column as usize;
        if column >= COLUMNS {
            continue;
        }
        if row.len() <= column {
            row.resize(column + 1, SheetCell::Empty);
        }
        if let Some(place) = row.get_mut(column) {
            *place = read(cell.get_value());
        }
    }
    if row.iter().any(|cell| *cell != SheetCell::Empty) {
        each(u64::from(at) + 1, row);
    }
    Ok(())
}

fn read(value: &DataRef<'_>) -> SheetCell {
    match value {
        DataRef::String(text) => SheetCell::Text(text.clone()),
        DataRef::SharedString(text) => SheetCell::Text((*text).to_owned()),
        DataRef::DateTimeIso(text) => SheetCell::Text(text.clone()),
        DataRef::Int(number) => SheetCell::Number(*number as f64),
        DataRef::Float(number) => SheetCell::Number(*number),
        DataRef::Bool(flag) => SheetCell::Flag(*flag),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            SheetCell::Day(crate::day::number(i32::from(year), i32::from(month), i32::from(day)))
        }
        DataRef::Error(error) => SheetCell::Text(error.to_string()),
        _ => SheetCell::Empty,
    }
}

/// That the parts of an archive, unpacked and not as it says of itself, are of a size that can be held.
fn is_small(path: &Path) -> Result<(), String> {
    let damaged = |why: String| format!("the archive can't be read: {why}");
    let file = File::open(path).map_err(|why| damaged(why.to_string()))?;
    let packed = file.metadata().map_err(|why| damaged(why.to_string()))?.len();
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|why| damaged(why.to_string()))?;
    let allowed = UNPACKED.min((16 << 20) + packed.saturating_mul(250));
    let mut unpacked = 0;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|why| damaged(why.to_string()))?;
        let left = allowed - unpacked;
        unpacked +=
            copy(&mut part.take(left + 1), &mut sink()).map_err(|why| damaged(why.to_string()))?;
        if unpacked > allowed {
            return Err(format!(
                "it unpacks to more than {} MB, as no workbook of its size does",
                allowed >> 20
            ));
        }
    }
    Ok(())
}
