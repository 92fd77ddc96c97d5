//! Scores of predicted shares against counts of a survey, whose own noise is counted.

use crate::staffing::proxies::Proxy;
use crate::staffing::tree::Level;
use crate::tuning::staffing::{DESIGN_EFFECT, WELL_KNOWN};
use suranys_core::Key;
use suranys_core::numeric::{exp, ln, ln_gamma, quantile_sorted};
use suranys_core::occupation_groups::OccupationValidationRow;

/// Name of the test.
pub(super) const TEST: &str = "country-left-out";

/// A row without scores.
pub(super) fn row(test: &str, method: &str, level: usize) -> OccupationValidationRow {
    OccupationValidationRow {
        test: test.to_owned(),
        method: method.to_owned(),
        level,
        subject: String::new(),
        cases: 0,
        coverage50: None,
        coverage80: None,
        coverage95: None,
        log_score: None,
        median_error: None,
        known: None,
        estimate: None,
    }
}

/// What a survey says of one group, given its major group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observed {
    /// Place of the group.
    pub(super) group: usize,
    /// Persons interviewed in the group.
    pub(super) sample: f64,
    /// Effective number of persons interviewed in the major group.
    pub(super) of_major: f64,
    /// Of these in the group.
    pub(super) count: f64,
    /// Share of the group in its major group.
    pub(super) share: f64,
    /// Logarithm of the number of ways to have that count.
    pub(super) ways: f64,
    /// Uniform number by which ties of a count are broken.
    tie: f64,
}

/// The groups of a country's file of which the major group was interviewed.
pub(super) fn observed(proxy: &Proxy, level: &Level, key: &Key) -> Vec<Observed> {
    let (persons, sample) = (proxy.by_group(), proxy.sample_by_group());
    let majors = level.major.iter().max().map_or(0, |last| last + 1);
    let (mut all, mut asked) = (vec![0.0; majors], vec![0.0; majors]);
    for (group, major) in level.major.iter().enumerate() {
        all[*major] += persons[group];
        asked[*major] += sample[group];
    }
    let streams = key.with("rounding").with(&proxy.code).streams();
    let of = |(group, major): (usize, &usize)| {
        let of_major = (asked[*major] / DESIGN_EFFECT).round();
        if of_major <= 0.0 || all[*major] <= 0.0 {
            return None;
        }
        let mut stream = streams.draw(group);
        let share = persons[group] / all[*major];
        // A count that is no whole number is rounded at random, so that its mean stays.
        let count = (of_major * share + stream.uniform()).floor().min(of_major);
        let (sample, tie) = (sample[group], stream.uniform());
        let ways =
            ln_gamma(of_major + 1.0) - ln_gamma(count + 1.0) - ln_gamma(of_major - count + 1.0);
        Some(Observed { group, sample, of_major, count, share, ways, tie })
    };
    level.major.iter().enumerate().filter_map(of).collect()
}

/// The score of one group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Score {
    /// Probability that the model gives to lower counts, ties broken at random.
    pub(super) below: f64,
    /// Logarithm of the probability it gives to the count.
    pub(super) log: f64,
    /// Logarithm of the mean share over the observed one; None where nobody is observed, or the
    /// group is not known well.
    pub(super) error: Option<f64>,
}

/// Lowest share of a group; arithmetic.
const MIN_SHARE: f64 = 1e-9;

/// Scores drawn shares: the count is binomial in each draw.
pub(super) fn score(of: &Observed, shares: &[f64]) -> Score {
    let (n, x) = (of.of_major, of.count);
    let mut tails = Tails::of(n, x);
    let (mut below, mut at) = (0.0, 0.0);
    for share in shares {
        let p = share.clamp(MIN_SHARE, 1.0 - MIN_SHARE);
        let mass = exp(of.ways + x * ln(p) + (n - x) * ln(1.0 - p));
        below += tails.below(p, mass) + of.tie * mass;
        at += mass;
    }
    let draws = shares.len().max(1) as f64;
    let mean = shares.iter().sum::<f64>() / draws;
    let known = of.sample >= WELL_KNOWN && of.share > 0.0;
    Score {
        below: below / draws,
        log: ln((at / draws).max(f64::MIN_POSITIVE)),
        error: known.then(|| ln(mean.max(MIN_SHARE) / of.share)),
    }
}

