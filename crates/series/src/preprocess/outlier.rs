//! Values that stand out of their series: one alone between others, at the beginning, at the end.
//!
//! A value alone between others that agree with each other is no news of what comes (an additive
//! outlier: Fox 1972); left in, it widens every error measured after it, the more the longer ago it
//! was forgotten why. It is set aside, that is taken as missing. The last value can't be distinguished from a
//! shift of the level, which only the next values decide (Ledolter 1989); it is not set aside, it is
//! doubted.

use crate::preprocess::gaps::bridged_marked;
use crate::preprocess::observed::{
    changes, known, median, missing_marked, observed, positive, robust_sd,
};
use crate::tuning::outlier::{
    LAST_STANDS_OUT, MIN_RELATIVE, MIN_SEASONS, MIN_VALUES, NEIGHBOURS, STANDS_OUT,
};
use suranys_core::numeric::ln;

/// What the combination does not take of a series as it stands.
///
/// ```
/// use suranys_series::Outliers;
///
/// let mut y: Vec<Option<f64>> = (0..12).map(|t| Some(50.0 + f64::from(t % 3))).collect();
/// y[5] = Some(520.0);
/// assert_eq!(Outliers::of(&y, 1).set_aside, [5]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outliers {
    /// Values at the beginning that are left out: zeros before the series came to be, or a first value
    /// far from the others.
    pub before: usize,
    /// Places, in the whole series, of values that are taken as missing, in ascending order.
    pub set_aside: Vec<usize>,
    /// Whether the last value is doubted: it may be the first of a new level, or one alone.
    pub last_doubted: bool,
}

impl Outliers {
    /// Those of a series with so many periods in a season, 1 for none. Of few values nothing is said.
    ///
    /// Distances are measured by their median, which no single value can move, of a positive series on
    /// the logarithmic scale.
    #[must_use]
    pub fn of(y: &[Option<f64>], season: usize) -> Outliers {
        Outliers::of_marked(&missing_marked(y), season)
    }

    /// The same of values that are NaN where one is missing.
    pub(crate) fn of_marked(y: &[f64], season: usize) -> Outliers {
        let before = begins(y);
        let seen = &y[before..];
        let (scale, mut values) = Scale::of(seen);
        if known(seen) < MIN_VALUES {
            return Outliers { before, ..Outliers::default() };
        }
        let alone = alone(&values, season, &scale);
        alone.iter().for_each(|t| values[*t] = f64::NAN);
        let last_doubted = last_stands_out(&values, season, &scale);
        let set_aside = alone.into_iter().map(|t| before + t).collect();
        Outliers { before, set_aside, last_doubted }
    }

    /// The series without what is left out, and with what is set aside made from its neighbours, so that
    /// models which take no gaps are fitted all the same.
    pub(crate) fn without(&self, y: &[f64]) -> Vec<f64> {
        let mut values = y.to_vec();
        self.set_aside.iter().for_each(|t| values[*t] = f64::NAN);
        let filled = bridged_marked(&values).into_owned();
        self.set_aside
            .iter()
            .for_each(|t| values[*t] = filled.get(*t).copied().unwrap_or(f64::NAN));
        values.split_off(self.before)
    }
}

/// How far apart values of a series are at least taken to be by nature.
struct Scale {
    min: f64,
}

impl Scale {
    /// Of a series, which is also given on the scale on which it is measured.
    fn of(y: &[f64]) -> (Scale, Vec<f64>) {
        let logarithmic = positive(y);
        let mut sizes: Vec<f64> = observed(y).map(f64::abs).collect();
        let size = median(&mut sizes).unwrap_or(0.0);
        // Whole numbers may be counts, whose noise is at least Poisson's.
        let counts = observed(y).all(|v| v.fract() == 0.0);
        let noise = if counts { size.sqrt() } else { 0.0 };
        let unit = if logarithmic { size } else { 1.0 };
        let scale = Scale { min: (MIN_RELATIVE * size).max(noise) / unit };
        (scale, if logarithmic { y.iter().map(|v| ln(*v)).collect() } else { y.to_vec() })
    }
}

/// The robust standard deviation of distances; zero of none.
fn spread(distances: &[f64]) -> f64 {
    robust_sd(observed(distances)).unwrap_or(0.0)
}

/// Values at the beginning that are left out: zeros that none follow, or the first value, if what comes
/// after is far from them.
fn begins(y: &[f64]) -> usize {
    let zeros = y.iter().take_while(|v| **v == 0.0).count();
    let place = zeros.max(1);
    let Some((sample, rest)) = y.get(place - 1..).zip(y.get(place..)) else { return 0 };
    let asked = if zeros > 0 {
        known(rest) >= 2 && rest.iter().all(|v| *v != 0.0)
    } else {
        known(y) >= MIN_VALUES
    };
    if !asked {
        return 0;
    }
    let (scale, x) = Scale::of(sample);
    let mut steps = changes(&x[1..]);
    let middle = median(&mut steps).unwrap_or(0.0);
    steps.iter_mut().for_each(|step| *step -= middle);
    // The second value may be the one that stands out.
    let near = x.iter().skip(1).take(2).map(|v| (v - x[0]).abs()).fold(f64::INFINITY, f64::min);
    if near > STANDS_OUT * spread(&steps).max(scale.min) { place } else { 0 }
}

/// Distances from what places in the season are like, where there are seasons enough to tell.
fn without_season(distances: &mut [f64], season: usize) {
    if season > 1 && distances.len() >= MIN_SEASONS * season {
        for place in 0..season {
            let here = || (place..distances.len()).step_by(season);
            let mut same: Vec<f64> =
                observed(&here().map(|t| distances[t]).collect::<Vec<_>>()).collect();
            if let Some(middle) = median(&mut same) {
                (place..distances.len()).step_by(season).for_each(|t| distances[t] -= middle);
            }
        }
    }
}

