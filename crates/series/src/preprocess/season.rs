//! Whether a series has a season, and the series without it.

use crate::preprocess::gaps::bridged_marked;
use crate::preprocess::observed::{mean, positive};
use crate::tuning::season::{CRITICAL, DISCOUNT, EVIDENCE, MEDIAL, MIN_INDEX, MIN_SEASONS};
use suranys_core::numeric::powf;

/// Whether the autocorrelation at the seasonal lag stands out at 90 per cent (the test of the M4
/// competition's organisers, Makridakis, Spiliotis & Assimakopoulos 2020).
#[must_use]
pub fn is_seasonal(y: &[f64], season: usize) -> bool {
    let n = y.len();
    if season < 2 || n < MIN_SEASONS * season {
        return false;
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let total: f64 = y.iter().map(|v| (v - mean) * (v - mean)).sum();
    if total <= 0.0 {
        return false;
    }
    let correlation = |lag: usize| {
        y.iter().zip(&y[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / total
    };
    let before: f64 = (1..season).map(|lag| correlation(lag) * correlation(lag)).sum();
    correlation(season).abs() > CRITICAL * ((1.0 + 2.0 * before) / n as f64).sqrt()
}

/// Seasonal indices by classical decomposition: multiplicative for positive values, additive
/// otherwise. Those of [`Indices::of`] are means in which later seasons count more, without the
/// extremes (the medial mean of X-11: Shiskin, Young & Musgrave 1967), shrunk towards no season by how
/// little they stand out of their own noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    multiplicative: bool,
    /// By place in the season, the first value's place being zero.
    values: Vec<f64>,
}

impl Indices {
    /// The indices of a series, of which missing values are not numbers and neither first nor last;
    /// `None` with fewer than three whole seasons, or where the values are no evidence of a season.
    #[must_use]
    pub fn of(y: &[f64], season: usize) -> Option<Indices> {
        let enough = y.len() >= MIN_SEASONS * season;
        enough.then(|| Indices::fitted(y, season, positive(y), false)).flatten()
    }

    /// The indices as decomposition gives them: plain means, not shrunk towards no season, whatever the
    /// evidence. `None` with fewer than two whole seasons.
    #[must_use]
    pub fn plain(y: &[f64], season: usize) -> Option<Indices> {
        Indices::fitted(y, season, positive(y), true)
    }

    /// The indices of one kind.
    pub(crate) fn fitted(
        y: &[f64],
        season: usize,
        multiplicative: bool,
        plain: bool,
    ) -> Option<Indices> {
        if season < 2 || y.len() < 2 * season {
            return None;
        }
        let (given, y, half) = (y, bridged_marked(y), season / 2);
        // By place in the season, of one season after the other.
        let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); season];
        for t in (half..y.len() - half).filter(|t| !given[*t].is_nan()) {
            // The centred moving average over one season: of an even one, half of each end.
            let trend = if season.is_multiple_of(2) {
                let inner: f64 = y[t - half + 1..t + half].iter().sum();
                (inner + (y[t - half] + y[t + half]) / 2.0) / season as f64
            } else {
                y[t - half..=t + half].iter().sum::<f64>() / season as f64
            };
            ratios[t % season].push(if multiplicative { y[t] / trend } else { y[t] - trend });
        }
        if ratios.iter().any(Vec::is_empty) {
            return None;
        }
        let of = |ratios: &Vec<f64>| if plain { mean(ratios) } else { recent(ratios) };
        let raw: Vec<f64> = ratios.iter().map(of).collect();
        let middle = mean(&raw);
        let values: Vec<f64> = if multiplicative {
            raw.iter().map(|v| v / middle).collect()
        } else {
            raw.iter().map(|v| v - middle).collect()
        };
        let centre = if multiplicative { 1.0 } else { 0.0 };
        let keep = if plain { 1.0 } else { kept(&ratios, &values, centre)? };
        let values: Vec<f64> = values.iter().map(|v| centre + keep * (v - centre)).collect();
        let indices = Indices { multiplicative, values };
        // An index near zero would blow its season up.
        let usable = !multiplicative || indices.values.iter().all(|v| *v > MIN_INDEX);
        usable.then_some(indices)
    }

    /// The index at place `t`.
    pub(crate) fn at(&self, t: usize) -> f64 {
        self.values[t % self.values.len()]
    }

    /// The value at place `t` without its season.
    #[must_use]
    pub fn adjust(&self, t: usize, value: f64) -> f64 {
        if self.multiplicative { value / self.at(t) } else { value - self.at(t) }
    }

    /// An adjusted value at place `t` with its season put back.
    #[must_use]
    pub fn restore(&self, t: usize, value: f64) -> f64 {
        if self.multiplicative { value * self.at(t) } else { value + self.at(t) }
    }
}

/// The mean of one season after the other, of which the later count more, without the extremes.
fn recent(seasons: &[f64]) -> f64 {
    let mut weight = 1.0;
    let mut weighed: Vec<(f64, f64)> = Vec::with_capacity(seasons.len());
    for value in seasons.iter().rev() {
        weighed.push((*value, weight));
        weight *= DISCOUNT;
    }
    weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let middle = match &weighed[..] {
        [_, middle @ .., _] if weighed.len() >= MEDIAL => middle,
        all => all,
    };
    let total: f64 = middle.iter().map(|(_, weight)| weight).sum();
    middle.iter().map(|(value, weight)| value * weight).sum::<f64>() / total
}

