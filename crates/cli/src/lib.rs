//! `suranys`: arguments, wiring, progress and exit codes. No arithmetic.

mod backtest;
mod beside;
mod check;
mod compare;
mod consult;
mod explain;
mod failure;
mod init;
mod out;
mod pipeline;
mod recommend;
mod report;
mod run;
mod scenario;
mod series;
mod sweep;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Forecasts labour shortages from official figures and writes the yearly report.
///
/// Exit codes: 0 done and clean; 1 findings in the data, or a difference found; 2 could not run.
#[derive(Debug, Parser)]
#[command(name = "suranys", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  suranys check data/kz                       every finding, with file, row and column
  suranys check data/kz --format json         the same for a program
  suranys run                                 a stored run, from which reports are rendered
  suranys report                              the yearly report from data/kz, under reports/
  suranys report --as-of 2022                 with what was known at the end of 2022
  suranys backtest data/kz                    how each model did on the past of every table
  suranys explain data/kz need year=2026 region=KZ-75     why this number, down to the cells
  suranys compare data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys scenario diff data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys series forecast wages.csv --horizon 5   any table of annual, quarterly, monthly series
  suranys recommend reports/2023-2027 --top 30   the list of in-demand professions, with reasons
  suranys sweep data/kz data/sweeps/tornado.toml   which assumptions move need and gap, how far
  suranys consult status                      where each line of the list stands
  suranys verify reports/2023-2027            rerun from the manifest and compare every byte";

#[derive(Debug, Subcommand)]
enum Command {
    /// Score the demand model and its parts on the past of every table of a package.
    Backtest(backtest::Arguments),
    /// Check a data package: all findings at once, each with its place and how to mend it.
    Check(check::Arguments),
    /// What differs between scenarios or runs, as differences of matched draws.
    Compare(compare::Arguments),
    /// Where each line of the list of in-demand professions stands.
    Consult(consult::Arguments),
    /// Begin a folder: made-up figures to try the list with.
    Init(init::Arguments),
    /// The list of in-demand professions: verdicts with reasons, ranks, publication set.
    Recommend(recommend::Arguments),
    /// Check and forecast, and store the run.
    Run(run::Arguments),
    /// The yearly report in three languages: PDF, charts, tables, web page, workbook, manifest.
    Report(report::Arguments),
    /// Why a figure is what it is: its tree, down to parameters and cells of the package.
    Explain(explain::Arguments),
    /// Scenario files: every value with where it is from, differences, schema.
    Scenario(scenario::Arguments),
    /// Forecast any table of time series, and score the models on its past.
    Series(series::Arguments),
    /// Many runs over chosen parameters: grid or sample, swings, Sobol indices; resumable.
    Sweep(sweep::Arguments),
    /// Rerun a report from its manifest, or a stored run, and say what differs.
    Verify(verify::Arguments),
}

/// Runs the command named by the process's arguments and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Backtest(arguments) => backtest::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Consult(arguments) => consult::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Recommend(arguments) => recommend::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Scenario(arguments) => scenario::run(&arguments),
        Command::Series(arguments) => series::run(&arguments),
        Command::Sweep(arguments) => sweep::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.show(),
    }
}
