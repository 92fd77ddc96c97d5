//! A trained classifier: for each unit group a weight of each bucket of features. Predictions are sums over
//! the few buckets that a title has, of whole numbers, so that they are the same on every platform.

use crate::calibration::Calibration;
use crate::candidate::Candidate;
use crate::features::Features;
use crate::normal_form::NormalForm;
use crate::regression::{Regression, Room};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// By language, how scores become probabilities, fitted to titles that the scores were not trained on. A
    /// title of another language is given no candidates.
    pub calibrations: BTreeMap<String, Calibration>,
}

/// A multinomial logistic regression on hashed features of titles.
///
/// Made by [`crate::train()`], or read by [`Model::from_bytes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) about: About,
    pub(crate) codes: Vec<Arc<str>>,
    pub(crate) regression: Regression,
}

/// Room for the work on a title, which the next one's takes.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    features: Features,
    room: Room,
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
        self.candidates_in(form, language, count, &mut Scratch::default())
    }

    /// [`Self::candidates`] with room that is used again.
    pub(crate) fn candidates_in(
        &self,
        form: &NormalForm,
        language: &str,
        count: usize,
        scratch: &mut Scratch,
    ) -> Vec<Candidate> {
        let Some(calibration) = self.about.calibrations.get(language) else { return Vec::new() };
        let Scratch { features, room } = scratch;
        features.find(form, self.regression.rarity.len());
        if features.buckets.is_empty() {
            return Vec::new();
        }
        let scores = self.regression.scores(&features.buckets, room);
        calibration.candidates(scores, &self.codes, count)
    }
}
