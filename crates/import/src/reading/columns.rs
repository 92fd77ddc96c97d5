//! Cells of files of columns.

use crate::cell::Cell;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, Schema};
use std::sync::Arc;

/// Columns as the few kinds that cells have.
pub(super) fn plain(batch: &RecordBatch) -> RecordBatch {
    let kind = |kind: &DataType| match kind {
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => DataType::Int64,
        DataType::Float16 | DataType::Float32 | DataType::Decimal128(..) | DataType::UInt64 => {
            DataType::Float64
        }
        DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => DataType::Utf8,
        DataType::Date64 | DataType::Timestamp(..) => DataType::Date32,
        other => other.clone(),
    };
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|column| {
            let wanted = kind(column.data_type());
            if *column.data_type() == wanted {
                column.clone()
            } else {
                cast(column, &wanted).unwrap_or_else(|_| column.clone())
            }
        })
        .collect();
    let fields: Vec<_> = batch
        .schema()
        .fields()
        .iter()
        .zip(&columns)
        .map(|(field, column)| {
            field.as_ref().clone().with_data_type(column.data_type().clone()).with_nullable(true)
        })
        .collect();
    let schema = Arc::new(Schema::new(fields));
    RecordBatch::try_new(schema, columns).unwrap_or_else(|_| batch.clone())
}

/// A cell of plain columns.
pub(super) fn columnar(batch: &RecordBatch, column: usize, row: usize) -> Cell<'_> {
    let Some(array) = batch.columns().get(column).filter(|array| array.is_valid(row)) else {
        return Cell::Empty;
    };
    match array.data_type() {
        DataType::Utf8 => Cell::of_text(array.as_string::<i32>().value(row)),
        DataType::Int64 => Cell::Whole(array.as_primitive::<Int64Type>().value(row)),
        DataType::Float64 => Cell::Number(array.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => Cell::Day(array.as_primitive::<Date32Type>().value(row)),
        DataType::Boolean => Cell::Flag(array.as_boolean().value(row)),
        _ => Cell::Empty,
    }
}
