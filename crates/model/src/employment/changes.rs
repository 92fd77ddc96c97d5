//! Yearly changes of series: how fast each drifts, how far its years stray, and its paths ahead.
//!
//! A series is a logarithm of a level or share, a logit, or a rate. Its drift is the weighted mean of
//! its past changes, shrunk towards none; its spread is that of the changes about the drift, drawn
//! towards the panel's by as much as few years call for. Paths are of changes: each year's is drawn
//! anew, and the drift's own error once for a path.

use crate::employment::spec::{Breaks, Spec};
use crate::employment::tuning::changes::MIN_SPREAD;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::numeric::{exp, ln, powf};
use suranys_core::panel::PathDraws;
use suranys_core::rng::Key;

/// A series whose changes are estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// The code of its cell.
    pub id: String,
    /// Its values, missing years left out.
    pub values: BTreeMap<Year, f64>,
    /// Years whose change from the year before crosses a break.
    pub breaks: BTreeSet<Year>,
}

/// Drift and spread of a series at the end of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Its last value.
    pub last: f64,
    /// First and last year of its values.
    pub span: (Year, Year),
    /// Change in the first year ahead.
    pub drift: f64,
    /// Share of the mean past change that the drift is.
    pub shrinkage: f64,
    /// Share of the drift that goes on in each further year.
    pub damping: f64,
    /// Standard deviation of a yearly change.
    pub spread: f64,
    /// Effective number of years behind the drift (Kish 1965); zero without one.
    pub effective: f64,
    /// Years whose changes did not count for the spread.
    pub masked: Vec<Year>,
}

/// Weighted mean, and the effective number of values behind it; none of nothing.
fn weighted(changes: &[(f64, f64)], weight: f64) -> Option<(f64, f64)> {
    let weights = || changes.iter().map(|(age, _)| powf(weight, *age));
    let all: f64 = weights().sum();
    let squares: f64 = weights().map(|w| w * w).sum();
    let sum: f64 = weights().zip(changes).map(|(w, (_, value))| w * value).sum();
    (all > 0.0).then(|| (sum / all, all * all / squares))
}

/// Age and size of changes from one year to the next.
type Changes = Vec<(f64, f64)>;

impl Track {
    /// Changes up to a year by what they count for: the drift, the spread; and the years left out
    /// of the latter.
    fn changes(&self, origin: Year, breaks: Breaks) -> (Changes, Changes, Vec<Year>) {
        let (mut drift, mut spread, mut masked) = (Vec::new(), Vec::new(), Vec::new());
        for (year, value) in self.values.range(..=origin) {
            let Some(before) = self.values.get(&year.previous()) else { continue };
            let change = (f64::from(origin.since(*year)), value - before);
            let broken = self.breaks.contains(year);
            if !broken || breaks != Breaks::Mask {
                drift.push(change);
            }
            if !broken || breaks == Breaks::Keep {
                spread.push(change);
            } else {
                masked.push(*year);
            }
        }
        (drift, spread, masked)
    }

    /// Number of changes up to a year.
    #[must_use]
    pub fn count(&self, origin: Year) -> usize {
        let known = self.values.range(..=origin);
        known.filter(|(year, _)| self.values.contains_key(&year.previous())).count()
    }
}

