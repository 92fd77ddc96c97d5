//! The list that goes with a run, and the graded signal next to a list.

use crate::failure::Failure;
use crate::order::Order;
use std::path::Path;
use suranys_core::comparison::Elsewhere;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Extent;
use suranys_core::run_output::ForecastOutput;
use suranys_core::shortage_list::causes::CauseBook;
use suranys_core::shortage_list::{
    Evidence, ListOutput, PackageEvidence, PanelRules, RuleBook, RunFigures, SignalBook,
    SignalForecast,
};
use suranys_data::{
    RuleRequest, read_cause_book, read_panel_rules, read_rulebook, read_signal_book,
    rulebook_dates, sibling, sibling_folder,
};
use suranys_rules::{Grading, compare, graded, panel_evidence, recommend, with_causes};

/// The rulebooks that a list is made under.
#[derive(Debug, Clone, PartialEq)]
pub struct Books {
    /// Jurisdiction, and the day whose rules are applied.
    pub request: RuleRequest,
    /// The rules.
    pub rules: RuleBook,
    /// The signal; none where the jurisdiction has no book of it.
    pub signal: Option<SignalBook>,
    /// The questions of the panel; none where the package has no answers of one.
    pub panel: Option<PanelRules>,
    /// Causes and answers; none where there is no book of them.
    pub causes: Option<CauseBook>,
    /// The files of all of them.
    pub files: Vec<Fingerprint>,
}

impl Books {
    /// The books of a jurisdiction on a day.
    ///
    /// # Errors
    /// With the findings in them.
    fn read(
        folder: &Path,
        request: RuleRequest,
        package: &PackageEvidence,
    ) -> Result<Books, Failure> {
        let (rules, mut files) = read_rulebook(folder, &request).map_err(Failure::Findings)?;
        let jurisdiction = &request.jurisdiction;
        let signal = read_signal_book(folder, jurisdiction).map_err(Failure::Findings)?;
        let signal = signal.map(|(book, of_signal)| {
            files.extend(of_signal);
            book
        });
        let mut panel = None;
        if signal.is_some() && !package.panel.is_empty() {
            let (rules, of_panel) =
                read_panel_rules(folder, jurisdiction).map_err(Failure::Findings)?;
            files.extend(of_panel);
            panel = Some(rules);
        }
        let causes = read_cause_book(folder, jurisdiction).map_err(Failure::Findings)?;
        let causes = causes.map(|(book, of_causes)| {
            files.extend(of_causes);
            book
        });
        Ok(Books { request, rules, signal, panel, causes, files })
    }

    /// The books in force at the end of the vintage, or on the day the baseline's author gave it; none
    /// where the package has no list, or no rules are dated that early.
    ///
    /// # Errors
    /// With the findings in them.
    pub fn of_run(
        package: &Path,
        output: &ForecastOutput,
        evidence: &PackageEvidence,
    ) -> Result<Option<Books>, Failure> {
        let Some(jurisdiction) = output.country.jurisdiction().map(str::to_owned) else {
            return Ok(None);
        };
        if sibling_folder(package, &format!("rules/{jurisdiction}")).is_none() {
            return Ok(None);
        }
        let folder = sibling(package, "rules");
        let asked = match (output.as_of, output.scenarios.first()) {
            (None, Some(baseline)) => format!("{jurisdiction}@{}", baseline.date).parse().ok(),
            _ => None,
        };
        let end = output.as_of.map_or(output.base_year, |vintage| vintage.0);
        let request = asked.unwrap_or_else(|| RuleRequest {
            day: format!("{end}-12-31"),
            jurisdiction: jurisdiction.clone(),
        });
        let days = rulebook_dates(&folder, &jurisdiction).map_err(Failure::Findings)?;
        if days.iter().all(|day| *day > request.day) || evidence.approved.is_empty() {
            return Ok(None);
        }
        Books::read(&folder, request, evidence).map(Some)
    }

