//! `suranys series forecast`.

use super::{Input, Panel};
use crate::failure::Failure;
use crate::out::print;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::Key;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Sink, TidySeries, parquet_bytes};
use suranys_series::engine::{
    Answer, Bounds, Calendar, Calibration, Choice, Model, Plan, draws, forecast_many,
};

/// Series forecast between two writes.
const CHUNK: usize = 2000;

/// Arguments of `suranys series forecast`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series forecast wages.csv --horizon 5
  suranys series forecast wages.csv --horizon 8 --levels 50,80,95 --format parquet -o out.parquet
  suranys series forecast rates.csv --horizon 4 --min 0 --max 100 --id region --time year --value rate

A series that can't be forecast is named on stderr, and in the file of --rejects; the others are
not stopped by it.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Periods ahead.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    horizon: u32,
    /// Central ranges, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<f64>,
    /// Model; `auto` is the combination.
    #[arg(long, default_value = "auto", value_parser = choice)]
    model: Choice,
    /// What stands in the column `point`.
    #[arg(long, value_enum, default_value_t = Point::Median)]
    point: Point,
    /// Write so many draws of each series in place of points and ranges.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    draws: Option<u32>,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// No forecast falls below this.
    #[arg(long, allow_negative_numbers = true)]
    min: Option<f64>,
    /// No forecast rises above this.
    #[arg(long, allow_negative_numbers = true)]
    max: Option<f64>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write; without it, stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// File for the series that could not be forecast, with the reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

/// Centres of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Point {
    /// As often missed upwards as downwards.
    Median,
    /// The average of the draws.
    Mean,
}

/// Formats of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
    /// Apache Parquet; needs --output.
    Parquet,
}

fn level(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(level) if level > 0.0 && level < 100.0 => Ok(level),
        _ => Err("a level is a number between 0 and 100".to_owned()),
    }
}

fn choice(text: &str) -> Result<Choice, String> {
    if text == "auto" || text == "combination" {
        return Ok(Choice::Combination);
    }
    Model::ALL.into_iter().find(|m| m.name() == text).map(Choice::Only).ok_or_else(|| {
        let names: Vec<&str> = Model::ALL.iter().map(|m| m.name()).collect();
        format!("there are: auto, combination, {}", names.join(", "))
    })
}

/// Forecasts and writes.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if arguments.format == Format::Parquet && arguments.output.is_none() {
        return Err(Failure::Usage("Parquet is not text: name a file with `--output`".to_owned()));
    }
    if let (Some(min), Some(max)) = (arguments.min, arguments.max)
        && min > max
    {
        return Err(Failure::Usage(format!("--min {min} is above --max {max}")));
    }
    let Panel { frequency, series, values } = arguments.input.read()?;
    let plan = Plan {
        season: frequency.season(),
        horizon: arguments.horizon as usize,
        choice: arguments.model,
        bounds: Bounds { min: arguments.min, max: arguments.max },
    };
    let drawing = arguments.draws.map(|count| Drawing::new(&series, count, arguments.seed));
    let bar = ProgressBar::new(values.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} series {msg}") {
        bar.set_style(style);
    }
    bar.set_message("learning from the past");
    let calibration = Calibration::learn(&values, &plan);
    bar.set_message("");
    let mut writer = Output::new(arguments)?;
    let mut rejects: Vec<(String, String)> = Vec::new();
    for (series, values) in series.chunks(CHUNK).zip(values.chunks(CHUNK)) {
        let rows = match &drawing {
            Some(drawing) => drawn(drawing, series, values, &plan, &calibration, &mut rejects),
            None => ranges(arguments, series, values, &plan, &calibration, &mut rejects),
        };
        writer.write(rows)?;
        bar.inc(series.len() as u64);
    }
    bar.finish_and_clear();
    writer.finish()?;
    told(arguments, &rejects)?;
    Ok(ExitCode::SUCCESS)
}

fn told(arguments: &Arguments, rejects: &[(String, String)]) -> Result<(), Failure> {
    if !rejects.is_empty() {
        let names: Vec<&str> = rejects.iter().take(5).map(|(id, _)| id.as_str()).collect();
        eprintln!(
            "note: {} series could not be forecast, among them {}",
            rejects.len(),
            names.join(", ")
        );
    }
    if let Some(path) = &arguments.rejects {
        let (ids, reasons) = rejects.iter().cloned().unzip();
        let table = ResultTable {
            name: "rejects".to_owned(),
            columns: vec![
                ("series_id".to_owned(), Column::Text(ids)),
                ("reason".to_owned(), Column::Text(reasons)),
            ],
        };
        let mut sink = Sink::create(path)?;
        sink.write(&table.csv(true)?)?;
        sink.finish()?;
    }
    Ok(())
}

