//! What a run takes along beside the forecast: the list of in-demand professions under the rules in
//! hand, and how far each assumption moves the result. Rulebooks and sweep file are looked for
//! beside the package; where there are none, the run goes without.

use crate::diagnostics::Failure;
use crate::order::Order;
use crate::paths::REPORTED_SWEEP;
use std::path::Path;
use suranys_core::comparison::Elsewhere;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Measure, Sensitivity};
use suranys_core::run_output::{ForecastOutput, RunOutput};
use suranys_core::scenario::Scenario;
use suranys_core::shortage_list::{Evidence, ListOutput};
use suranys_data::{
    RuleRequest, RuleSource, RunFiles, SweepVocabulary, read_rulebook, read_sweep, rulebook_dates,
    sibling, sibling_file, sibling_folder,
};
use suranys_model::sensitivity::sensitivities;
use suranys_report::tables;
use suranys_rules::{compare, recommend};

/// The list under the version in hand at the end of the vintage, or on the day the baseline's
/// author gave it; none where the package has no list, or no rules are dated that early.
///
/// # Errors
/// When the package, a rulebook or the run has findings.
pub fn list(
    order: &Order,
    inputs: &Inputs,
    output: &ForecastOutput,
) -> Result<(Option<ListOutput>, Vec<Fingerprint>), Failure> {
    let none = Ok((None, Vec::new()));
    let jurisdiction = inputs.package.name.clone();
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
    let source = RuleSource::open(&order.package)?;
    let run = run_files(output)?;
    let (evidence, _) = evidence_of(&source, run.as_ref(), output, None)?;
    if evidence.approved.is_empty() {
        return none;
    }
    let (book, files) = read_rulebook(&folder, &request).map_err(Failure::Findings)?;
    let list = recommend(&book, &evidence);
    let others = output.scenarios.iter().skip(1).filter(|_| run.is_some());
    let elsewhere = others.map(|scenario| {
        let (other, _) = evidence_of(&source, run.as_ref(), output, Some(&scenario.id))?;
        let there = recommend(&book, &other);
        Ok(Elsewhere::of(&scenario.id, compare((&evidence, &list), (&other, &there))))
    });
    let elsewhere = elsewhere.collect::<Result<Vec<_>, Failure>>()?;
    Ok((Some(ListOutput { elsewhere, ..list }.for_print()), files))
}

/// What rules read of a package and of a run that is in hand, with the package's files.
///
/// # Errors
/// When the package has findings, or can't be looked at.
pub fn evidence(
    package: &Path,
    output: &ForecastOutput,
    scenario: Option<&str>,
) -> Result<(Evidence, Vec<Fingerprint>), Failure> {
    evidence_of(&RuleSource::open(package)?, run_files(output)?.as_ref(), output, scenario)
}

fn evidence_of(
    source: &RuleSource,
    run: Option<&RunFiles>,
    output: &ForecastOutput,
    scenario: Option<&str>,
) -> Result<(Evidence, Vec<Fingerprint>), Failure> {
    match run {
        Some(run) => Ok(source.evidence(run, scenario)?),
        None => Ok(source.without_balance(&output.settings)),
    }
}

/// The tables that rules read; none of a run that does not compare need with supply.
fn run_files(output: &ForecastOutput) -> Result<Option<RunFiles>, Failure> {
    if !output.figures.keys().any(|key| key.measure == Measure::Shortage) {
        return Ok(None);
    }
    let mut files = Vec::new();
    let output = RunOutput::assemble(output.clone(), Vec::new(), None);
    for table in tables(&output) {
        let path = format!("tables/{}.csv", table.name);
        if RunFiles::reads(&path) {
            files.push((path, table.csv(true)?));
        }
    }
    Ok(Some(RunFiles::new(&output.settings, files)))
}

/// The swings of the sweep file beside the package.
///
/// # Errors
/// When the file has findings, or the model can't do its work.
pub fn sweep(
    order: &Order,
    inputs: &Inputs,
    scenarios: &[Scenario],
) -> Result<(Vec<Sensitivity>, Vec<Fingerprint>), Failure> {
    let file = sibling_file(&order.package, REPORTED_SWEEP);
    let Some((baseline, file)) = scenarios.first().zip(file) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let known = SweepVocabulary::of(inputs, baseline, true);
    let (plan, settings, files) = read_sweep(&file, &known).map_err(Failure::Findings)?;
    let baseline = Scenario { settings, ..baseline.clone() };
    Ok((sensitivities(inputs, order.as_of, &baseline, &plan)?, files))
}