/// Places of values that are far from both neighbours, which are near each other.
fn alone(x: &[f64], season: usize, scale: &Scale) -> Vec<usize> {
    let mut away: Vec<f64> = x.windows(3).map(|w| w[1] - (w[0] + w[2]) / 2.0).collect();
    without_season(&mut away, season);
    let min = STANDS_OUT * spread(&away).max(scale.min);
    if min <= 0.0 {
        return Vec::new();
    }
    let of = |t: usize| away.get(t).map_or(0.0, |v| v.abs());
    let alone = |at: &usize| {
        let (here, next) = (of(*at), of(at + 1).max(at.checked_sub(1).map_or(0.0, of)));
        here > min && here >= next && (x[at + 2] - x[*at]).abs() < NEIGHBOURS * here
    };
    (0..away.len()).filter(alone).map(|at| at + 1).collect()
}

/// Whether the last value is farther from the one before than changes explain.
fn last_stands_out(x: &[f64], season: usize, scale: &Scale) -> bool {
    let mut steps: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
    without_season(&mut steps, season);
    let Some((last, before)) = steps.split_last() else { return false };
    let mut sorted: Vec<f64> = observed(before).collect();
    let Some(middle) = median(&mut sorted).filter(|_| !last.is_nan()) else { return false };
    sorted.iter_mut().for_each(|step| *step -= middle);
    let mut spread = spread(&sorted).max(scale.min);
    if spread <= 0.0 {
        spread = sorted.iter().map(|step| step.abs()).sum::<f64>() / sorted.len() as f64;
    }
    (last - middle).abs() > LAST_STANDS_OUT * spread
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition: nothing stands out of a series within a few per cent; what is far from both
    /// neighbours does, wherever it is, and a step to a new level does not.
    #[test]
    fn a_value_alone_is_set_aside_and_a_step_is_not() {
        let level = [101.4, 102.2, 98.7, 100.3, 99.1, 103.5, 100.9, 98.2, 102.8, 99.6];
        assert_eq!(Outliers::of_marked(&level, 1), Outliers::default());
        for place in 1..9 {
            for factor in [0.1, 10.0, -10.0] {
                let mut y = level;
                y[place] *= factor;
                let found = Outliers::of_marked(&y, 1);
                assert_eq!((found.set_aside, found.last_doubted), (vec![place], false), "{factor}");
            }
        }
        for place in 2..9 {
            let mut y = level;
            y[place..].iter_mut().for_each(|v| *v *= 3.0);
            assert_eq!(Outliers::of_marked(&y, 1), Outliers::default(), "a step at {place}");
        }
    }

    /// By definition: of the last value no next one tells what it is, and the first is left out.
    #[test]
    fn the_last_value_is_doubted_and_the_first_left_out() {
        let mut y = [101.4, 102.2, 98.7, 100.3, 99.1, 103.5, 100.9, 98.2, 102.8, 990.6];
        let doubted = Outliers { last_doubted: true, ..Outliers::default() };
        assert_eq!(Outliers::of_marked(&y, 1), doubted);
        y.reverse();
        let found = Outliers::of_marked(&y, 1);
        assert_eq!(found, Outliers { before: 1, ..Outliers::default() });
        assert_eq!(found.without(&y), y[1..]);
    }

    /// By definition: a component that came to be later is seen from then on; small counts, which
    /// begin with zeros by chance, and growth from nothing are seen whole.
    #[test]
    fn zeros_before_a_series_came_to_be_are_left_out() {
        let begins = |y: &[f64]| Outliers::of_marked(y, 1).before;
        assert_eq!(begins(&[0.0, 0.0, 0.0, 302.5, 305.0, 301.0, 309.0]), 3);
        assert_eq!(begins(&[0.0, 0.0, 1.0, 2.0, 1.0, 1.0]), 0);
        assert_eq!(begins(&[0.0, 0.0, 3.0, 7.0, 12.0, 16.0, 24.0]), 0);
        assert_eq!(begins(&[0.0, 0.0, 302.5, 0.0, 305.0, 309.0]), 0);
        assert_eq!(begins(&[0.0, 0.0, 0.0]), 0);
    }

    /// By definition: counts are far apart by nature, and of few values nothing is said.
    #[test]
    fn small_counts_and_few_values_have_no_outliers() {
        let none = Outliers::default();
        assert_eq!(
            Outliers::of_marked(&[0.0, 0.0, 1.0, 0.0, 3.0, 0.0, 0.0, 1.0, 0.0, 2.0], 1),
            none
        );
        assert_eq!(Outliers::of_marked(&[2.0, 1.0, 6.0, 3.0, 1.0, 4.0, 2.0, 7.0, 2.0], 1), none);
        assert_eq!(Outliers::of_marked(&[10.5, 10.4, 99.9, 10.6], 1), none);
        assert_eq!(Outliers::of_marked(&[f64::NAN; 12], 1), none);
        assert_eq!(Outliers::of_marked(&[], 4), none);
    }

    /// By definition: what comes back every year is season.
    #[test]
    fn a_peak_of_every_year_is_no_outlier_and_one_of_a_single_year_is() {
        let mut y: Vec<f64> = (0..48_u32)
            .map(|t| {
                let noise = f64::from(t * 37 % 11) / 10.0;
                if t % 12 == 11 { 400.0 + noise } else { 100.0 + noise }
            })
            .collect();
        assert_eq!(Outliers::of_marked(&y, 12), Outliers::default());
        y[20] *= 10.0;
        assert_eq!(Outliers::of_marked(&y, 12).set_aside, [20]);
    }
}
