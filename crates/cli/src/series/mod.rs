//! `suranys series`: forecasts of any table of time series.

mod evaluate;
mod forecast;

use crate::failure::Failure;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_data::{Frequency, TidyOptions, TidySeries, TidyTable, read_tidy};
use suranys_series::engine::filled;

/// Arguments of `suranys series`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Forecast every series of a table, with calibrated ranges.
    Forecast(forecast::Arguments),
    /// Score the models on the past of a table.
    Evaluate(evaluate::Arguments),
}

/// Which table, and how to read it.
#[derive(Debug, Args)]
struct Input {
    /// CSV or Parquet file with one row for each series and period.
    file: PathBuf,
    /// Column of the series' names.
    #[arg(long, default_value = "series_id")]
    id: String,
    /// Column of periods: `2024`, `2024Q3`, `2024-07` or a whole number.
    #[arg(long, default_value = "period")]
    time: String,
    /// Column of values; empty where missing.
    #[arg(long, default_value = "value")]
    value: String,
    /// How periods follow each other.
    #[arg(long, value_enum, default_value_t = FrequencyName::Auto)]
    frequency: FrequencyName,
    /// A period without a row counts as missing, like a row without a value.
    #[arg(long)]
    allow_holes: bool,
}

/// Frequencies by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FrequencyName {
    /// Told from the periods.
    Auto,
    /// Years.
    Annual,
    /// Quarters.
    Quarterly,
    /// Months.
    Monthly,
    /// Whole numbers without season.
    Index,
}

impl Input {
    fn read(&self) -> Result<TidyTable, Failure> {
        let frequency = match self.frequency {
            FrequencyName::Auto => None,
            FrequencyName::Annual => Some(Frequency::Annual),
            FrequencyName::Quarterly => Some(Frequency::Quarterly),
            FrequencyName::Monthly => Some(Frequency::Monthly),
            FrequencyName::Index => Some(Frequency::Index),
        };
        let options = TidyOptions {
            id: self.id.clone(),
            time: self.time.clone(),
            value: self.value.clone(),
            frequency,
            holes: self.allow_holes,
        };
        Ok(read_tidy(&self.file, &options)?)
    }
}

/// Values without holes, and a word to the user about what was filled.
fn whole(series: &[TidySeries]) -> Vec<Vec<f64>> {
    let filled: Vec<(Vec<f64>, usize)> = series.iter().map(|s| filled(&s.values)).collect();
    let holes: usize = filled.iter().map(|(_, holes)| holes).sum();
    let with = filled.iter().filter(|(_, holes)| *holes > 0).count();
    if holes > 0 {
        eprintln!("note: {holes} missing values of {with} series are filled by straight lines");
    }
    filled.into_iter().map(|(values, _)| values).collect()
}

/// Runs the command.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Forecast(arguments) => forecast::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
    }
}
