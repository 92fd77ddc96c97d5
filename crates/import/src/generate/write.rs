//! Rows of synthetic extracts in the formats of exports.

use crate::day;
use crate::failure::Failure;
use crate::generate::draw::{Row, Words};
use crate::schema::Kind;
use crate::vocabulary::Vocabulary;
use clap::ValueEnum;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// Formats that extracts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// Comma-separated values.
    Csv,
    /// Columns.
    Parquet,
    /// An object of JSON on each line.
    Lines,
}

impl Written {
    /// How names of such files end.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Written::Csv => "csv",
            Written::Parquet => "parquet",
            Written::Lines => "jsonl",
        }
    }
}

/// Rows as they are written.
pub(crate) enum Made {
    Text(Vec<u8>),
    Columns(RecordBatch),
}

enum To {
    Text(BufWriter<File>),
    Columns(Box<ArrowWriter<File>>),
}

/// How rows of a file are written.
#[derive(Clone)]
pub(crate) struct Form {
    written: Written,
    kind: Kind,
    mail: String,
}

/// Writes one file.
pub(crate) struct Writer {
    form: Form,
    to: To,
}

/// A cell as all formats have it.
enum Value {
    Text(String),
    Whole(Option<i64>),
    Day(Option<i32>),
    Flag(bool),
}

impl Form {
    /// Rows in the format of the file.
    ///
    /// # Errors
    /// When they can't be put so.
    pub(crate) fn made(&self, rows: &[Row]) -> Result<Made, Failure> {
        let all = rows.iter().map(|row| cells(self.kind, row, &self.mail));
        match self.written {
            Written::Csv => {
                let mut writer = csv::Writer::from_writer(Vec::new());
                for row in all {
                    writer
                        .write_record(row.iter().map(|(_, value)| text(value)))
                        .map_err(unwritten)?;
                }
                Ok(Made::Text(writer.into_inner().map_err(unwritten)?))
            }
            Written::Lines => {
                let mut bytes = Vec::new();
                for row in all {
                    let object: serde_json::Map<String, serde_json::Value> =
                        row.iter().map(|(name, value)| ((*name).to_owned(), json(value))).collect();
                    serde_json::to_writer(&mut bytes, &object).map_err(unwritten)?;
                    bytes.push(b'\n');
                }
                Ok(Made::Text(bytes))
            }
            Written::Parquet => {
                let rows: Vec<_> = all.collect();
                let names = cells(self.kind, &Row::default(), &self.mail);
                Ok(Made::Columns(batch(&names, &rows)?))
            }
        }
    }
}

impl Writer {
    /// Begins a file.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) fn create(
        written: Written,
        kind: Kind,
        words: &Words,
        path: &Path,
    ) -> Result<Writer, Failure> {
        let file = File::create_new(path).map_err(|why| Failure::io(path, &why))?;
        let mail = words.mail.clone();
        let empty = cells(kind, &Row::default(), &mail);
        let to = match written {
            Written::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(Default::default()))
                    .set_max_row_group_row_count(Some(262_144))
                    .set_created_by("suranys".to_owned())
                    .build();
                let schema = batch(&empty, &[])?.schema();
                To::Columns(Box::new(ArrowWriter::try_new(file, schema, Some(properties))?))
            }
            _ => To::Text(BufWriter::with_capacity(1 << 20, file)),
        };
        let mut writer = Writer { form: Form { written, kind, mail }, to };
        if written == Written::Csv {
            let names: Vec<&str> = empty.iter().map(|(name, _)| *name).collect();
            writer.add(Made::Text(format!("{}\n", names.join(",")).into_bytes()))?;
        }
        Ok(writer)
    }

    /// Begins the file of what is true of rows.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) fn truth(path: &Path) -> Result<Writer, Failure> {
        let file = File::create_new(path).map_err(|why| Failure::io(path, &why))?;
        let to = To::Text(BufWriter::with_capacity(1 << 20, file));
        let form = Form { written: Written::Csv, kind: Kind::Vacancy, mail: String::new() };
        let mut writer = Writer { form, to };
        writer.add(Made::Text(b"id,repeats,occupation,region,days\n".to_vec()))?;
        Ok(writer)
    }

    /// How its rows are written.
    pub(crate) fn form(&self) -> Form {
        self.form.clone()
    }

    /// Writes rows.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn add(&mut self, made: Made) -> Result<(), Failure> {
        match (&mut self.to, made) {
            (To::Text(file), Made::Text(bytes)) => file.write_all(&bytes).map_err(unwritten),
            (To::Columns(file), Made::Columns(batch)) => Ok(file.write(&batch)?),
            _ => Err(Failure::CouldNotRun("rows of another format".to_owned())),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.to {
            To::Text(mut file) => file.flush().map_err(unwritten),
            To::Columns(file) => file.close().map(|_| ()).map_err(Failure::from),
        }
    }
}

