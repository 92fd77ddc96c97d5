//! Parquet files, as the text a CSV file of the same table would hold.

use crate::package::open::CannotRun;
use crate::parquet::frame::columns;
use crate::parquet::{DAMAGED, caught, metadata, pages_hold_rows};
use crate::timeseries::error::TidyError;
use crate::timeseries::findings::Findings;
use crate::timeseries::table::TidyOptions;
use polars_arrow::array::{
    Array, FixedSizeBinaryArray, Float32Array, Float64Array, Int32Array, Int64Array, NullArray,
    StaticArray as _, UInt32Array, UInt64Array, Utf8ViewArray,
};
use polars_arrow::datatypes::ArrowDataType;
use polars_parquet::parquet::metadata::{FileMetadata, SchemaDescriptor};
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::parquet::schema::types::{
    IntegerType, ParquetType, PhysicalType, PrimitiveConvertedType, PrimitiveLogicalType, TimeUnit,
};
use polars_parquet::read::infer_schema;
use std::borrow::Cow;
use suranys_core::limits::LONGEST_TEXT;
use suranys_core::table::guarded;
use suranys_core::time::numbered_day;
use suranys_core::{Text, text};

/// What is read, as a message names it.
const READ: Text = text!("text, whole or real numbers, decimals, dates or timestamps");
/// Digits after the point that no decimal of 128 bits has.
const MAX_DIGITS: usize = 39;
/// Place of the column of periods among those asked for.
const PERIODS: usize = 1;

/// How a column's stored numbers or bytes are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As polars itself has them: text and real numbers, and 32 or 64 bits without sign.
    Plain,
    Whole,
    /// Digits after the point.
    Decimal(usize),
    /// Stored units in a day, since the first day of 1970.
    Time(i64),
}

/// The asked columns of a table, and of no other: what a column that nobody asks for holds is no
/// matter. When one is absent, the names of all, so that the reader of text says which.
pub(super) fn text(file: &str, bytes: &[u8], options: &TidyOptions) -> Result<String, TidyError> {
    caught(|| whole_text(file, bytes, options)).unwrap_or_else(|| {
        Err(CannotRun::Unreadable { path: file.to_owned(), why: DAMAGED }.into())
    })
}

fn whole_text(file: &str, bytes: &[u8], options: &TidyOptions) -> Result<String, TidyError> {
    let failed = |why: Text| CannotRun::Unreadable { path: file.to_owned(), why };
    let metadata = metadata(bytes).map_err(failed)?;
    let schema = infer_schema(&metadata).map_err(|e| failed(Text::data(e)))?;
    let (mut ids, time, value) = (options.ids(), options.time_name(), options.value_name());
    let last = ids.split_off(1);
    let mut asked: Vec<&String> = ids.iter().chain([&time, &value]).chain(&last).collect();
    asked.extend(options.status.iter().chain(&options.link).chain(&options.reason));
    let mut writer = csv::Writer::from_writer(Vec::new());
    if asked.iter().all(|name| schema.contains(name)) {
        let mut findings = Findings::new(file);
        let mut kinds = Vec::new();
        for name in &asked {
            let own = schema.get(name).map(|field| field.dtype());
            let stored = metadata.schema_descr.fields().iter().find(|f| f.name() == name.as_str());
            match stored.map_or(Err(text!("nothing")), |stored| kind(stored, own)) {
                Ok(kind) => kinds.push(kind),
                Err(what) => {
                    let message =
                        text!("the column holds {what}, which are not read", what = &what);
                    let finding = findings.cell("type", 1, name, message).found(&what);
                    let help = text!("write the column as text or as numbers");
                    findings.add(finding.allowed(READ).help(help));
                }
            }
        }
        findings.or(())?;
        let names: Vec<&str> = asked.iter().map(|name| name.as_str()).collect();
        pages_hold_rows(bytes, &metadata, &names).map_err(failed)?;
        rows(&mut writer, bytes, metadata, &names, &kinds).map_err(failed)?;
    } else {
        let names = schema.iter_names().map(|name| guarded(name).into_owned());
        writer.write_record(names).map_err(|e| failed(Text::data(e)))?;
    }
    let text = writer.into_inner().map_err(|e| failed(Text::data(e)))?;
    Ok(String::from_utf8(text).map_err(|e| failed(Text::data(e)))?)
}

