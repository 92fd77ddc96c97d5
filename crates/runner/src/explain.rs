//! Why a figure is what it is.

use crate::failure::Failure;
use crate::noted::of_scenarios;
use crate::order::Order;
use crate::run::{differing, known_by, scenarios};
use suranys_core::explanation::Subject;
use suranys_core::inputs::Inputs;
use suranys_core::progress::{Follower, Portion};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::OBSERVED;
use suranys_core::scenario::Scenario;
use suranys_core::{Diagnostic, Vintage};
use suranys_model::{Asked, Explainer, look_back_vintage};

/// Levels shown of a figure over several years, whose tree holds that of each.
const DEPTH: usize = 6;

/// The fingerprints of the package and of the scenarios that something was made from.
pub type MadeFrom = (Vec<Fingerprint>, Vec<Fingerprint>);

/// The run that a figure is explained by, and what of its scenarios is without effect.
///
/// # Errors
/// When scenarios have findings, what was made before was made from other files, or the model can't do
/// its work.
pub fn explainer(
    order: &Order,
    inputs: &Inputs,
    asked: &Asked,
    made_from: Option<&MadeFrom>,
    follower: &dyn Follower,
) -> Result<(Explainer, Vec<Diagnostic>), Failure> {
    known_by(inputs, order.as_of)?;
    let (scenarios, files) = scenarios(order, inputs)?;
    let noted = of_scenarios(order, Some(inputs));
    if let Some((inputs_of, scenarios_of)) = made_from {
        let mut changed = differing(inputs_of, &inputs.package.files);
        changed.extend(differing(scenarios_of, &files));
        if !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
    }
    let explainer = explainer_under(inputs, order.as_of, &scenarios, asked, follower)?;
    Ok((explainer, noted))
}

/// The run of some scenarios that a figure is explained by.
///
/// # Errors
/// When the model can't do its work.
pub fn explainer_under(
    inputs: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    asked: &Asked,
    follower: &dyn Follower,
) -> Result<Explainer, Failure> {
    let wanted = asked.scenario().filter(|id| *id != OBSERVED).map(str::to_owned);
    let baseline = scenarios.first().map(|scenario| scenario.id.clone());
    let keep = |id: &str| wanted.as_deref().or(baseline.as_deref()) == Some(id);
    // An outturn stands against what had been forecast before it.
    let before = scenarios.first().map(|first| look_back_vintage(&first.settings));
    let as_of = as_of.or(before.filter(|_| asked.outturn()));
    Explainer::new(inputs, as_of, scenarios, keep, &|stage, done| {
        follower.within(Portion::WHOLE, done, &format!("forecasting: {stage}"))
    })
    .map_err(|e| Failure::of_model(e, inputs, as_of))
}

/// The number of levels of the tree that are shown where none is asked for: all for one year, some for a
/// period.
#[must_use]
pub fn usual_depth(subject: &Subject) -> Option<usize> {
    let one_year = match subject {
        Subject::Figure(key) => key.from == key.to,
        Subject::Indicator(indicator) => indicator.scenario == OBSERVED,
        Subject::Outturn(_) => true,
    };
    if one_year { None } else { Some(DEPTH) }
}
