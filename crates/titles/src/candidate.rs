//! Codes that a title may have, by their scores.

use std::sync::Arc;

/// A code that a title may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Code of a unit group, as the titles it was trained on have it.
    pub code: Arc<str>,
    /// Calibrated probability that it is the title's code, 0 to 1.
    pub probability: f64,
}

/// A score by how far it is below the highest, at a temperature.
pub(crate) fn scaled(score: f32, highest: f32, temperature: f64) -> f64 {
    f64::from(score - highest) / temperature
}

/// Exponentials of scores, scaled, that are left out of a sum in which the largest is one: all codes
/// together change no probability by more than a millionth.
const NEGLIGIBLE: f32 = -20.0;

/// The exponential of a score, scaled, in single precision as scores are; none where it is negligible.
pub(crate) fn exponential(score: f32, highest: f32, temperature: f64) -> f64 {
    let scaled = scaled(score, highest, temperature) as f32;
    if scaled > NEGLIGIBLE { f64::from(libm::expf(scaled)) } else { 0.0 }
}

/// What exponentials at a temperature are divided by.
pub(crate) fn total(scores: &[f32], temperature: f64) -> f64 {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter().map(|score| exponential(*score, highest, temperature)).sum()
}

/// Places and scores of the `count` highest, the highest first, among equals the first.
pub(crate) fn likeliest(scores: &[f32], count: usize) -> Vec<(usize, f32)> {
    let mut best: Vec<(usize, f32)> = Vec::with_capacity(count + 1);
    for (at, score) in scores.iter().copied().enumerate() {
        if best.len() == count.max(1) && best.last().is_some_and(|(_, last)| score <= *last) {
            continue;
        }
        let place = best.partition_point(|(_, other)| *other >= score);
        best.insert(place, (at, score));
        best.truncate(count.max(1));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: by hand.
    #[test]
    fn the_highest_come_first_and_the_first_of_equals() {
        let scores = [1.0, 3.0, 2.0, 3.0, f32::NEG_INFINITY];
        assert_eq!(likeliest(&scores, 3), [(1, 3.0), (3, 3.0), (2, 2.0)]);
        assert_eq!(likeliest(&scores, 9).len(), 5);
        assert_eq!(likeliest(&scores, 0), [(1, 3.0)]);
        assert!(likeliest(&[], 3).is_empty());
    }

    /// Expected: by hand: 1 + 1/e at temperature one, 1 + 1/√e at two.
    #[test]
    fn temperature_divides_scores() {
        assert!((total(&[1.0, 0.0, f32::NEG_INFINITY], 1.0) - 1.367_879_441).abs() < 1e-7);
        assert!((total(&[1.0, 0.0], 2.0) - 1.606_530_660).abs() < 1e-7);
    }
}
