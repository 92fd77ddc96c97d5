//! Draws, and the quantiles made from them once, last.

use crate::numeric::quantile_sorted;
use serde::{Deserialize, Serialize};

/// Equally likely values of one quantity; position is the draw index shared by the whole run,
/// so that draw 17 of one quantity belongs with draw 17 of every other.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws(Vec<f64>);

impl Draws {
    /// Wraps values; position is the draw index.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Draws {
        Draws(values)
    }

    /// The values, by draw index.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// Draw by draw, the sum of several quantities; empty of nothing.
    pub fn sum<'a>(parts: impl IntoIterator<Item = &'a [f64]>) -> Draws {
        let mut parts = parts.into_iter();
        let mut total = parts.next().map(<[f64]>::to_vec).unwrap_or_default();
        for part in parts {
            for (sum, value) in total.iter_mut().zip(part) {
                *sum += value;
            }
        }
        Draws(total)
    }
}

/// Median with the central 80 and 95 per cent ranges, in the unit of the draws.
///
/// Non-crossing by construction: only [`Quantiles::of`] makes one, from sorted draws. This is
/// the end of the line: quantiles are never added or averaged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// 2.5 per cent.
    pub lo95: f64,
    /// 10 per cent.
    pub lo80: f64,
    /// 50 per cent.
    pub median: f64,
    /// 90 per cent.
    pub hi80: f64,
    /// 97.5 per cent.
    pub hi95: f64,
}

impl Quantiles {
    /// Quantiles of draws; `None` when there are none or one is not a finite number.
    #[must_use]
    pub fn of(draws: &[f64]) -> Option<Quantiles> {
        if draws.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let mut sorted = draws.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Quantiles {
            lo95: quantile_sorted(&sorted, 0.025)?,
            lo80: quantile_sorted(&sorted, 0.1)?,
            median: quantile_sorted(&sorted, 0.5)?,
            hi80: quantile_sorted(&sorted, 0.9)?,
            hi95: quantile_sorted(&sorted, 0.975)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_never_cross(draws in prop::collection::vec(-1e9..1e9f64, 1..200)) {
            let q = Quantiles::of(&draws).expect("finite draws");
            prop_assert!(q.lo95 <= q.lo80 && q.lo80 <= q.median);
            prop_assert!(q.median <= q.hi80 && q.hi80 <= q.hi95);
        }
    }

    #[test]
    fn no_quantiles_of_nothing_or_of_nonsense() {
        assert_eq!(Quantiles::of(&[]), None);
        assert_eq!(Quantiles::of(&[1.0, f64::NAN]), None);
    }
}
