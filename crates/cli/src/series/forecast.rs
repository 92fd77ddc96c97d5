//! `suranys series forecast`.

use super::ask::{Drawing, choices, level};
use super::output::{Format, Output};
use super::{Input, Panel};
use crate::failure::Failure;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Sink, TidySeries};
use suranys_series::engine::{
    Answer, Bounds, Calibration, Choice, Plan, draws_many, forecast_many,
};

/// Series forecast between two writes.
const CHUNK: usize = 2000;
/// Draws made between two writes, one for each series counted.
const CHUNK_DRAWS: usize = 200_000;

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
    #[arg(long, default_value = "auto", value_parser = choices())]
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

/// Forecasts and writes.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    if let (Some(min), Some(max)) = (arguments.min, arguments.max)
        && min > max
    {
        return Err(Failure::Usage(format!("--min {min} is above --max {max}")));
    }
    let mut writer =
        Output::new(arguments.format, arguments.output.as_deref(), &[&arguments.input.file])?;
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
    let mut rejects: Vec<(String, String)> = Vec::new();
    let at_once = arguments.draws.map_or(CHUNK, |draws| (CHUNK_DRAWS / draws as usize).max(1));
    for (series, values) in series.chunks(at_once).zip(values.chunks(at_once)) {
        let rows = match &drawing {
            Some(drawing) => drawn(drawing, series, values, &plan, &calibration, &mut rejects),
            None => ranges(arguments, series, values, &plan, &calibration, &mut rejects),
        };
        writer.write(&rows)?;
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

fn drawn(
    drawing: &Drawing,
    series: &[TidySeries],
    values: &[Vec<f64>],
    plan: &Plan,
    calibration: &Calibration,
    rejects: &mut Vec<(String, String)>,
) -> ResultTable {
    let (mut ids, mut periods, mut numbers, mut all) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let asked = drawing.of(series, values);
    let drawn = draws_many(&asked, plan, drawing.count, calibration, &drawing.shared());
    for (series, paths) in series.iter().zip(drawn) {
        let paths = match paths {
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
