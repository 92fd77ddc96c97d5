//! Where results of `suranys series` go.

use crate::diagnostics::Failure;
use crate::terminal::{json_rows, notes, print_csv, print_document};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use suranys_core::table::ResultTable;
use suranys_core::text;
use suranys_data::{ParquetFile, Sink, Target};

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

/// The places of the files written, apart from the inputs and from each other. Each file comes with
/// the option that names it.
///
/// # Errors
/// When two of them are the same, or one may not be written.
pub fn apart<const N: usize>(
    inputs: &[PathBuf],
    outputs: [(&str, Option<&Path>); N],
) -> Result<[Option<Target>; N], Failure> {
    let mut before: Vec<&str> = Vec::new();
    let mut targets: Vec<Option<Target>> = Vec::new();
    for (option, file) in outputs {
        let target = file.map(|file| Target::file(file, inputs)).transpose()?;
        let same = |other: &Option<Target>| {
            other.as_ref().zip(target.as_ref()).is_some_and(|(other, target)| target.is_same(other))
        };
        if let (Some(other), Some(file)) = (targets.iter().position(same), file) {
            let (name, other) = (file.display(), before.get(other).copied().unwrap_or_default());
            let why = text!(
                "`{name}` is named with `{other}` too; name another with `{option}`",
                name,
                other,
                option
            );
            return Err(Failure::Usage(why));
        }
        before.push(option);
        targets.push(target);
    }
    let mut targets = targets.into_iter();
    Ok(std::array::from_fn(|_| targets.next().flatten()))
}

/// Where results go: chunk by chunk, a file only once it is whole.
pub struct Output {
    format: Format,
    writer: Writer,
    /// Whether nothing has been written yet.
    first: bool,
}

/// What is written to.
enum Writer {
    Stdout,
    Text(Box<Sink>),
    Parquet(Box<ParquetFile>),
}

impl Output {
    /// Begins to write to a file, or to stdout.
    pub fn new(format: Format, target: Option<Target>) -> Result<Output, Failure> {
        let writer = match (format, target) {
            (Format::Parquet, None) => {
                let why = text!("Parquet is not text: name a file with `--output`");
                return Err(Failure::Usage(why));
            }
            (Format::Parquet, Some(file)) => Writer::Parquet(Box::new(ParquetFile::create(file)?)),
            (_, Some(file)) => Writer::Text(Box::new(Sink::create(file)?)),
            (_, None) => Writer::Stdout,
        };
        Ok(Output { format, writer, first: true })
    }

    /// Puts the next piece of a JSON document.
    fn put(&mut self, json: &str) -> Result<(), Failure> {
        match &mut self.writer {
            Writer::Text(sink) => Ok(sink.write(json.as_bytes())?),
            Writer::Stdout | Writer::Parquet(_) => Ok(print_document(json)?),
        }
    }

    pub fn write(&mut self, table: &ResultTable) -> Result<(), Failure> {
        if let Writer::Parquet(file) = &mut self.writer {
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
            return self.put(&text);
        }
        match &mut self.writer {
            Writer::Text(sink) => Ok(sink.write(&table.csv(first)?)?),
            Writer::Stdout | Writer::Parquet(_) => Ok(print_csv(table, first)?),
        }
    }

    /// Writes the end of what is written; gives the file that is to be named, if it is one.
    pub fn close(mut self) -> Result<Option<Sink>, Failure> {
        if self.format == Format::Json {
            self.put(if self.first { "[]\n" } else { "\n]\n" })?;
        }
        match self.writer {
            Writer::Text(sink) => Ok(Some(*sink)),
            Writer::Parquet(file) => Ok(Some(file.close()?)),
            Writer::Stdout => Ok(None),
        }
    }

    /// Writes the end of what is written, and gives the file its name.
    pub fn finish(self) -> Result<(), Failure> {
        name_all(self.close()?)
    }
}

/// Gives files their names, all of one command together.
pub fn name_all(sinks: impl IntoIterator<Item = Sink>) -> Result<(), Failure> {
    notes(&Sink::finish_all(sinks.into_iter().collect())?);
    Ok(())
}
