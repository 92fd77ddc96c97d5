//! Bounds of what can be, for the prediction intervals of a series.

use crate::preprocess::observed::{observed, positive};
use crate::spec::Bounds;
use suranys_core::numeric::{exp, ln};

/// What forecasts of one series are bounded by: the bounds asked for, and whether it is positive without a
/// lower bound having been asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Support {
    bounds: Bounds,
    positive: bool,
    /// What no interval of a positive series reaches below, unless its median does.
    min_bound: f64,
}

impl Support {
    /// Of the values seen. A series with zeros that was never negative may reach zero, as counts and
    /// amounts do, and is not taken to fall below.
    pub(crate) fn of(y: &[f64], bounds: Bounds) -> Support {
        let positive = bounds.min.is_none() && positive(y);
        let zero = (!positive && observed(y).all(|v| v >= 0.0)).then_some(0.0);
        Support { bounds: Bounds { min: bounds.min.or(zero), ..bounds }, positive, min_bound: 0.0 }
    }

    /// The same with what no interval of a positive series reaches below.
    #[must_use]
    pub(crate) fn not_below(self, min_bound: f64) -> Support {
        Support { min_bound, ..self }
    }

    /// Whether the series is positive.
    pub(crate) fn is_positive(&self) -> bool {
        self.positive
    }

    /// A median brought inside. That of a positive series is at least zero.
    pub(crate) fn clamp(&self, median: f64) -> f64 {
        self.bounds.clamp(if self.positive { median.max(0.0) } else { median })
    }

    /// The bound of an interval around `median`, `width` above it or, where that is negative, below.
    ///
    /// A bound that was asked for may be reached, as shares reach 100 and counts 0. A positive
    /// series falls on the logarithmic scale, and not below the least there may be.
    pub(crate) fn bound(&self, median: f64, width: f64) -> f64 {
        if !self.positive || width >= 0.0 {
            self.bounds.clamp(median + width)
        } else if median > 0.0 {
            (median * exp(width / median)).max(self.min_bound.min(median))
        } else {
            median
        }
    }

    /// Half the width of the narrowest interval around `median` that contains `outturn`.
    pub(crate) fn half_width(&self, median: f64, outturn: f64) -> f64 {
        if self.positive && outturn < median && median > 0.0 {
            median * ln(median / outturn.max(f64::MIN_POSITIVE))
        } else {
            (outturn - median).abs()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the bound of an interval as wide as an outturn asks for is the outturn.
    #[test]
    fn an_outturn_is_the_bound_of_its_own_interval() {
        let positive = Support::of(&[2.0, 5.0], Bounds::default());
        let free = Support::of(&[-2.0, 5.0], Bounds::default());
        for (support, outturn) in [(positive, 1.0), (positive, 9.0), (free, -3.0), (free, 9.0)] {
            let width = support.half_width(4.0, outturn);
            let bound = support.bound(4.0, if outturn < 4.0 { -width } else { width });
            assert!((bound - outturn).abs() < 1e-12, "{bound} {outturn}");
        }
        assert!(positive.bound(4.0, -40.0) > 0.0);
        let bounded = positive.not_below(0.5);
        assert_eq!((bounded.bound(4.0, -4000.0), bounded.bound(0.3, -4000.0)), (0.5, 0.3));
    }

    /// By hand: a bound that was asked for is within the interval that would cross it.
    #[test]
    fn a_bound_asked_for_is_reached() {
        let shares = Support::of(&[98.0, 99.0], Bounds { min: Some(0.0), max: Some(100.0) });
        assert_eq!((shares.bound(99.0, 3.0), shares.bound(1.0, -3.0)), (100.0, 0.0));
        assert_eq!(shares.clamp(101.0), 100.0);
    }
}
