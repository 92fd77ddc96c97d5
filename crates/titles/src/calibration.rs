//! Probabilities from scores, fitted to titles that the scores were not trained on: one temperature for all codes
//! of a language (Guo, Pleiss, Sun & Weinberger 2017), and then, since a temperature alone leaves large
//! probabilities too large and small ones too small, isotonic regression of whether the likeliest code is
//! right (Zadrozny & Elkan 2002).

use crate::candidate::{Candidate, Exponentials, likeliest, total};
use crate::fit::Scores;
use crate::tuning::{BLOCK, LOG_TEMPERATURES};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suranys_core::numeric::{exp, ln, sum};

/// Smallest logarithm of a probability that counts: a code that no score is for would else decide alone.
const FLOOR: f64 = -20.0;
/// Parts of one that all numbers are rounded to, which a file in decimal digits holds exactly.
const PARTS: f64 = 1024.0;
/// Steps of golden sections: to a thousandth.
const STEPS: usize = 20;

/// How scores become probabilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// What scores are divided by.
    pub temperature: f64,
    /// Probabilities of the likeliest code at that temperature, ascending, and the share that is right
    /// there, not descending; linear between, and from the first down to none at zero.
    pub right: Vec<(f64, f64)>,
}

impl Calibration {
    /// Fitted to the scores of some titles by their right codes.
    pub(crate) fn fit(scores: &Scores, titles: &[usize], codes: &[usize]) -> Calibration {
        let temperature = temperature(scores, titles, codes);
        let first = |title: &usize| {
            let best = likeliest(scores.of(*title), 1);
            let right = best.first().is_some_and(|(code, _)| *code == codes[*title]);
            (1.0 / total(scores.of(*title), temperature), right)
        };
        let right = isotonic(titles.par_iter().map(first).collect());
        Calibration { temperature, right }
    }

    /// Whether it maps probabilities to probabilities, in order.
    pub(crate) fn is_sound(&self) -> bool {
        let within = |share: f64| (0.0..=1.0).contains(&share);
        self.temperature.is_finite()
            && self.temperature > 0.0
            && self.right.iter().all(|(given, right)| within(*given) && within(*right))
            && self.right.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1)
    }

    /// The share that is right of titles whose likeliest code has this probability at the temperature.
    pub(crate) fn share(&self, given: f64) -> f64 {
        let above = self.right.partition_point(|(at, _)| *at < given);
        let low = above.checked_sub(1).and_then(|at| self.right.get(at)).copied();
        match (low.unwrap_or_default(), self.right.get(above)) {
            (low, Some(high)) if high.0 > low.0 => {
                low.1 + (given - low.0) / (high.0 - low.0) * (high.1 - low.1)
            }
            (_, Some(high)) => high.1,
            // Without any knots the temperature says all.
            (low, None) if self.right.is_empty() => low.1.max(given),
            (low, None) => low.1,
        }
    }

    /// The likeliest codes with their probabilities. Those after the first keep their proportion to it where it
    /// becomes less probable, and to what it leaves where it becomes more, so that their order stays and
    /// their sum is one at most.
    pub(crate) fn candidates(
        &self,
        scores: &[f32],
        codes: &[Arc<str>],
        count: usize,
    ) -> Vec<Candidate> {
        let best = likeliest(scores, count);
        let Some((_, highest)) = best.first().copied() else { return Vec::new() };
        let exponentials = Exponentials::of(scores, highest, self.temperature);
        let given = 1.0 / exponentials.total;
        let first = self.share(given);
        let others = match first > given && given < 1.0 {
            true => (1.0 - first) / (1.0 - given),
            false => first / given,
        };
        let each = best.iter().enumerate().map(|(place, (code, score))| Candidate {
            code: Arc::clone(&codes[*code]),
            probability: match place {
                0 => first,
                _ => others * exponentials.at(*score) / exponentials.total,
            },
        });
        each.collect()
    }
}

/// A share to a 1024th.
fn rounded(share: f64) -> f64 {
    (share * PARTS).round() / PARTS
}

/// Isotonic regression by pooling adjacent violators, of blocks of [`BLOCK`] titles in the order of their
/// probability. Each block is counted with two titles more of which one is right (Laplace's rule of
/// succession), so that nothing is certain because all of a few were right.
fn isotonic(mut titles: Vec<(f64, bool)>) -> Vec<(f64, f64)> {
    titles.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    // Titles, sum of probabilities, titles right.
    let mut pooled: Vec<(f64, f64, f64)> = Vec::new();
    let share = |block: &(f64, f64, f64)| (block.2 + 1.0) / (block.0 + 2.0);
    let blocks = (titles.len() / BLOCK).max(1);
    for block in 0..blocks {
        let end = if block + 1 == blocks { titles.len() } else { (block + 1) * BLOCK };
        let own = titles.get(block * BLOCK..end).unwrap_or_default();
        if own.is_empty() {
            continue;
        }
        let given = sum(own.iter().map(|(given, _)| *given));
        let right = own.iter().filter(|(_, right)| *right).count();
        pooled.push((own.len() as f64, given, right as f64));
        while let [.., before, last] = pooled.as_slice()
            && share(before) >= share(last)
        {
            let both = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            pooled.truncate(pooled.len() - 2);
            pooled.push(both);
        }
    }
    let mut right: Vec<(f64, f64)> = Vec::new();
    for block in &pooled {
        let knot = (rounded(block.1 / block.0), rounded(share(block)));
        match right.last_mut() {
            Some(last) if last.0 >= knot.0 => last.1 = last.1.max(knot.1),
            _ => right.push(knot),
        }
    }
    right
}

