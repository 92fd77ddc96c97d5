//! Draws whose quantiles are the intervals' and which move together as the series did.

use crate::calibration::conformal::Calibration;
use crate::ensemble::combination::fitted;
use crate::error::ForecastError;
use crate::spec::ForecastSpec;
use crate::tuning::simulate::{MIN_ERRORS, WINDOW};
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::numeric::{normal_quantile, quantile_sorted};
use suranys_core::panel::PathDraws;

/// Past periods of the panel whose errors draws take after, the same for all of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// How many periods before the panel's last one the series' own last value is.
    pub behind: usize,
    /// How many periods there are, counted back from the panel's last.
    pub window: usize,
}

/// The window of a panel: the median length of its series, in periods, within bounds.
#[must_use]
pub fn window(mut lengths: Vec<usize>) -> usize {
    lengths.sort_unstable();
    let middle = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    middle.clamp(WINDOW.0, WINDOW.1)
}

/// A series to be drawn.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    /// Its values, as [`crate::forecast::forecast`] takes them.
    pub values: &'a [f64],
    /// The past periods it takes after.
    pub calendar: Calendar,
    /// The key of what is its own alone.
    pub own: Key,
}

/// Central intervals of draws at `levels`, shares of one: `[level][step]`, the bounds being the
/// quantiles with equal tails.
#[must_use]
pub fn central_intervals(draws: &PathDraws, levels: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut intervals = vec![Vec::with_capacity(draws.steps()); levels.len()];
    for of_step in draws.iter() {
        let mut values = of_step.to_vec();
        values.sort_by(f64::total_cmp);
        for (level, interval) in levels.iter().zip(&mut intervals) {
            let tail = (1.0 - level) / 2.0;
            let bounds = quantile_sorted(&values, tail).zip(quantile_sorted(&values, 1.0 - tail));
            interval.extend(bounds);
        }
    }
    intervals
}

/// Draws of one series, in its unit, whose quantiles are those of the intervals of
/// [`crate::forecast::forecast`].
///
/// A draw is one path: its errors `h` and `k` steps ahead correlate as a random walk's do,
/// `sqrt(h / k)`. Series drawn with the same `shared` key move together as the ranks of their
/// one-step errors did: each step of each draw takes one past period, the same for all series, and
/// the rank the series' error had then, spread evenly within the rank (the empirical copula of
/// Clark, Gangopadhyay, Hay, Rajagopalan & Wilby 2004, called the Schaake shuffle). Where a series
/// has no error in that period it is drawn by its own key alone.
///
/// # Errors
/// As [`crate::forecast::forecast`].
pub fn draws(
    one: &Drawn,
    spec: &ForecastSpec,
    count: usize,
    calibration: &Calibration,
    shared: &Key,
) -> Result<PathDraws, ForecastError> {
    let (y, calendar) = (one.values, one.calendar);
    let trajectory = calibration.trajectory(fitted(y, spec)?);
    let median = calibration.medians(&trajectory);
    let ranks = ranks(&trajectory.errors, calendar);
    let (shared, own) = (shared.streams(), one.own.streams());
    let path = |draw: usize| -> Vec<f64> {
        let (mut periods, mut inside) = (shared.draw(draw), own.draw(draw));
        let mut walk = 0.0;
        let steps = median.iter().enumerate();
        steps
            .map(|(step, median)| {
                // A series that ended before the others is behind them: what they share begins where
                // they do.
                let shared = step.checked_sub(calendar.behind);
                let back = shared.map(|_| periods.below(calendar.window));
                let within = inside.uniform();
                let uniform = match back.and_then(|back| ranks.get(back).copied().flatten()) {
                    Some((rank, of)) => (rank as f64 + within) / of as f64,
                    None => within,
                };
                walk += normal_quantile(uniform);
                let z = walk / ((step + 1) as f64).sqrt();
                let inside = libm::erf(z.abs() / core::f64::consts::SQRT_2);
                let width = calibration.half_width(y, &trajectory, step, inside);
                trajectory.support.bound(*median, if z < 0.0 { -width } else { width })
            })
            .collect()
    };
    let mut paths = PathDraws::zeros(median.len(), count);
    for draw in 0..count {
        paths.set_path(draw, path(draw));
    }
    let finite = paths.iter().flatten().all(|value| value.is_finite());
    if finite { Ok(paths) } else { Err(ForecastError::TooLarge) }
}

/// [`draws`] for many series, in their order, on all threads.
#[must_use]
pub fn draws_many(
    asked: &[Drawn],
    spec: &ForecastSpec,
    count: usize,
    calibration: &Calibration,
    shared: &Key,
) -> Vec<Result<PathDraws, ForecastError>> {
    asked.par_iter().map(|one| draws(one, spec, count, calibration, shared)).collect()
}

/// By periods before the panel's last: the rank, from zero, of the series' error among its errors
/// in the window, and how many those are.
fn ranks(errors: &[f64], calendar: Calendar) -> Vec<Option<(usize, usize)>> {
    let in_window: Vec<(usize, f64)> = errors
        .iter()
        .rev()
        .enumerate()
        .map(|(back, error)| (back + calendar.behind, *error))
        .filter(|(back, error)| *back < calendar.window && !error.is_nan())
        .collect();
    let mut ranks = vec![None; calendar.window];
    if in_window.len() >= MIN_ERRORS {
        let mut sorted = in_window.clone();
        sorted.sort_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        for (rank, (back, _)) in sorted.iter().enumerate() {
            ranks[*back] = Some((rank, sorted.len()));
        }
    }
    ranks
}
