//! `suranys check`.

use crate::args::{PackageOperand, ScenarioOptions};
use crate::diagnostics::{FOUND, Failure};
use crate::language::report_language;
use crate::notes::{NoteOptions, Notes};
use crate::progress::Progress;
use crate::terminal::{Tree, print, print_json};
use clap::Args;
use std::process::ExitCode;
use suranys_core::limits::LONGEST_SENTENCE;
use suranys_core::{CheckOutcome, Diagnostic, Text};
use suranys_data::{CheckInfo, CheckReport, read_country};
use suranys_report::{LabelBook, ReportError};
use suranys_runner::check::{Looked, check};
use suranys_runner::paths::read_with;
use suranys_runner::{FindingWords, Order, listing_in};

/// Arguments of `suranys check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  suranys check data/kz
  suranys check data/kz --lang ru
  suranys check data/kz --format json | jq '.diagnostics[].span'")]
pub struct Arguments {
    #[command(flatten)]
    package: PackageOperand,
    #[command(flatten)]
    scenarios: ScenarioOptions,
    /// Format of the findings.
    #[arg(long, value_enum, default_value_t = Tree::Table)]
    format: Tree,
    /// Language of what people read of the checks and of the findings. Without it: that of LC_ALL or LANG;
    /// else the package's first, and English in JSON and in the file of `--notes`.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
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
    let Looked { report, noted, .. } = check(&order, &Progress::new())?;
    let mut notes = Notes::begin(&arguments.notes, &read_with(&order.package))?;
    notes.add(noted);
    let strict = notes.are_findings();
    let country = read_country(&order.package)?;
    // A package whose own words are damaged is spoken of in the program's.
    let book =
        |language: &str| LabelBook::of(language, &country).or_else(|_| LabelBook::read(language));
    match (arguments.format, &arguments.lang) {
        (Tree::Table, asked) => {
            let labels = book(&report_language(asked.as_ref(), true, &country))?;
            print(&table(&report, &labels)?)?;
        }
        (Tree::Json, None) => print_json(&report)?,
        (Tree::Json, Some(language)) => print_json(&translated(&report, &book(language)?))?,
    }
    notes.show()?;
    Ok(if report.is_sound() && !strict { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// The same in the words of a language.
fn translated(report: &CheckReport, labels: &LabelBook) -> CheckReport {
    let all = |list: &[Diagnostic]| list.iter().map(|one| labels.finding(one)).collect();
    let said = |why: &Text| Text::from(labels.sentence(why, LONGEST_SENTENCE));
    let outcome = |(check, outcome): &(CheckInfo, CheckOutcome)| {
        let outcome = match outcome {
            CheckOutcome::Skipped { why } => CheckOutcome::Skipped { why: said(why) },
            CheckOutcome::Stopped { why } => CheckOutcome::Stopped { why: said(why) },
            other => other.clone(),
        };
        (*check, outcome)
    };
    CheckReport {
        outcomes: report.outcomes.iter().map(outcome).collect(),
        diagnostics: all(&report.diagnostics),
        missing: all(&report.missing),
        notes: all(&report.notes),
        ..report.clone()
    }
}

fn table(report: &CheckReport, labels: &LabelBook) -> Result<String, ReportError> {
    let word = |key: &str| labels.text(&format!("terminal.check.{key}"));
    let say = |key: &str, place: &str, value: &str| {
        labels.fill(&format!("terminal.check.{key}"), &[(place, value)])
    };
    let words = FindingWords {
        accepted: word("accepted")?,
        note: word("note")?,
        error: word("error")?,
        details: [word("found")?, word("allowed")?, word("help")?],
    };
    let listing = |list: &[Diagnostic]| {
        let list: Vec<Diagnostic> = list.iter().map(|one| labels.finding(one)).collect();
        listing_in(&list, &words, |more| {
            say("more", "count", &more.to_string()).unwrap_or_else(|_| more.to_string())
        })
    };
    let said = |why: &Text| labels.sentence(why, LONGEST_SENTENCE);
    let mut text = listing(&report.diagnostics);
    for (check, outcome) in &report.outcomes {
        let result = match outcome {
            CheckOutcome::Passed { looked_at } => say("passed", "count", &looked_at.to_string())?,
            CheckOutcome::Failed { findings } => say("failed", "count", &findings.to_string())?,
            CheckOutcome::Skipped { why } => say("skipped", "why", &said(why))?,
            CheckOutcome::Stopped { why } => say("stopped", "why", &said(why))?,
        };
        let sentence = labels.optional(&format!("terminal.sentence.{}", check.id));
        let sentence = sentence.unwrap_or(check.sentence);
        text.push_str(&format!("{:<12} {result}; {sentence}\n", check.id));
    }
    text.push_str(&listing(&report.notes));
    let (resources, rows) = (report.resources.to_string(), report.rows.to_string());
    let size = [("resources", resources.as_str()), ("rows", rows.as_str())];
    text.push_str(&format!("{}\n", labels.fill("terminal.check.size", &size)?));
    let answer = match (report.for_forecast, report.is_clean(), report.missing.is_empty()) {
        (false, ..) => word("ready-none")?,
        (true, true, true) => word("ready-yes")?,
        (true, false, true) => word("ready-findings")?,
        (true, _, false) => word("ready-missing")?,
    };
    text.push_str(&format!("{}\n", say("ready", "answer", answer)?));
    if report.for_forecast {
        text.push_str(&listing(&report.missing));
    }
    Ok(text)
}
