//! A panel of series forecast in draws.

use crate::employment::function::{EmploymentFunction, felt};
use crate::employment::growth::Growth;
use crate::employment::rolling::{Candidate, Trained, changes, function_path};
use crate::employment::spliced::{Segment, SplicedSeries};
use crate::employment::stacking::blend;
use crate::employment::trajectory::{Asking, LARGEST};
use crate::error::ModelError;
use suranys_core::Year;
use suranys_core::numeric::{exp, ln};
use suranys_core::rng::Key;
use suranys_series::simulate::{Calendar, Drawn, draws_many};

/// Largest share of a forecast's variance that is laid to growth.
const MOST_EXPLAINED: f64 = 0.8;

/// What is asked of a panel.
pub(crate) struct Ask<'a> {
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

/// The employment function and what drives it.
pub(crate) struct Regressor<'a> {
    pub growth: &'a Growth,
    pub function: &'a EmploymentFunction,
    /// Errors of the growth expected, log points, `[draw][step]`.
    pub shocks: &'a [Vec<f64>],
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
    ) -> Vec<Vec<f64>> {
        let size = growth.forecast_error(until).unwrap_or(0.0);
        let streams = key.with("growth").streams();
        (0..draws)
            .map(|draw| {
                let mut stream = streams.draw(draw);
                (0..steps).map(|_| size * stream.normal()).collect()
            })
            .collect()
    }
}

/// Draws of every series, `[series][step][draw]`, persons.
///
/// The median path is the weighted geometric mean of engine, drift and employment function, unless
/// naive or drift alone are used. Deviations are the engine's draws, stretched as the panel's past calls for; a part of
/// them is what errors of expected growth do through the function, so that sections move together
/// where output surprises, and the width stays the one that was learnt, which holds that part.
pub(crate) fn forecast(
    panel: &[SplicedSeries],
    trained: &Trained,
    ask: &Ask,
    regressor: Option<&Regressor>,
) -> Result<Vec<Vec<Vec<f64>>>, ModelError> {
    let segments: Vec<Segment> = panel
        .iter()
        .map(|series| {
            let nothing = || ModelError::NoFigure {
                resource: "employment".to_owned(),
                what: format!("`{}`", series.id),
                year: ask.base_year,
            };
            series.segment(ask.base_year).ok_or_else(nothing)
        })
        .collect::<Result<_, _>>()?;
    let asking = Asking::new(&segments, ask.horizon, trained.chosen.selection());
    let drifting = Asking::new(&segments, ask.horizon, Candidate::Drift.selection());
    let drawn: Vec<Drawn> = segments
        .iter()
        .zip(panel)
        .map(|(segment, series)| Drawn {
            values: &segment.values,
            calendar: Calendar {
                behind: usize::try_from(ask.base_year.since(segment.end())).unwrap_or(0),
                window: ask.window,
            },
            own: ask.key.with("series").with(&series.id),
        })
        .collect();
    let all = draws_many(&drawn, asking.spec(), ask.draws, asking.calibration(), ask.shared);
    let combined = trained.chosen == Candidate::Combined;
    panel
        .iter()
        .zip(&trained.stretch)
        .zip(&segments)
        .zip(all)
        .map(|(((series, stretch), segment), drawn)| {
            let refused = |why| ModelError::Series { series: series.id.clone(), why };
            let path = asking.path(&segment.values).map_err(refused)?;
            let drawn = drawn.map_err(refused)?;
            let known = Year(i32::MAX);
            let function = regressor.filter(|_| combined).and_then(|regressor| {
                let growth = regressor.growth;
                function_path(regressor.function, &series.id, segment, growth, known, ask.horizon)
            });
            let used = if combined {
                let drift = drifting.path(&segment.values).map_err(refused)?;
                blend(&path, &drift, function.as_deref(), &trained.weights)
            } else {
                path.clone()
            };
            Ok((0..ask.horizon)
                .map(|step| {
                    let point = path.point[step];
                    let widen = if path.width(step) > 0.0 {
                        stretch * used.width(step) / path.width(step)
                    } else {
                        *stretch
                    };
                    let own: Vec<f64> = drawn
                        .iter()
                        .map(|draw| if point > 0.0 { ln(draw[step] / point) } else { 0.0 })
                        .map(|away| (widen * away).clamp(-LARGEST, LARGEST))
                        .collect();
                    let away = match regressor.filter(|_| function.is_some()) {
                        Some(regressor) => with_surprises(&own, regressor, &series.id, step),
                        None => own,
                    };
                    away.iter().map(|away| used.point[step] * exp(*away)).collect()
                })
                .collect())
        })
        .collect()
}

/// Deviations of which a part is what surprises of growth do.
fn with_surprises(own: &[f64], regressor: &Regressor, section: &str, step: usize) -> Vec<f64> {
    let line = regressor.function.line(section);
    let response: Vec<f64> =
        (0..=step).map(|at| line.in_the_end() * felt(line.memory, step - at + 1)).collect();
    let surprises: Vec<f64> = regressor
        .shocks
        .iter()
        .map(|shocks| shocks.iter().zip(&response).map(|(s, r)| s * r).sum())
        .collect();
    let square = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>();
    let (all, explained) = (square(own), square(&surprises));
    if all <= 0.0 || explained <= 0.0 {
        return own.to_vec();
    }
    let share = (explained / all).min(MOST_EXPLAINED);
    let (kept, size) = ((1.0 - share).sqrt(), (share * all / explained).sqrt());
    own.iter().zip(&surprises).map(|(own, surprise)| kept * own + size * surprise).collect()
}
