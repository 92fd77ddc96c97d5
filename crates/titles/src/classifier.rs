//! A trained classifier: for each unit group a weight of each bucket of features. Predictions are sums over
//! the few buckets that a title has, in their order, so that they are the same on every platform.

use crate::features::{Row, counts};
use crate::normal_form::NormalForm;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use suranys_core::numeric::exp;

/// A code that a title may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Code of a unit group, as the titles it was trained on have it.
    pub code: Arc<str>,
    /// Calibrated probability that it is the title's code, 0 to 1.
    pub probability: f64,
}

/// Where a model comes from and how it was made: what its file begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Name of the file of titles it was trained on.
    pub titles: String,
    /// SHA-256 of that file.
    pub titles_sha256: String,
    /// SHA-256 of the description of languages it was trained with.
    pub languages_sha256: String,
    /// Titles of that file, by the tag of their language.
    pub by_language: BTreeMap<String, usize>,
    /// Titles of the dictionary it was trained on besides.
    pub dictionary_titles: usize,
    /// By language, what scores are divided by before they become probabilities, fitted on titles that
    /// the scores were not trained on. A title of another language is given no candidates.
    pub temperatures: BTreeMap<String, f64>,
}

/// A multinomial logistic regression on hashed features of titles.
///
/// Made by [`crate::train()`], or read by [`Model::from_bytes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) about: About,
    pub(crate) codes: Vec<Arc<str>>,
    /// Weight of each bucket by how rare titles with it are.
    pub(crate) rarity: Vec<f32>,
    /// Coefficients, those of a bucket together: bucket × code.
    pub(crate) coefficients: Vec<f32>,
    pub(crate) intercepts: Vec<f32>,
}

impl Model {
    /// Where it comes from.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The codes it can give, ascending.
    pub fn codes(&self) -> impl ExactSizeIterator<Item = &str> {
        self.codes.iter().map(|code| &**code)
    }

    /// The `count` likeliest codes of a title in the language of a tag, the likeliest first; among
    /// equals the lower code. None for a title without words, or in a language it has no calibration
    /// for.
    #[must_use]
    pub fn candidates(&self, form: &NormalForm, language: &str, count: usize) -> Vec<Candidate> {
        self.candidates_in(form, language, count, &mut Vec::new())
    }

    /// [`Self::candidates`] with room for scores that is used again.
    pub(crate) fn candidates_in(
        &self,
        form: &NormalForm,
        language: &str,
        count: usize,
        scores: &mut Vec<f32>,
    ) -> Vec<Candidate> {
        let Some(temperature) = self.about.temperatures.get(language) else { return Vec::new() };
        let row = counts(form, self.rarity.len()).weighted(&self.rarity);
        if row.buckets.is_empty() {
            return Vec::new();
        }
        self.score(&row, scores);
        let best = likeliest(scores, count);
        let total = total(scores, *temperature);
        let probability = |score: f32| exp(scaled(score, best[0].1, *temperature)) / total;
        best.iter()
            .map(|(at, score)| Candidate {
                code: Arc::clone(&self.codes[*at]),
                probability: probability(*score),
            })
            .collect()
    }

    /// Scores of all codes.
    fn score(&self, row: &Row, scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend_from_slice(&self.intercepts);
        let width = self.codes.len();
        for (bucket, value) in row.buckets.iter().zip(&row.values) {
            let from = *bucket as usize * width;
            let coefficients = self.coefficients.get(from..from + width).unwrap_or_default();
            for (score, coefficient) in scores.iter_mut().zip(coefficients) {
                *score += value * coefficient;
            }
        }
    }
}

/// A score by how far it is below the highest, at a temperature.
pub(crate) fn scaled(score: f32, highest: f32, temperature: f64) -> f64 {
    f64::from(score - highest) / temperature
}

/// Exponentials of scores, scaled, that are left out of a sum in which the largest is one: all codes
/// together change no probability by more than a millionth.
const NEGLIGIBLE: f64 = -20.0;

/// What probabilities at a temperature are divided by.
pub(crate) fn total(scores: &[f32], temperature: f64) -> f64 {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let scaled = scores.iter().map(|score| scaled(*score, highest, temperature));
    scaled.filter(|score| *score > NEGLIGIBLE).map(exp).sum()
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
        assert!((total(&[1.0, 0.0, f32::NEG_INFINITY], 1.0) - 1.367_879_441).abs() < 1e-9);
        assert!((total(&[1.0, 0.0], 2.0) - 1.606_530_660).abs() < 1e-9);
    }
}
