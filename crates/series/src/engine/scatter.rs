//! Some of many, without regard to the pattern in which they stand.

/// The fractional part of the golden ratio, whose multiples fall evenly in the unit interval
/// whatever the period at which one looks at them (Weyl 1916).
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// A number from 0 up to 1 for each place; over any stretch of places evenly spread.
fn scattered(place: usize) -> f64 {
    (place as f64 * GOLDEN).fract()
}

/// About `most` of many, in their order, or all of no more. A table often alternates, women after
/// men or parts after wholes: every second row would be all of a kind.
pub(crate) fn thinned<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    let share = most as f64 / all.len().max(1) as f64;
    let kept = all.iter().enumerate().filter(|(place, _)| scattered(*place) < share);
    kept.map(|(_, one)| *one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: of any pattern of two to five kinds in turn each kind keeps its share, within
    /// ten of the 300 that are kept.
    #[test]
    fn a_pattern_keeps_its_shares() {
        for kinds in 2..=5_usize {
            let all: Vec<usize> = (0..1000).map(|place| place % kinds).collect();
            let some = thinned(&all, 300);
            assert!(some.len().abs_diff(300) <= 2, "{}", some.len());
            for kind in 0..kinds {
                let count = some.iter().filter(|k| **k == kind).count();
                assert!(count.abs_diff(300 / kinds) <= 10, "{kinds} {kind} {count}");
            }
        }
        assert_eq!(thinned(&[1, 2, 3], 3), vec![1, 2, 3]);
    }
}
