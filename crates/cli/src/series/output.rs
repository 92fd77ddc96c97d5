//! Where results of `suranys series` go.

use crate::failure::Failure;
use crate::out::print;
use clap::ValueEnum;
use std::path::Path;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Sink, parquet_bytes};

/// Formats of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
    /// Apache Parquet; needs --output.
    Parquet,
}

/// Where results go: chunk by chunk, a file only once it is whole.
pub struct Output {
    format: Format,
    sink: Option<Sink>,
    /// Whether nothing has been written yet.
    first: bool,
    /// What is kept to the end: Parquet is written in one piece.
    kept: Option<ResultTable>,
}

impl Output {
    pub fn new(format: Format, file: Option<&Path>) -> Result<Output, Failure> {
        if format == Format::Parquet && file.is_none() {
            let why = "Parquet is not text: name a file with `--output`";
            return Err(Failure::Usage(why.to_owned()));
        }
        let sink = file.map(Sink::create).transpose()?;
        Ok(Output { format, sink, first: true, kept: None })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.sink {
            Some(sink) => Ok(sink.write(bytes)?),
            None => print(&String::from_utf8_lossy(bytes)),
        }
    }

    pub fn write(&mut self, table: ResultTable) -> Result<(), Failure> {
        let first = std::mem::replace(&mut self.first, false);
        match self.format {
            Format::Csv => self.put(&table.csv(first)?),
            Format::Json => {
                let mut text = String::new();
                for row in json_rows(&table) {
                    let opening = if first && text.is_empty() { "[\n" } else { ",\n" };
                    text.push_str(opening);
                    text.push_str(&row);
                }
                self.first = first && text.is_empty();
                self.put(text.as_bytes())
            }
            Format::Parquet => {
                match &mut self.kept {
                    None => self.kept = Some(table),
                    Some(kept) => kept.append(table),
                }
                Ok(())
            }
        }
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        if self.format == Format::Json {
            self.put(if self.first { b"[]\n" } else { b"\n]\n" })?;
        }
        if let Some(table) = self.kept.take() {
            self.put(&parquet_bytes(&table)?)?;
        }
        match self.sink {
            Some(sink) => Ok(sink.finish()?),
            None => Ok(()),
        }
    }
}

fn json_rows(table: &ResultTable) -> impl Iterator<Item = String> {
    let rows = table.columns.first().map_or(0, |(_, column)| column.len());
    (0..rows).map(|row| {
        let object: serde_json::Map<String, serde_json::Value> = table
            .columns
            .iter()
            .map(|(name, column)| {
                let value = match column {
                    Column::Text(v) => v.get(row).cloned().into(),
                    Column::Integer(v) => v.get(row).copied().flatten().into(),
                    Column::Number(v) => v.get(row).copied().flatten().into(),
                };
                (name.clone(), value)
            })
            .collect();
        serde_json::Value::Object(object).to_string()
    })
}