    /// The list under these books, by what a run says and what the package holds; and what rules read of
    /// both.
    ///
    /// # Errors
    /// When the run has no such scenario.
    pub fn list(
        &self,
        output: &ForecastOutput,
        package: &PackageEvidence,
        scored: bool,
    ) -> Result<(ListOutput, Evidence), Failure> {
        let figures = RunFigures::of(output);
        let evidence = Evidence::of(package, &figures, None).map_err(Failure::Findings)?;
        let list = recommend(&self.rules, &evidence);
        let asked = SignalAsked { vintage: &self.request.day, region: "", scored };
        let list = match &self.signal {
            Some(book) => {
                let panel = self.panel.as_ref();
                with_signal_of((book, panel), list, (&evidence, figures.signal()), asked)
            }
            None => list,
        };
        let list = match &self.causes {
            Some(book) => with_causes(list, book, output),
            None => list,
        };
        Ok((list, evidence))
    }
}

/// The list under the version in force at the end of the vintage, or on the day the baseline's
/// author gave it; none where the package has no list, or no rules are dated that early.
///
/// # Errors
/// When the package, a rulebook or the run has findings.
pub(crate) fn reported_list(
    order: &Order,
    output: &ForecastOutput,
    package: &PackageEvidence,
    extent: Extent,
) -> Result<(Option<ListOutput>, Vec<Fingerprint>), Failure> {
    let Some(books) = Books::of_run(&order.package, output, package)? else {
        return Ok((None, Vec::new()));
    };
    let (list, evidence) = books.list(output, package, extent.is_report())?;
    let figures = RunFigures::of(output);
    let others = output.scenarios.iter().skip(1).filter(|_| figures.has_shortage());
    let elsewhere = others.map(|scenario| {
        let other =
            Evidence::of(package, &figures, Some(&scenario.id)).map_err(Failure::Findings)?;
        let there = recommend(&books.rules, &other);
        Ok(Elsewhere::of(&scenario.id, compare((&evidence, &list), (&other, &there))))
    });
    let elsewhere = elsewhere.collect::<Result<Vec<_>, Failure>>()?;
    Ok((Some(ListOutput { elsewhere, ..list }.for_print()), books.files))
}

/// What is asked of the signal.
#[derive(Debug, Clone, Copy)]
pub struct SignalAsked<'a> {
    /// Last day on which evidence must have been known.
    pub vintage: &'a str,
    /// Code of a region; empty for the nation.
    pub region: &'a str,
    /// Whether its agreement with published lists is looked at.
    pub scored: bool,
}

/// The list with the graded signal next to its verdicts, by what a run says and the evidence known on
/// a day; and the files of the rulebooks of signal and panel. The list is as it is where the jurisdiction
/// has no rulebook of a signal.
///
/// # Errors
/// When a rulebook has findings.
pub fn with_signal(
    rulebooks: &Path,
    jurisdiction: &str,
    list: ListOutput,
    (evidence, run): (&Evidence, &SignalForecast),
    asked: SignalAsked<'_>,
) -> Result<(ListOutput, Vec<Fingerprint>), Failure> {
    let read = read_signal_book(rulebooks, jurisdiction).map_err(Failure::Findings)?;
    let Some((book, mut files)) = read else { return Ok((list, Vec::new())) };
    let mut panel = None;
    if !evidence.package.panel.is_empty() {
        let (rules, read) = read_panel_rules(rulebooks, jurisdiction).map_err(Failure::Findings)?;
        panel = Some(rules);
        files.extend(read);
    }
    Ok((with_signal_of((&book, panel.as_ref()), list, (evidence, run), asked), files))
}

/// The list with the graded signal by a book that was read, and by the rules of the panel where the package
/// has answers of one.
fn with_signal_of(
    (book, panel): (&SignalBook, Option<&PanelRules>),
    list: ListOutput,
    (evidence, run): (&Evidence, &SignalForecast),
    SignalAsked { vintage, region, scored }: SignalAsked<'_>,
) -> ListOutput {
    let mut said = run.clone();
    if let Some(rules) = panel {
        said.evidence.extend(panel_evidence(&evidence.package, rules, vintage, region));
    }
    graded(list, evidence, Grading { book, forecast: &said, vintage, region, scored })
}