fn ranges(
    arguments: &Arguments,
    series: &[TidySeries],
    values: &[Vec<f64>],
    plan: &Plan,
    calibration: &Calibration,
    rejects: &mut Vec<(String, String)>,
) -> ResultTable {
    let levels: Vec<f64> = arguments.levels.iter().map(|level| level / 100.0).collect();
    let answers = forecast_many(values, plan, &levels, calibration);
    let (mut ids, mut periods, mut models) = (Vec::new(), Vec::new(), Vec::new());
    let mut points = Vec::new();
    let mut ends: Vec<Vec<Option<f64>>> = vec![Vec::new(); 2 * levels.len()];
    for (series, answer) in series.iter().zip(answers) {
        let Answer { point, mean, bands, .. } = match answer {
            Ok(answer) => answer,
            Err(refusal) => {
                rejects.push((series.id.clone(), refusal.to_string()));
                continue;
            }
        };
        let centre = if arguments.point == Point::Mean { mean } else { point };
        for (step, point) in centre.iter().enumerate() {
            ids.push(series.id.clone());
            periods.push(series.first.plus(series.values.len() + step).to_string());
            models.push(plan.choice.name().to_owned());
            points.push(Some(*point));
            for (band, columns) in bands.iter().zip(ends.chunks_mut(2)) {
                if let (Some((low, high)), [lows, highs]) = (band.get(step), columns) {
                    lows.push(Some(*low));
                    highs.push(Some(*high));
                }
            }
        }
    }
    let mut columns = vec![
        ("series_id".to_owned(), Column::Text(ids)),
        ("period".to_owned(), Column::Text(periods)),
        ("model".to_owned(), Column::Text(models)),
        ("point".to_owned(), Column::Number(points)),
    ];
    let names =
        arguments.levels.iter().flat_map(|level| [format!("lo_{level}"), format!("hi_{level}")]);
    columns.extend(names.zip(ends.into_iter().map(Column::Number)));
    ResultTable { name: "forecast".to_owned(), columns }
}

/// What the draws of all series share.
struct Drawing {
    count: usize,
    key: Key,
    /// The panel's last period, and how many before it are looked back on.
    last: i64,
    window: usize,
}

/// Periods looked back on: the median length of the series, within these.
const WINDOW: (usize, usize) = (5, 60);

impl Drawing {
    fn new(series: &[TidySeries], count: u32, seed: u64) -> Drawing {
        let seen = || series.iter().filter(|s| !s.values.is_empty());
        let mut lengths: Vec<usize> = seen().map(|s| s.values.len()).collect();
        lengths.sort_unstable();
        let middle = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
        Drawing {
            count: count as usize,
            key: Key::new(seed).with("series"),
            last: seen().map(ended).max().unwrap_or_default(),
            window: middle.clamp(WINDOW.0, WINDOW.1),
        }
    }
}

/// The count of a series' last period.
fn ended(series: &TidySeries) -> i64 {
    series.first.plus(series.values.len().saturating_sub(1)).count()
}

fn drawn(
    drawing: &Drawing,
    series: &[TidySeries],
    values: &[Vec<f64>],
    plan: &Plan,
    calibration: &Calibration,
    rejects: &mut Vec<(String, String)>,
) -> ResultTable {
    let (shared, own) = (drawing.key.with("periods"), drawing.key.with("own"));
    let (mut ids, mut periods, mut numbers, mut all) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (series, values) in series.iter().zip(values) {
        let behind = usize::try_from(drawing.last - ended(series)).unwrap_or_default();
        let calendar = Calendar { behind, window: drawing.window };
        let own = own.with(&series.id);
        let paths = match draws(values, plan, drawing.count, calibration, calendar, &shared, &own) {
            Ok(paths) => paths,
            Err(refusal) => {
                rejects.push((series.id.clone(), refusal.to_string()));
                continue;
            }
        };
        for (draw, path) in paths.iter().enumerate() {
            for (step, value) in path.iter().enumerate() {
                ids.push(series.id.clone());
                periods.push(series.first.plus(series.values.len() + step).to_string());
                numbers.push(i64::try_from(draw + 1).ok());
                all.push(Some(*value));
            }
        }
    }
    ResultTable {
        name: "draws".to_owned(),
        columns: vec![
            ("series_id".to_owned(), Column::Text(ids)),
            ("period".to_owned(), Column::Text(periods)),
            ("draw".to_owned(), Column::Integer(numbers)),
            ("value".to_owned(), Column::Number(all)),
        ],
    }
}

/// Where results go: chunk by chunk, a file only once it is whole.
struct Output {
    format: Format,
    sink: Option<Sink>,
    /// Whether nothing has been written yet.
    first: bool,
    /// What is kept to the end: Parquet is written in one piece.
    kept: Option<ResultTable>,
}

impl Output {
    fn new(arguments: &Arguments) -> Result<Output, Failure> {
        let sink = arguments.output.as_deref().map(Sink::create).transpose()?;
        Ok(Output { format: arguments.format, sink, first: true, kept: None })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.sink {
            Some(sink) => Ok(sink.write(bytes)?),
            None => print(&String::from_utf8_lossy(bytes)),
        }
    }

    fn write(&mut self, table: ResultTable) -> Result<(), Failure> {
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

    fn finish(mut self) -> Result<(), Failure> {
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
