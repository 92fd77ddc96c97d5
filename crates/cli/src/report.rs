//! `suranys report`.

use crate::failure::Failure;
use crate::out::print;
use crate::pipeline::{Order, produce};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use suranys_core::{Vintage, Year};
use suranys_data::write_folder;

/// Arguments of `suranys report`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys report                                    data/kz to reports/2023-2027
  suranys report --as-of 2022                       what was known at the end of 2022
  suranys report --scenario mine.toml --out /tmp/r  one scenario of your own")]
pub struct Arguments {
    /// Folder of the data package.
    #[arg(default_value = "data/kz")]
    package: PathBuf,
    /// Scenario file, the baseline first; repeat for more. Without it: baseline, optimistic and
    /// pessimistic from the `scenarios` folder beside the package.
    #[arg(long = "scenario", value_name = "FILE")]
    scenarios: Vec<PathBuf>,
    /// Forecast with what was known at the end of this year, and show what came after.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..2200))]
    as_of: Option<i32>,
    /// Language of the report.
    #[arg(long, default_value = "en")]
    lang: String,
    /// Folder to write; its former edition is replaced whole. Without it: `reports/` and the
    /// policy period.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Makes an edition and writes it, whole or not at all.
///
/// # Errors
/// When the inputs have findings, or a stage can't do its work; nothing is written then.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let order = Order {
        package: arguments.package.clone(),
        scenarios: arguments.scenarios.clone(),
        as_of: arguments.as_of.map(|year| Vintage(Year(year))),
        language: arguments.lang.clone(),
    };
    let edition = produce(&order)?;
    let target = arguments.out.clone().unwrap_or_else(|| {
        let period = edition.period();
        let as_of = order.as_of.map(|vintage| format!("-as-of-{vintage}")).unwrap_or_default();
        PathBuf::from(format!("reports/{}-{}{as_of}", period.from(), period.to()))
    });
    write_folder(&target, &edition.files)?;
    print(&format!("{}\n", target.join("report.pdf").display()))?;
    Ok(ExitCode::SUCCESS)
}
