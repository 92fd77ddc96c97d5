//! `suranys run`.

use crate::args::{PackageOperand, ScenarioOptions, VintageOption};
use crate::diagnostics::Failure;
use crate::notes::{NoteOptions, Notes};
use crate::paths::RUNS;
use crate::progress::Progress;
use crate::terminal::{notes, print};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::run::Extent;
use suranys_data::{Target, write_run};
use suranys_runner::Order;
use suranys_runner::forecast_after;
use suranys_runner::noted_inputs;
use suranys_runner::paths::read_with;

/// Arguments of `suranys run`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys run                       data/kz to a folder under reports/runs, whose name it prints
  suranys report $(suranys run --for-report)
                                    a report of it, rendered without running the model again")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    #[command(flatten)]
    vintage: VintageOption,
    /// Make as well what only a report shows: sensitivities, tests of the imputation of occupation
    /// groups, and scores of the signal. Without it a report of the run says that they were not made.
    #[arg(long)]
    for_report: bool,
    /// Folder of stored runs, each in a folder named after its content.
    #[arg(long, value_name = "FOLDER", default_value = RUNS)]
    runs: PathBuf,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Forecasts, stores the run whole or not at all, and prints its folder.
///
/// # Errors
/// When the inputs have findings, or a stage can't do its work; nothing is written then.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let order = Order {
        package: arguments.package.folder.clone(),
        scenarios: arguments.scenarios.files.clone(),
        as_of: arguments.vintage.get(),
        draws: false,
    };
    let mut inputs = read_with(&order.package);
    inputs.extend(order.scenarios.iter().cloned());
    Target::look_into(&arguments.runs, &inputs)?;
    let progress = Progress::new();
    progress.at(0.0, "checking");
    let (of_run, found) = noted_inputs(&order)?;
    let extent = if arguments.for_report { Extent::Report } else { Extent::Forecast };
    let (stored, ()) = forecast_after(&order, &of_run, extent, &progress, |_| Ok(()))?;
    drop(progress);
    let mut noted = Notes::begin(&arguments.notes, &inputs)?;
    noted.add(found);
    noted.close()?;
    let (folder, said) = write_run(&arguments.runs, &stored.run)?;
    notes(&said);
    print(&format!("{}\n", folder.display()))?;
    // The system takes all memory back at once when the program ends, which is sooner.
    std::mem::forget((stored, of_run));
    Ok(ExitCode::SUCCESS)
}
