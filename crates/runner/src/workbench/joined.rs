//! Two runs of one scenario each as a run of both.

use crate::workbench::bench_run::BenchRun;
use std::collections::BTreeSet;
use suranys_core::run::Note;
use suranys_core::run_output::RunOutput;

/// The run that has the scenarios of both, the baseline's first, with what the other's figures differ by:
/// what charts and tables of several scenarios are made from. The list is the other's.
#[must_use]
pub fn joined(baseline: &BenchRun, other: &BenchRun) -> RunOutput {
    let mut forecast = baseline.output.forecast.clone();
    let second = &other.output.forecast;
    let own = |scenario: &str| scenario == other.scenario;
    forecast.scenarios.extend(second.scenarios.iter().cloned());
    let figures = second.figures.iter().filter(|(key, _)| own(&key.scenario));
    forecast.figures.extend(figures.map(|(key, figure)| (key.clone(), figure.clone())));
    forecast.differences = other.differences.clone();
    forecast.shortage_draws.extend(second.shortage_draws.iter().cloned());
    let indicators = second.indicators.iter().filter(|one| own(&one.scenario));
    forecast.indicators.extend(indicators.cloned());
    for (row, theirs) in forecast.published.iter_mut().zip(&second.published) {
        if theirs.ours.is_some() {
            row.ours.clone_from(&theirs.ours);
        }
    }
    forecast.occupation_figures.extend(second.occupation_figures.iter().cloned());
    let notes: BTreeSet<Note> =
        forecast.notes.drain(..).chain(second.notes.iter().cloned()).collect();
    forecast.notes = notes.into_iter().collect();
    RunOutput::assemble(forecast, Vec::new(), other.output.list.as_deref().cloned())
}
