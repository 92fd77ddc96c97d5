//! What several changes, made one after another, do to a number, if what they do together is shared fairly.

use crate::comparison::shapley::shapley;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::distribution::Draws;
use suranys_core::edition_change::Cause;
use suranys_core::rng::Key;

/// The share of each of `changes` in what all of them do to a number (Shapley 1953). `worth` gives the number
/// with some of them made, whose bits are set; it is asked once for each combination that is needed.
///
/// # Errors
/// Those of `worth`.
pub fn shares<E>(
    changes: usize,
    mut worth: impl FnMut(u32) -> Result<f64, E>,
) -> Result<Vec<f64>, E> {
    let of = |made| Ok(Draws::from(vec![worth(made)?]));
    let values = shapley(changes, &Key::new(0).with("shares"), of)?;
    Ok(values.iter().map(|value| value.draws.first().copied().unwrap_or_default()).collect())
}

/// A headline before and after, in whole persons, with what each cause moves it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedHeadline {
    /// Before.
    pub before: i64,
    /// After.
    pub after: i64,
    /// By cause; they sum to the change. Method and code are the last, as what the others leave.
    pub shares: Vec<(Cause, i64)>,
}

/// Shares the change of a headline among its causes. `printed` are the headlines as two editions have them,
/// where they have one; what `worth` makes anew of the same inputs stands in for one that is not there.
///
/// # Errors
/// Those of `worth`.
pub fn shared_headline<E>(
    causes: &[Cause],
    printed: [Option<f64>; 2],
    mut worth: impl FnMut(&BTreeSet<Cause>) -> Result<f64, E>,
) -> Result<SharedHeadline, E> {
    let mut known: BTreeMap<u32, f64> = BTreeMap::new();
    let mut of = |made: u32| -> Result<f64, E> {
        if let Some(value) = known.get(&made) {
            return Ok(*value);
        }
        let of_bit = |(place, cause): (usize, &Cause)| (made & 1 << place != 0).then_some(*cause);
        let value = worth(&causes.iter().enumerate().filter_map(of_bit).collect())?;
        known.insert(made, value);
        Ok(value)
    };
    let values = if causes.is_empty() { Vec::new() } else { shares(causes.len(), &mut of)? };
    let all = (1_u32 << causes.len()) - 1;
    let mut end = |printed: Option<f64>, made| match printed {
        Some(value) => Ok(value),
        None => of(made),
    };
    let (before, after) = (end(printed[0], 0)?, end(printed[1], all)?);
    let explained = suranys_core::numeric::sum(values.iter().copied());
    let left = after - before - explained;
    // What is printed is rounded; less than a person is no change of method.
    let method = if left.abs() < 1.0 { 0 } else { whole(left) };
    let mut shares: Vec<(Cause, i64)> =
        causes.iter().copied().zip(values.iter().map(|value| whole(*value))).collect();
    shares.push((Cause::Method, method));
    let (before, after) = (whole(before), whole(after));
    let sum: i64 = shares.iter().map(|(_, share)| share).sum();
    let rest = after - before - sum;
    if let Some((_, largest)) = shares.iter_mut().max_by_key(|(_, share)| share.abs()) {
        *largest += rest;
    }
    Ok(SharedHeadline { before, after, shares })
}

/// The nearest whole number.
fn whole(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: alone 1, 2 and 4; together with the first, the second adds 3 more, which the two share.
    #[test]
    fn shares_sum_to_the_whole() {
        let worth = |made: u32| -> Result<f64, ()> {
            let has = |bit: u32| f64::from(u8::from(made & 1 << bit != 0));
            Ok(10.0 + has(0) + 2.0 * has(1) + 4.0 * has(2) + 3.0 * has(0) * has(1))
        };
        let found = shares(3, worth).expect("no error");
        for (found, expected) in found.iter().zip([2.5, 3.5, 4.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
        assert!(shares(2, |_| Err::<f64, u8>(7)).is_err());
    }
    /// By hand: revised figures move it by 10.4 alone, law by 5 more with them; the editions print 3 more than
    /// that, which is method.
    #[test]
    fn what_causes_leave_is_method() {
        let worth = |made: &BTreeSet<Cause>| -> Result<f64, ()> {
            let revised = if made.contains(&Cause::Revised) { 10.4 } else { 0.0 };
            Ok(100.0 + revised + if made.contains(&Cause::Law) { 5.0 } else { 0.0 })
        };
        let causes = [Cause::Revised, Cause::Law];
        let of = |printed| shared_headline(&causes, printed, worth).expect("no error");
        let found = of([Some(100.0), Some(118.4)]);
        assert_eq!((found.before, found.after), (100, 118));
        assert_eq!(found.shares, [(Cause::Revised, 10), (Cause::Law, 5), (Cause::Method, 3)]);
        // Printed to the person, or not at all: nothing is left.
        for printed in [[Some(100.0), Some(115.0)], [None, None]] {
            let shares = of(printed).shares;
            assert_eq!(shares, [(Cause::Revised, 10), (Cause::Law, 5), (Cause::Method, 0)]);
        }
        let same = shared_headline(&[], [Some(7.0), Some(9.0)], worth).expect("no error");
        assert_eq!(same.shares, [(Cause::Method, 2)]);
    }
}
