//! `suranys`: arguments, wiring, progress and exit codes. No arithmetic.

mod args;
mod commands;
mod diagnostics;
mod external;
mod language;
mod notes;
mod paths;
mod progress;
mod spoken;
mod terminal;

use clap::{ArgMatches, CommandFactory, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
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
  suranys backtest data/kz                    pseudo-out-of-sample scores of every model
  suranys explain data/kz net-requirement year=2026 region=KZ-75   why this figure, down to the cells
  suranys compare data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys scenario diff data/scenarios/baseline.toml data/scenarios/optimistic.toml
  suranys series forecast wages.csv --horizon 5   any table of annual, quarterly, monthly series
  suranys recommend reports/2023-2027 --top 30   the list of in-demand professions, with reasons
  suranys serve --open                        the same in the browser: move assumptions, see what follows
  suranys sheet KZ-75                         the fact sheet of a region or an occupation
  suranys sweep data/kz data/sweeps/tornado.toml   which assumptions move job openings and their cover
  suranys consult status                      the state of each line of the list
  suranys consult forms --year 2026 -o forms  what each body is asked about occupations, as workbooks
  suranys package set unemployed_by_region year=2024 region=KZ-75 53.1 --source bns-102798   one figure revised, with its totals
  suranys diff reports/2023-2027 reports/mine   what changed between two editions, and why
  suranys verify reports/2023-2027            rerun from the manifest and compare every byte
  suranys import --help                       records of an exchange as evidence; a program of its own";

#[derive(Debug, Subcommand)]
enum Command {
    /// Score the demand model and its components by pseudo-out-of-sample evaluation.
    Backtest(crate::commands::backtest::Arguments),
    /// Check a data package: every finding with its place and fix, and whether a report can be made.
    Check(crate::commands::check::Arguments),
    /// Compare scenarios or runs: differences of matched simulations, with prediction intervals.
    Compare(crate::commands::compare::Arguments),
    /// Print the script by which a shell completes commands and options.
    Completions(crate::commands::shell::Completions),
    /// Consult bodies on the list of in-demand professions: states of its lines, forms and answers of the
    /// yearly panel.
    Consult(crate::commands::consult::Arguments),
    /// Tell what changed between two editions and why: data, law, assumptions, method.
    Diff(crate::commands::diff::Arguments),
    /// Start a new folder: an empty package to fill in for a country, or synthetic figures to try out.
    Init(crate::commands::init::Arguments),
    /// Print a page of the manual, for `man`.
    Man(crate::commands::shell::Manual),
    /// Keep a data package up: revise figures, bring in rows, seal it, compare two of them.
    Package(crate::commands::package::Arguments),
    /// Make the list of in-demand professions: verdicts with reasons, ranks, publication set.
    Recommend(crate::commands::recommend::Arguments),
    /// Check a package, forecast, and store the run.
    Run(crate::commands::run::Arguments),
    /// Make the yearly report: PDF, charts, tables, web page, workbook and manifest.
    Report(crate::commands::report::Arguments),
    /// Explain a figure: the tree of its terms, down to parameters and cells of the package.
    Explain(crate::commands::explain::Arguments),
    /// Show or compare scenario files: every value with its basis and source; print their schema.
    Scenario(crate::commands::scenario::Arguments),
    /// Forecast any table of time series, evaluate the models on it, reconcile a hierarchy.
    Series(Box<crate::commands::series::Arguments>),
    /// Serve packages and scenarios as a web workspace: the page and the interface for programs.
    Serve(crate::commands::serve::Arguments),
    /// Print or write the fact sheet of a region or an occupation.
    Sheet(crate::commands::sheet::Arguments),
    /// Run the forecast at many points of chosen parameters: sensitivities, Sobol indices; resumable.
    Sweep(crate::commands::sweep::Arguments),
    /// Rerun a report from its manifest, or a stored run, and report what differs.
    Verify(crate::commands::verify::Arguments),
    /// A program of its own.
    #[command(external_subcommand)]
    External(Vec<OsString>),
}

/// The first language that the command is asked to print in by `--lang`, if it has that option.
fn asked_language(matches: &ArgMatches) -> Option<String> {
    let mut at = matches;
    while let Some((_, inner)) = at.subcommand() {
        at = inner;
    }
    let mut asked = at.try_get_many::<String>("lang").ok()??;
    asked.next().cloned()
}

/// Runs the command named by the process's arguments and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let parsed = Arguments::command()
        .try_get_matches()
        .and_then(|matches| Ok((Arguments::from_arg_matches(&matches)?, asked_language(&matches))));
    let arguments = match parsed {
        Ok((arguments, asked)) => {
            crate::spoken::choose(asked.as_deref(), crate::terminal::locale().as_deref());
            arguments
        }
        Err(usage) => {
            crate::terminal::show_usage(&usage);
            let code = u8::try_from(usage.exit_code());
            return ExitCode::from(code.unwrap_or(crate::diagnostics::COULD_NOT_RUN));
        }
    };
    let outturn = match arguments.command {
        Command::Backtest(arguments) => crate::commands::backtest::run(&arguments),
        Command::Check(arguments) => crate::commands::check::run(&arguments),
        Command::Compare(arguments) => crate::commands::compare::run(&arguments),
        Command::Completions(arguments) => {
            crate::commands::shell::completions(&arguments, Arguments::command())
        }
        Command::Consult(arguments) => crate::commands::consult::run(&arguments),
        Command::Diff(arguments) => crate::commands::diff::run(&arguments),
        Command::Init(arguments) => crate::commands::init::run(&arguments),
        Command::Man(arguments) => crate::commands::shell::manual(&arguments, Arguments::command()),
        Command::Package(arguments) => crate::commands::package::run(&arguments),
        Command::Recommend(arguments) => crate::commands::recommend::run(&arguments),
        Command::Run(arguments) => crate::commands::run::run(&arguments),
        Command::Report(arguments) => crate::commands::report::run(&arguments),
        Command::Explain(arguments) => crate::commands::explain::run(&arguments),
        Command::Scenario(arguments) => crate::commands::scenario::run(&arguments),
        Command::Series(arguments) => crate::commands::series::run(&arguments),
        Command::Serve(arguments) => crate::commands::serve::run(&arguments),
        Command::Sheet(arguments) => crate::commands::sheet::run(&arguments),
        Command::Sweep(arguments) => crate::commands::sweep::run(&arguments),
        Command::Verify(arguments) => crate::commands::verify::run(&arguments),
        Command::External(words) => Ok(crate::external::run(&Arguments::command(), &words)),
    };
    match outturn {
        Ok(code) => code,
        Err(failure) => crate::diagnostics::show(&failure),
    }
}
