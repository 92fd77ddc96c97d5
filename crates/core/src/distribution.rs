//! Draws, and the quantiles made from them once, last.

use crate::numeric::quantiles;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// Equally likely values of one quantity; position is the draw index shared by the whole run,
/// so that draw 17 of one quantity belongs with draw 17 of every other. Read as a slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draws(Vec<f64>);

impl From<Vec<f64>> for Draws {
    fn from(values: Vec<f64>) -> Draws {
        Draws(values)
    }
}

impl From<&[f64]> for Draws {
    fn from(values: &[f64]) -> Draws {
        Draws(values.to_vec())
    }
}

impl FromIterator<f64> for Draws {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Draws {
        Draws(values.into_iter().collect())
    }
}

impl AsRef<[f64]> for Draws {
    fn as_ref(&self) -> &[f64] {
        &self.0
    }
}

impl Deref for Draws {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.0
    }
}

impl Draws {
    fn by_draw(a: &[f64], b: &[f64], of: impl Fn(f64, f64) -> f64) -> Draws {
        a.iter().zip(b).map(|(a, b)| of(*a, *b)).collect()
    }

    /// Draw by draw, the sum of two quantities; as many draws as the shorter has.
    #[must_use]
    pub fn plus(a: &[f64], b: &[f64]) -> Draws {
        Draws::by_draw(a, b, |a, b| a + b)
    }

    /// Draw by draw, the first less the second.
    #[must_use]
    pub fn less(a: &[f64], b: &[f64]) -> Draws {
        Draws::by_draw(a, b, |a, b| a - b)
    }

    /// Draw by draw, the product.
    #[must_use]
    pub fn times(a: &[f64], b: &[f64]) -> Draws {
        Draws::by_draw(a, b, |a, b| a * b)
    }

    /// Draw by draw, the first over the second.
    #[must_use]
    pub fn over(a: &[f64], b: &[f64]) -> Draws {
        Draws::by_draw(a, b, |a, b| a / b)
    }

    /// Adds a quantity to a running total, which starts without draws.
    pub fn add(&mut self, draws: &[f64]) {
        if self.0.is_empty() {
            self.0.extend_from_slice(draws);
        } else {
            for (sum, value) in self.0.iter_mut().zip(draws) {
                *sum += value;
            }
        }
    }

    /// Median; `None` when there are no draws.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        quantiles(&mut self.0.clone(), [0.5]).map(|[median]| median)
    }
}

/// Share of draws above zero; zero of none.
#[must_use]
pub fn probability_above_zero(draws: &[f64]) -> f64 {
    draws.iter().filter(|v| **v > 0.0).count() as f64 / draws.len().max(1) as f64
}

/// Median with the central 80% and 95% prediction intervals, in the unit of the draws.
///
/// Holding one is proof that the five numbers are finite and do not cross: they are made from
/// sorted draws by [`Quantiles::of`], and read back by [`Quantiles::from_bounds`], which checks
/// them. This is the end of the line: quantiles are never added or averaged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Bounds")]
pub struct Quantiles {
    lo95: f64,
    lo80: f64,
    median: f64,
    hi80: f64,
    hi95: f64,
}

/// Five numbers as they are read, before they are known not to cross.
#[derive(Deserialize)]
struct Bounds {
    lo95: f64,
    lo80: f64,
    median: f64,
    hi80: f64,
    hi95: f64,
}

impl TryFrom<Bounds> for Quantiles {
    type Error = String;

    fn try_from(read: Bounds) -> Result<Quantiles, String> {
        let five = [read.lo95, read.lo80, read.median, read.hi80, read.hi95];
        Quantiles::from_bounds(five)
            .ok_or_else(|| format!("`{five:?}` are not five finite numbers that do not fall"))
    }
}

impl Quantiles {
    /// Quantiles of draws; `None` when there are none or one is not a finite number.
    #[must_use]
    pub fn of(draws: &[f64]) -> Option<Quantiles> {
        if draws.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let five = quantiles(&mut draws.to_vec(), [0.025, 0.1, 0.5, 0.9, 0.975]);
        five.map(|[lo95, lo80, median, hi80, hi95]| Quantiles { lo95, lo80, median, hi80, hi95 })
    }

