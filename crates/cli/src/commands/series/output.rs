//! Where results of `suranys series` go.

use crate::diagnostics::Failure;
use crate::terminal::{json_rows, print_csv, print_document};
use clap::ValueEnum;
use std::path::Path;
use suranys_core::panel::PathDraws;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{ParquetFile, Sink, TidySeries, same_file};

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

/// That what is written is written over no input, and over nothing else that is written. Each file
/// comes with the option that names it, inputs with none.
///
/// # Errors
/// When two of them are the same.
pub fn apart(inputs: &[&Path], outputs: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
    let outputs: Vec<(&str, &Path)> =
        outputs.iter().filter_map(|(option, file)| Some((*option, (*file)?))).collect();
    for (place, (option, file)) in outputs.iter().enumerate() {
        let name = file.display();
        if inputs.iter().any(|input| same_file(file, input)) {
            let why = format!("`{name}` is an input; name another file with `{option}`");
            return Err(Failure::Usage(why));
        }
        if let Some((other, _)) = outputs[..place].iter().find(|(_, one)| same_file(file, one)) {
            let why = format!("`{name}` is named with `{other}` too; name another with `{option}`");
            return Err(Failure::Usage(why));
        }
    }
    Ok(())
}

/// Rows of points and ranges.
pub struct Ranges {
    ids: Vec<String>,
    periods: Vec<String>,
    models: Vec<String>,
    points: Vec<Option<f64>>,
    /// By level, per cent, lower and upper bounds.
    bounds: Vec<(f64, [Vec<Option<f64>>; 2])>,
}

impl Ranges {
    /// No row yet, of these levels in per cent.
    pub fn new(levels: &[f64]) -> Ranges {
        Ranges {
            ids: Vec::new(),
            periods: Vec::new(),
            models: Vec::new(),
            points: Vec::new(),
            bounds: levels.iter().map(|level| (*level, Default::default())).collect(),
        }
    }

    /// Adds the periods after a series, `intervals` by level and step.
    pub fn add(
        &mut self,
        series: &TidySeries,
        model: &str,
        points: &[f64],
        intervals: &[Vec<(f64, f64)>],
    ) {
        let steps = points.len();
        self.ids.extend(std::iter::repeat_n(series.id.clone(), steps));
        self.periods.extend(ahead(series, steps));
        self.models.extend(std::iter::repeat_n(model.to_owned(), steps));
        self.points.extend(points.iter().map(|point| Some(*point)));
        for ((_, [lows, highs]), interval) in self.bounds.iter_mut().zip(intervals) {
            lows.extend((0..steps).map(|step| interval.get(step).map(|bounds| bounds.0)));
            highs.extend((0..steps).map(|step| interval.get(step).map(|bounds| bounds.1)));
        }
    }

    /// The table of them.
    pub fn table(self) -> ResultTable {
        let mut columns = vec![
            ("series_id".to_owned(), Column::Text(self.ids)),
            ("period".to_owned(), Column::Text(self.periods)),
            ("model".to_owned(), Column::Text(self.models)),
            ("point".to_owned(), Column::Number(self.points)),
        ];
        for (level, [lows, highs]) in self.bounds {
            columns.push((format!("lo_{level}"), Column::Number(lows)));
            columns.push((format!("hi_{level}"), Column::Number(highs)));
        }
        ResultTable { name: "forecast".to_owned(), columns }
    }
}

/// Rows of draws.
#[derive(Default)]
pub struct Draws {
    ids: Vec<String>,
    periods: Vec<String>,
    draws: Vec<Option<i64>>,
    values: Vec<Option<f64>>,
}

impl Draws {
    /// Adds the draws of the periods after a series, path by path.
    pub fn add(&mut self, series: &TidySeries, paths: &PathDraws) {
        let steps = paths.steps();
        for (number, draw) in (1..).zip(0..paths.draws()) {
            self.ids.extend(std::iter::repeat_n(series.id.clone(), steps));
            self.periods.extend(ahead(series, steps));
            self.draws.extend(std::iter::repeat_n(Some(number), steps));
            self.values.extend(paths.path(draw).map(Some));
        }
    }

    /// The table of them.
    pub fn table(self) -> ResultTable {
        let columns = vec![
            ("series_id".to_owned(), Column::Text(self.ids)),
            ("period".to_owned(), Column::Text(self.periods)),
            ("draw".to_owned(), Column::Integer(self.draws)),
            ("value".to_owned(), Column::Number(self.values)),
        ];
        ResultTable { name: "draws".to_owned(), columns }
    }
}

/// The periods after a series.
fn ahead(series: &TidySeries, steps: usize) -> impl Iterator<Item = String> {
    let (first, seen) = (series.first, series.values.len());
    (0..steps).map(move |step| first.plus(seen + step).to_string())
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
        apart(inputs, &[("--output", file)])?;
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

    /// Puts the next piece of a JSON document.
    fn put(&mut self, json: &str) -> Result<(), Failure> {
        match &mut self.target {
            Target::Text(sink) => Ok(sink.write(json.as_bytes())?),
            Target::Stdout | Target::Parquet(_) => Ok(print_document(json)?),
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
            return self.put(&text);
        }
        match &mut self.target {
            Target::Text(sink) => Ok(sink.write(&table.csv(first)?)?),
            Target::Stdout | Target::Parquet(_) => Ok(print_csv(table, first)?),
        }
    }

    pub fn finish(mut self) -> Result<(), Failure> {
        if self.format == Format::Json {
            self.put(if self.first { "[]\n" } else { "\n]\n" })?;
        }
        match self.target {
            Target::Text(sink) => Ok(sink.finish()?),
            Target::Parquet(file) => Ok(file.finish()?),
            Target::Stdout => Ok(()),
        }
    }
}
