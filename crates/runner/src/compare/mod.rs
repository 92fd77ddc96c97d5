//! What differs between scenarios: figures of matched draws, the list, and why.

use suranys_core::text;
pub mod list;
pub mod runs;
pub mod why;

use crate::compare::runs::{Run, between, within};
use crate::failure::Failure;
use std::collections::BTreeSet;
use suranys_core::YearSpan;
use suranys_core::run::{FigureKey, Measure};
use suranys_model::{Side, compare};
use suranys_report::Pair;
use suranys_report::plain_text::differences::{Breakdown, RunPair};

/// Measures compared where none are named.
pub const MEASURES: &str = "hired-job-openings,job-openings,net-requirement,\
                            implied-unemployment-rate,relative-shortage,tightness-probability";
/// Breakdowns compared where none are named.
pub const BREAKDOWNS: &str = "nation,section,region,occupation,list";

/// Which figures are compared.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Their measures.
    pub measures: BTreeSet<Measure>,
    /// Their breakdowns.
    pub by: Vec<Breakdown>,
    /// Their years; none for the policy period.
    pub years: Vec<i32>,
    /// Whether every figure of every measure, year and breakdown is.
    pub all: bool,
    /// Whether charts are drawn of them, for which the nation's years are needed.
    pub charted: bool,
}

impl Wanted {
    /// Whether a figure is, in a run with this policy period.
    #[must_use]
    pub fn takes(&self, key: &FigureKey, period: YearSpan) -> bool {
        let years = match self.years.as_slice() {
            // Stocks and rates are of a year: of the period they are those of its last. A chart by
            // year needs the nation's years.
            [] => {
                let whole = (key.from, key.to) == (period.from(), period.to());
                let last = key.measure.of_one_year() && key.to == period.to();
                let charted = self.charted && Breakdown::of(key) == Some(Breakdown::Nation);
                whole || last || charted && key.from == key.to
            }
            years => key.from == key.to && years.contains(&key.from.0),
        };
        let places = Breakdown::of(key).is_some_and(|of| self.by.contains(&of));
        self.all || (years && places && self.measures.contains(&key.measure))
    }
}

/// A scenario of a run.
pub type ScenarioOf<'r> = (&'r Run, &'r str);

/// Which scenarios are compared: each second one with its first. Of one run its others with its baseline,
/// of several the others with the first.
///
/// # Errors
/// When there are none to compare.
pub fn pairs<'r>(
    runs: &'r [Run],
    asked: &[String],
) -> Result<Vec<(ScenarioOf<'r>, ScenarioOf<'r>)>, Failure> {
    let (first, others) =
        runs.split_first().ok_or_else(|| Failure::Usage(text!("no run is named")))?;
    let mut pairs = Vec::new();
    if others.is_empty() {
        pairs.extend(within(first, asked)?.into_iter().map(|(a, b)| ((first, a), (first, b))));
    }
    for other in others {
        let found = between(first, other, asked)?;
        pairs.extend(found.into_iter().map(|(a, b)| ((first, a), (other, b))));
    }
    Ok(pairs)
}

/// The differences of figures under two scenarios, and how many figures one of the two has alone;
/// none where a run has no draws.
///
/// # Errors
/// When the runs do not share their draws.
pub fn differences(
    (a, from): ScenarioOf<'_>,
    (b, to): ScenarioOf<'_>,
    wanted: &Wanted,
) -> Result<Option<(RunPair, usize)>, Failure> {
    let (Some(first), Some(second)) = (&a.explainer, &b.explainer) else { return Ok(None) };
    let period = first.output().settings.policy_period;
    let sides = (Side { run: first, scenario: from }, Side { run: second, scenario: to });
    let compared = compare(sides.0, sides.1, |key| wanted.takes(key, period))?;
    let pair = RunPair {
        from: (a.name.clone(), from.to_owned()),
        to: (b.name.clone(), to.to_owned()),
        changes: compared.changes,
    };
    Ok(Some((pair, compared.alone.len())))
}

/// The pair with its scenarios by their titles, and by their runs where the titles are the same.
#[must_use]
pub fn titled<'a>(pair: &'a RunPair, [first, second]: [&Run; 2], language: &str) -> Pair<'a> {
    let title = |run: &Run, id: &str| {
        let mut scenarios = run.explainer.iter().flat_map(|made| &made.output().scenarios);
        let scenario = scenarios.find(|scenario| scenario.id == id);
        scenario.and_then(|s| s.title.get(language)).unwrap_or(id).to_owned()
    };
    let (mut from, mut to) = (title(first, &pair.from.1), title(second, &pair.to.1));
    if from == to {
        from = format!("{from} ({})", pair.from.0);
        to = format!("{to} ({})", pair.to.0);
    }
    Pair { from, to, changes: &pair.changes }
}