    /// Quantiles made earlier, from the lowest to the highest: 2.5, 10, 50, 90 and 97.5 per cent.
    /// `None` when one is not a finite number or lies below the one before it.
    #[must_use]
    pub fn from_bounds(five: [f64; 5]) -> Option<Quantiles> {
        let [lo95, lo80, median, hi80, hi95] = five;
        let finite = five.iter().all(|v| v.is_finite());
        (finite && five.is_sorted()).then_some(Quantiles { lo95, lo80, median, hi80, hi95 })
    }

    /// 2.5 per cent: lower bound of the central 95% prediction interval.
    #[must_use]
    pub fn lo95(&self) -> f64 {
        self.lo95
    }

    /// 10 per cent: lower bound of the central 80% prediction interval.
    #[must_use]
    pub fn lo80(&self) -> f64 {
        self.lo80
    }

    /// 50 per cent.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.median
    }

    /// 90 per cent: upper bound of the central 80% prediction interval.
    #[must_use]
    pub fn hi80(&self) -> f64 {
        self.hi80
    }

    /// 97.5 per cent: upper bound of the central 95% prediction interval.
    #[must_use]
    pub fn hi95(&self) -> f64 {
        self.hi95
    }
}

/// A value: one number where it is known, a range where it is forecast.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Estimate {
    /// A range with its median.
    Range(Quantiles),
    /// A number without uncertainty: published, or laid down by an act.
    Point {
        /// The number.
        value: f64,
    },
}

impl Estimate {
    /// The number, or the median.
    #[must_use]
    pub fn central(&self) -> f64 {
        match self {
            Estimate::Range(q) => q.median(),
            Estimate::Point { value } => *value,
        }
    }

    /// The range, when there is one.
    #[must_use]
    pub fn range(&self) -> Option<Quantiles> {
        match self {
            Estimate::Range(q) => Some(*q),
            Estimate::Point { .. } => None,
        }
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
            prop_assert!(q.lo95() <= q.lo80() && q.lo80() <= q.median());
            prop_assert!(q.median() <= q.hi80() && q.hi80() <= q.hi95());
        }
    }

    #[test]
    fn no_quantiles_of_nothing_or_of_nonsense() {
        assert_eq!(Quantiles::of(&[]), None);
        assert_eq!(Quantiles::of(&[1.0, f64::NAN]), None);
    }
    #[test]
    fn quantiles_are_read_back_only_when_they_do_not_cross() {
        let read = Quantiles::from_bounds([1.0, 2.0, 2.0, 3.0, 4.0]).expect("they rise");
        assert_eq!((read.lo95(), read.median(), read.hi95()), (1.0, 2.0, 4.0));
        assert_eq!(Quantiles::from_bounds([1.0, 3.0, 2.0, 3.0, 4.0]), None);
        assert_eq!(Quantiles::from_bounds([1.0, 2.0, 2.0, 3.0, f64::INFINITY]), None);
    }
    /// Expected values: by hand.
    #[test]
    fn draws_are_reckoned_with_draw_by_draw() {
        let (a, b) = ([6.0, -1.0, 8.0], [3.0, 4.0, 2.0]);
        assert_eq!(*Draws::plus(&a, &b), [9.0, 3.0, 10.0]);
        assert_eq!(*Draws::less(&a, &b), [3.0, -5.0, 6.0]);
        assert_eq!(*Draws::times(&a, &b), [18.0, -4.0, 16.0]);
        assert_eq!(*Draws::over(&a, &b), [2.0, -0.25, 4.0]);
        let mut total = Draws::default();
        assert_eq!(total.median(), None);
        total.add(&a);
        total.add(&b);
        assert_eq!((&*total, total.median()), (&[9.0, 3.0, 10.0][..], Some(9.0)));
        assert_eq!(probability_above_zero(&a), 2.0 / 3.0);
        assert_eq!(probability_above_zero(&[]), 0.0);
    }
}
