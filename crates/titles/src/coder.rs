//! The coder: what a person decided, then the dictionary, then the classifier; else no code.

use crate::candidate::Candidate;
use crate::classifier::{Model, Scratch};
use crate::dictionary::Dictionary;
use crate::language::Languages;
use crate::normal_form::NormalForm;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;
use suranys_core::{Diagnostic, Span};

/// What a code rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodedBy {
    /// A correction that a person made.
    Correction,
    /// A title of the dictionary.
    Dictionary,
    /// The classifier, whose likeliest code is at least as probable as the threshold.
    Model,
}

/// Why a title has no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCode {
    /// It has no word.
    NoWords,
    /// It is not in the dictionary, and there is no model, or none calibrated for its language.
    NoModel,
    /// The likeliest code is less probable than the threshold.
    BelowThreshold,
}

/// What a title was coded as.
#[derive(Debug, Clone, PartialEq)]
pub struct Coding {
    /// The code, and what it rests on; or why there is none.
    pub code: Result<(Arc<str>, CodedBy), NoCode>,
    /// Probability of the code, or of the likeliest where there is none; `None` where the classifier was
    /// not asked, since no probability is claimed of corrections and of the dictionary.
    pub probability: Option<f64>,
    /// The classifier's likeliest codes, the likeliest first; none where it was not asked.
    pub candidates: Vec<Candidate>,
    /// Tag of the language the title was read in.
    pub language: Arc<str>,
}

/// Codes titles. Its parts are optional: with a dictionary alone it codes what stands there.
///
/// ```
/// use suranys_titles::{CodedBy, Dictionary, Languages, ReadTitles, TitleCoder, Titles};
///
/// let file = "code,title\n2411,Бухгалтеры\n2411,Accountants\n";
/// let languages = Languages::standard().map_err(|finding| vec![*finding])?;
/// let titles = Titles::read(file.as_bytes(), "t.csv", &languages, &ReadTitles::default())?;
/// let dictionary = Dictionary::of_groups(&titles, &languages);
/// let coder = TitleCoder::new(languages).with_dictionary(dictionary);
///
/// let coding = coder.code("Старший бухгалтер (м/ж)", None);
/// assert_eq!(coding.code.map(|(code, by)| (code.to_string(), by)).unwrap().1, CodedBy::Dictionary);
/// assert!(coder.code("Космонавт", None).code.is_err());
/// # Ok::<(), Vec<suranys_core::Diagnostic>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TitleCoder {
    languages: Languages,
    tags: Vec<Arc<str>>,
    corrections: Dictionary,
    dictionary: Dictionary,
    model: Option<Model>,
    threshold: f64,
    candidates: usize,
}

impl TitleCoder {
    /// Threshold unless another is given: in the crate's README stands what it costs and brings.
    pub const THRESHOLD: f64 = 0.5;
    /// Candidates unless another number is given.
    pub const CANDIDATES: usize = 5;

    /// A coder without corrections, dictionary and model.
    #[must_use]
    pub fn new(languages: Languages) -> TitleCoder {
        TitleCoder {
            tags: languages.tags().map(Arc::from).collect(),
            languages,
            corrections: Dictionary::default(),
            dictionary: Dictionary::default(),
            model: None,
            threshold: TitleCoder::THRESHOLD,
            candidates: TitleCoder::CANDIDATES,
        }
    }

    /// With corrections that a person made, which come before all else.
    #[must_use]
    pub fn with_corrections(self, corrections: Dictionary) -> TitleCoder {
        TitleCoder { corrections, ..self }
    }

    /// With a dictionary, which comes before the classifier.
    #[must_use]
    pub fn with_dictionary(self, dictionary: Dictionary) -> TitleCoder {
        TitleCoder { dictionary, ..self }
    }

    /// With a classifier, `file` being its name in a finding.
    ///
    /// # Errors
    /// A finding when it was trained with another description of languages than this coder has: the words
    /// it knows would be cut otherwise.
    pub fn with_model(self, model: Model, file: &str) -> Result<TitleCoder, Box<Diagnostic>> {
        let (own, other) = (self.languages.fingerprint(), &model.about().languages_sha256);
        if own != other {
            let message = "the model was trained with another description of languages";
            let finding = Diagnostic::error("model", Span::file(file), message);
            let finding = finding.found(other.as_str()).allowed(own);
            let help = "train the model anew with this version of the program";
            return Err(Box::new(finding.help(help)));
        }
        Ok(TitleCoder { model: Some(model), ..self })
    }

    /// With a threshold: no code is given whose probability, 0 to 1, is below it. What is outside is
    /// brought to the nearer end.
    #[must_use]
    pub fn with_threshold(self, threshold: f64) -> TitleCoder {
        TitleCoder { threshold: threshold.clamp(0.0, 1.0), ..self }
    }

    /// With so many candidates for each title, one at the fewest.
    #[must_use]
    pub fn with_candidates(self, candidates: usize) -> TitleCoder {
        TitleCoder { candidates: candidates.max(1), ..self }
    }

    /// Codes a title in the language of a tag, or that its letters say.
    #[must_use]
    pub fn code(&self, title: &str, language: Option<&str>) -> Coding {
        self.code_in(title, language, &mut Scratch::default())
    }

    /// Codes titles on all threads; codings stand in the order of the titles and are the same whatever
    /// the number of threads.
    #[must_use]
    pub fn code_all<T: AsRef<str> + Sync>(
        &self,
        titles: &[T],
        language: Option<&str>,
    ) -> Vec<Coding> {
        let code =
            |scratch: &mut Scratch, title: &T| self.code_in(title.as_ref(), language, scratch);
        titles.par_iter().map_init(Scratch::default, code).collect()
    }

    fn code_in(&self, title: &str, language: Option<&str>, scratch: &mut Scratch) -> Coding {
        let language = self.languages.of(title, language);
        let form = NormalForm::of(title, language);
        let tag = language.tag();
        let own =
            self.tags.iter().find(|own| &***own == tag).map_or_else(|| Arc::from(tag), Arc::clone);
        let coding = |code, candidates: Vec<Candidate>| Coding {
            code,
            probability: candidates.first().map(|first| first.probability),
            candidates,
            language: Arc::clone(&own),
        };
        if form.head().is_none() {
            return coding(Err(NoCode::NoWords), Vec::new());
        }
        let by =
            [(&self.corrections, CodedBy::Correction), (&self.dictionary, CodedBy::Dictionary)];
        for (dictionary, by) in by {
            if let Some(code) = dictionary.code(&form, tag) {
                return coding(Ok((Arc::clone(code), by)), Vec::new());
            }
        }
        let candidates = self.model.as_ref().map_or_else(Vec::new, |model| {
            model.candidates_in(&form, tag, self.candidates, scratch)
        });
        let code = match candidates.first() {
            None => Err(NoCode::NoModel),
            Some(first) if first.probability < self.threshold => Err(NoCode::BelowThreshold),
            Some(first) => Ok((Arc::clone(&first.code), CodedBy::Model)),
        };
        coding(code, candidates)
    }
}
