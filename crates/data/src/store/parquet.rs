//! A Parquet file written table by table.

use crate::store::folder::{StoreError, frame};
use crate::store::sink::Sink;
use polars::prelude::{BatchedWriter, ParquetCompression, ParquetWriter};
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use suranys_core::table::ResultTable;

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
    pub fn create(target: &Path) -> Result<ParquetFile, StoreError> {
        Ok(ParquetFile { sink: Rc::new(RefCell::new(Sink::create(target)?)), writer: None })
    }

    /// Writes the next rows; every part has the columns of the first.
    ///
    /// # Errors
    /// When columns differ, or the file system refuses.
    pub fn write(&mut self, table: &ResultTable) -> Result<(), StoreError> {
        let failed = |e: polars::error::PolarsError| StoreError::Parquet {
            table: table.name.clone(),
            why: e.to_string(),
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

    /// Gives the file its name.
    ///
    /// # Errors
    /// When nothing was written, or the file system refuses; nothing is left then.
    pub fn finish(self) -> Result<(), StoreError> {
        let failed = |why: String| StoreError::Parquet { table: "output".to_owned(), why };
        let writer = self.writer.ok_or_else(|| failed("there is no table in it".to_owned()))?;
        writer.finish().map_err(|e| failed(e.to_string()))?;
        drop(writer);
        let sink = Rc::into_inner(self.sink)
            .ok_or_else(|| failed("the file is still being written".to_owned()))?;
        sink.into_inner().finish()
    }
}
