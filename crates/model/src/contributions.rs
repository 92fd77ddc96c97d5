//! Why a figure differs between two scenarios: what each thing they do not share does by itself,
//! and what they do only together.

use crate::ModelError;
use crate::balance::{accumulate, less};
use crate::compare::{Change, Side, change, draws, matched};
use crate::explain::Explainer;
use crate::forecast::Progress;
use crate::summary::estimate;
use suranys_core::inputs::Inputs;
use suranys_core::run::{Estimate, FigureKey};
use suranys_core::scenario::{PARAMETERS, Scenario};

/// What one thing does to a figure, in the figure's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Key of the parameter; `pension_age`, `growth`, `run` or `data`; [`INTERACTION`].
    pub part: String,
    /// The change it makes, over draws.
    pub difference: Estimate,
    /// Its mean over draws. Means sum to the mean of the whole, medians need not.
    pub mean: f64,
}

/// The part that is left over: what the others do only together.
pub const INTERACTION: &str = "interaction";

/// A difference with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The whole.
    pub whole: Change,
    /// Its mean over draws.
    pub mean: f64,
    /// In every draw they sum to the whole; the interaction comes last.
    pub parts: Vec<Contribution>,
}

/// Splits the difference of a figure, one thing at a time: each is changed in the first scenario
/// alone, and what that does is its contribution. `None` when a scenario has no such figure.
///
/// # Errors
/// Those of [`crate::compare`] and [`crate::forecast`].
pub fn contributions(
    from: Side<'_>,
    to: Side<'_>,
    key: &FigureKey,
    progress: Progress<'_>,
) -> Result<Option<Split>, ModelError> {
    matched(from, to)?;
    let (before, after) = (from.accounts()?, to.accounts()?);
    let (old, new) = (from.own(key), to.own(key));
    let (Some(start), Some(end)) = (draws(from, before, &old), draws(to, after, &new)) else {
        return Ok(None);
    };
    let Some(whole) = change(&new, &start, &end, (before, after)) else { return Ok(None) };
    let variants = variants(from, to, &before.scenario, &after.scenario);
    let moved = less(&end, &start);
    let (mut parts, mut sum) = (Vec::new(), vec![0.0; moved.len()]);
    for (place, (part, inputs, scenario)) in variants.iter().enumerate() {
        progress(part, place as f64 / variants.len() as f64);
        let one = [scenario.clone()];
        let run = Explainer::new(inputs, None, &one, |_| true, &|_, _| {})?;
        let side = Side { run: &run, scenario: from.scenario };
        let Some(moved) = draws(side, side.accounts()?, &old) else { return Ok(None) };
        let alone = less(&moved, &start);
        accumulate(&mut sum, &alone);
        parts.extend(contribution(part, &alone));
    }
    parts.extend(contribution(INTERACTION, &less(&moved, &sum)));
    Ok(Some(Split { whole, mean: mean(&moved), parts }))
}

/// The first scenario with one thing of the second's, for each that they do not share.
fn variants<'a>(
    from: Side<'a>,
    to: Side<'a>,
    a: &Scenario,
    b: &Scenario,
) -> Vec<(String, &'a Inputs, Scenario)> {
    let (inputs, other) = (from.run.inputs(), to.run.inputs());
    let mut all = Vec::new();
    let mut add = |part: &str, scenario: Scenario| all.push((part.to_owned(), inputs, scenario));
    for spec in PARAMETERS {
        let numbers = |s: &Scenario| s.parameters.get(spec.key).map(|p| (p.value, p.low, p.high));
        if let Some(parameter) = b.parameters.get(spec.key).filter(|_| numbers(a) != numbers(b)) {
            let mut scenario = a.clone();
            scenario.parameters.insert(spec.key.to_owned(), parameter.clone());
            add(spec.key, scenario);
        }
    }
    if a.pension_ages != b.pension_ages {
        add("pension_age", Scenario { pension_ages: b.pension_ages.clone(), ..a.clone() });
    }
    if a.growth != b.growth {
        add("growth", Scenario { growth: b.growth.clone(), ..a.clone() });
    }
    if a.settings != b.settings {
        add("run", Scenario { settings: b.settings.clone(), ..a.clone() });
    }
    let data = |side: Side<'a>| (&side.run.inputs().package.files, side.run.output().as_of);
    if data(from) != data(to) {
        all.push(("data".to_owned(), other, a.clone()));
    }
    all
}

fn contribution(part: &str, draws: &[f64]) -> Option<Contribution> {
    let difference = estimate(draws)?;
    Some(Contribution { part: part.to_owned(), difference, mean: mean(draws) })
}

fn mean(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len() as f64
}
