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

/// The exponential of a number that is not above zero, within some millionths of itself; none where it is
/// negligible. By additions and products alone, so that several are made at once and bits are the same on every
/// platform: those of all codes took a third of the time of a title by the library's.
///
/// 2 to the nearest whole number is put in the exponent; 2 to the rest, half at the utmost, is Taylor's.
fn exponential(number: f32) -> f32 {
    /// Added to a small number, leaves it whole.
    const WHOLE: f32 = 12_582_912.0;
    const LN_2: f32 = std::f32::consts::LN_2;
    let power = number * std::f32::consts::LOG2_E;
    let shifted = power + WHOLE;
    let rest = (power - (shifted - WHOLE)) * LN_2;
    let taylor = 1.0
        + rest
            * (1.0
                + rest
                    * (1.0 / 2.0
                        + rest
                            * (1.0 / 6.0
                                + rest * (1.0 / 24.0 + rest * (1.0 / 120.0 + rest / 720.0)))));
    let exponent = shifted.to_bits().wrapping_sub(WHOLE.to_bits()).wrapping_add(127) << 23;
    let made = taylor * f32::from_bits(exponent);
    if number > NEGLIGIBLE { made } else { 0.0 }
}

/// Exponentials that are added side by side.
const LANES: usize = 8;

/// The exponential of a score at a temperature where that of the highest is one, and what all of them sum to.
pub(crate) struct Exponentials {
    highest: f32,
    by: f32,
    pub(crate) total: f64,
}

impl Exponentials {
    /// Those of scores, of which the highest is given.
    pub(crate) fn of(scores: &[f32], highest: f32, temperature: f64) -> Exponentials {
        let by = (1.0 / temperature) as f32;
        let one = |score: f32| exponential((score - highest) * by);
        let mut lanes = [0.0_f32; LANES];
        let (chunks, rest) = scores.as_chunks::<LANES>();
        for chunk in chunks {
            lanes.iter_mut().zip(chunk).for_each(|(sum, score)| *sum += one(*score));
        }
        lanes.iter_mut().zip(rest).for_each(|(sum, score)| *sum += one(*score));
        Exponentials { highest, by, total: lanes.iter().map(|sum| f64::from(*sum)).sum() }
    }

    /// That of a score.
    pub(crate) fn at(&self, score: f32) -> f64 {
        f64::from(exponential((score - self.highest) * self.by))
    }
}

/// What exponentials at a temperature sum to, where that of the highest is one.
pub(crate) fn total(scores: &[f32], temperature: f64) -> f64 {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    Exponentials::of(scores, highest, temperature).total
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

    /// Expected: by libm.
    #[test]
    fn exponentials_are_those_of_the_library() {
        for step in 0..20_000_u16 {
            let number = -f32::from(step) / 1000.0;
            let (made, known) = (exponential(number), libm::expf(number));
            assert!((made / known - 1.0).abs() < 3e-6, "{number}: {made}, {known}");
        }
        assert_eq!((exponential(0.0), exponential(-20.0)), (1.0, 0.0));
        assert_eq!(exponential(f32::NEG_INFINITY), 0.0);
    }

    /// Expected: by hand: 1 + 1/e at temperature one, 1 + 1/√e at two.
    #[test]
    fn temperature_divides_scores() {
        assert!((total(&[1.0, 0.0, f32::NEG_INFINITY], 1.0) - 1.367_879_441).abs() < 1e-7);
        assert!((total(&[1.0, 0.0], 2.0) - 1.606_530_660).abs() < 1e-7);
    }
}
