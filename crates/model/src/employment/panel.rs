//! A panel of series forecast in draws.

use crate::employment::candidate::Candidate;
use crate::employment::function::{EmploymentFunction, cumulative_response};
use crate::employment::growth::Growth;
use crate::employment::rolling::{Trained, changes, function_levels};
use crate::employment::spliced::{Segment, SplicedSeries};
use crate::employment::stacking::blend;
use crate::employment::trajectory::Engine;
use crate::employment::tuning::panel::MAX_EXPLAINED;
use crate::employment::tuning::trajectory::MAX_LOG_DISTANCE;
use crate::error::ModelError;
use suranys_core::Year;
use suranys_core::numeric::{exp, ln};
use suranys_core::panel::PathDraws;
use suranys_core::rng::Key;
use suranys_series::simulate::{Calendar, Drawn, draws_many};

/// What is asked of a panel.
pub(crate) struct PanelSpec<'a> {
    pub base_year: Year,
    /// Years ahead, at least one.
    pub horizon: usize,
    pub draws: usize,
    /// Periods that draws look back on, the same for all panels of a run.
    pub window: usize,
    /// Key of what is shared by all panels: which past year each draw's year takes after.
    pub shared: &'a Key,
    pub key: &'a Key,
}

/// The employment function and its regressor.
pub(crate) struct Regressor<'a> {
    pub growth: &'a Growth,
    pub function: &'a EmploymentFunction,
    /// Errors of the growth expected, log points.
    pub shocks: &'a PathDraws,
}

impl<'a> Regressor<'a> {
    /// Fits the function to what was known at the end of a year.
    pub(crate) fn function(
        panel: &[SplicedSeries],
        growth: &Growth,
        until: Year,
    ) -> Option<EmploymentFunction> {
        EmploymentFunction::fit(&changes(panel, growth, until), true)
    }

    /// Errors of expected growth, independent from year to year, of the size its record shows.
    pub(crate) fn shocks(
        growth: &Growth,
        until: Year,
        steps: usize,
        draws: usize,
        key: &Key,
    ) -> PathDraws {
        let size = growth.forecast_error(until).unwrap_or(0.0);
        let streams = key.with("growth").streams();
        let mut shocks = PathDraws::zeros(steps, draws);
        for draw in 0..draws {
            let mut stream = streams.draw(draw);
            shocks.set_path(draw, (0..steps).map(|_| size * stream.normal()));
        }
        shocks
    }
}

/// Draws of every series, in the panel's order, persons.
///
/// The median trajectory is the weighted geometric mean of engine, drift and employment function,
/// unless naive or drift alone are used. Deviations are the engine's draws, times the interval
/// calibration factor; a part of them is what errors of expected growth do through the function, so
/// that sections move together where output surprises, and the width stays the calibrated one,
/// which contains that part.
pub(crate) fn forecast(
    panel: &[SplicedSeries],
    trained: &Trained,
    spec: &PanelSpec,
    regressor: Option<&Regressor>,
) -> Result<Vec<PathDraws>, ModelError> {
    let segments: Vec<Segment> = panel
        .iter()
        .map(|series| {
            let nothing = || ModelError::NoFigure {
                resource: "employment".to_owned(),
                what: format!("`{}`", series.id),
                year: spec.base_year,
            };
            series.segment(spec.base_year).ok_or_else(nothing)
        })
        .collect::<Result<_, _>>()?;
    let engine = Engine::new(&segments, spec.horizon, trained.chosen.selection());
    let drift_engine = Engine::new(&segments, spec.horizon, Candidate::Drift.selection());
    let drawn: Vec<Drawn> = segments
        .iter()
        .zip(panel)
        .map(|(segment, series)| Drawn {
            values: &segment.values,
            calendar: Calendar {
                behind: usize::try_from(spec.base_year.since(segment.end())).unwrap_or(0),
                window: spec.window,
            },
            own: spec.key.with("series").with(&series.id),
        })
        .collect();
    let all = draws_many(&drawn, engine.spec(), spec.draws, engine.calibration(), spec.shared);
    let combined = trained.chosen == Candidate::Combined;
    panel
        .iter()
        .zip(&trained.factors)
        .zip(&segments)
        .zip(all)
        .map(|(((series, factor), segment), drawn)| {
            let failed = |why| ModelError::Series { series: series.id.clone(), why };
            let path = engine.trajectory(&segment.values).map_err(failed)?;
            let drawn = drawn.map_err(failed)?;
            let known = Year(i32::MAX);
            let function = regressor.filter(|_| combined).and_then(|regressor| {
                let growth = regressor.growth;
                function_levels(
                    regressor.function,
                    &series.id,
                    segment,
                    growth,
                    known,
                    spec.horizon,
                )
            });
            let used = if combined {
                let drift = drift_engine.trajectory(&segment.values).map_err(failed)?;
                blend(&path, &drift, function.as_deref(), &trained.weights)
            } else {
                path.clone()
            };
            let mut paths = PathDraws::zeros(spec.horizon, spec.draws);
            for (step, drawn) in drawn.iter().enumerate() {
                let median = path.median[step];
                let widen = if path.half_width(step) > 0.0 {
                    factor * used.half_width(step) / path.half_width(step)
                } else {
                    *factor
                };
                let own: Vec<f64> = drawn
                    .iter()
                    .map(|value| if median > 0.0 { ln(value / median) } else { 0.0 })
                    .map(|away| (widen * away).clamp(-MAX_LOG_DISTANCE, MAX_LOG_DISTANCE))
                    .collect();
                let away = match regressor.filter(|_| function.is_some()) {
                    Some(regressor) => with_surprises(&own, regressor, &series.id, step),
                    None => own,
                };
                let row = paths.get_mut(step).unwrap_or_default();
                for (value, away) in row.iter_mut().zip(away) {
                    *value = used.median[step] * exp(away);
                }
            }
            Ok(paths)
        })
        .collect()
}

/// Deviations of which a part is what surprises of growth do.
fn with_surprises(own: &[f64], regressor: &Regressor, section: &str, step: usize) -> Vec<f64> {
    let line = regressor.function.line(section);
    let response: Vec<f64> = (0..=step)
        .map(|at| line.long_run_elasticity() * cumulative_response(line.persistence, step - at + 1))
        .collect();
    let surprise = |draw| regressor.shocks.path(draw).zip(&response).map(|(s, r)| s * r).sum();
    let surprises: Vec<f64> = (0..regressor.shocks.draws()).map(surprise).collect();
    let square = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>();
    let (all, explained) = (square(own), square(&surprises));
    if all <= 0.0 || explained <= 0.0 {
        return own.to_vec();
    }
    let share = (explained / all).min(MAX_EXPLAINED);
    let (own_share, size) = ((1.0 - share).sqrt(), (share * all / explained).sqrt());
    own.iter().zip(&surprises).map(|(own, surprise)| own_share * own + size * surprise).collect()
}