/// The tails of the binomial distributions of `n` trials about a count of `x`.
struct Tails {
    n: f64,
    x: f64,
    /// From `x` upwards and downwards: by what the probability of the next count differs from that of
    /// one, odds aside. Made as far as they are asked for: one distribution shares them with the next.
    up: Vec<f64>,
    down: Vec<f64>,
}

impl Tails {
    fn of(n: f64, x: f64) -> Tails {
        Tails { n, x, up: Vec::new(), down: Vec::new() }
    }

    /// Probability of a count below `x` where a trial succeeds by `p`, `mass` being that of `x` itself:
    /// summed from `x` away from the mean, where terms fall.
    fn below(&mut self, p: f64, mass: f64) -> f64 {
        let (n, x) = (self.n, self.x);
        let ratio = p / (1.0 - p);
        let (mut term, mut sum, mut k) = (mass, 0.0, x);
        let mut place = 0;
        if x > n * p {
            // What is above `x`.
            while k < n && term > sum * f64::EPSILON {
                if place == self.up.len() {
                    self.up.push((n - k) / (k + 1.0));
                }
                term *= self.up[place] * ratio;
                (k, place) = (k + 1.0, place + 1);
                sum += term;
            }
            return (1.0 - mass - sum).max(0.0);
        }
        while k > 0.0 && term > sum * f64::EPSILON {
            if place == self.down.len() {
                self.down.push(k / (n - k + 1.0));
            }
            term *= self.down[place] / ratio;
            (k, place) = (k - 1.0, place + 1);
            sum += term;
        }
        sum.min(1.0)
    }
}

/// Median of positive and negative numbers' sizes; none of nothing.
pub(super) fn median_size(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sizes: Vec<f64> = values.map(f64::abs).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    quantile_sorted(&sizes, 0.5)
}

/// Scores of a level together.
pub(super) fn together(
    test: &str,
    method: &str,
    level: usize,
    scores: &[Score],
) -> OccupationValidationRow {
    let cases = scores.len();
    let inside = |tail: f64| {
        let within = |s: &&Score| s.below > tail && s.below < 1.0 - tail;
        (cases > 0).then(|| scores.iter().filter(within).count() as f64 / cases as f64)
    };
    OccupationValidationRow {
        cases,
        coverage50: inside(0.25),
        coverage80: inside(0.1),
        coverage95: inside(0.025),
        log_score: (cases > 0).then(|| scores.iter().map(|s| s.log).sum::<f64>() / cases as f64),
        median_error: median_size(scores.iter().filter_map(|s| s.error)),
        ..row(test, method, level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::numeric::powf;

    /// Expected values: by hand, the binomial distribution of four trials at a quarter.
    #[test]
    fn probabilities_below_a_count_are_the_binomials() {
        let p: f64 = 0.25;
        let masses: Vec<f64> = [1.0, 4.0, 6.0, 4.0, 1.0]
            .iter()
            .zip(0_u8..)
            .map(|(ways, k)| ways * powf(p, f64::from(k)) * powf(1.0 - p, f64::from(4 - k)))
            .collect();
        for x in 0..5_usize {
            let below: f64 = masses[..x].iter().sum();
            let made = Tails::of(4.0, x as f64).below(p, masses[x]);
            assert!((made - below).abs() < 1e-14, "{x}: {made} {below}");
        }
        // Far from the mean masses vanish, and what is below is nothing or all.
        assert_eq!(Tails::of(2000.0, 3.0).below(0.9, 0.0), 0.0);
        assert_eq!(Tails::of(2000.0, 1999.0).below(0.1, 0.0), 1.0);
    }
}