/// What is true of rows.
pub(crate) fn truths(rows: &[Row], words: &Vocabulary) -> Result<Made, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let truth = &row.truth;
        let occupation = words.occupations.get(truth.occupation).map_or("", String::as_str);
        let region = words.regions.code(truth.region as u16);
        writer
            .write_record([&row.id, &truth.repeats, occupation, region, &truth.days.to_string()])
            .map_err(unwritten)?;
    }
    Ok(Made::Text(writer.into_inner().map_err(unwritten)?))
}

/// A row by names of columns. Names, telephones and addresses are in it for the import to leave behind.
fn cells(kind: Kind, row: &Row, mail: &str) -> Vec<(&'static str, Value)> {
    let text = |text: &String| Value::Text(text.clone());
    let status = if row.closed.is_some() { "closed" } else { "open" };
    let mut all = vec![
        ("id", text(&row.id)),
        ("published", Value::Day(Some(row.published))),
        ("closed", Value::Day(row.closed)),
        ("status", Value::Text(status.to_owned())),
        ("region", text(&row.region)),
        ("code", text(&row.code)),
        ("title", text(&row.title)),
        (if kind == Kind::Resume { "person" } else { "employer" }, text(&row.party)),
        ("section", text(&row.section)),
    ];
    if kind != Kind::Resume {
        all.push(("positions", Value::Whole(Some(row.positions))));
    }
    match kind {
        Kind::Permit => all.extend([
            ("category", text(&row.category)),
            ("country", text(&row.country)),
            ("term", Value::Whole(row.term)),
        ]),
        _ => all.extend([
            ("wage_from", Value::Whole(row.wage_from)),
            ("wage_to", Value::Whole(row.wage_to)),
            ("currency", text(&row.currency)),
            ("gross", Value::Flag(row.gross)),
            ("schedule", text(&row.schedule)),
            ("education", text(&row.education)),
            ("experience", text(&row.experience)),
        ]),
    }
    all.extend([
        ("contact_name", text(&row.contact)),
        ("contact_phone", text(&row.telephone)),
        ("contact_mail", Value::Text(mail.to_owned())),
        ("synthetic", Value::Flag(true)),
    ]);
    all
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Whole(number) => number.map_or(String::new(), |number| number.to_string()),
        Value::Day(number) => number.map_or(String::new(), day::text),
        Value::Flag(flag) => flag.to_string(),
    }
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) if text.is_empty() => serde_json::Value::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Whole(number) => (*number).into(),
        Value::Day(number) => number.map(day::text).into(),
        Value::Flag(flag) => (*flag).into(),
    }
}

fn batch(
    names: &[(&'static str, Value)],
    rows: &[Vec<(&'static str, Value)>],
) -> Result<RecordBatch, Failure> {
    let columns = names.iter().enumerate().map(|(place, (name, kind))| {
        let column = rows.iter().filter_map(move |row| row.get(place).map(|(_, value)| value));
        let array: ArrayRef = match kind {
            Value::Text(_) => Arc::new(StringArray::from_iter(column.map(|value| match value {
                Value::Text(text) if !text.is_empty() => Some(text.as_str()),
                _ => None,
            }))),
            Value::Whole(_) => Arc::new(Int64Array::from_iter(column.map(|value| match value {
                Value::Whole(number) => *number,
                _ => None,
            }))),
            Value::Day(_) => Arc::new(Date32Array::from_iter(column.map(|value| match value {
                Value::Day(number) => *number,
                _ => None,
            }))),
            Value::Flag(_) => Arc::new(BooleanArray::from_iter(column.map(|value| match value {
                Value::Flag(flag) => Some(*flag),
                _ => None,
            }))),
        };
        (*name, array, true)
    });
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

fn unwritten(why: impl std::fmt::Display) -> Failure {
    Failure::CouldNotRun(format!("a file can't be written: {why}"))
}
