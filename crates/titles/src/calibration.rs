//! Probabilities from scores: one temperature for all codes of a language (Guo, Pleiss, Sun & Weinberger
//! 2017), fitted to titles that the scores were not trained on.

use crate::classifier::total;
use crate::fit::Scores;
use crate::tuning::LOG_TEMPERATURES;
use rayon::prelude::*;
use suranys_core::numeric::{exp, ln, sum};

/// Smallest logarithm of a probability that counts: a code that no score is for would else decide alone.
const FLOOR: f64 = -20.0;
/// Parts of one that temperatures are rounded to.
const PARTS: f64 = 1024.0;
/// Halvings of the range of logarithms of temperatures: to a thousandth.
const STEPS: usize = 20;

/// The temperature at which the codes of some titles are likeliest: the minimum of minus the mean
/// logarithm of the probability of the right code, by golden sections. One for no titles.
///
/// Rounded to a 1024th, which a file in decimal digits holds exactly.
///
/// One title more is counted whose code may be any, so that no probability is certain because all of a few
/// titles were right.
pub(crate) fn temperature(scores: &Scores, titles: &[usize], codes: &[usize]) -> f64 {
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
    (exp((low + high) / 2.0) * PARTS).round() / PARTS
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
}
