//! Tables as Parquet: as bytes, or a file written part by part.

use crate::parquet::groups::{Groups, OPTIONS, group};
use crate::store::error::StoreError;
use crate::store::sink::Sink;
use crate::store::target::Target;
use polars_arrow::array::{BooleanArray, Float64Array, Int64Array, Utf8ViewArray};
use polars_arrow::record_batch::RecordBatch;
use std::io::{self, Write};
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Text, text};

/// A table as Parquet: text, booleans, 64-bit integers and floats, uncompressed, nothing in it but the
/// table, so that the same table gives the same bytes.
///
/// # Errors
/// When columns differ in length or share a name.
pub fn parquet_bytes(table: &ResultTable) -> Result<Vec<u8>, StoreError> {
    let written = || {
        let rows = rows(table)?;
        let mut groups = Groups::of(Vec::new(), &rows, OPTIONS)?;
        groups.write(rows)?;
        groups.finish()
    };
    written().map_err(|why| StoreError::Parquet { table: table.name.clone(), why })
}

/// A table's columns as Arrow has them.
fn rows(table: &ResultTable) -> Result<RecordBatch, Text> {
    group(table.columns.iter().map(|(name, column)| {
        let array = match column {
            Column::Text(texts) => Utf8ViewArray::from_slice_values(texts).boxed(),
            Column::OptionalText(texts) => Utf8ViewArray::from_slice(texts).boxed(),
            Column::Flag(flags) => BooleanArray::from(flags).boxed(),
            Column::Integer(numbers) => Int64Array::from(numbers).boxed(),
            Column::Number(numbers) => Float64Array::from(numbers).boxed(),
        };
        (name.as_str(), array)
    }))
}

/// A Parquet file of one table whose rows come in parts; it stands under its name only once it is
/// finished.
pub struct ParquetFile {
    /// Until the first part gives the columns.
    sink: Option<Written>,
    groups: Option<Groups<Written>>,
}

struct Written(Sink);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ParquetFile {
    /// Begins to write `target`.
    ///
    /// # Errors
    /// As [`Sink::create`].
    pub fn create(target: Target) -> Result<ParquetFile, StoreError> {
        Ok(ParquetFile { sink: Some(Written(Sink::create(target)?)), groups: None })
    }

    /// Writes the next rows; every part has the columns of the first.
    ///
    /// # Errors
    /// When columns differ, or the file system refuses.
    pub fn write(&mut self, table: &ResultTable) -> Result<(), StoreError> {
        let failed = |why| StoreError::Parquet { table: table.name.clone(), why };
        let rows = rows(table).map_err(failed)?;
        if let Some(sink) = self.sink.take() {
            self.groups = Some(Groups::of(sink, &rows, OPTIONS).map_err(failed)?);
        }
        let groups = self.groups.as_mut().ok_or_else(|| failed(NO_TABLE))?;
        groups.write(rows).map_err(failed)
    }

    /// Writes the end of the file, and gives the file to be named.
    ///
    /// # Errors
    /// When nothing was written, or the file system refuses; nothing is left then.
    pub fn close(self) -> Result<Sink, StoreError> {
        let failed = |why| StoreError::Parquet { table: "output".to_owned(), why };
        let groups = self.groups.ok_or_else(|| failed(NO_TABLE))?;
        groups.finish().map(|written| written.0).map_err(failed)
    }
}

const NO_TABLE: Text = text!("there is no table in it");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parquet::frame::Frame;

    #[test]
    fn parquet_is_the_same_each_time_and_bears_its_mark() {
        let table = ResultTable {
            name: "t".to_owned(),
            columns: vec![
                ("code".to_owned(), Column::Text(vec!["01".to_owned(), "Ә".to_owned()])),
                ("year".to_owned(), Column::Integer(vec![Some(2023), None])),
                ("value".to_owned(), Column::Number(vec![None, Some(1.5)])),
                ("region".to_owned(), Column::OptionalText(vec![None, Some("R".to_owned())])),
                ("synthetic".to_owned(), Column::Flag(vec![Some(true), Some(false)])),
            ],
        };
        let bytes = parquet_bytes(&table).expect("written");
        assert_eq!(bytes, parquet_bytes(&table).expect("written"));
        // The Parquet format begins and ends with these four bytes.
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        let frame = Frame::read(&bytes).expect("read back");
        assert_eq!((frame.height(), frame.names().count()), (2, 5));
        assert_eq!(frame.text("code", 1), Ok(Some("Ә")));
        assert_eq!(frame.text("region", 0), Ok(None));
        assert_eq!(frame.integer("year", 0), Ok(Some(2023)));
        assert_eq!(frame.integer("year", 1), Ok(None));
        assert_eq!(frame.number("value", 1), Ok(Some(1.5)));
        assert!(frame.number("synthetic", 0).is_err() && frame.text("none", 0).is_err());
    }
}