/// The temperature at which the codes of some titles are likeliest: the minimum of minus the mean
/// logarithm of the probability of the right code, by golden sections. One for no titles.
///
/// One title more is counted whose code may be any, so that no temperature goes to an end because all of a
/// few titles were right.
fn temperature(scores: &Scores, titles: &[usize], codes: &[usize]) -> f64 {
    if titles.is_empty() {
        return 1.0;
    }
    let any = 1.0 / (titles.len() + 1) as f64;
    let loss = |log: f64| {
        let temperature = exp(log);
        let each: Vec<f64> = titles
            .par_iter()
            .map(|title| {
                let scaled = scores.scaled(*title, temperature);
                let total = ln(total(scores.of(*title), temperature));
                let log = |code: f64| (code - total).max(FLOOR);
                let mean = sum(scaled.iter().map(|code| log(*code))) / scaled.len() as f64;
                (1.0 - any) * log(scaled[codes[*title]]) + any * mean
            })
            .collect();
        -sum(each)
    };
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    let (mut low, mut high) = LOG_TEMPERATURES;
    let inner = |low: f64, high: f64| (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut left, mut right) = inner(low, high);
    let (mut of_left, mut of_right) = (loss(left), loss(right));
    for _ in 0..STEPS {
        if of_left <= of_right {
            high = right;
            (right, of_right) = (left, of_left);
            left = inner(low, high).0;
            of_left = loss(left);
        } else {
            low = left;
            (left, of_left) = (right, of_right);
            right = inner(low, high).1;
            of_right = loss(right);
        }
    }
    rounded(exp((low + high) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: by hand. Of four titles whose first score is two above the second, three have the first
    /// code, and of a fifth a half: probabilities are 7/10 and 3/10, where 2/T = ln (7/3).
    #[test]
    fn probabilities_become_the_shares_there_are() {
        let scores = Scores { codes: 2, all: [2.0, 0.0].repeat(4) };
        let found = temperature(&scores, &[0, 1, 2, 3], &[0, 0, 1, 0]);
        assert!((found - 2.0 / ln(7.0 / 3.0)).abs() < 4e-3, "{found}");
        assert_eq!(temperature(&scores, &[], &[]), 1.0);
    }

    /// Expected: by hand. Blocks of 25 titles with 5, 4 and 25 right: the first two are pooled to
    /// (9 + 1)/(50 + 2), the third is (25 + 1)/(25 + 2).
    #[test]
    fn shares_never_fall_as_probabilities_rise() {
        let block = |given: f64, right: usize| (0..BLOCK).map(move |n| (given, n < right));
        let titles = block(0.2, 5).chain(block(0.4, 4)).chain(block(0.9, 25)).collect();
        let right = isotonic(titles);
        assert_eq!(right.len(), 2);
        for ((given, share), (at, of)) in right.iter().zip([(0.3, 10.0 / 52.0), (0.9, 26.0 / 27.0)])
        {
            assert!((given - at).abs() < 1e-3 && (share - of).abs() < 1e-3, "{right:?}");
        }
        assert!(isotonic(Vec::new()).is_empty());
    }

    /// Expected: by hand, on the line between knots.
    #[test]
    fn candidates_keep_their_order_and_sum_to_one_at_the_utmost() {
        let calibration =
            |right: &[(f64, f64)]| Calibration { temperature: 1.0, right: right.to_vec() };
        let map = calibration(&[(0.2, 0.1), (0.6, 0.5)]);
        for (given, share) in
            [(0.0, 0.0), (0.1, 0.05), (0.2, 0.1), (0.4, 0.3), (0.6, 0.5), (1.0, 0.5)]
        {
            assert!((map.share(given) - share).abs() < 1e-12, "{given}: {}", map.share(given));
        }
        assert_eq!(calibration(&[]).share(0.3), 0.3);
        let codes: Vec<Arc<str>> = ["a", "b", "c"].map(Arc::from).to_vec();
        for right in [[(0.1, 0.05), (1.0, 0.5)], [(0.1, 0.9), (1.0, 0.95)]] {
            let all = calibration(&right).candidates(&[2.0, 1.9, 0.0], &codes, 3);
            assert!(all.is_sorted_by(|one, next| one.probability >= next.probability), "{all:?}");
            let total: f64 = all.iter().map(|one| one.probability).sum();
            assert!(total <= 1.0 + 1e-12, "{all:?}");
        }
    }

    #[test]
    fn what_is_no_calibration_is_seen() {
        let sound = |temperature, right: &[(f64, f64)]| {
            Calibration { temperature, right: right.to_vec() }.is_sound()
        };
        assert!(sound(1.0, &[]) && sound(0.5, &[(0.1, 0.2), (0.2, 0.2)]));
        assert!(!sound(0.0, &[]) && !sound(f64::NAN, &[]));
        assert!(!sound(1.0, &[(0.2, 0.1), (0.1, 0.2)]) && !sound(1.0, &[(0.1, 0.2), (0.2, 0.1)]));
        assert!(!sound(1.0, &[(0.1, 1.2)]));
    }
}
