//! `suranys series`: forecasts of any table of time series.

mod arguments;
mod evaluate;
mod forecast;
mod input;
pub mod output;
mod reconcile;

use crate::diagnostics::Failure;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `suranys series`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Forecast every series of a table, with calibrated prediction intervals.
    Forecast(crate::commands::series::forecast::Arguments),
    /// Score the models on the table's past, pseudo out of sample.
    Evaluate(crate::commands::series::evaluate::Arguments),
    /// Forecast series of a hierarchy so that the forecasts are coherent: components sum to totals.
    Reconcile(crate::commands::series::reconcile::Arguments),
}

/// Runs the command.
///
/// # Errors
/// When the table has findings or can't be read, or results can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Forecast(arguments) => crate::commands::series::forecast::run(arguments),
        Command::Evaluate(arguments) => crate::commands::series::evaluate::run(arguments),
        Command::Reconcile(arguments) => crate::commands::series::reconcile::run(arguments),
    }
}