/// How a column is read, or what it holds when it is not.
fn kind(stored: &ParquetType, own: Option<&ArrowDataType>) -> Result<Kind, Text> {
    use PrimitiveConvertedType as Old;
    use PrimitiveLogicalType as Logical;
    let ParquetType::PrimitiveType(stored) = stored else {
        return Err(text!("lists or structures"));
    };
    if stored.field_info.repetition == Repetition::Repeated {
        return Err(text!("lists or structures"));
    }
    let (logical, old) = (stored.logical_type, stored.converted_type);
    let decimal = match (logical, old) {
        (Some(Logical::Decimal(_, scale)), _) | (None, Some(Old::Decimal(_, scale))) => Some(scale),
        _ => None,
    };
    match (stored.physical_type, decimal) {
        (_, Some(MAX_DIGITS..)) => Err(text!("decimals of more than 38 digits")),
        (PhysicalType::Float | PhysicalType::Double, _) => Ok(Kind::Plain),
        (PhysicalType::FixedLenByteArray(1..=16), Some(scale)) => Ok(Kind::Decimal(scale)),
        (PhysicalType::Int32 | PhysicalType::Int64, Some(scale)) => Ok(Kind::Decimal(scale)),
        (PhysicalType::ByteArray, None) => match (logical, old) {
            (Some(Logical::String), _) | (None, Some(Old::Utf8)) => Ok(Kind::Plain),
            _ => Err(text!("bytes")),
        },
        (PhysicalType::Int32 | PhysicalType::Int64, None) => match (logical, old) {
            // The format itself has no durations: they are numbers by a note of who wrote them.
            _ if matches!(own, Some(ArrowDataType::Duration(_))) => Err(text!("durations")),
            (Some(Logical::Date), _) | (None, Some(Old::Date)) => Ok(Kind::Time(1)),
            (Some(Logical::Timestamp { unit, .. }), _) => Ok(Kind::Time(match unit {
                TimeUnit::Milliseconds => 86_400_000,
                TimeUnit::Microseconds => 86_400_000_000,
                TimeUnit::Nanoseconds => 86_400_000_000_000,
            })),
            (None, Some(Old::TimestampMillis)) => Ok(Kind::Time(86_400_000)),
            (None, Some(Old::TimestampMicros)) => Ok(Kind::Time(86_400_000_000)),
            (Some(Logical::Time { .. }), _) | (None, Some(Old::TimeMillis | Old::TimeMicros)) => {
                Err(text!("times of day"))
            }
            (Some(Logical::Integer(IntegerType::UInt32 | IntegerType::UInt64)), _)
            | (None, Some(Old::Uint32 | Old::Uint64)) => Ok(Kind::Plain),
            _ => Ok(Kind::Whole),
        },
        (PhysicalType::Boolean, _) => Err(text!("truth values")),
        (PhysicalType::Int96, _) => Err(text!("timestamps of 96 bits")),
        (_, Some(_)) => Err(text!("decimals of more than 38 digits")),
        (PhysicalType::FixedLenByteArray(_), None) => Err(text!("bytes")),
    }
}

/// The file's metadata with columns as they are stored, not as they are meant.
fn stored(metadata: FileMetadata, asked: &[&str], kinds: &[Kind]) -> FileMetadata {
    let mut fields = metadata.schema_descr.fields().to_vec();
    for field in &mut fields {
        let place = asked.iter().position(|name| *name == field.name());
        let kind = place.and_then(|place| kinds.get(place));
        if let (ParquetType::PrimitiveType(field), Some(kind)) = (field, kind)
            && *kind != Kind::Plain
        {
            (field.logical_type, field.converted_type) = (None, None);
        }
    }
    let name = metadata.schema_descr.name().into();
    FileMetadata {
        schema_descr: SchemaDescriptor::new(name, fields),
        // A writer's own notes on types would be believed rather than the schema.
        key_value_metadata: None,
        ..metadata
    }
}

/// Writes the header and the rows, one group of rows after the other.
fn rows(
    writer: &mut csv::Writer<Vec<u8>>,
    bytes: &[u8],
    metadata: FileMetadata,
    asked: &[&str],
    kinds: &[Kind],
) -> Result<(), Text> {
    let names = asked.iter().map(|name| guarded(name).into_owned());
    writer.write_record(names).map_err(|e| e.to_string())?;
    let metadata = stored(metadata, asked, kinds);
    let schema = infer_schema(&metadata).map_err(Text::data)?;
    for group in &metadata.row_groups {
        let arrays = columns(bytes, group, &schema, asked)?;
        let cells = arrays.iter().map(|array| Cells::of(array.as_ref()));
        let columns: Vec<Cells> = cells.collect::<Option<_>>().ok_or(DAMAGED)?;
        write(writer, group.num_rows(), &columns, kinds)?;
    }
    Ok(())
}

/// Writes so many rows.
fn write(
    writer: &mut csv::Writer<Vec<u8>>,
    rows: usize,
    columns: &[Cells],
    kinds: &[Kind],
) -> Result<(), Text> {
    for row in 0..rows {
        for (place, (column, kind)) in columns.iter().zip(kinds).enumerate() {
            let text = column.text(*kind, row);
            // A table with a missing value anywhere has its years as real numbers in some tools.
            let whole = place == PERIODS && matches!(column, Cells::Single(_) | Cells::Double(_));
            let text = if whole { text.strip_suffix(".0").unwrap_or(&text) } else { &text };
            writer.write_field(guarded(text).as_ref()).map_err(|e| e.to_string())?;
        }
        writer.write_record(None::<&[u8]>).map_err(|e| e.to_string())?;
        if writer.get_ref().len() > LONGEST_TEXT {
            return Err(text!(
                "its names make a text of more than {max} bytes",
                max = LONGEST_TEXT
            ));
        }
    }
    Ok(())
}

