//! What stops a piece of work.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use suranys_core::display_text::visible;
use suranys_core::inputs::Inputs;
use suranys_core::limits::LISTED_IN_ALL;
use suranys_core::progress::Stopped;
use suranys_core::{Diagnostic, Severity, Span, Vintage};
use suranys_core::{Text, text};
use suranys_data::{CannotRun, LoadError, StoreError, TidyError, UpkeepError};
use suranys_model::ModelError;
use suranys_report::ReportError;
use thiserror::Error;

/// Why a piece of work stopped.
#[derive(Debug, Error)]
pub enum Failure {
    /// Findings in a package or in scenario files.
    Findings(Vec<Diagnostic>),
    /// What was asked for is not there.
    Asked(Vec<Diagnostic>),
    /// A report was made from other files than those that are there now.
    Changed(String),
    /// A table could not be written.
    Table(#[from] suranys_core::table::TableError),
    /// Options that do not go together.
    Usage(Text),
    /// A package could not be looked at.
    CannotRun(#[from] CannotRun),
    /// The forecast could not be made.
    Model(ModelError),
    /// The report could not be made.
    Report(ReportError),
    /// Results could not be stored.
    Store(#[from] StoreError),
    /// Results could not be given to whoever asked for them.
    Output(Text),
    /// Nobody wants the results any more.
    Stopped(#[from] Stopped),
}

impl Failure {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Failure::Findings(value) => {
                text!("the inputs have {count} findings", count = value.len())
            }
            Failure::Asked(_) => text!("what was asked for is not there"),
            Failure::Changed(value) => {
                text!("the report was made from other content of: {files}", files = value)
            }
            Failure::Table(why) => why.text(),
            Failure::Usage(what) | Failure::Output(what) => what.clone(),
            Failure::CannotRun(why) => why.text(),
            Failure::Model(why) => why.text(),
            Failure::Report(why) => why.text(),
            Failure::Store(why) => why.text(),
            Failure::Stopped(why) => why.text(),
        }
    }
}

suranys_core::worded!(Failure);

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Failure {
        match error {
            ModelError::Stopped(stopped) => Failure::Stopped(stopped),
            other => Failure::Model(other),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        match error {
            LoadError::Findings(report) => Failure::Findings(
                report.diagnostics.into_iter().filter(|d| d.severity == Severity::Error).collect(),
            ),
            LoadError::CannotRun(why) => Failure::CannotRun(why),
        }
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        match error.finding() {
            Some(finding) => Failure::Findings(vec![finding]),
            None => Failure::Report(error),
        }
    }
}

impl From<TidyError> for Failure {
    fn from(error: TidyError) -> Failure {
        match error {
            TidyError::Findings(findings) => Failure::Findings(findings),
            TidyError::CannotRun(why) => Failure::CannotRun(why),
        }
    }
}

impl From<UpkeepError> for Failure {
    fn from(error: UpkeepError) -> Failure {
        match error {
            UpkeepError::Findings(findings) => Failure::Findings(findings),
            UpkeepError::Asked(findings) => Failure::Asked(findings),
            UpkeepError::CannotRun(why) => Failure::CannotRun(why),
            UpkeepError::Store(why) => Failure::Store(why),
        }
    }
}

impl Failure {
    /// What stopped the work as findings, about `package` where they have no place of their own.
    pub fn findings(self, package: &Path) -> Vec<Diagnostic> {
        match self {
            Failure::Findings(findings) => findings,
            other => {
                let place = Span::file(package.display().to_string());
                vec![Diagnostic::error("trial", place, other.text())]
            }
        }
    }

    /// Why the model stopped, at the table of the package that is incomplete or contradicts
    /// itself, if it is one.
    pub fn of_model(error: ModelError, inputs: &Inputs, as_of: Option<Vintage>) -> Failure {
        let Some(at) = error.place() else { return error.into() };
        let paths = &inputs.package.paths;
        let file = paths.get(at.resource).map_or(at.resource, String::as_str);
        let place = Span { row: at.row, ..Span::file(file) };
        let finding = Diagnostic::error("needed", place, error.text());
        let known = as_of.map(|vintage| vintage.0).or_else(|| inputs.last_observed());
        let years = match (at.year, known) {
            (Some(year), _) => text!("a figure of {year}", year),
            (None, Some(known)) => text!("figures of {known}, or of years before it", known),
            (None, None) => text!("figures"),
        };
        let help = text!(
            "add the rows with their source, correct those that are wrong, or choose a vintage \
                    or policy period that the table covers"
        );
        Failure::Findings(vec![finding.allowed(years).help(help)])
    }

    /// That these files are not those a run was made from.
    pub fn changed(files: BTreeSet<String>) -> Failure {
        Failure::Changed(files.into_iter().collect::<Vec<_>>().join(", "))
    }
}

/// The words about findings.
pub struct FindingWords<'w> {
    /// What is no finding: a known defect, and a note.
    pub accepted: &'w str,
    /// See `accepted`.
    pub note: &'w str,
    /// What is one.
    pub error: &'w str,
    /// What stands there, what may, and how to fix it.
    pub details: [&'w str; 3],
}

/// Room for the words before the details of a finding.
const DETAIL: usize = 8;

/// The words of findings where nobody's language is known: of what stops any command.
const PLAIN: FindingWords<'static> = FindingWords {
    accepted: "accepted",
    note: "note",
    error: "error",
    details: ["found", "allowed", "help"],
};

/// Diagnostics as text for people: place and message on a line, the rest indented under it.
pub fn listing(diagnostics: &[Diagnostic]) -> String {
    listing_in(diagnostics, &PLAIN, |more| {
        text!("{more} more findings are not listed", more).into()
    })
}

/// The same in the words of a language; `more` says how many are not listed.
pub fn listing_in(
    diagnostics: &[Diagnostic],
    words: &FindingWords<'_>,
    more: impl Fn(usize) -> String,
) -> String {
    let mut text = String::new();
    let longest = words.details.iter().map(|word| word.chars().count()).max();
    let width = longest.map_or(0, |longest| longest.saturating_add(1)).max(DETAIL);
    for d in diagnostics.iter().take(LISTED_IN_ALL) {
        let mut place = d.span.file.clone();
        if let Some(row) = d.span.row {
            let _ = write!(place, ":{row}");
        }
        if let Some(column) = &d.span.column {
            let _ = write!(place, ":{column}");
        }
        let mark = match d.severity {
            Severity::Accepted => words.accepted,
            Severity::Note => words.note,
            Severity::Error => words.error,
        };
        let _ = writeln!(
            text,
            "{mark}[{}] {}: {}",
            visible(&d.check),
            visible(&place),
            visible(&d.message)
        );
        let [found, allowed, help] = words.details;
        for (name, detail) in [(found, &d.found), (allowed, &d.allowed), (help, &d.help)] {
            if let Some(detail) = detail {
                let _ = writeln!(text, "  {name:<width$}{}", visible(detail));
            }
        }
    }
    if let rest @ 1.. = diagnostics.len().saturating_sub(LISTED_IN_ALL) {
        let _ = writeln!(text, "{}", more(rest));
    }
    text
}
