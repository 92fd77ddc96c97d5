//! Whether a series has a season, and the series without it.

/// Critical value of the autocorrelation test, at 90 per cent.
const CRITICAL: f64 = 1.645;
/// Fewest whole seasons for a test.
const FEWEST: usize = 3;

/// Whether the autocorrelation at the seasonal lag stands out at 90 per cent (the test of the M4
/// competition's organisers, Makridakis, Spiliotis & Assimakopoulos 2020).
#[must_use]
pub fn is_seasonal(y: &[f64], season: usize) -> bool {
    let n = y.len();
    if season < 2 || n < FEWEST * season {
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
/// otherwise; drawn towards no season by how little they stand out of their own noise.
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
        Indices::fitted(y, season, y.iter().all(|v| *v > 0.0), true)
    }

    /// The indices as decomposition gives them, not drawn towards no season.
    #[must_use]
    pub fn plain(y: &[f64], season: usize) -> Option<Indices> {
        Indices::fitted(y, season, y.iter().all(|v| *v > 0.0), false)
    }

    /// The indices of one kind.
    pub(crate) fn fitted(
        y: &[f64],
        season: usize,
        multiplicative: bool,
        shrunk: bool,
    ) -> Option<Indices> {
        if season < 2 || y.len() < 2 * season {
            return None;
        }
        let half = season / 2;
        let mut sums = vec![(0.0, 0.0, 0.0); season];
        for t in half..y.len() - half {
            // The centred moving average over one season: of an even one, half of each end.
            let trend = if season.is_multiple_of(2) {
                let inner: f64 = y[t - half + 1..t + half].iter().sum();
                (inner + (y[t - half] + y[t + half]) / 2.0) / season as f64
            } else {
                y[t - half..=t + half].iter().sum::<f64>() / season as f64
            };
            let at = &mut sums[t % season];
            let ratio = if multiplicative { y[t] / trend } else { y[t] - trend };
            at.0 += ratio;
            at.1 += 1.0;
            at.2 += ratio * ratio;
        }
        if sums.iter().any(|(_, count, _)| *count == 0.0) {
            return None;
        }
        let raw: Vec<f64> = sums.iter().map(|(sum, count, _)| sum / count).collect();
        let mean = raw.iter().sum::<f64>() / season as f64;
        let values: Vec<f64> = if multiplicative {
            raw.iter().map(|v| v / mean).collect()
        } else {
            raw.iter().map(|v| v - mean).collect()
        };
        let centre = if multiplicative { 1.0 } else { 0.0 };
        let keep = if shrunk { 1.0 - shrinkage(&sums, &values, centre) } else { 1.0 };
        let values: Vec<f64> = values.iter().map(|v| centre + keep * (v - centre)).collect();
        let indices = Indices { multiplicative, values };
        // An index near zero would blow its season up.
        let usable = !multiplicative || indices.values.iter().all(|v| *v > 1e-3);
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

/// How far the indices are drawn towards no season: the less, the more they differ beyond the
/// noise of their means (Miller & Williams 2003, James-Stein form).
fn shrinkage(sums: &[(f64, f64, f64)], indices: &[f64], centre: f64) -> f64 {
    let season = sums.len() as f64;
    let within: f64 = sums.iter().map(|(sum, count, square)| square - sum * sum / count).sum();
    let count: f64 = sums.iter().map(|(_, count, _)| count).sum();
    if count <= season || season < 4.0 {
        return 0.0;
    }
    let noise = within / (count - season) * season / count;
    let spread = indices.iter().map(|v| (v - centre) * (v - centre)).sum::<f64>() / (season - 1.0);
    if spread <= 0.0 { 1.0 } else { ((season - 3.0) / (season - 1.0) * noise / spread).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::reference::{reference, season};

    /// Expected values: statsmodels, see tests/reference/engine.py; tolerance 1e-9.
    #[test]
    fn indices_are_those_of_an_independent_program() {
        let indices = Indices::plain(&season(), 4).expect("two seasons and more");
        for t in 0..4 {
            assert!((indices.at(t) - reference("index", t)).abs() < 1e-9, "{t}: {}", indices.at(t));
        }
    }

    #[test]
    fn a_season_is_found_where_there_is_one_and_noise_is_drawn_in() {
        assert!(is_seasonal(&season(), 4));
        let noise: Vec<f64> = (0..24).map(|t| 100.0 + f64::from((t * 37 + 11) % 13)).collect();
        let (plain, drawn) = (Indices::plain(&noise, 4), Indices::of(&noise, 4));
        let (plain, drawn) = (plain.expect("long enough"), drawn.expect("long enough"));
        let reach = |i: &Indices| (0..4).map(|t| (i.at(t) - 1.0).abs()).sum::<f64>();
        assert!(reach(&drawn) < 0.7 * reach(&plain), "{} {}", reach(&drawn), reach(&plain));
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
