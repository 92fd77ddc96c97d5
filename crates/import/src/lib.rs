//! Records of an exchange and of permits: from an export to the evidence tables of a data package, on one
//! machine or on many.
//!
//! An export is read by workers, row by row, into records without names ([`normalise`], [`reading`],
//! [`store`]); plans in SQL make postings of records and counts of postings ([`engine`]); the counts become
//! tables, small ones withheld ([`tables`], [`suppression`]). The README of the crate tells the rules.

mod cell;
mod coding;
mod commands;
mod cubes;
mod day;
mod engine;
mod failure;
mod folder;
mod generate;
mod ingest;
mod mapping;
mod normalise;
mod progress;
mod pseudonym;
mod reading;
mod record;
mod schema;
mod source;
mod store;
mod stored;
mod suppression;
mod survival;
mod tables;
mod terminal;
#[cfg(test)]
mod tests;
mod title;
mod vocabulary;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Makes evidence of the records of an exchange and of permits.
///
/// Exit codes: 0 done; 1 something is wrong with the records; 2 could not run.
#[derive(Debug, Parser)]
#[command(name = "suranys import", bin_name = "suranys import", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  suranys import generate --package data/kz --rows 10000 -o extract   synthetic extracts to try out
  suranys import guess export.csv > mapping.toml                      a first mapping for an export
  suranys import evidence --package data/kz --vacancies export.csv --mapping mapping.toml --as-of 2025-12-31 -o evidence
  suranys import train titles.csv --package data/kz -o titles.model   a classifier of titles
  suranys import code titles.csv --package data/kz --model titles.model
  suranys import schema vacancy                                       what a record may say";

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the evidence tables of a data package from records.
    Evidence(Box<commands::evidence::Arguments>),
    /// Read exports into records without names, to be kept or sent to a cluster.
    Records(commands::records::Arguments),
    /// Train a classifier of titles.
    Train(commands::train::Arguments),
    /// Code the titles of a file.
    Code(commands::code::Arguments),
    /// Say how well titles are coded that a classifier has not seen.
    Evaluate(commands::evaluate::Arguments),
    /// Print a first mapping file for an export.
    Guess(commands::guess::Arguments),
    /// Print the Table Schema of a kind of records.
    Schema(commands::schema::Arguments),
    /// Write synthetic extracts with what is true of them.
    Generate(commands::generate::Arguments),
    /// Write a new key of hashed identifiers.
    Key(commands::key::Arguments),
    /// Run a scheduler of a cluster.
    #[cfg(feature = "cluster")]
    Scheduler(commands::cluster::Scheduler),
    /// Run an executor of a cluster.
    #[cfg(feature = "cluster")]
    Executor(commands::cluster::Executor),
}

/// Runs the command named by the process's arguments and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            let code = u8::try_from(usage.exit_code()).unwrap_or(2);
            terminal::show_usage(&usage);
            return ExitCode::from(code);
        }
    };
    let ended = match arguments.command {
        Command::Evidence(arguments) => commands::evidence::run(&arguments),
        Command::Records(arguments) => commands::records::run(&arguments),
        Command::Train(arguments) => commands::train::run(&arguments),
        Command::Code(arguments) => commands::code::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::Guess(arguments) => commands::guess::run(&arguments),
        Command::Schema(arguments) => commands::schema::run(&arguments),
        Command::Generate(arguments) => commands::generate::run(&arguments),
        Command::Key(arguments) => commands::key::run(&arguments),
        #[cfg(feature = "cluster")]
        Command::Scheduler(arguments) => commands::cluster::scheduler(&arguments),
        #[cfg(feature = "cluster")]
        Command::Executor(arguments) => commands::cluster::executor(&arguments),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.show(),
    }
}
