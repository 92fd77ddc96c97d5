//! The list that goes with a run, and the graded signal next to a list.

use crate::failure::Failure;
use crate::order::Order;
use std::path::Path;
use suranys_core::comparison::Elsewhere;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Extent;
use suranys_core::run_output::ForecastOutput;
use suranys_core::shortage_list::{
    Evidence, ListOutput, PackageEvidence, RunFigures, SignalForecast,
};
use suranys_data::{
    RuleRequest, read_cause_book, read_panel_rules, read_rulebook, read_signal_book,
    rulebook_dates, sibling, sibling_folder,
};
use suranys_rules::{Grading, compare, graded, panel_evidence, recommend, with_causes};

/// The list under the version in force at the end of the vintage, or on the day the baseline's
/// author gave it; none where the package has no list, or no rules are dated that early.
///
/// # Errors
/// When the package, a rulebook or the run has findings.
pub(crate) fn reported_list(
    order: &Order,
    inputs: &Inputs,
    output: &ForecastOutput,
    package: &PackageEvidence,
    extent: Extent,
) -> Result<(Option<ListOutput>, Vec<Fingerprint>), Failure> {
    let none = Ok((None, Vec::new()));
    let Some(jurisdiction) = inputs.country.jurisdiction().map(str::to_owned) else { return none };
    if sibling_folder(&order.package, &format!("rules/{jurisdiction}")).is_none() {
        return none;
    }
    let folder = sibling(&order.package, "rules");
    let asked = match (order.as_of, output.scenarios.first()) {
        (None, Some(baseline)) => format!("{jurisdiction}@{}", baseline.date).parse().ok(),
        _ => None,
    };
    let end = order.as_of.map_or(output.base_year, |vintage| vintage.0);
    let request = asked.unwrap_or_else(|| RuleRequest {
        day: format!("{end}-12-31"),
        jurisdiction: jurisdiction.clone(),
    });
    let days = rulebook_dates(&folder, &jurisdiction).map_err(Failure::Findings)?;
    if days.iter().all(|day| *day > request.day) {
        return none;
    }
    if package.approved.is_empty() {
        return none;
    }
    let figures = RunFigures::of(output);
    let of = |scenario: Option<&str>| {
        Evidence::of(package, &figures, scenario).map_err(Failure::Findings)
    };
    let evidence = of(None)?;
    let (book, mut files) = read_rulebook(&folder, &request).map_err(Failure::Findings)?;
    let list = recommend(&book, &evidence);
    let (list, signal_files) = with_signal(
        &folder,
        &request.jurisdiction,
        list,
        (&evidence, figures.signal()),
        SignalAsked { vintage: &request.day, region: "", scored: extent.is_report() },
    )?;
    files.extend(signal_files);
    let list = match read_cause_book(&folder, &request.jurisdiction).map_err(Failure::Findings)? {
        Some((book, of_causes)) => {
            files.extend(of_causes);
            with_causes(list, &book, output)
        }
        None => list,
    };
    let others = output.scenarios.iter().skip(1).filter(|_| figures.has_shortage());
    let elsewhere = others.map(|scenario| {
        let other = of(Some(&scenario.id))?;
        let there = recommend(&book, &other);
        Ok(Elsewhere::of(&scenario.id, compare((&evidence, &list), (&other, &there))))
    });
    let elsewhere = elsewhere.collect::<Result<Vec<_>, Failure>>()?;
    Ok((Some(ListOutput { elsewhere, ..list }.for_print()), files))
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
    let SignalAsked { vintage, region, scored } = asked;
    let read = read_signal_book(rulebooks, jurisdiction).map_err(Failure::Findings)?;
    let Some((book, mut files)) = read else { return Ok((list, Vec::new())) };
    let mut said = run.clone();
    if !evidence.package.panel.is_empty() {
        let read = read_panel_rules(rulebooks, jurisdiction).map_err(Failure::Findings)?;
        said.evidence.extend(panel_evidence(&evidence.package, &read.0, vintage, region));
        files.extend(read.1);
    }
    let grading = Grading { book: &book, forecast: &said, vintage, region, scored };
    Ok((graded(list, evidence, grading), files))
}
