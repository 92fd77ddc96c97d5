//! `suranys run`.

use crate::diagnostics::Failure;
use crate::runner::{Order, Progress, default_package, forecast};
use crate::terminal::print;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::{Vintage, Year};
use suranys_data::write_run;

/// Arguments of `suranys run`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys run                       data/kz to a folder under reports/runs, whose name it prints
  suranys report $(suranys run)     a report of it; once more in other words without the model")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(default_value_os_t = default_package())]
    package: PathBuf,
    /// Scenario file, the baseline first; repeat for more. Without it: baseline, optimistic and
    /// pessimistic from the `scenarios` folder beside the package.
    #[arg(long = "scenario", value_name = "FILE")]
    scenarios: Vec<PathBuf>,
    /// Forecast with what was known at the end of this year.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..2200))]
    as_of: Option<i32>,
    /// Folder that holds stored runs, each in a folder named after its content.
    #[arg(long, value_name = "FOLDER", default_value = "reports/runs")]
    runs: PathBuf,
}

/// Forecasts, stores the run whole or not at all, and prints its folder.
///
/// # Errors
/// When the inputs have findings, or a stage can't do its work; nothing is written then.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let order = Order {
        package: arguments.package.clone(),
        scenarios: arguments.scenarios.clone(),
        as_of: arguments.as_of.map(|year| Vintage(Year(year))),
    };
    let progress = Progress::new();
    let stored = forecast(&order, &progress)?;
    drop(progress);
    let folder = write_run(&arguments.runs, &stored)?;
    print(&format!("{}\n", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
