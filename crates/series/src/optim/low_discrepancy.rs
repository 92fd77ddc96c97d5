//! A subsample of many, even whatever the pattern of their order.

use crate::tuning::low_discrepancy::GOLDEN;

/// A number from 0 up to 1 for each place; over any run of places evenly spread.
fn golden_fraction(place: usize) -> f64 {
    (place as f64 * GOLDEN).fract()
}

/// About `maximum` of many, in their order, or all of no more. A table often alternates, women after
/// men or components after totals: every second row would be all of a kind.
pub(crate) fn subsample<T: Copy>(all: &[T], maximum: usize) -> Vec<T> {
    let mut some = Subsample::new(maximum);
    all.iter().for_each(|one| some.add(|| *one));
    some.finish()
}

/// What [`subsample`] gives of many that come one by one, of which few are in memory at any time.
#[derive(Debug)]
pub(crate) struct Subsample<T> {
    maximum: usize,
    seen: usize,
    /// Kept so far, with their places.
    kept: Vec<(usize, T)>,
}

impl<T> Subsample<T> {
    /// About `maximum` are kept.
    pub fn new(maximum: usize) -> Subsample<T> {
        Subsample { maximum, seen: 0, kept: Vec::new() }
    }

    /// Takes the next, which is made only when it may be kept.
    pub fn add(&mut self, one: impl FnOnce() -> T) {
        let place = self.seen;
        self.seen += 1;
        // The share falls with every one more: what is over it once stays over it.
        if golden_fraction(place) < self.share() {
            self.kept.push((place, one()));
        }
        if self.kept.len() > 2 * self.maximum {
            self.thin();
        }
    }

    fn share(&self) -> f64 {
        self.maximum as f64 / self.seen.max(1) as f64
    }

    fn thin(&mut self) {
        let share = self.share();
        self.kept.retain(|(place, _)| golden_fraction(*place) < share);
    }

    /// What is kept of all, in order.
    pub fn finish(mut self) -> Vec<T> {
        self.thin();
        self.kept.into_iter().map(|(_, one)| one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition the same as of all at once, however many there are.
    #[test]
    fn one_by_one_the_same_are_kept() {
        for count in [0, 1, 7, 8, 15, 40, 1000] {
            let all: Vec<usize> = (0..count).collect();
            let mut some = Subsample::new(7);
            all.iter().for_each(|one| some.add(|| *one));
            assert!(some.kept.len() <= 15, "{}", some.kept.len());
            let share = 7.0 / count.max(1) as f64;
            let at_once: Vec<usize> =
                all.into_iter().filter(|n| golden_fraction(*n) < share).collect();
            assert_eq!(some.finish(), at_once, "{count}");
        }
    }

    /// Expected: of any pattern of two to five kinds in turn each kind keeps its share, within
    /// ten of the 300 that are kept.
    #[test]
    fn a_pattern_keeps_its_shares() {
        for kinds in 2..=5_usize {
            let all: Vec<usize> = (0..1000).map(|place| place % kinds).collect();
            let some = subsample(&all, 300);
            assert!(some.len().abs_diff(300) <= 2, "{}", some.len());
            for kind in 0..kinds {
                let count = some.iter().filter(|k| **k == kind).count();
                assert!(count.abs_diff(300 / kinds) <= 10, "{kinds} {kind} {count}");
            }
        }
        assert_eq!(subsample(&[1, 2, 3], 3), vec![1, 2, 3]);
    }
}
