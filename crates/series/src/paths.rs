//! Sample paths whose quantiles are the intervals' and which move together as the series did.

use crate::forecast::Forecast;
use crate::level::{Interval, Level};
use crate::tuning::paths::{MIN_ERRORS, WINDOW};
use rayon::prelude::*;
use suranys_core::Key;
use suranys_core::numeric::{normal_quantile, quantile_sorted};
use suranys_core::panel::PathDraws;

/// What the sample paths of a panel's series have in common: past periods whose errors they take after,
/// the same for all of them.
///
/// Series drawn together move together as the ranks of their one-step errors did: each step of each draw
/// takes one past period, the same for all series, and the rank the series' error had then, spread
/// evenly within the rank (the empirical copula of Clark, Gangopadhyay, Hay, Rajagopalan & Wilby 2004,
/// called the Schaake shuffle). Where a series has no error in that period it is drawn by its own key
/// alone.
///
/// ```
/// use suranys_series::{Drawn, Forecaster, Key, Together};
///
/// let walk = |n: i32| (0..30).map(|t| Some(f64::from(50 + n * t + (t * t * n) % 9))).collect();
/// let panel: Vec<Vec<Option<f64>>> = (1..12).map(walk).collect();
/// let forecaster = Forecaster::new(3);
/// let calibration = forecaster.calibrate(&panel)?;
/// let key = Key::new(7);
/// let mut forecasts = Vec::new();
/// for fitted in forecaster.fit_many(&panel, &calibration) {
///     forecasts.push(fitted?.into_forecast());
/// }
/// let asked: Vec<Drawn> = forecasts
///     .iter()
///     .enumerate()
///     .map(|(n, forecast)| Drawn { forecast, behind: 0, own: key.with(&n.to_string()) })
///     .collect();
/// let together = Together::new(key.with("periods"), panel.iter().map(Vec::len).collect());
/// let paths = together.paths(&asked, 500);
/// // A draw of their sum is the sum of their draws.
/// let total: f64 = paths.iter().filter_map(|one| one.get(2)?.first()).sum();
/// assert!(total.is_finite() && paths.len() == 11);
/// # Ok::<(), suranys_series::ForecastError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Together {
    key: Key,
    /// How many periods there are, counted back from the panel's last.
    window: usize,
}

/// A forecast to draw from.
#[derive(Debug, Clone)]
pub struct Drawn<'a> {
    /// The forecast.
    pub forecast: &'a Forecast,
    /// How many periods before the panel's last one the series' own last value is.
    pub behind: usize,
    /// The key of what is its own alone.
    pub own: Key,
}

impl Together {
    /// Of series of so many periods each, by the key of what they share. As many past periods count as
    /// the series of median length has, from 5 to 60.
    #[must_use]
    pub fn new(key: Key, mut lengths: Vec<usize>) -> Together {
        lengths.sort_unstable();
        let middle = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
        Together { key, window: middle.clamp(WINDOW.0, WINDOW.1) }
    }

