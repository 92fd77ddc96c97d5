//! One-at-a-time sensitivities: how far a figure moves as one parameter goes from its low to its high end
//! while the others keep their central values.

use crate::error::ModelError;
use crate::sensitivity::design::design;
use crate::sensitivity::sweeper::Sweeper;
use rayon::prelude::*;
use suranys_core::Vintage;
use suranys_core::inputs::Inputs;
use suranys_core::progress::Stopped;
use suranys_core::run::Sensitivity;
use suranys_core::scenario::Scenario;
use suranys_core::sensitivity::{Method, Point, Role, SweepPlan, SweptFigure, SweptRun};

/// The sensitivities of a plan's figures around `baseline`, whose settings give the draws. A figure that
/// a run has not has no sensitivities. `going_on` is asked before each run.
///
/// # Errors
/// Those of `crate::run`.
pub fn sensitivities(
    inputs: &Inputs,
    as_of: Option<Vintage>,
    baseline: &Scenario,
    plan: &SweepPlan,
    going_on: &(dyn Fn() -> Result<(), Stopped> + Sync),
) -> Result<Vec<Sensitivity>, ModelError> {
    let sweeper = Sweeper::of_figures(inputs, as_of, baseline, &plan.outputs)?;
    let known = sweeper.figures(baseline, &plan.outputs)?;
    let outputs = plan.outputs.iter().zip(&known).filter(|(_, found)| found.is_some());
    let plan = SweepPlan {
        method: Method::OneAtATime,
        outputs: outputs.map(|(key, _)| key.clone()).collect(),
        ..plan.clone()
    };
    let design = design(&plan)?;
    let runs: Result<Vec<SweptRun>, ModelError> = design
        .par_iter()
        .map(|(_, point)| {
            going_on()?;
            let figures = sweeper.figures(&plan.scenario_at(baseline, point), &plan.outputs)?;
            let figures: Vec<SweptFigure> = figures.into_iter().flatten().collect();
            Ok(SweptRun { key: String::new(), parameters: plan.values(point), figures })
        })
        .collect();
    Ok(sensitivities_of(&plan, &design, &runs?, baseline.settings.draws))
}

/// The sensitivities of finished runs, by output in the plan's order, the widest first. The numbers are
/// medians of runs that share their draws; `runs` are in the order of `design`.
#[must_use]
pub fn sensitivities_of(
    plan: &SweepPlan,
    design: &[(Role, Point)],
    runs: &[SweptRun],
    draws: usize,
) -> Vec<Sensitivity> {
    let figure = |role: Role, output: usize| {
        let place = design.iter().position(|(r, _)| *r == role)?;
        Some(&runs.get(place)?.figures.get(output)?.figure)
    };
    let mut all = Vec::new();
    for (output, key) in plan.outputs.iter().enumerate() {
        let Some(centre) = figure(Role::Centre, output) else { continue };
        let worst = runs
            .iter()
            .filter_map(|run| run.figures.get(output))
            .fold(centre.status, |worst, swept| worst.worst(swept.figure.status));
        let sensitivity = |(place, axis): (usize, &suranys_core::sensitivity::SweepAxis)| {
            let at = |role| Some(figure(role, output)?.estimate.central());
            Some(Sensitivity {
                key: key.clone(),
                parameter: axis.key.clone(),
                low: axis.low,
                high: axis.high,
                centre: centre.estimate.central(),
                at_low: at(Role::Low(place))?,
                at_high: at(Role::High(place))?,
                draws,
                unit: centre.unit,
                status: worst,
                source: centre.source.clone(),
            })
        };
        let mut sensitivities: Vec<Sensitivity> =
            plan.axes.iter().enumerate().filter_map(sensitivity).collect();
        let width = |sensitivity: &Sensitivity| (sensitivity.at_high - sensitivity.at_low).abs();
        sensitivities.sort_by(|a, b| width(b).total_cmp(&width(a)));
        all.extend(sensitivities);
    }
    all
}
