//! Tidy tables of time series: one row for each series and period.

mod hierarchy;
mod period;
mod reader;

pub use hierarchy::{Link, read_hierarchy};
pub use period::{Frequency, Period};

use crate::decode::decode;
use crate::package::CannotRun;
use polars::prelude::{DataType, ParquetReader, SerReader as _};
use reader::Reader;
use std::path::Path;
use suranys_core::{Diagnostic, Span};
use thiserror::Error;

/// Which columns to read, and how periods are counted.
#[derive(Debug, Clone)]
pub struct TidyOptions {
    /// Column of the series' names.
    pub id: String,
    /// Column of periods.
    pub time: String,
    /// Column of values.
    pub value: String,
    /// Column of SDMX observation status codes, if there is one: `B` begins a new regime.
    pub status: Option<String>,
    /// Column of linking factors, if there is one: in the row of a break, what values before it are
    /// multiplied by to join those after it.
    pub link: Option<String>,
    /// Encoding of a CSV file; UTF-8 unless told.
    pub encoding: Option<String>,
    /// Frequency; none to tell it from the periods.
    pub frequency: Option<Frequency>,
    /// Whether a period without a row counts as missing; otherwise it is a finding. A row without
    /// a value always counts as missing.
    pub holes: bool,
}

/// One series: consecutive periods, `None` where no row or no value stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TidySeries {
    /// Name.
    pub id: String,
    /// The period of the first value.
    pub first: Period,
    /// Values from the first to the last observed one; empty when none was observed.
    pub values: Vec<Option<f64>>,
    /// Breaks, by their place among the values, in order.
    pub breaks: Vec<Break>,
}

/// A value with which a series begins to measure something else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    /// Place of the first value of the new kind.
    pub at: usize,
    /// Factor that joins earlier values to it, if one is given.
    pub link: Option<f64>,
}

/// A table's series, in the order in which they first appear.
#[derive(Debug, Clone, PartialEq)]
pub struct TidyTable {
    /// Frequency of all of them.
    pub frequency: Frequency,
    /// The series.
    pub series: Vec<TidySeries>,
}

/// Why a table could not be read.
#[derive(Debug, Error)]
pub enum TidyError {
    /// What is wrong in it, and where.
    #[error("the table has {} findings", .0.len())]
    Findings(Vec<Diagnostic>),
    /// It could not be looked at.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
}

/// First bytes of a Parquet file.
const PARQUET: &[u8] = b"PAR1";

/// The asked columns of a Parquet file as the text of a CSV file, so that both are read alike; a
/// row's number is then its place in the table, the header counted as the first.
fn parquet_text(bytes: Vec<u8>, options: &TidyOptions) -> Result<String, String> {
    let frame = ParquetReader::new(std::io::Cursor::new(bytes))
        .set_rechunk(true)
        .finish()
        .map_err(|e| e.to_string())?;
    let names: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
    let mut asked = vec![&options.id, &options.time, &options.value];
    asked.extend(options.status.iter().chain(&options.link));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if !asked.iter().all(|name| names.contains(name)) {
        // The reader of text says which column is absent and which there are.
        writer.write_record(&names).map_err(|e| e.to_string())?;
    } else {
        writer.write_record(&asked).map_err(|e| e.to_string())?;
        let mut columns = Vec::new();
        for name in asked {
            let column = frame.column(name).and_then(|c| c.cast(&DataType::String));
            columns.push(column.map_err(|e| e.to_string())?);
        }
        let mut texts = Vec::new();
        for column in &columns {
            texts.push(column.str().map_err(|e| e.to_string())?);
        }
        for row in 0..frame.height() {
            let record = texts.iter().map(|text| text.get(row).unwrap_or_default());
            writer.write_record(record).map_err(|e| e.to_string())?;
        }
    }
    let text = writer.into_inner().map_err(|e| e.to_string())?;
    String::from_utf8(text).map_err(|e| e.to_string())
}

/// Reads a table from a CSV file (UTF-8 or the encoding told; comma or semicolon) or a Parquet
/// file.
///
/// # Errors
/// When the file can't be read, or with every finding in it.
pub fn read_tidy(path: &Path, options: &TidyOptions) -> Result<TidyTable, TidyError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|source| CannotRun::Unreadable { path: file.clone(), why: source.to_string() })?;
    if bytes.starts_with(PARQUET) {
        let text = parquet_text(bytes, options)
            .map_err(|why| CannotRun::Unreadable { path: file.clone(), why })?;
        return Reader::new(file, options).read(&text);
    }
    let text = decode(&bytes, options.encoding.as_deref()).map_err(|refused| {
        let finding = Diagnostic::error("encoding", Span::file(file.clone()), refused.message);
        // A table read alone has no descriptor to declare an encoding in.
        let help = "save the file as UTF-8, or name its encoding with `--encoding windows-1251`";
        TidyError::Findings(vec![finding.help(help)])
    })?;
    drop(bytes);
    Reader::new(file, options).read(&text)
}