    /// `count` sample paths of each forecast, in their order, on all threads, in the unit of its series.
    /// The same number is the same draw of all series; a path does not depend on how many are asked for.
    #[must_use]
    pub fn paths(&self, asked: &[Drawn<'_>], count: usize) -> Vec<PathDraws> {
        asked.par_iter().map(|one| self.of_one(one, count)).collect()
    }

    fn of_one(&self, one: &Drawn<'_>, count: usize) -> PathDraws {
        let (forecast, behind) = (one.forecast, one.behind);
        let ranks = ranks(&forecast.errors, behind, self.window);
        let (shared, own) = (self.key.streams(), one.own.streams());
        let path = |draw: usize| -> Vec<f64> {
            let (mut periods, mut inside) = (shared.draw(draw), own.draw(draw));
            let mut walk = 0.0;
            let steps = forecast.median.iter().enumerate();
            steps
                .map(|(step, median)| {
                    // A series that ended before the others is behind them: what they share begins where
                    // they do.
                    let shared = step.checked_sub(behind);
                    let back = shared.map(|_| periods.below(self.window));
                    let within = inside.uniform();
                    let uniform = match back.and_then(|back| ranks.get(back).copied().flatten()) {
                        Some((rank, of)) => (rank as f64 + within) / of as f64,
                        None => within,
                    };
                    walk += normal_quantile(uniform);
                    let z = walk / ((step + 1) as f64).sqrt();
                    let inside = libm::erf(z.abs() / core::f64::consts::SQRT_2);
                    let width = forecast.half_width(step, inside);
                    forecast.support.bound(*median, if z < 0.0 { -width } else { width })
                })
                .collect()
        };
        let mut paths = PathDraws::zeros(forecast.steps(), count);
        for draw in 0..count {
            paths.set_path(draw, path(draw));
        }
        paths
    }
}

impl Forecast {
    /// Sample paths by a key, in the unit of the series: each one way the series may go, whose errors `h`
    /// and `k` steps ahead correlate as a random walk's do, `sqrt(h / k)`. Their quantiles at a step are
    /// those of the intervals. The same key gives the same paths. Series that are to move together are
    /// drawn by [`Together`].
    #[must_use]
    pub fn paths(&self, key: &Key, count: usize) -> PathDraws {
        let together = Together::new(key.with("periods"), vec![self.seen]);
        together.of_one(&Drawn { forecast: self, behind: 0, own: key.with("own") }, count)
    }
}

/// Central intervals of sample paths, by level and step, the bounds being the quantiles with equal
/// tails.
///
/// ```
/// use suranys_series::{Forecaster, Key, Level, path_intervals, path_medians};
///
/// let y: Vec<Option<f64>> = (0..20).map(|t| Some(50.0 + f64::from(t * t % 7))).collect();
/// let paths = Forecaster::new(2).fit(&y)?.forecast().paths(&Key::new(1), 500);
/// let [near, wide] = [50.0, 95.0].map(Level::percent);
/// let intervals = path_intervals(&paths, &[near?, wide?]);
/// assert!(intervals[1][0].0 < intervals[0][0].0 && intervals[0][0].0 < path_medians(&paths)[0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn path_intervals(paths: &PathDraws, levels: &[Level]) -> Vec<Vec<Interval>> {
    let mut intervals = vec![Vec::with_capacity(paths.steps()); levels.len()];
    for values in sorted(paths) {
        for (level, interval) in levels.iter().zip(&mut intervals) {
            let tail = (1.0 - level.as_share()) / 2.0;
            let bounds = quantile_sorted(&values, tail).zip(quantile_sorted(&values, 1.0 - tail));
            interval.extend(bounds);
        }
    }
    intervals
}

/// Medians of sample paths, by step.
#[must_use]
pub fn path_medians(paths: &PathDraws) -> Vec<f64> {
    sorted(paths).filter_map(|values| quantile_sorted(&values, 0.5)).collect()
}

/// The values of each step in ascending order.
fn sorted(paths: &PathDraws) -> impl Iterator<Item = Vec<f64>> {
    paths.iter().map(|of_step| {
        let mut values = of_step.to_vec();
        values.sort_by(f64::total_cmp);
        values
    })
}

/// By periods before the panel's last: the rank, from zero, of the series' error among its errors
/// in the window, and how many those are.
fn ranks(errors: &[f64], behind: usize, window: usize) -> Vec<Option<(usize, usize)>> {
    let in_window: Vec<(usize, f64)> = errors
        .iter()
        .rev()
        .enumerate()
        .map(|(back, error)| (back + behind, *error))
        .filter(|(back, error)| *back < window && !error.is_nan())
        .collect();
    let mut ranks = vec![None; window];
    if in_window.len() >= MIN_ERRORS {
        let mut sorted = in_window.clone();
        sorted.sort_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        for (rank, (back, _)) in sorted.iter().enumerate() {
            ranks[*back] = Some((rank, sorted.len()));
        }
    }
    ranks
}
