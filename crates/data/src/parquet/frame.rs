//! A table of a Parquet file, as columns of Arrow.
//!
//! Of polars its reader of Parquet and its columns are used, and not the frames around them: those take a tenth
//! of the whole build, and nothing here is grouped or joined.

use crate::parquet::{DAMAGED, caught, metadata, pages_hold_rows};
use polars_arrow::array::{Array, Float64Array, Int64Array, StaticArray, Utf8ViewArray};
use polars_arrow::compute::concatenate::concatenate;
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::parquet::metadata::RowGroupMetadata;
use polars_parquet::read::{BasicDecompressor, PageReader, column_iter_to_arrays, infer_schema};
use std::io::Cursor;
use suranys_core::{Text, text};

/// Columns by name, all of one length.
#[derive(Debug)]
pub struct Frame {
    height: usize,
    columns: Vec<(String, Box<dyn Array>)>,
}

/// The columns of a group of rows that are `asked` for, in their order.
///
/// # Errors
/// When a column is missing, is nested or is damaged. May panic on damaged bytes, as [`caught`] takes care of.
pub(crate) fn columns(
    bytes: &[u8],
    group: &RowGroupMetadata,
    schema: &ArrowSchema,
    asked: &[&str],
) -> Result<Vec<Box<dyn Array>>, Text> {
    let column = |name: &&str| {
        let field = schema.get(name).ok_or(DAMAGED)?;
        let mut leaves = group.columns_under_root_iter(name).ok_or(DAMAGED)?;
        let (Some(leaf), None) = (leaves.next(), leaves.next()) else { return Err(DAMAGED) };
        let range = leaf.byte_range();
        let (start, end) = (usize::try_from(range.start), usize::try_from(range.end));
        let chunk = start.ok().zip(end.ok()).and_then(|(start, end)| bytes.get(start..end));
        let chunk = Cursor::new(chunk.ok_or(DAMAGED)?.to_vec().into());
        let pages = PageReader::new(chunk, leaf, Vec::new(), usize::MAX);
        let kind = &leaf.descriptor().descriptor.primitive_type;
        let pages = vec![BasicDecompressor::new(pages, Vec::new())];
        let (arrays, _) =
            column_iter_to_arrays(pages, vec![kind], field.clone(), None).map_err(Text::data)?;
        joined(&arrays)
    };
    let read = asked.iter().map(column).collect::<Result<Vec<Box<dyn Array>>, Text>>()?;
    match read.iter().all(|array| array.len() == group.num_rows()) {
        true => Ok(read),
        false => Err(DAMAGED),
    }
}

fn joined(arrays: &[Box<dyn Array>]) -> Result<Box<dyn Array>, Text> {
    match arrays {
        [one] => Ok(one.clone()),
        many => {
            let many: Vec<&dyn Array> = many.iter().map(AsRef::as_ref).collect();
            concatenate(&many).map_err(Text::data)
        }
    }
}

impl Frame {
    /// Reads all columns of a file.
    ///
    /// # Errors
    /// When the file is damaged or claims more than its bytes can hold.
    pub fn read(bytes: &[u8]) -> Result<Frame, Text> {
        caught(|| Frame::of(bytes)).unwrap_or(Err(DAMAGED))
    }

    fn of(bytes: &[u8]) -> Result<Frame, Text> {
        let metadata = metadata(bytes)?;
        let schema = infer_schema(&metadata).map_err(Text::data)?;
        let names: Vec<&str> = metadata.schema_descr.fields().iter().map(|f| f.name()).collect();
        pages_hold_rows(bytes, &metadata, &names)?;
        let groups = metadata.row_groups.iter();
        let groups = groups
            .map(|group| columns(bytes, group, &schema, &names))
            .collect::<Result<Vec<_>, Text>>()?;
        let mut own = Vec::with_capacity(names.len());
        for (n, name) in names.into_iter().enumerate() {
            let parts: Vec<Box<dyn Array>> =
                groups.iter().filter_map(|group| group.get(n).cloned()).collect();
            // A table without rows has no group of them.
            if !parts.is_empty() {
                own.push((name.to_owned(), joined(&parts)?));
            }
        }
        let height = metadata.row_groups.iter().map(RowGroupMetadata::num_rows).sum();
        Ok(Frame { height, columns: own })
    }

    /// Rows.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Names of the columns, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    fn column<A: Array + 'static>(&self, name: &str) -> Result<&A, Text> {
        let mut found = self.columns.iter().filter(|(own, _)| own == name);
        let (_, array) = found.next().ok_or_else(|| text!("there is no column `{name}`", name))?;
        let array = array.as_any().downcast_ref::<A>();
        array.ok_or_else(|| text!("`{name}` is of another type", name))
    }

    /// The values of a column; none where one is missing.
    ///
    /// # Errors
    /// When there is no such column of real numbers of 64 bits.
    pub fn numbers(&self, name: &str) -> Result<impl Iterator<Item = Option<f64>>, Text> {
        let column = self.column::<Float64Array>(name)?;
        Ok((0..column.len()).map(|row| column.get(row)))
    }

    /// Number of a row; none where it is missing.
    ///
    /// # Errors
    /// When there is no such column of real numbers of 64 bits.
    pub fn number(&self, name: &str, row: usize) -> Result<Option<f64>, Text> {
        self.column::<Float64Array>(name).map(|column| column.get(row))
    }

    /// Whole number of a row; none where it is missing.
    ///
    /// # Errors
    /// When there is no such column of whole numbers of 64 bits.
    pub fn integer(&self, name: &str, row: usize) -> Result<Option<i64>, Text> {
        self.column::<Int64Array>(name).map(|column| column.get(row))
    }

    /// Text of a row; none where it is missing.
    ///
    /// # Errors
    /// When there is no such column of texts.
    pub fn text(&self, name: &str, row: usize) -> Result<Option<&str>, Text> {
        self.column::<Utf8ViewArray>(name).map(|column| StaticArray::get(column, row))
    }
}
