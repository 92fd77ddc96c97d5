//! `suranys check`.

use crate::args::{PackageOperand, ScenarioOptions};
use crate::diagnostics::{FOUND, Failure, listing};
use crate::notes::{NoteOptions, Notes, of_package, of_scenarios};
use crate::order::Order;
use crate::paths::read_with;
use crate::runner::{surroundings, trial};
use crate::terminal::{Tree, print, print_json};
use clap::Args;
use std::process::ExitCode;
use suranys_core::{CheckOutcome, Diagnostic};
use suranys_data::{CheckReport, Checked, check_inputs, read_country};

/// Arguments of `suranys check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys check data/kz
  suranys check data/kz --format json | jq '.diagnostics[].span'")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    /// Format of the findings.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
    #[command(flatten)]
    notes: NoteOptions,
}

/// Checks a package and prints every finding, and whether a report can be made of it: if its tables
/// allow, one is made on trial with few draws. If none can be made, the exit code is that of findings.
///
/// # Errors
/// When the package can't be looked at.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let package = arguments.package.folder.clone();
    let order =
        Order { package, scenarios: arguments.scenarios.files.clone(), as_of: None, draws: false };
    let (report, found) = looked_at(&order)?;
    let mut notes = Notes::begin(&arguments.notes, &read_with(&order.package))?;
    notes.add(found);
    let strict = notes.are_findings();
    match arguments.format {
        Tree::Table => print(&table(&report))?,
        Tree::Json => print_json(&report)?,
    }
    notes.show()?;
    Ok(if report.is_ready() && !strict { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// What all checks say of a package and of what a report needs besides it, one being made on trial where they
/// allow; and what is to be noted.
///
/// # Errors
/// When the package can't be looked at.
pub fn looked_at(order: &Order) -> Result<(CheckReport, Vec<Diagnostic>), Failure> {
    let Checked { mut report, sound, series } = check_inputs(&order.package)?;
    let inputs = sound.as_ref().map(|sound| &sound.inputs);
    let found = [of_package(&series), of_scenarios(order, inputs)];
    let around = surroundings(order, &read_country(&order.package)?);
    let refused = match sound.filter(|_| around.is_empty()) {
        Some(sound) => trial(order, &sound).err(),
        None => None,
    };
    report.missing.extend(around);
    report.missing.extend(refused.into_iter().flat_map(|why| why.findings(&order.package)));
    Ok((report, found.into_iter().flatten().collect()))
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
    text.push_str("ready to forecast: ");
    text.push_str(match (report.is_clean(), report.missing.is_empty()) {
        (true, true) => "yes\n",
        (false, true) => "no, for the findings\n",
        (_, false) => "no, this is missing:\n",
    });
    text.push_str(&listing(&report.missing));
    text.push_str(&listing(&report.notes));
    text
}
