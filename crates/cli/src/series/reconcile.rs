//! `suranys series reconcile`.

use super::ask::{Drawing, Spans, choices, ended, level, once, reach};
use super::output::{Draws, Format, Output, Ranges};
use super::{Input, Panel};
use crate::failure::Failure;
use crate::out::note;
use crate::pipeline::Progress;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::math::quantile_sorted;
use suranys_core::{Diagnostic, Span};
use suranys_data::{Findings, TidyError, TidySeries, read_hierarchy};
use suranys_series::engine::{Bounds, Calibration, Choice, Plan, draws_many, forecast_many};
use suranys_series::reconcile::{Hierarchy, HierarchyError, Method, Projection, reconcile};

/// Draws behind ranges, unless told.
const DRAWS: u32 = 1000;
/// Series between two writes.
const CHUNK: usize = 50;
/// Wholes that differ from their parts' sum by more than this share of them are told.
const ROUNDING: f64 = 1e-3;

/// Arguments of `suranys series reconcile`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --method wls --non-negative
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --draws 1000 --format parquet -o draws.parquet

The hierarchy is a CSV file with the columns `series_id` and `parent`, one row for each series and
each series it is a part of; a cell may be part of a section and of a region. Points are the models'
medians made to add up; ranges are those of draws that add up one by one.

In CSV, a name that a spreadsheet would take for a formula, as `=1+1`, gets an apostrophe before it;
plain numbers, as `-2`, do not.

Rows in messages are lines of the file, the header being row 1.

Exit codes: 0 written; 1 findings in the table or the hierarchy; 2 could not run.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// CSV file that says which series is a part of which.
    #[arg(long, value_name = "FILE")]
    hierarchy: PathBuf,
    /// Periods ahead.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1000))]
    horizon: u32,
    /// How forecasts are made to add up.
    #[arg(long, value_enum, default_value_t = MethodName::Mint)]
    method: MethodName,
    /// Parts do not fall below zero.
    #[arg(long)]
    non_negative: bool,
    /// Central ranges, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<f64>,
    /// Model; `auto` is the combination.
    #[arg(long, default_value = "auto", value_parser = choices())]
    model: Choice,
    /// Write so many draws of each series in place of points and ranges.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000),
          conflicts_with = "levels")]
    draws: Option<u32>,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write; without it, stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Methods by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MethodName {
    /// Least trace of the errors' covariance, its correlations shrunk further the shorter the past.
    Mint,
    /// Least trace of the errors' covariance, shrunk as published.
    MintShrink,
    /// Weighted by the number of parts.
    Wls,
    /// Unweighted.
    Ols,
    /// Sums of the parts.
    BottomUp,
    /// Shares of the whole.
    TopDown,
}

impl MethodName {
    fn method(self) -> Method {
        match self {
            MethodName::Mint => Method::MintShort,
            MethodName::MintShrink => Method::MintShrink,
            MethodName::Wls => Method::WlsStruct,
            MethodName::Ols => Method::Ols,
            MethodName::BottomUp => Method::BottomUp,
            MethodName::TopDown => Method::TopDown,
        }
    }
}

