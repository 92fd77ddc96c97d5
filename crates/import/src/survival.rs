//! Median completed durations by Kaplan and Meier (1958): what is still open counts for as long as it was
//! seen to be open.

use std::collections::BTreeMap;

/// Half of all spells; a product of ratios that is half of one may be off by its rounding.
const HALF: f64 = 0.5 + 1e-12;

/// Spells of one group: how many ended after so many days, and how many were open for so many and are still.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spells(BTreeMap<i64, (i64, i64)>);

impl Spells {
    /// Adds spells of a length in days.
    pub(crate) fn add(&mut self, days: i64, ended: bool, count: i64) {
        let at = self.0.entry(days).or_default();
        match ended {
            true => at.0 += count,
            false => at.1 += count,
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> i64 {
        self.0.values().map(|(ended, open)| ended + open).sum::<i64>()
    }

    /// The first day by which half have ended, were none lost from sight; none where it was not seen that
    /// half had ended.
    pub(crate) fn median(&self) -> Option<i64> {
        let mut at_risk = self.count();
        let mut surviving = 1.0;
        for (days, (ended, open)) in &self.0 {
            if *ended > 0 {
                surviving *= (at_risk - ended) as f64 / at_risk as f64;
            }
            if surviving <= HALF {
                return Some(*days);
            }
            at_risk -= ended + open;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remission of leukaemia under 6-MP, 21 patients (Freireich et al. 1963); the median that R's
    /// `survival::survfit` prints for it is 23 weeks.
    #[test]
    fn the_median_is_that_of_the_literature() {
        let mut spells = Spells::default();
        for weeks in [6, 6, 6, 7, 10, 13, 16, 22, 23] {
            spells.add(weeks, true, 1);
        }
        for weeks in [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] {
            spells.add(weeks, false, 1);
        }
        assert_eq!(spells.count(), 21);
        assert_eq!(spells.median(), Some(23));
    }

    /// By hand: of 4 spells half have ended by the second day.
    #[test]
    fn half_is_enough_and_less_is_not() {
        let mut spells = Spells::default();
        spells.add(1, true, 1);
        spells.add(2, true, 1);
        spells.add(9, false, 2);
        assert_eq!(spells.median(), Some(2));
        let mut open = Spells::default();
        open.add(1, true, 1);
        open.add(9, false, 3);
        assert_eq!(open.median(), None);
        assert_eq!(Spells::default().median(), None);
    }
}
