//! Tables written as Parquet.

use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_arrow::record_batch::RecordBatch;
use polars_parquet::write::{
    CompressionOptions, FileWriter, StatisticsOptions, Version, WriteOptions, get_dtype_encoding,
    row_group_iter,
};
use std::io::Write;
use suranys_core::{Text, text};

/// Uncompressed, nothing in the file but the table: the same table gives the same bytes.
pub(crate) const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Uncompressed,
    data_page_size: None,
};

/// Columns under their names, as a group of rows of a file.
///
/// # Errors
/// When columns differ in length or share a name.
pub(crate) fn group<'a>(
    columns: impl IntoIterator<Item = (&'a str, Box<dyn Array>)>,
) -> Result<RecordBatch, Text> {
    let (fields, arrays): (Vec<Field>, Vec<Box<dyn Array>>) = columns
        .into_iter()
        .map(|(name, array)| (Field::new(name.into(), array.dtype().clone(), true), array))
        .unzip();
    let rows = arrays.first().map_or(0, |array| array.len());
    let schema = ArrowSchema::from_iter(fields).into();
    RecordBatch::try_new(rows, schema, arrays).map_err(Text::data)
}

/// A file whose groups of rows are written one after the other.
pub(crate) struct Groups<W: Write> {
    writer: FileWriter<W>,
    options: WriteOptions,
}

impl<W: Write> Groups<W> {
    /// Begins a file of tables with the columns of `first`, which is not written yet.
    ///
    /// # Errors
    /// When the columns can't be written.
    pub(crate) fn of(to: W, first: &RecordBatch, options: WriteOptions) -> Result<Groups<W>, Text> {
        let schema = first.schema().clone();
        let writer = FileWriter::try_new(to, schema, options).map_err(Text::data)?;
        Ok(Groups { writer, options })
    }

    /// Writes the next rows; a group without rows is none.
    ///
    /// # Errors
    /// When columns are not those the file began with, or what is written to refuses.
    pub(crate) fn write(&mut self, group: RecordBatch) -> Result<(), Text> {
        let (rows, schema) = (group.len(), self.writer.schema());
        if group.schema() != schema {
            return Err(text!("its parts have different columns"));
        }
        if rows == 0 {
            return Ok(());
        }
        let encodings = schema.iter_values().map(|field| get_dtype_encoding(&field.dtype));
        let encodings = encodings.collect();
        let kinds = self.writer.parquet_schema().fields().to_vec();
        let columns = row_group_iter(group, encodings, kinds, self.options);
        self.writer.write(rows as u64, columns).map_err(Text::data)
    }

    /// Writes the end of the file, and gives back what it was written to.
    ///
    /// # Errors
    /// When that refuses.
    pub(crate) fn finish(mut self) -> Result<W, Text> {
        self.writer.end(None).map_err(Text::data)?;
        Ok(self.writer.into_inner())
    }
}