/// Forecasts, makes the forecasts add up, and writes.
///
/// # Errors
/// When the table or the hierarchy has findings or can't be read, the method can't be used, or
/// results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    once(&arguments.levels)?;
    let inputs = [arguments.input.file.as_path(), &arguments.hierarchy];
    let mut writer = Output::new(arguments.format, arguments.output.as_deref(), &inputs)?;
    let Panel { season, series, values } = arguments.input.read()?;
    let hierarchy = hierarchy(arguments, &series)?;
    together(arguments, &series)?;
    let mut findings = Findings::new(arguments.input.file.display().to_string());
    for one in &series {
        reach(&arguments.input, one, arguments.horizon as usize, &mut findings);
    }
    findings.or(())?;
    told(&series, &values, &hierarchy);
    let min = arguments.non_negative.then_some(0.0);
    let plan = Plan {
        season,
        horizon: arguments.horizon as usize,
        choice: arguments.model,
        bounds: Bounds { min, max: None },
    };
    let progress = Progress::new();
    progress.at(0.0, "learning from the past");
    let calibration = Calibration::learn(&values, &plan);
    progress.at(40.0, "forecasting");
    let mut answers = Vec::with_capacity(series.len());
    for (one, answer) in series.iter().zip(forecast_many(&values, &plan, &[], &calibration)) {
        let refused =
            |why| Failure::Usage(format!("the series `{}` has no forecast: {why}", one.id));
        answers.push(answer.map_err(refused)?);
    }
    let (point, errors): (Vec<_>, Vec<_>) =
        answers.into_iter().map(|answer| (answer.point, answer.errors)).unzip();
    progress.at(50.0, "weighing errors");
    let (projection, trouble) =
        Projection::new(&hierarchy, arguments.method.method(), &errors, &values)
            .map_err(|trouble| Failure::Usage(trouble.to_string()))?;
    let method = match trouble {
        Some(trouble) => {
            progress.aside(|| note(&trouble.to_string()));
            MethodName::Wls
        }
        None => arguments.method,
    };
    progress.at(55.0, "drawing");
    let mut spans = Spans::default();
    series.iter().for_each(|one| spans.add(one));
    let drawing = Drawing::new(spans, arguments.draws.unwrap_or(DRAWS), arguments.seed);
    let asked = drawing.of(&series, &values);
    let drawn = draws_many(&asked, &plan, drawing.count, &calibration, &drawing.shared());
    let drawn = drawn
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
        .map_err(|refusal| Failure::Usage(refusal.to_string()))?;
    progress.at(75.0, "making forecasts add up");
    let done = reconcile(&projection, &point, &drawn, arguments.non_negative);
    drop(drawn);
    let name = format!("{}+{}", arguments.model.name(), method_name(method));
    drop(progress);
    for (chunk, some) in series.chunks(CHUNK).enumerate() {
        let places = (chunk * CHUNK..).zip(some);
        let table = if arguments.draws.is_some() {
            let mut rows = Draws::default();
            places.for_each(|(place, one)| rows.add(one, &done.draws[place]));
            rows.table()
        } else {
            let mut rows = Ranges::new(&arguments.levels);
            for (place, one) in places {
                let bands = bands(&done.draws[place], &arguments.levels);
                rows.add(one, &name, &done.point[place], &bands);
            }
            rows.table()
        };
        writer.write(&table)?;
    }
    writer.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn method_name(method: MethodName) -> String {
    method.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// The hierarchy of the table's series, from its file.
fn hierarchy(arguments: &Arguments, series: &[TidySeries]) -> Result<Hierarchy, Failure> {
    let names: Vec<&str> = series.iter().map(|one| one.id.as_str()).collect();
    let links = read_hierarchy(&arguments.hierarchy, &names, Some(&arguments.input.encoding))?;
    if links.is_empty() {
        note("the hierarchy names no parts, so that nothing is made to add up");
    }
    let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.part, link.whole)).collect();
    Hierarchy::new(series.len(), &pairs).map_err(|HierarchyError::Ring(ring)| {
        let row = links.iter().find(|l| ring.contains(&l.part) && ring.contains(&l.whole));
        let file = arguments.hierarchy.display().to_string();
        let span = Span { file, row: row.map(|link| link.row), column: Some("parent".to_owned()) };
        let through: Vec<&str> =
            ring.iter().filter_map(|place| names.get(*place)).copied().collect();
        let message = format!("series are parts of each other in a ring: {}", through.join(", "));
        let finding = Diagnostic::error("ring", span, message).allowed("no series its own part");
        Failure::from(TidyError::Findings(vec![finding.help("remove one of the ring's rows")]))
    })
}

/// All series must end with the same period: sums of different periods mean nothing.
fn together(arguments: &Arguments, series: &[TidySeries]) -> Result<(), Failure> {
    let last = series.iter().filter(|s| !s.values.is_empty()).map(ended).max();
    let mut findings = Findings::new(arguments.input.file.display().to_string());
    for one in series.iter().filter(|one| one.values.is_empty() || Some(ended(one)) != last) {
        let (message, end) = if one.values.is_empty() {
            (format!("`{}` has no value", one.id), String::new())
        } else {
            let end = one.first.plus(one.values.len() - 1);
            (format!("`{}` ends with {end}, before other series", one.id), end.to_string())
        };
        let finding = findings.cell("end", one.row, &arguments.input.time, message);
        let finding = finding.found(end).allowed("the same last period for all series");
        findings.add(finding.help("add the missing values, or leave the series out of the table"));
    }
    Ok(findings.or(())?)
}

/// Tells the user when the past does not add up itself.
fn told(series: &[TidySeries], values: &[Vec<f64>], hierarchy: &Hierarchy) {
    let mut worst: Option<(f64, usize)> = None;
    for (node, parts) in hierarchy.upper().iter().zip(hierarchy.parts()) {
        let whole = values[*node].last().copied().unwrap_or(f64::NAN);
        let sum: f64 = parts
            .iter()
            .filter_map(|part| hierarchy.bottom().get(*part))
            .map(|node| values[*node].last().copied().unwrap_or(f64::NAN))
            .sum();
        let share = (whole - sum).abs() / whole.abs().max(sum.abs());
        if share > ROUNDING && worst.is_none_or(|(most, _)| share > most) {
            worst = Some((share, *node));
        }
    }
    if let Some((share, node)) = worst
        && let Some(one) = series.get(node)
    {
        note(&format!(
            "in the last period wholes differ from the sums of their parts, `{}` by {:.1} per \
             cent; forecasts add up all the same",
            one.id,
            100.0 * share
        ));
    }
}

/// Central ranges of draws, `[level][step]`, levels in per cent.
fn bands(draws: &[Vec<f64>], levels: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let steps = draws.first().map_or(0, Vec::len);
    let mut bands = vec![Vec::with_capacity(steps); levels.len()];
    for step in 0..steps {
        let mut values: Vec<f64> = draws.iter().map(|draw| draw[step]).collect();
        values.sort_by(f64::total_cmp);
        for (level, band) in levels.iter().zip(&mut bands) {
            let tail = (1.0 - level / 100.0) / 2.0;
            let ends = quantile_sorted(&values, tail).zip(quantile_sorted(&values, 1.0 - tail));
            band.extend(ends);
        }
    }
    bands
}
