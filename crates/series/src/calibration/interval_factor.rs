//! The interval calibration factor: by how much intervals that were given must be widened or
//! narrowed to contain what they claim.

use crate::calibration::quantile::{Rank, conformal_quantile, log_shrunk, trust};
use crate::tuning::past_errors::MIN_SIZE;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric::{exp, ln};

/// How factors are made of past errors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactorSpec<'a> {
    /// Coverages of the intervals by which errors are measured.
    pub coverages: &'a [f64],
    /// Periods of outturns at which a factor is shrunk half-way towards one.
    pub half_periods: f64,
    /// Min and max factor.
    pub bounds: (f64, f64),
    /// The series whose factor is its own: a total's errors are not its components', which cancel in
    /// it.
    pub own: Option<usize>,
}

/// A past error of a series, relative to the intervals that had been given.
#[derive(Debug, Clone, PartialEq)]
pub struct RelativeError<'a> {
    /// Place of the series.
    pub series: usize,
    /// Period of the outturn.
    pub target: i64,
    /// Distance of the outturn from the median, over that of the interval's bound on its side, by
    /// coverage.
    pub sizes: &'a [f64],
}

/// Factors by which half-widths of intervals are multiplied.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalFactors {
    /// Of all series together but the one with a factor of its own.
    pub pooled: f64,
    /// By series, of its own errors alone.
    alone: BTreeMap<usize, f64>,
    own: Option<usize>,
}

impl IntervalFactors {
    /// Of past errors, pooled over a panel (Vovk, Gammerman & Shafer 2005) and shrunk towards one on
    /// the logarithmic scale by the number of periods they are of, which the series of a panel
    /// share.
    #[must_use]
    pub fn of<'a>(
        errors: impl Iterator<Item = RelativeError<'a>>,
        spec: &FactorSpec,
    ) -> IntervalFactors {
        let mut by_series: BTreeMap<usize, Vec<RelativeError>> = BTreeMap::new();
        for error in errors {
            by_series.entry(error.series).or_default().push(error);
        }
        let alone = by_series.iter().map(|(series, of)| (*series, factor(of.iter(), spec)));
        let alone = alone.collect();
        let all = by_series.iter().filter(|(series, _)| spec.own != Some(**series));
        let pooled = factor(all.flat_map(|(_, errors)| errors), spec);
        IntervalFactors { pooled, alone, own: spec.own }
    }

    /// A series' factor: that of all, unless it has one of its own.
    #[must_use]
    pub fn factor(&self, series: usize) -> f64 {
        if self.own == Some(series) { self.alone(series) } else { self.pooled }
    }

    /// A series' factor by its own past alone; one without any.
    #[must_use]
    pub fn alone(&self, series: usize) -> f64 {
        self.alone.get(&series).copied().unwrap_or(1.0)
    }
}

/// The factor that brings intervals to the coverages they claim, at all of them as near as one factor
/// can: the mean of the logarithms of the conformal quantiles.
fn factor<'a>(
    errors: impl Iterator<Item = &'a RelativeError<'a>> + Clone,
    spec: &FactorSpec,
) -> f64 {
    let periods: BTreeSet<i64> = errors.clone().map(|error| error.target).collect();
    let logs = spec.coverages.iter().enumerate().map(|(at, coverage)| {
        let mut sizes: Vec<f64> =
            errors.clone().filter_map(|error| error.sizes.get(at).copied()).collect();
        sizes.sort_by(f64::total_cmp);
        conformal_quantile(&sizes, *coverage, Rank::Upper).map(|size| ln(size.max(MIN_SIZE)))
    });
    let Some(logs) = logs.collect::<Option<Vec<f64>>>() else { return 1.0 };
    let log = logs.iter().sum::<f64>() / spec.coverages.len() as f64;
    let trust = trust(periods.len() as f64, spec.half_periods);
    exp(log_shrunk(log, 0.0, trust)).clamp(spec.bounds.0, spec.bounds.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: FactorSpec =
        FactorSpec { coverages: &[0.8, 0.95], half_periods: 3.0, bounds: (0.5, 4.0), own: Some(0) };

    /// By hand: errors of 0.7 of the intervals' size at both coverages narrow the intervals to that,
    /// as far as 27 periods are trusted, 27 / (27 + 3); a total's errors are its own alone.
    #[test]
    fn factors_follow_past_errors() {
        let sizes = [[2.0; 2], [0.7; 2]];
        let error = |series: usize| {
            let sizes = &sizes[series];
            move |target| RelativeError { series, target, sizes }
        };
        let all = (1990..2017).map(error(0)).chain((1990..2017).map(error(1)));
        let factors = IntervalFactors::of(all, &SPEC);
        assert!((ln(factors.pooled) - 0.9 * ln(0.7)).abs() < 1e-12, "{}", factors.pooled);
        assert_eq!(factors.factor(1), factors.pooled);
        assert!((ln(factors.factor(0)) - 0.9 * ln(2.0)).abs() < 1e-12, "{factors:?}");
        let none = IntervalFactors::of(std::iter::empty(), &SPEC);
        assert_eq!((none.pooled, none.factor(0)), (1.0, 1.0));
    }
}
