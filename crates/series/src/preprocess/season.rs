//! Whether a series has a season, and the series without it.

use crate::preprocess::observed::mean;
use crate::tuning::season::{CRITICAL, DISCOUNT, MEDIAL, MIN_INDEX, MIN_SEASONS};
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
    /// The indices of a series; `None` with fewer than two whole seasons.
    #[must_use]
    pub fn of(y: &[f64], season: usize) -> Option<Indices> {
        Indices::fitted(y, season, y.iter().all(|v| *v > 0.0), false)
    }

    /// The indices as decomposition gives them: plain means, not shrunk towards no season.
    #[must_use]
    pub fn plain(y: &[f64], season: usize) -> Option<Indices> {
        Indices::fitted(y, season, y.iter().all(|v| *v > 0.0), true)
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
        let half = season / 2;
        // By place in the season, of one season after the other.
        let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); season];
        for t in half..y.len() - half {
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
        let keep = if plain { 1.0 } else { 1.0 - shrinkage(&ratios, &values, centre) };
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

/// How far the indices are shrunk towards no season: the less, the more they differ beyond the
/// noise of their means (Miller & Williams 2003, James-Stein form).
fn shrinkage(ratios: &[Vec<f64>], indices: &[f64], centre: f64) -> f64 {
    let season = ratios.len() as f64;
    let around = |of: &Vec<f64>| of.iter().map(|v| (v - mean(of)) * (v - mean(of))).sum::<f64>();
    let within: f64 = ratios.iter().map(around).sum();
    let count = ratios.iter().map(Vec::len).sum::<usize>() as f64;
    if count <= season || season < 4.0 {
        return 0.0;
    }
    // The weighted mean of n values has the noise of a plain one of (sum w)^2 / sum w^2.
    let each = count / season;
    let (sum, squares) = (
        (1.0 - powf(DISCOUNT, each)) / (1.0 - DISCOUNT),
        (1.0 - powf(DISCOUNT, 2.0 * each)) / (1.0 - DISCOUNT * DISCOUNT),
    );
    let noise = within / (count - season) * squares / (sum * sum);
    let spread = indices.iter().map(|v| (v - centre) * (v - centre)).sum::<f64>() / (season - 1.0);
    if spread <= 0.0 { 1.0 } else { ((season - 3.0) / (season - 1.0) * noise / spread).min(1.0) }
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

    #[test]
    fn a_season_is_found_where_there_is_one_and_noise_is_shrunk() {
        assert!(is_seasonal(&season(), 4));
        let noise: Vec<f64> = (0..24).map(|t| 100.0 + f64::from((t * 37 + 11) % 13)).collect();
        let (plain, drawn) = (Indices::plain(&noise, 4), Indices::of(&noise, 4));
        let (plain, drawn) = (plain.expect("long enough"), drawn.expect("long enough"));
        let reach = |i: &Indices| (0..4).map(|t| (i.at(t) - 1.0).abs()).sum::<f64>();
        assert!(reach(&drawn) < 0.7 * reach(&plain), "{} {}", reach(&drawn), reach(&plain));
    }

    /// By hand: the latest season counts 1, those before 3/4, 9/16 and so on; of five the greatest and
    /// the least are left out, which one season out of line can't move.
    #[test]
    fn later_seasons_count_more_and_the_extremes_nothing() {
        assert!((recent(&[1.0, 2.0]) - (0.75 + 2.0) / 1.75).abs() < 1e-12);
        let five = (9.0 / 16.0 * 2.0 + 0.75 * 3.0 + 4.0) / (9.0 / 16.0 + 1.75);
        assert!((recent(&[0.0, 9.0, 2.0, 3.0, 4.0]) - five).abs() < 1e-12);
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
