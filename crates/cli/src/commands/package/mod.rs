//! `suranys package`: a data package kept up.

mod add_year;
mod changes;
mod diff;
mod file_options;
mod import;
mod ready;
mod seal;
mod set;
mod template;

use crate::diagnostics::Failure;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `suranys package`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the sizes and hashes of all files into the descriptor anew.
    Seal(seal::Arguments),
    /// Revise a figure, with the totals and tables that sum from it.
    Set(set::Arguments),
    /// Write a form to type rows of a table into, with its columns and codes.
    Template(template::Arguments),
    /// Bring in rows: a form filled in, or a publisher's file.
    Import(import::Arguments),
    /// Add a year to several tables at once: a form for its figures, or the figures.
    AddYear(add_year::Arguments),
    /// Show how far each table reaches, and whether a forecast can be made.
    Ready(ready::Arguments),
    /// Show what differs between two packages, cell by cell.
    Diff(diff::Arguments),
}

/// Runs the command.
///
/// # Errors
/// When a package can't be read or would have findings, or can't be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Seal(arguments) => seal::run(arguments),
        Command::Set(arguments) => set::run(arguments),
        Command::Template(arguments) => template::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::AddYear(arguments) => add_year::run(arguments),
        Command::Ready(arguments) => ready::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
    }
}
