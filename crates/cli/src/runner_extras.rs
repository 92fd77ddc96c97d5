//! What a run takes along beside the forecast: the list of in-demand professions under the rules in
//! force, and how far each assumption moves the result. Rulebooks and sweep file are looked for
//! next to the package; where there are none, the run goes without.

use crate::diagnostics::Failure;
use crate::order::Order;
use crate::paths::REPORTED_SWEEP;
use suranys_core::comparison::Elsewhere;
use suranys_core::inputs::Inputs;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::Sensitivity;
use suranys_core::run_output::ForecastOutput;
use suranys_core::scenario::Scenario;
use suranys_core::shortage_list::{Evidence, ListOutput, RunFigures};
use suranys_data::{
    RuleRequest, SweepVocabulary, read_package_evidence, read_rulebook, read_sweep, rulebook_dates,
    sibling, sibling_file, sibling_folder,
};
use suranys_model::sensitivity::sensitivities;
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
    let (package, _) = read_package_evidence(&order.package)?;
    if package.approved.is_empty() {
        return none;
    }
    let figures = RunFigures::of(output);
    let of = |scenario: Option<&str>| {
        Evidence::of(&package, &figures, scenario).map_err(Failure::Findings)
    };
    let evidence = of(None)?;
    let (book, files) = read_rulebook(&folder, &request).map_err(Failure::Findings)?;
    let list = recommend(&book, &evidence);
    let others = output.scenarios.iter().skip(1).filter(|_| figures.has_balance());
    let elsewhere = others.map(|scenario| {
        let other = of(Some(&scenario.id))?;
        let there = recommend(&book, &other);
        Ok(Elsewhere::of(&scenario.id, compare((&evidence, &list), (&other, &there))))
    });
    let elsewhere = elsewhere.collect::<Result<Vec<_>, Failure>>()?;
    Ok((Some(ListOutput { elsewhere, ..list }.for_print()), files))
}

/// The sensitivities of the sweep file next to the package.
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
