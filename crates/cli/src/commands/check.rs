//! `suranys check`.

use crate::args::PackageOperand;
use crate::diagnostics::{FOUND, Failure, listing};
use crate::runner::{self, Trial};
use crate::terminal::{Tree, print, print_json};
use clap::Args;
use std::process::ExitCode;
use suranys_core::{CheckOutcome, Diagnostic, Span};
use suranys_data::{CheckReport, check_inputs};

/// Arguments of `suranys check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys check data/kz
  suranys check data/kz --format json | jq '.diagnostics[].span'")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    /// Format of the findings.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
}

/// Checks a package and prints every finding, and whether a forecast can be made of it, by a trial
/// with few draws; if it can't, the exit code is that of findings.
///
/// # Errors
/// When the package can't be looked at.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = &arguments.package.folder;
    let (mut report, inputs) = check_inputs(package)?;
    let mut trial = None;
    if let Some(inputs) = inputs {
        match runner::trial(package, &inputs) {
            Ok(made) => trial = Some(made),
            Err(Failure::Findings(findings)) => report.missing.extend(findings),
            Err(other) => {
                let file = Span::file(package.display().to_string());
                report.missing.push(Diagnostic::error("trial", file, other.to_string()));
            }
        }
    }
    match arguments.format {
        Tree::Table => print(&table(&report, trial.as_ref()))?,
        Tree::Json => print_json(&report)?,
    }
    Ok(if report.is_ready() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

fn table(report: &CheckReport, trial: Option<&Trial>) -> String {
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
    text.push_str("ready to forecast: ");
    text.push_str(match (report.is_clean(), report.missing.is_empty(), trial) {
        (true, true, Some(Trial::NoBaseline)) => {
            "yes, as far as tables go; the trial forecast is skipped for want of a baseline in \
             `scenarios` next to the package\n"
        }
        (true, true, _) => "yes\n",
        (false, true, _) => "no, for the findings\n",
        (_, false, _) => "no, this is missing:\n",
    });
    text.push_str(&listing(&report.missing));
    text
}