/// How much of the indices is kept, the rest being shrunk towards no season: the more, the more they
/// differ beyond the noise of their means (Miller & Williams 2003, James-Stein form). `None` where
/// they do not differ by more than noise would at [`EVIDENCE`]: the F-test of stable seasonality of
/// the X-11 family (Lothian & Morry 1978), of the means that are used.
fn kept(ratios: &[Vec<f64>], indices: &[f64], centre: f64) -> Option<f64> {
    let season = ratios.len() as f64;
    let around = |of: &Vec<f64>| of.iter().map(|v| (v - mean(of)) * (v - mean(of))).sum::<f64>();
    let within: f64 = ratios.iter().map(around).sum();
    let count = ratios.iter().map(Vec::len).sum::<usize>() as f64;
    if count <= season {
        return None;
    }
    // The weighted mean of n values has the noise of a plain one of (sum w)^2 / sum w^2.
    let each = count / season;
    let (sum, squares) = (
        (1.0 - powf(DISCOUNT, each)) / (1.0 - DISCOUNT),
        (1.0 - powf(DISCOUNT, 2.0 * each)) / (1.0 - DISCOUNT * DISCOUNT),
    );
    let noise = within / (count - season) * squares / (sum * sum);
    let spread = indices.iter().map(|v| (v - centre) * (v - centre)).sum::<f64>() / (season - 1.0);
    let stands_out = spread > 0.0
        && (noise <= 0.0 || f_score(spread / noise, season - 1.0, count - season) > EVIDENCE);
    stands_out.then(|| 1.0 - ((season - 3.0).max(0.0) / (season - 1.0) * noise / spread).min(1.0))
}

/// The standard normal value as improbable as a ratio of variances of so many degrees of freedom
/// (Paulson 1942).
fn f_score(ratio: f64, above: f64, below: f64) -> f64 {
    let (root, above, below) = (libm::cbrt(ratio), 2.0 / (9.0 * above), 2.0 / (9.0 * below));
    ((1.0 - below) * root - (1.0 - above)) / (below * root * root + above).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, season};

    /// Expected values: statsmodels, see tests/reference/engine.py; tolerance 1e-9.
    #[test]
    fn indices_are_those_of_an_independent_program() {
        let indices = Indices::plain(&season(), 4).expect("two seasons and more");
        for t in 0..4 {
            assert!((indices.at(t) - reference("index", t)).abs() < 1e-9, "{t}: {}", indices.at(t));
        }
    }

    /// By hand: two ratios a place, 0.01 about means of 0.02 above and below one, have noise of 1.0204
    /// times 0.0001 and a spread of 16/3 times that: a third of their quotient is shrunk away. With means
    /// of 0.01 the ratio of 1.31 is one that noise has in two of five series.
    #[test]
    fn a_season_is_found_where_there_is_one_and_its_noise_is_shrunk() {
        assert!(is_seasonal(&season(), 4));
        let kept = |away: f64| {
            let means = [1.0 + away, 1.0 - away, 1.0 + away, 1.0 - away];
            let ratios = means.map(|mean| vec![mean - 0.01, mean + 0.01]);
            kept(&ratios, &means, 1.0)
        };
        let clear = kept(0.02).expect("clear enough");
        assert!((clear - (1.0 - 1.0204 / (3.0 * 16.0 / 3.0))).abs() < 1e-4, "{clear}");
        assert_eq!(kept(0.01), None);
    }

    /// By hand: the latest season counts 1, those before 3/4, 9/16 and so on; of five the greatest and
    /// the least are left out, which one season out of line can't move.
    #[test]
    fn later_seasons_count_more_and_the_extremes_nothing() {
        assert!((recent(&[1.0, 2.0]) - (0.75 + 2.0) / 1.75).abs() < 1e-12);
        let five = (9.0 / 16.0 * 2.0 + 0.75 * 3.0 + 4.0) / (9.0 / 16.0 + 1.75);
        assert!((recent(&[0.0, 9.0, 2.0, 3.0, 4.0]) - five).abs() < 1e-12);
    }

    /// Expected values: tables of F at 90 per cent, 2.61 for 3 and 12 degrees of freedom and 1.94 for 10
    /// and 20, and 2.35 for these at 95 per cent; the approximation is good to two in a hundred.
    #[test]
    fn an_f_ratio_is_as_improbable_as_its_normal_value() {
        for (ratio, above, below, z) in
            [(2.61, 3.0, 12.0, 1.2816), (1.94, 10.0, 20.0, 1.2816), (2.35, 10.0, 20.0, 1.6449)]
        {
            let ours = f_score(ratio, above, below);
            assert!((ours - z).abs() < 0.02, "{ratio}: {ours}");
        }
    }

    /// By definition: two seasons and eleven months are not three whole ones; values that do not differ
    /// by month beyond their noise are no evidence.
    #[test]
    fn a_season_needs_three_whole_ones_and_evidence() {
        let clear = |n: u32| -> Vec<f64> {
            (0..n).map(|t| 100.0 + f64::from(t % 12 * 10) + f64::from(t * 37 % 7)).collect()
        };
        for n in [23, 24, 30, 35] {
            assert_eq!(Indices::of(&clear(n), 12), None, "{n}");
        }
        for n in [36, 41, 60] {
            assert!(Indices::of(&clear(n), 12).is_some(), "{n}");
        }
        let mut stream = suranys_core::Key::new(3).draw(0);
        let noise: Vec<f64> = (0..36).map(|_| 100.0 + stream.normal()).collect();
        assert_eq!(Indices::of(&noise, 12), None);
    }

    /// By definition: what is taken out is put back.
    #[test]
    fn restoring_undoes_adjusting() {
        let y = season();
        let indices = Indices::of(&y, 4).expect("two seasons and more");
        for (t, v) in y.iter().enumerate() {
            assert!((indices.restore(t, indices.adjust(t, *v)) - v).abs() < 1e-9);
        }
    }
}
