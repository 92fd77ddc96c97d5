//! A record as it goes on: codes, days and whole numbers; nobody can be known by it.

use datafusion::arrow::array::{
    ArrayRef, BinaryBuilder, Int32Builder, Int64Builder, RecordBatch, StringBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use std::sync::Arc;

/// A record that passed every check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Record {
    /// Hashed identifier.
    pub(crate) id: i64,
    /// Hashed employer of a vacancy, person of a CV; none where it is not known, and for permits, of which
    /// an employer has many that are alike.
    pub(crate) party: Option<i64>,
    /// Places in the classifications of the package.
    pub(crate) region: Option<u16>,
    pub(crate) occupation: Option<u16>,
    pub(crate) section: Option<u16>,
    pub(crate) category: Option<u16>,
    /// Day of publication, days since 1970-01-01.
    pub(crate) published: i32,
    /// First day on which it is no longer open.
    pub(crate) closed: Option<i32>,
    /// Posts, workers.
    pub(crate) positions: i32,
    /// Gross wage for a month in the package's currency, whole units.
    pub(crate) wage: Option<i64>,
}

/// Names and kinds of the columns of stored records.
pub(crate) fn schema() -> SchemaRef {
    let field = |name: &str, kind: DataType, missing: bool| Field::new(name, kind, missing);
    Arc::new(Schema::new(vec![
        field("bucket", DataType::Int32, false),
        field("id", DataType::Int64, false),
        field("party", DataType::Int64, true),
        field("region", DataType::Utf8, true),
        field("occupation", DataType::Utf8, true),
        field("section", DataType::Utf8, true),
        field("category", DataType::Utf8, true),
        field("published", DataType::Int32, false),
        field("closed", DataType::Int32, true),
        field("month", DataType::Int32, false),
        field("positions", DataType::Int32, false),
        field("wage", DataType::Int64, true),
        field("title", DataType::Binary, false),
    ]))
}

/// Codes by their places.
pub(crate) struct Codes<'v> {
    pub(crate) regions: &'v [String],
    pub(crate) occupations: &'v [String],
    pub(crate) sections: &'v [String],
    pub(crate) categories: &'v [String],
}

/// Columns that are being filled.
#[derive(Default)]
pub(crate) struct Columns {
    id: Int64Builder,
    party: Int64Builder,
    region: StringBuilder,
    occupation: StringBuilder,
    section: StringBuilder,
    category: StringBuilder,
    published: Int32Builder,
    closed: Int32Builder,
    month: Int32Builder,
    positions: Int32Builder,
    wage: Int64Builder,
    title: BinaryBuilder,
    rows: usize,
}

impl Columns {
    /// Rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Adds a record with the sketch of its title.
    pub(crate) fn add(&mut self, record: &Record, title: &[u8], codes: &Codes<'_>) {
        fn code(codes: &[String], place: Option<u16>) -> Option<&str> {
            codes.get(usize::from(place?)).map(String::as_str)
        }
        self.id.append_value(record.id);
        self.party.append_option(record.party);
        self.region.append_option(code(codes.regions, record.region));
        self.occupation.append_option(code(codes.occupations, record.occupation));
        self.section.append_option(code(codes.sections, record.section));
        self.category.append_option(code(codes.categories, record.category));
        self.published.append_value(record.published);
        self.closed.append_option(record.closed);
        self.month.append_value(crate::day::month(record.published));
        self.positions.append_value(record.positions);
        self.wage.append_option(record.wage);
        self.title.append_value(title);
        self.rows += 1;
    }

    /// The rows as columns of a bucket; none are left.
    ///
    /// # Errors
    /// When they do not fit together.
    pub(crate) fn take(&mut self, bucket: i32) -> Result<RecordBatch, ArrowError> {
        let mut buckets = Int32Builder::with_capacity(self.rows);
        buckets.append_value_n(bucket, self.rows);
        self.rows = 0;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(buckets.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.party.finish()),
            Arc::new(self.region.finish()),
            Arc::new(self.occupation.finish()),
            Arc::new(self.section.finish()),
            Arc::new(self.category.finish()),
            Arc::new(self.published.finish()),
            Arc::new(self.closed.finish()),
            Arc::new(self.month.finish()),
            Arc::new(self.positions.finish()),
            Arc::new(self.wage.finish()),
            Arc::new(self.title.finish()),
        ];
        RecordBatch::try_new(schema(), columns)
    }
}
