//! `suranys series reconcile`.

use crate::commands::series::arguments::{level, selections};
use crate::commands::series::input::InputOptions;
use crate::commands::series::output::{Format, Output, apart};
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::limits;
use suranys_runner::series::reconcile::{Request, goes_together, reconcile};
use suranys_series::reconcile::Method;
use suranys_series::{Level, ModelSelection};

/// Arguments of `suranys series reconcile`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --method wls --non-negative
  suranys series reconcile cells.csv --hierarchy regions.csv --horizon 5 --sums
  suranys series reconcile employed.csv --hierarchy regions.csv --horizon 5 --draws 1000 --format parquet -o draws.parquet

The hierarchy is a CSV file with the columns `series_id` and `parent`, one row for each pair of a
component and its total; a series may be a component of several totals, such as a section and a
region. All must be in the table, except totals that --sums makes. Point forecasts are the models'
medians, reconciled; prediction intervals are those of simulations reconciled one by one.

In CSV, a name that a spreadsheet would take for a formula, such as `=1+1`, is prefixed with an
apostrophe, which is taken away where such a file is read; plain numbers, such as `-2`, are not. Marks
that would steer a terminal are spelt out on stdout, not in a file.

Row numbers in messages are lines of the file; the header is row 1.

Exit codes: 0 written; 1 findings in the table or the hierarchy; 2 could not run.")]
pub struct Arguments {
    #[command(flatten)]
    input: InputOptions,
    /// CSV file that says which series is a component of which total.
    #[arg(long, value_name = "FILE")]
    hierarchy: PathBuf,
    /// Forecast horizon in periods.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::HORIZON)))]
    horizon: u32,
    /// Make totals that are missing in the table from the sums of their components.
    #[arg(long)]
    sums: bool,
    /// Method of reconciliation.
    #[arg(long, value_enum, default_value_t = MethodName::Mint)]
    method: MethodName,
    /// Keep forecasts of components at zero or above.
    #[arg(long)]
    non_negative: bool,
    /// Levels of the central prediction intervals, per cent.
    #[arg(long, default_value = "80,95", value_delimiter = ',', value_parser = level)]
    levels: Vec<Level>,
    /// Model to forecast with; `auto` is the combination of all.
    #[arg(long, default_value = "auto", value_parser = selections())]
    model: ModelSelection,
    /// Write this many simulations of each series instead of point forecasts and intervals.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::DRAWS)),
          conflicts_with = "levels")]
    draws: Option<u32>,
    /// Seed of the simulations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// File to write. Without it: stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Methods by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MethodName {
    /// Minimum trace, with correlations of errors shrunk further the shorter the past.
    Mint,
    /// Minimum trace with the published shrinkage of the covariance of errors.
    MintShrink,
    /// Weighted least squares, by the number of components (structural scaling).
    Wls,
    /// Ordinary least squares.
    Ols,
    /// Bottom-up: totals are the sums of their components.
    BottomUp,
    /// Top-down: components are shares of the total.
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

/// Forecasts, reconciles the forecasts, and writes them.
///
/// # Errors
/// When the table or the hierarchy has findings or can't be read, the method can't be used, or
/// results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let request = Request {
        hierarchy: arguments.hierarchy.clone(),
        horizon: arguments.horizon,
        sums: arguments.sums,
        method: arguments.method.method(),
        non_negative: arguments.non_negative,
        levels: arguments.levels.clone(),
        model: arguments.model,
        draws: arguments.draws,
        seed: arguments.seed,
    };
    goes_together(&request)?;
    let input = arguments.input.input();
    let inputs = [input.files(), vec![arguments.hierarchy.clone()]].concat();
    let outputs =
        [("--output", arguments.output.as_deref()), ("--notes", arguments.notes.notes.as_deref())];
    let [output, notes_to] = apart(&inputs, outputs)?;
    let mut writer = Output::new(arguments.format, output)?;
    let mut notes = Notes::new(&arguments.notes, notes_to);
    let progress = Progress::new();
    let made = reconcile(&input, &request, &progress, &mut |some| notes.add(some))?;
    drop(progress);
    notes.close()?;
    made.write(|rows| writer.write(&rows))?;
    writer.finish()?;
    Ok(ExitCode::SUCCESS)
}
