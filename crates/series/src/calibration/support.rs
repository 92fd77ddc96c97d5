//! Where the bands of a series end.

use crate::ensemble::combination::Bounds;
use crate::models::model::positive;
use suranys_core::numeric::{exp, ln};

/// Where forecasts of one series end: the bounds asked for, and whether it is positive without a
/// lower bound having been asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ends {
    bounds: Bounds,
    positive: bool,
}

impl Ends {
    /// Of the values seen.
    pub(crate) fn of(y: &[f64], bounds: Bounds) -> Ends {
        Ends { bounds, positive: bounds.min.is_none() && positive(y) }
    }

    /// A point brought inside. That of a positive series is at least zero.
    pub(crate) fn clamp(&self, point: f64) -> f64 {
        self.bounds.clamp(if self.positive { point.max(0.0) } else { point })
    }

    /// The end of a band around `point`, so much above it or, where `width` is negative, below.
    ///
    /// A bound that was asked for may be reached, as shares reach 100 and counts 0. A positive
    /// series falls on the logarithmic scale, and not below zero.
    pub(crate) fn end(&self, point: f64, width: f64) -> f64 {
        if !self.positive || width >= 0.0 {
            self.bounds.clamp(point + width)
        } else if point > 0.0 {
            point * exp(width / point)
        } else {
            point
        }
    }

    /// The width, not negative, of the narrowest band around `point` that holds `outturn`.
    pub(crate) fn width(&self, point: f64, outturn: f64) -> f64 {
        if self.positive && outturn < point && point > 0.0 {
            point * ln(point / outturn.max(f64::MIN_POSITIVE))
        } else {
            (outturn - point).abs()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the end of a band as wide as an outcome asks for is the outcome.
    #[test]
    fn an_outcome_is_the_end_of_its_own_band() {
        let positive = Ends::of(&[2.0, 5.0], Bounds::default());
        let free = Ends::of(&[-2.0, 5.0], Bounds::default());
        for (ends, outturn) in [(positive, 1.0), (positive, 9.0), (free, -3.0), (free, 9.0)] {
            let width = ends.width(4.0, outturn);
            let end = ends.end(4.0, if outturn < 4.0 { -width } else { width });
            assert!((end - outturn).abs() < 1e-12, "{end} {outturn}");
        }
        assert!(positive.end(4.0, -40.0) > 0.0);
    }

    /// By hand: a bound that was asked for is within the band that would cross it.
    #[test]
    fn a_bound_asked_for_is_reached() {
        let shares = Ends::of(&[98.0, 99.0], Bounds { min: Some(0.0), max: Some(100.0) });
        assert_eq!((shares.end(99.0, 3.0), shares.end(1.0, -3.0)), (100.0, 0.0));
        assert_eq!(shares.clamp(101.0), 100.0);
    }
}
