//! `suranys check`.

use crate::args::PackageOperand;
use crate::diagnostics::{FOUND, Failure, listing};
use crate::terminal::{Tree, print, print_json};
use clap::Args;
use std::process::ExitCode;
use suranys_core::CheckOutcome;
use suranys_data::{CheckReport, check_package};

/// Arguments of `suranys check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys check data/kz
  suranys check data/kz --format json | jq '.diagnostics[].span'")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
}

/// Checks a package and prints every finding.
///
/// # Errors
/// When the package can't be looked at.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let report = check_package(&arguments.package.folder)?;
    match arguments.format {
        Tree::Table => print(&table(&report))?,
        Tree::Json => print_json(&report)?,
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

fn table(report: &CheckReport) -> String {
    let mut text = listing(&report.diagnostics);
    for (check, outcome) in &report.outcomes {
        let result = match outcome {
            CheckOutcome::Passed { looked_at } => format!("passed   {looked_at} looked at"),
            CheckOutcome::Failed { findings } => format!("FAILED   {findings} findings"),
            CheckOutcome::Skipped { why } => format!("skipped  {why}"),
            CheckOutcome::Stopped { why } => format!("STOPPED  {why}"),
        };
        text.push_str(&format!("{:<22} {result}\n", check.id));
    }
    text.push_str(&format!("{} resources, {} rows\n", report.resources, report.rows));
    text
}
