//! Draws whose quantiles are the intervals' and which move together as the series did.

use crate::calibration::conformal::Calibration;
use crate::ensemble::combination::fitted;
use crate::error::ForecastError;
use crate::spec::ForecastSpec;
use crate::tuning::simulate::MIN_ERRORS;
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::numeric::{normal_quantile, quantile_sorted};

/// Periods of the panel that draws look back on, the same for all of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// How many periods before the panel's last one the series' own last value stands.
    pub behind: usize,
    /// Periods looked back on, counted from the panel's last.
    pub window: usize,
}

/// A series to be drawn.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    /// Its values, as [`crate::forecast::forecast`] takes them.
    pub values: &'a [f64],
    /// How it looks back.
    pub calendar: Calendar,
    /// The key of what is its own alone.
    pub own: Key,
}

/// Central intervals of draws `[draw][step]` at `levels`, shares of one: `[level][step]`, the bounds
/// being the quantiles with equal tails.
#[must_use]
pub fn central_intervals(draws: &[Vec<f64>], levels: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let steps = draws.first().map_or(0, Vec::len);
    let mut intervals = vec![Vec::with_capacity(steps); levels.len()];
    for step in 0..steps {
        let mut values: Vec<f64> =
            draws.iter().filter_map(|draw| draw.get(step).copied()).collect();
        values.sort_by(f64::total_cmp);
        for (level, interval) in levels.iter().zip(&mut intervals) {
            let tail = (1.0 - level) / 2.0;
            let bounds = quantile_sorted(&values, tail).zip(quantile_sorted(&values, 1.0 - tail));
            interval.extend(bounds);
        }
    }
    intervals
}

/// Draws of one series, `[draw][step]`, whose quantiles are those of the intervals of
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
) -> Result<Vec<Vec<f64>>, ForecastError> {
    let (y, calendar) = (one.values, one.calendar);
    let trajectory = calibration.trajectory(fitted(y, spec)?);
    let median = calibration.medians(&trajectory);
    let ranks = ranks(&trajectory.errors, calendar);
    let (shared, own) = (shared.streams(), one.own.streams());
    let path = |draw: usize| {
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
    Ok((0..count).map(path).collect())
}

/// [`draws`] for many series, in their order, on all threads.
#[must_use]
pub fn draws_many(
    asked: &[Drawn],
    spec: &ForecastSpec,
    count: usize,
    calibration: &Calibration,
    shared: &Key,
) -> Vec<Result<Vec<Vec<f64>>, ForecastError>> {
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