/// A column as it is stored.
enum Cells<'a> {
    Text(&'a Utf8ViewArray),
    Single(&'a Float32Array),
    Double(&'a Float64Array),
    Short(&'a Int32Array),
    Long(&'a Int64Array),
    ShortUnsigned(&'a UInt32Array),
    LongUnsigned(&'a UInt64Array),
    Bytes(&'a FixedSizeBinaryArray),
    Nothing,
}

impl<'a> Cells<'a> {
    /// None for what no [`Kind`] is stored as.
    fn of(array: &'a dyn Array) -> Option<Cells<'a>> {
        fn as_is<A: 'static>(array: &dyn Array) -> Option<&A> {
            array.as_any().downcast_ref()
        }
        as_is(array)
            .map(Cells::Text)
            .or_else(|| as_is(array).map(Cells::Single))
            .or_else(|| as_is(array).map(Cells::Double))
            .or_else(|| as_is(array).map(Cells::Short))
            .or_else(|| as_is(array).map(Cells::Long))
            .or_else(|| as_is(array).map(Cells::ShortUnsigned))
            .or_else(|| as_is(array).map(Cells::LongUnsigned))
            .or_else(|| as_is(array).map(Cells::Bytes))
            .or_else(|| as_is(array).map(|_: &NullArray| Cells::Nothing))
    }

    /// A cell's text; empty where there is none.
    fn text(&self, kind: Kind, row: usize) -> Cow<'a, str> {
        let number = match self {
            Cells::Text(texts) => return Cow::Borrowed(texts.get(row).unwrap_or_default()),
            // The shortest digits that are read as the same number, with a point.
            Cells::Single(n) => return real(n.get(row)),
            Cells::Double(n) => return real(n.get(row)),
            Cells::Short(n) => n.get(row).map(i128::from),
            Cells::Long(n) => n.get(row).map(i128::from),
            Cells::ShortUnsigned(n) => n.get(row).map(i128::from),
            Cells::LongUnsigned(n) => n.get(row).map(i128::from),
            Cells::Bytes(bytes) => bytes.get(row).map(signed),
            Cells::Nothing => None,
        };
        Cow::Owned(match (number, kind) {
            (None, _) => String::new(),
            (Some(number), Kind::Decimal(scale)) => pointed(number, scale),
            (Some(number), Kind::Time(per_day)) => day(number, per_day),
            (Some(number), _) => number.to_string(),
        })
    }
}

fn real(number: Option<impl std::fmt::Debug>) -> Cow<'static, str> {
    number.map_or(Cow::Borrowed(""), |number| Cow::Owned(format!("{number:?}")))
}

/// A number of at most sixteen bytes, the highest first, in two's complement.
fn signed(bytes: &[u8]) -> i128 {
    let start = if bytes.first().is_some_and(|b| *b >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(start, |number, byte| number << 8 | i128::from(*byte))
}

/// A number of units of the last digit after the point.
fn pointed(number: i128, scale: usize) -> String {
    let digits = format!("{:0>1$}", number.unsigned_abs(), scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    let sign = if number < 0 { "-" } else { "" };
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// The day of a time since the first day of 1970, as `2024-07-01`; where it is not the day's
/// beginning, with words that say so, since no period begins there.
pub(crate) fn day(time: i128, per_day: i64) -> String {
    let (days, rest) = (time.div_euclid(per_day.into()), time.rem_euclid(per_day.into()));
    let day = i64::try_from(days).ok().and_then(numbered_day);
    let day = day.unwrap_or_else(|| format!("{days} days since 1970-01-01"));
    let within = if rest == 0 { "" } else { " and a time of day" };
    format!("{day}{within}")
}

#[cfg(test)]
mod tests {
    use crate::timeseries::parquet::{day, pointed, signed};

    /// By `date -u -d @SECONDS` of GNU coreutils.
    #[test]
    fn a_time_of_day_is_told() {
        assert_eq!(day(1_704_067_200_000, 86_400_000), "2024-01-01");
        assert_eq!(day(1_704_067_200_001, 86_400_000), "2024-01-01 and a time of day");
        assert_eq!(day(i64::MAX.into(), 1), "9223372036854775807 days since 1970-01-01");
    }

    /// By hand, and the bytes by two's complement.
    #[test]
    fn decimals_keep_their_digits() {
        assert_eq!(pointed(150, 2), "1.50");
        assert_eq!(pointed(-5, 2), "-0.05");
        assert_eq!(pointed(7, 0), "7");
        assert_eq!(signed(&[0xFF, 0xFE]), -2);
        assert_eq!(signed(&[0x00, 0x80]), 128);
        assert_eq!(pointed(i128::MIN, 38).len(), 41);
    }
}
