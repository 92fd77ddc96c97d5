//! `suranys series forecast`.

use crate::commands::series::arguments::{finite, level, selections};
use crate::commands::series::input::InputOptions;
use crate::commands::series::output::{Format, Output, apart, name_all};
use crate::diagnostics::{FOUND, Failure};
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::spoken::said;
use crate::terminal::{note, say};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::limits::{DRAWS, HORIZON};
use suranys_core::table::ResultTable;
use suranys_core::text;
use suranys_data::Sink;
use suranys_runner::series::forecast::{
    Forecasted, Point, Request, Sinks, forecast, goes_together, rejects_table,
};
use suranys_runner::series::reasons;
use suranys_series::{Level, ModelSelection};

/// Arguments of `suranys series forecast`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series forecast wages.csv --horizon 5
  suranys series forecast wages.csv --horizon 8 --levels 50,80,95 --format parquet -o out.parquet
  suranys series forecast rates.csv --horizon 4 --min 0 --max 100 --id region --time year --value rate

Model weights and the widths of prediction intervals are trained on the table's own past at the
horizon asked for: with other series in the table, or another horizon, a forecast changes a little.

A series that can't be forecast is named on stderr, and in the file of --rejects; the others are
forecast all the same. A CSV file in which the rows of each series are contiguous is read series by
series, so memory use does not grow with its length.

In CSV, a name that a spreadsheet would take for a formula, such as `=1+1`, is prefixed with an
apostrophe, which is taken away where such a file is read; plain numbers, such as `-2`, are not. Marks
that would steer a terminal are spelt out on stdout, not in a file. JSON and Parquet hold names as
they are. A file appears whole or not at all, and replaces one only if `suranys` wrote it and nobody
changed it since. What a run that is killed leaves next to it, a hidden `.FILE.tmp-...`, the next run
removes.

Row numbers in messages are lines of the file; the header is row 1.

Exit codes: 0 written, possibly leaving out some series; 1 findings in the table, or no series could
be forecast; 2 could not run.")]
pub struct Arguments {
    #[command(flatten)]
    input: InputOptions,
    /// Forecast horizon in periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(HORIZON)))]
    horizon: u32,
    /// Levels of the central prediction intervals, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<Level>,
    /// Model to forecast with; `auto` is the combination of all.
    #[arg(long, default_value = "auto", value_parser = selections())]
    model: ModelSelection,
    /// Point forecast in the column `point`.
    #[arg(long, value_enum, default_value_t = PointName::Median)]
    point: PointName,
    /// Write this many simulations of each series instead of point forecasts and intervals.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(DRAWS)),
          conflicts_with_all = ["levels", "point"])]
    draws: Option<u32>,
    /// Seed of the simulations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lower bound of forecasts.
    #[arg(long, allow_negative_numbers = true, value_parser = finite)]
    min: Option<f64>,
    /// Upper bound of forecasts.
    #[arg(long, allow_negative_numbers = true, value_parser = finite)]
    max: Option<f64>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// File that lists the series that could not be forecast, with the reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Centres of a distribution, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PointName {
    /// The median: the outturn is as likely above as below it.
    Median,
    /// The mean of the forecast distribution, taken over quantiles at evenly spaced levels.
    Mean,
}

/// Forecasts and writes.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let request = Request {
        horizon: arguments.horizon,
        levels: arguments.levels.clone(),
        model: arguments.model,
        point: match arguments.point {
            PointName::Median => Point::Median,
            PointName::Mean => Point::Mean,
        },
        draws: arguments.draws,
        seed: arguments.seed,
        min: arguments.min,
        max: arguments.max,
    };
    goes_together(&request)?;
    let input = arguments.input.input();
    let (output, rejects_to) = (arguments.output.as_deref(), arguments.rejects.as_deref());
    let notes_to = arguments.notes.notes.as_deref();
    let outputs = [("--output", output), ("--rejects", rejects_to), ("--notes", notes_to)];
    let [output, rejects_to, notes_to] = apart(&input.files(), outputs)?;
    let mut writer = Output::new(arguments.format, output)?;
    let rejects_to = rejects_to.map(Sink::create).transpose()?;
    let mut notes = Notes::new(&arguments.notes, notes_to);
    let progress = Progress::new();
    // What is written once it is known that there are no notes, where these are findings.
    let mut held: Vec<ResultTable> = Vec::new();
    let mut rows = |rows: ResultTable| -> Result<(), Failure> {
        if arguments.notes.strict {
            held.push(rows);
            return Ok(());
        }
        // A terminal that shows the bar may be where results go too.
        progress.aside(|| writer.write(&rows))
    };
    let sinks = Sinks { rows: &mut rows, noted: &mut |some| notes.add(some) };
    let Forecasted { count, rejects } = forecast(&input, &request, &progress, sinks)?;
    drop(progress);
    notes.close()?;
    held.iter().try_for_each(|rows| writer.write(rows))?;
    if !rejects.is_empty() {
        let count = rejects.len();
        note(text!(
            "{count} series could not be forecast; {reasons}",
            count,
            reasons = reasons(&rejects)
        ));
    }
    let none = rejects.len() == count;
    let rejects_to = match rejects_to {
        Some(mut sink) => {
            sink.write(&rejects_table(rejects).csv(true)?)?;
            Some(sink)
        }
        None => None,
    };
    let written = if none { None } else { writer.close()? };
    name_all(written.into_iter().chain(rejects_to))?;
    if none {
        let none = text!("no series could be forecast; no forecast was written");
        say(&format!("{}\n", said(&none)));
    }
    Ok(if none { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}