/// Fits every series of a panel to what was known at the end of `origin`, in the panel's order;
/// `None` when a series has no value by then, or none of them two years in a row.
#[must_use]
pub fn fit(panel: &[Track], origin: Year, spec: &Spec) -> Option<Vec<Fit>> {
    let mut fits = Vec::with_capacity(panel.len());
    let mut own = Vec::with_capacity(panel.len());
    for track in panel {
        let (first, _) = track.values.range(..=origin).next()?;
        let (last_year, last) = track.values.range(..=origin).next_back()?;
        let (of_drift, of_spread, masked) = track.changes(origin, spec.breaks);
        let mean = spec.drift_prior.zip(weighted(&of_drift, spec.drift_weight));
        let (drift, shrinkage, effective) = mean.map_or((0.0, 0.0, 0.0), |(prior, (mean, n))| {
            let shrinkage = n / (n + prior);
            (shrinkage * mean, shrinkage, n)
        });
        let squares: Changes =
            of_spread.iter().map(|(age, c)| (*age, (c - drift) * (c - drift))).collect();
        own.push(
            weighted(&squares, spec.spread_weight).map(|(v, n)| (ln(v.sqrt().max(MIN_SPREAD)), n)),
        );
        fits.push(Fit {
            last: *last,
            span: (*first, *last_year),
            drift,
            shrinkage,
            damping: spec.damping,
            spread: 0.0,
            effective,
            masked,
        });
    }
    let known: Vec<f64> = own.iter().flatten().map(|(log, _)| *log).collect();
    let pooled = suranys_core::numeric::mean(&known)?;
    for (fit, own) in fits.iter_mut().zip(own) {
        let (log, trust) = own.map_or((pooled, 0.0), |(log, n)| (log, n / (n + spec.spread_prior)));
        fit.spread = exp(trust * log + (1.0 - trust) * pooled);
    }
    Some(fits)
}

impl Fit {
    /// Sum of what goes on of a drift of one over so many years.
    fn reach(&self, years: usize) -> f64 {
        let goes_on = |step| powf(self.damping, f64::from(step));
        (0..i32::try_from(years).unwrap_or(i32::MAX)).map(goes_on).sum()
    }

    /// The median so many years ahead.
    #[must_use]
    pub fn median(&self, years: usize) -> f64 {
        self.last + self.drift * self.reach(years)
    }

    /// Standard deviation about it: each year's own, and the drift's.
    #[must_use]
    pub fn deviation(&self, years: usize) -> f64 {
        let drift =
            if self.effective > 0.0 { self.reach(years) / self.effective.sqrt() } else { 0.0 };
        self.spread * (years as f64 + drift * drift).sqrt()
    }

