//! Rolling-origin evaluation: what would have been forecast at each time past, from what was known
//! then.
//!
//! A run has rounds, one for each time at which some series has an origin, the earliest first. A
//! round makes its forecasts from the values each origin had seen alone.

use std::collections::{BTreeMap, BTreeSet};

/// One series at one time past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Origin<'a> {
    /// Place of the series in its panel.
    pub series: usize,
    /// Period of the last value seen.
    pub time: i64,
    /// Values seen, the last of which is not missing.
    pub seen: &'a [f64],
    /// Values of the periods after it, as many as there are up to the horizon, at least one; NaN where
    /// one is missing.
    pub outturns: &'a [f64],
}

impl<'a> Origin<'a> {
    /// The origin after the first `count` of a series' values, the first of which is of the period
    /// `start`. `None` where the last value seen is missing, or there is none after it.
    #[must_use]
    pub fn after(
        series: usize,
        start: i64,
        values: &'a [f64],
        count: usize,
        horizon: usize,
    ) -> Option<Origin<'a>> {
        let (seen, later) = values.split_at_checked(count)?;
        let outturns = later.get(..horizon.min(later.len()))?;
        let time = start + i64::try_from(count).ok()? - 1;
        let open = seen.last().is_none_or(|v| v.is_nan());
        (!open && !outturns.is_empty()).then_some(Origin { series, time, seen, outturns })
    }

    /// Steps, from zero, and values of the outturns that are not missing.
    pub fn known_outturns(&self) -> impl Iterator<Item = (usize, f64)> {
        self.outturns.iter().copied().enumerate().filter(|(_, outturn)| !outturn.is_nan())
    }
}

/// What is kept of a forecast once its outturn is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<C, T> {
    /// The candidate that made the forecast.
    pub candidate: C,
    /// Place of the series.
    pub series: usize,
    /// What is kept.
    pub kept: T,
}

/// Entries of all forecasts so far, by candidate and series, in the order they were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<C, T> {
    entries: BTreeMap<(C, usize), Vec<Entry<C, T>>>,
}

impl<C: Ord + Copy, T> Default for Record<C, T> {
    fn default() -> Record<C, T> {
        Record { entries: BTreeMap::new() }
    }
}

impl<C: Ord + Copy, T> Record<C, T> {
    fn add(&mut self, entry: Entry<C, T>) {
        self.entries.entry((entry.candidate, entry.series)).or_default().push(entry);
    }

    /// A candidate's entries, series after series.
    pub fn of(&self, candidate: C) -> impl Iterator<Item = &Entry<C, T>> {
        self.entries.range((candidate, 0)..=(candidate, usize::MAX)).flat_map(|(_, all)| all)
    }
}

/// Runs through the past: `round` is given each time at which there are origins, those origins in
/// their order, and gives the entries to add.
pub fn rolling_origin<O, C: Ord + Copy, T>(
    origins: &[O],
    time: impl Fn(&O) -> i64,
    mut round: impl FnMut(&[&O]) -> Vec<Entry<C, T>>,
) -> Record<C, T> {
    let mut record = Record::default();
    let times: BTreeSet<i64> = origins.iter().map(&time).collect();
    for at in times {
        let here: Vec<&O> = origins.iter().filter(|origin| time(origin) == at).collect();
        for entry in round(&here) {
            record.add(entry);
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of 1, 2, missing, 4 an origin after the third value sees no last value, one after the
    /// fourth has nothing to be scored on; after the second are a missing value and 4.
    #[test]
    fn origins_have_a_last_value_and_something_to_come() {
        let y = [1.0, 2.0, f64::NAN, 4.0];
        let origins: Vec<Origin> =
            (0..=5).filter_map(|n| Origin::after(3, 2000, &y, n, 2)).collect();
        assert_eq!(origins.iter().map(|o| o.time).collect::<Vec<_>>(), [2000, 2001]);
        assert_eq!(origins[1].known_outturns().collect::<Vec<_>>(), [(1, 4.0)]);
    }
}
