//! Where results of `suranys series` go.

use crate::failure::Failure;
use crate::out::{json_rows, print};
use clap::ValueEnum;
use std::path::Path;
use suranys_core::table::ResultTable;
use suranys_data::{ParquetFile, Sink, same_file};

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
    target: Target,
    /// Whether nothing has been written yet.
    first: bool,
}

/// What is written to.
enum Target {
    Stdout,
    Text(Sink),
    Parquet(Box<ParquetFile>),
}

impl Output {
    /// Begins to write; `inputs` are files that must not be written over.
    pub fn new(format: Format, file: Option<&Path>, inputs: &[&Path]) -> Result<Output, Failure> {
        if let Some(file) = file.filter(|file| inputs.iter().any(|input| same_file(file, input))) {
            return Err(Failure::Usage(format!(
                "`{}` is an input; name another file with `--output`",
                file.display()
            )));
        }
        let target = match (format, file) {
            (Format::Parquet, None) => {
                let why = "Parquet is not text: name a file with `--output`";
                return Err(Failure::Usage(why.to_owned()));
            }
            (Format::Parquet, Some(file)) => Target::Parquet(Box::new(ParquetFile::create(file)?)),
            (_, Some(file)) => Target::Text(Sink::create(file)?),
            (_, None) => Target::Stdout,
        };
        Ok(Output { format, target, first: true })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.target {
            Target::Text(sink) => Ok(sink.write(bytes)?),
            Target::Stdout | Target::Parquet(_) => print(&String::from_utf8_lossy(bytes)),
        }
    }

    pub fn write(&mut self, table: &ResultTable) -> Result<(), Failure> {
        if let Target::Parquet(file) = &mut self.target {
            return Ok(file.write(table)?);
        }
        let first = std::mem::replace(&mut self.first, false);
        if self.format == Format::Json {
            let mut text = String::new();
            for row in json_rows(table) {
                let opening = if first && text.is_empty() { "[\n" } else { ",\n" };
                text.push_str(opening);
                text.push_str(&row);
            }
            self.first = first && text.is_empty();
            return self.put(text.as_bytes());
        }
        self.put(&table.csv(first)?)
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        if self.format == Format::Json {
            self.put(if self.first { b"[]\n" } else { b"\n]\n" })?;
        }
        match self.target {
            Target::Text(sink) => Ok(sink.finish()?),
            Target::Parquet(file) => Ok(file.finish()?),
            Target::Stdout => Ok(()),
        }
    }
}
