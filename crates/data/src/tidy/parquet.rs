//! Parquet files, as the text a CSV file of the same table would hold.

use super::{Findings, TidyError, TidyOptions};
use crate::package::CannotRun;
use polars::prelude::{ArrowDataType, DataType, ParquetReader, SerReader as _};

/// Types that are read, as a message names them.
const READ: &str = "text, whole or real numbers, decimals, dates, or timestamps without a zone";

/// The asked columns of a table, and of no other: what a column that nobody asks for holds is no
/// matter. When one is absent, the names of all, so that the reader of text says which.
pub(super) fn text(file: &str, bytes: Vec<u8>, options: &TidyOptions) -> Result<String, TidyError> {
    let failed = |why: String| CannotRun::Unreadable { path: file.to_owned(), why };
    let mut reader = ParquetReader::new(std::io::Cursor::new(bytes)).set_rechunk(true);
    let schema = reader.schema().map_err(|e| failed(e.to_string()))?;
    let mut asked = vec![&options.id, &options.time, &options.value];
    asked.extend(options.status.iter().chain(&options.link));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if asked.iter().all(|name| schema.contains(name)) {
        let mut findings = Findings::new(file);
        for name in &asked {
            let kind = schema.get(name.as_str()).map(|field| field.dtype());
            if let Some(kind) = kind.filter(|kind| !is_read(kind)) {
                let message = format!("the column holds {kind:?}, which is not read");
                let finding = findings.cell("type", 1, name, message).found(format!("{kind:?}"));
                let help = "write the column as text or as 64-bit numbers";
                findings.add(finding.allowed(READ).help(help));
            }
        }
        findings.or(())?;
        rows(&mut writer, reader, &asked).map_err(failed)?;
    } else {
        let names = schema.iter_names().map(|name| name.as_str());
        writer.write_record(names).map_err(|e| failed(e.to_string()))?;
    }
    let text = writer.into_inner().map_err(|e| failed(e.to_string()))?;
    Ok(String::from_utf8(text).map_err(|e| failed(e.to_string()))?)
}

fn is_read(kind: &ArrowDataType) -> bool {
    use ArrowDataType as Kind;
    match kind {
        Kind::Null
        | Kind::Utf8
        | Kind::LargeUtf8
        | Kind::Utf8View
        | Kind::Int8
        | Kind::Int16
        | Kind::Int32
        | Kind::Int64
        | Kind::UInt8
        | Kind::UInt16
        | Kind::UInt32
        | Kind::UInt64
        | Kind::Float32
        | Kind::Float64
        | Kind::Decimal(..)
        | Kind::Date32
        | Kind::Timestamp(_, None) => true,
        Kind::Dictionary(_, of, _) => {
            matches!(**of, Kind::Utf8 | Kind::LargeUtf8 | Kind::Utf8View)
        }
        _ => false,
    }
}

/// Writes the header and the rows.
fn rows(
    writer: &mut csv::Writer<Vec<u8>>,
    reader: ParquetReader<std::io::Cursor<Vec<u8>>>,
    asked: &[&String],
) -> Result<(), String> {
    let names = asked.iter().map(|name| name.to_string()).collect();
    let frame = reader.with_columns(Some(names)).finish().map_err(|e| e.to_string())?;
    writer.write_record(asked).map_err(|e| e.to_string())?;
    let mut columns = Vec::new();
    for (place, name) in asked.iter().enumerate() {
        let column = frame.column(name).map_err(|e| e.to_string())?;
        let whole = match column.dtype() {
            // A table with a missing value anywhere has its years as real numbers in some tools.
            DataType::Float32 | DataType::Float64 => place == PERIODS,
            _ => false,
        };
        let text = match column.dtype() {
            DataType::Datetime(..) => {
                column.cast(&DataType::Date).and_then(|c| c.cast(&DataType::String))
            }
            _ => column.cast(&DataType::String),
        };
        columns.push((text.map_err(|e| e.to_string())?, whole));
    }
    let mut texts = Vec::new();
    for (column, whole) in &columns {
        texts.push((column.str().map_err(|e| e.to_string())?, *whole));
    }
    for row in 0..frame.height() {
        let record = texts.iter().map(|(text, whole)| {
            let text = text.get(row).unwrap_or_default();
            if *whole { text.strip_suffix(".0").unwrap_or(text) } else { text }
        });
        writer.write_record(record).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Place of the column of periods among those asked for.
const PERIODS: usize = 1;
