//! How wide ranges must be, by what the past says of those that were given.

use crate::employment::rolling::Candidate;
use crate::employment::stacking::trust;
use crate::employment::trajectory::LEVELS;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::numeric::{exp, ln};

/// Bounds of the stretch.
const STRETCH: (f64, f64) = (0.5, 4.0);

/// An error of an unstretched path.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub target: Year,
    /// Sizes relative to the bands, by level.
    pub sizes: [f64; 2],
}

/// Factors that bring bands to the shares they claim, as known at the end of a year, drawn towards
/// one: of all series together, and of each. A total's errors are not its parts': those cancel in
/// it, so that its factor is its own.
pub(crate) struct IntervalFactors {
    pub pooled: f64,
    /// Logarithm of a series' own factor, and the years it rests on.
    own: BTreeMap<usize, (f64, usize)>,
    total: Option<usize>,
}

impl IntervalFactors {
    pub(crate) fn new(
        known: &BTreeMap<(Candidate, usize), Vec<Known>>,
        candidate: Candidate,
        year: Year,
        total: Option<usize>,
    ) -> IntervalFactors {
        let mut all = Vec::new();
        let mut own = BTreeMap::new();
        for ((_, series), errors) in known.range((candidate, 0)..=(candidate, usize::MAX)) {
            let seen: Vec<Known> = errors.iter().copied().filter(|k| k.target <= year).collect();
            if let Some(factor) = factor(&seen) {
                own.insert(*series, factor);
            }
            if total != Some(*series) {
                all.extend(seen);
            }
        }
        let pooled = factor(&all).map_or(0.0, |(log, years)| log * trust(years));
        IntervalFactors { pooled: bounded(pooled), own, total }
    }

    /// A series' factor: that of all, or the total's own.
    pub(crate) fn of(&self, series: usize) -> f64 {
        if self.total == Some(series) { self.alone(series) } else { self.pooled }
    }

    /// A series' factor by its own past alone.
    pub(crate) fn alone(&self, series: usize) -> f64 {
        bounded(self.own.get(&series).map_or(0.0, |(log, years)| log * trust(*years)))
    }
}

fn bounded(log: f64) -> f64 {
    exp(log).clamp(STRETCH.0, STRETCH.1)
}

/// The logarithm of the factor that brings bands to the shares they claim, at both levels as near
/// as one factor can, and the number of years it rests on.
fn factor(known: &[Known]) -> Option<(f64, usize)> {
    let years: BTreeSet<Year> = known.iter().map(|k| k.target).collect();
    let count = known.len();
    let logs = LEVELS.iter().enumerate().map(|(at, level)| {
        let mut sizes: Vec<f64> = known.iter().map(|k| k.sizes[at]).collect();
        sizes.sort_by(f64::total_cmp);
        // The conformal quantile: one more error, as large as any, stands for the new.
        let rank = (level * (count + 1) as f64).ceil() as usize;
        sizes.get(rank.clamp(1, count.max(1)) - 1).map(|size| ln(size.max(1e-6)))
    });
    let logs: Option<Vec<f64>> = logs.collect();
    Some((logs?.iter().sum::<f64>() / LEVELS.len() as f64, years.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: errors of half the bands' size at both levels halve the bands, as far as the years
    /// are believed, 27 of them by 27 / (27 + 3); a total's errors are its own alone.
    #[test]
    fn widths_follow_past_errors() {
        let one = |size: f64| move |year| Known { target: Year(year), sizes: [size, size] };
        let known = BTreeMap::from([
            ((Candidate::Engine, 0), (1990..2017).map(one(2.0)).collect::<Vec<_>>()),
            ((Candidate::Engine, 1), (1990..2017).map(one(0.7)).collect()),
        ]);
        let widths = IntervalFactors::new(&known, Candidate::Engine, Year(2020), Some(0));
        assert!((ln(widths.pooled) - 0.9 * ln(0.7)).abs() < 1e-12, "{}", widths.pooled);
        assert_eq!(widths.of(1), widths.pooled);
        assert!((ln(widths.of(0)) - 0.9 * ln(2.0)).abs() < 1e-12, "{}", widths.of(0));
        let none = IntervalFactors::new(&known, Candidate::Engine, Year(1980), Some(0));
        assert_eq!((none.pooled, none.of(0)), (1.0, 1.0));
    }
}
