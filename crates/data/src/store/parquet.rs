//! Tables as Parquet: as bytes, or a file written part by part.

use crate::store::error::StoreError;
use crate::store::sink::Sink;
use crate::store::target::Target;
use polars::prelude::{
    BatchedWriter, Column as Series, DataFrame, ParquetCompression, ParquetWriter,
};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use suranys_core::table::{Column, ResultTable};
use suranys_core::{Text, text};

/// A table as Parquet: text, booleans, 64-bit integers and floats, uncompressed, nothing in it but the
/// table, so that the same table gives the same bytes.
///
/// # Errors
/// When columns differ in length or share a name.
pub fn parquet_bytes(table: &ResultTable) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Uncompressed)
        .set_parallel(false)
        .finish(&mut frame(table)?)
        .map_err(|e| StoreError::Parquet {
            table: table.name.clone(),
            why: e.to_string().into(),
        })?;
    Ok(bytes)
}

/// A table's columns as polars knows them.
fn frame(table: &ResultTable) -> Result<DataFrame, StoreError> {
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    let columns = table
        .columns
        .iter()
        .map(|(name, column)| match column {
            Column::Text(v) => Series::new(name.as_str().into(), v),
            Column::OptionalText(v) => Series::new(name.as_str().into(), v),
            Column::Flag(v) => Series::new(name.as_str().into(), v),
            Column::Integer(v) => Series::new(name.as_str().into(), v),
            Column::Number(v) => Series::new(name.as_str().into(), v),
        })
        .collect();
    DataFrame::new(rows, columns)
        .map_err(|e| StoreError::Parquet { table: table.name.clone(), why: e.to_string().into() })
}

/// A Parquet file of one table whose rows come in parts; it stands under its name only once it is
/// finished.
pub struct ParquetFile {
    sink: Rc<RefCell<Sink>>,
    /// None until the first part gives the columns.
    writer: Option<BatchedWriter<Shared>>,
}

/// A sink that the writer of the format holds too.
struct Shared(Rc<RefCell<Sink>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes).map_err(io::Error::other)?;
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
        Ok(ParquetFile { sink: Rc::new(RefCell::new(Sink::create(target)?)), writer: None })
    }

    /// Writes the next rows; every part has the columns of the first.
    ///
    /// # Errors
    /// When columns differ, or the file system refuses.
    pub fn write(&mut self, table: &ResultTable) -> Result<(), StoreError> {
        let failed = |e: polars::error::PolarsError| StoreError::Parquet {
            table: table.name.clone(),
            why: e.to_string().into(),
        };
        let frame = frame(table)?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => {
                let writer = ParquetWriter::new(Shared(Rc::clone(&self.sink)))
                    .with_compression(ParquetCompression::Uncompressed)
                    .set_parallel(false)
                    .batched(frame.schema())
                    .map_err(failed)?;
                self.writer.insert(writer)
            }
        };
        writer.write_batch(&frame).map_err(failed)
    }

    /// Writes the end of the file, and gives the file to be named.
    ///
    /// # Errors
    /// When nothing was written, or the file system refuses; nothing is left then.
    pub fn close(self) -> Result<Sink, StoreError> {
        let failed = |why: Text| StoreError::Parquet { table: "output".to_owned(), why };
        let writer = self.writer.ok_or_else(|| failed(text!("there is no table in it")))?;
        writer.finish().map_err(|e| failed(e.to_string().into()))?;
        drop(writer);
        let sink = Rc::into_inner(self.sink)
            .ok_or_else(|| failed(text!("the file is still being written")))?;
        Ok(sink.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::SerReader;

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
        let read = polars::prelude::ParquetReader::new(io::Cursor::new(&bytes));
        let frame = read.finish().expect("read back");
        assert_eq!((frame.height(), frame.width()), (2, 5));
        assert_eq!(frame.column("region").expect("there").null_count(), 1);
        assert!(frame.column("synthetic").expect("there").bool().is_ok());
        assert_eq!(frame.column("year").expect("there").null_count(), 1);
    }
}