    /// Paths ahead in draws, each from the numbers of its own key: a longer one begins as a shorter.
    #[must_use]
    pub fn paths(&self, steps: usize, draws: usize, key: &Key) -> PathDraws {
        let streams = key.streams();
        let error = if self.effective > 0.0 { self.spread / self.effective.sqrt() } else { 0.0 };
        let mut paths = PathDraws::zeros(steps, draws);
        let mut path = vec![0.0; steps];
        for draw in 0..draws {
            let mut stream = streams.draw(draw);
            let mut drift = self.drift + error * stream.normal();
            let mut at = self.last;
            for value in &mut path {
                at += drift + self.spread * stream.normal();
                drift *= self.damping;
                *value = at;
            }
            paths.set_path(draw, path.iter().copied());
        }
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(values: &[f64], breaks: &[i32]) -> Track {
        Track {
            id: "X".to_owned(),
            values: (2000..).map(Year).zip(values.iter().copied()).collect(),
            breaks: breaks.iter().copied().map(Year).collect(),
        }
    }

    const PLAIN: Spec = Spec {
        drift_weight: 1.0,
        drift_prior: Some(0.0),
        damping: 1.0,
        spread_weight: 1.0,
        spread_prior: 0.0,
        breaks: Breaks::Keep,
    };

    /// By hand: changes 1, 1, 4 have the mean 2 and the squared distances 1, 1, 4. With a break in the
    /// last year the drift of what is left is 1 without spread; where the break bears on the
    /// spread alone, the drift is 2 and the spread 1. Shrunk by three years more it is half.
    #[test]
    fn drift_and_spread_are_those_by_hand() {
        let of = |breaks: &[i32], spec: Spec| {
            fit(&[track(&[0.0, 1.0, 2.0, 6.0], breaks)], Year(2003), &spec)
                .expect("changes")
                .remove(0)
        };
        let all = of(&[2003], PLAIN);
        assert_eq!((all.drift, all.effective, all.last), (2.0, 3.0, 6.0));
        assert!((all.spread - 2.0_f64.sqrt()).abs() < 1e-12 && all.masked.is_empty());
        let masked = of(&[2003], Spec { breaks: Breaks::Mask, ..PLAIN });
        assert_eq!((masked.drift, &masked.masked[..]), (1.0, &[Year(2003)][..]));
        assert!((masked.spread / MIN_SPREAD - 1.0).abs() < 1e-12);
        let spread = of(&[2003], Spec { breaks: Breaks::Spread, ..PLAIN });
        assert!((spread.drift - 2.0).abs() < 1e-12 && (spread.spread - 1.0).abs() < 1e-12);
        let shrunk = of(&[], Spec { drift_prior: Some(3.0), damping: 0.5, ..PLAIN });
        assert!((shrunk.drift - 1.0).abs() < 1e-12 && (shrunk.shrinkage - 0.5).abs() < 1e-12);
        assert!((shrunk.median(2) - 7.5).abs() < 1e-12, "{}", shrunk.median(2));
        // Weights 1, 1/2, 1/4 by age: (4 + 1/2 + 1/4) / (7/4), and 49/16 over 21/16.
        let old = of(&[], Spec { drift_weight: 0.5, ..PLAIN });
        assert!(
            (old.drift - 19.0 / 7.0).abs() < 1e-12 && (old.effective - 7.0 / 3.0).abs() < 1e-12
        );
    }

    /// By hand: the geometric mean of spreads 1 and 4 is 2; with as many years as the prior counts a
    /// series lies half way to it on the logarithm. A year missing is no change from the one before.
    #[test]
    fn spreads_are_drawn_to_the_panel() {
        let mut gap = track(&[0.0, 4.0, 0.0, 4.0, 0.0], &[]);
        let both = [track(&[0.0, 1.0, 0.0, 1.0, 0.0], &[]), gap.clone()];
        let spec = Spec { drift_prior: None, spread_prior: 4.0, ..PLAIN };
        let fits = fit(&both, Year(2004), &spec).expect("changes");
        assert!((fits[0].spread - 2.0_f64.sqrt()).abs() < 1e-12, "{fits:?}");
        assert!((fits[1].spread - 8.0_f64.sqrt()).abs() < 1e-12, "{fits:?}");
        gap.values.remove(&Year(2002));
        assert_eq!(gap.count(Year(2004)), 2);
        assert_eq!(fit(&[track(&[1.0], &[])], Year(2000), &PLAIN), None);
        assert_eq!(fit(&[track(&[1.0, 2.0], &[])], Year(1999), &PLAIN), None);
    }

    /// Tolerance: five standard errors of a median and a variance of 20,000 draws; expected: the
    /// formulas of [`Fit::median`] and [`Fit::deviation`].
    #[test]
    fn paths_have_the_moments_they_should() {
        let fit =
            fit(&[track(&[0.0, 0.3, 0.1, 0.6], &[])], Year(2003), &Spec { damping: 0.9, ..PLAIN });
        let fit = fit.expect("changes").remove(0);
        let paths = fit.paths(4, 20_000, &Key::new(3).with("paths"));
        let shorter = fit.paths(2, 20_000, &Key::new(3).with("paths"));
        assert_eq!(paths.get(1), shorter.get(1));
        for step in [0, 3] {
            let values = paths.get(step).expect("covered");
            let mean = suranys_core::numeric::mean(values).expect("draws");
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 20_000.0;
            let sd = fit.deviation(step + 1);
            assert!((mean - fit.median(step + 1)).abs() < 5.0 * sd / 20_000.0_f64.sqrt(), "{step}");
            assert!(
                (variance / (sd * sd) - 1.0).abs() < 5.0 * (2.0 / 20_000.0_f64).sqrt(),
                "{step}"
            );
        }
    }
}
