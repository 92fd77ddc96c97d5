//! Titles as the estimator takes them, and scores by fits that have not seen them.

use crate::calibration::Calibration;
use crate::dictionary::Dictionary;
use crate::evaluation::Prediction;
use crate::features::Features;
use crate::fit::{Fitted, Scores, TrainError, fit};
use crate::folds::{Folds, folds};
use crate::labelled::{LabelledTitle, Titles};
use crate::language::Languages;
use crate::normal_form::NormalForm;
use crate::tuning::{AT_ONCE, BUCKETS, FOLDS, MAX_TITLES, MIN_TITLES};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use suranys_core::progress::{Follower, Portion};

/// Titles of a file, and after them those of a dictionary in the same languages.
pub(crate) struct TrainingSet<'t> {
    titles: Vec<&'t LabelledTitle>,
    /// How many are of the file.
    pub own: usize,
    forms: Vec<NormalForm>,
    /// Buckets of each title's features, each once.
    pub rows: Vec<Vec<u32>>,
    /// All codes, ascending.
    pub codes: Vec<Arc<str>>,
    /// The number of each title's code in them.
    pub numbers: Vec<usize>,
}

impl<'t> TrainingSet<'t> {
    pub fn new(
        titles: &'t Titles,
        dictionary: &'t Dictionary,
        languages: &Languages,
    ) -> Result<TrainingSet<'t>, TrainError> {
        let mut all: Vec<&LabelledTitle> = titles.all.iter().collect();
        let own = all.len();
        let spoken: BTreeSet<&str> = all.iter().map(|title| &*title.language).collect();
        let more = dictionary.titles().iter();
        all.extend(more.filter(|title| spoken.contains(&*title.language)));
        if all.len() > MAX_TITLES {
            return Err(TrainError::TooMany { titles: all.len(), max: MAX_TITLES });
        }
        let codes: BTreeSet<&Arc<str>> = all.iter().map(|title| &title.code).collect();
        let codes: Vec<Arc<str>> = codes.into_iter().map(Arc::clone).collect();
        let number = |title: &&LabelledTitle| codes.partition_point(|code| **code < *title.code);
        let numbers = all.iter().map(number).collect();
        let form = |title: &&LabelledTitle| {
            NormalForm::of(&title.title, languages.of(&title.title, Some(&title.language)))
        };
        let forms: Vec<NormalForm> = all.par_iter().map(form).collect();
        let rows = forms.par_iter().map(|form| Features::of(form, BUCKETS).buckets).collect();
        let set = TrainingSet { titles: all, own, forms, rows, codes, numbers };
        let largest = set.by_language().into_values().max().unwrap_or_default();
        if largest < MIN_TITLES {
            return Err(TrainError::TooFewTitles { min: MIN_TITLES, found: largest });
        }
        Ok(set)
    }

    /// How many titles of the file are in each language.
    pub fn by_language(&self) -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        for title in self.titles.iter().take(self.own) {
            *count.entry(title.language.to_string()).or_insert(0) += 1;
        }
        count
    }

    /// The fold of each title of the file.
    pub fn folds(&self, how: Folds) -> Vec<usize> {
        folds(how, &self.forms[..self.own])
    }

    /// A regression on all titles but those of the file that are left out.
    pub fn fitted(&self, left_out: impl Fn(usize) -> bool) -> Result<Fitted, TrainError> {
        let within = |title: &usize| *title >= self.own || !left_out(*title);
        let within: Vec<usize> = (0..self.titles.len()).filter(within).collect();
        let rows: Vec<&[u32]> = within.iter().map(|title| self.rows[*title].as_slice()).collect();
        let numbers: Vec<usize> = within.iter().map(|title| self.numbers[*title]).collect();
        fit(&rows, &numbers, BUCKETS)
    }

    /// Scores of the file's titles by regressions on the other folds.
    pub fn cross_fit(
        &self,
        folds: &[usize],
        portion: Portion,
        follower: &dyn Follower,
    ) -> Result<Scores, TrainError> {
        let codes = self.codes.len();
        let mut scores = Scores { codes, all: vec![0.0; self.own * codes] };
        let at_once = (AT_ONCE / self.titles.len().max(1)).clamp(1, FOLDS);
        let numbers: Vec<usize> = (0..FOLDS).collect();
        for (nth, some) in numbers.chunks(at_once).enumerate() {
            let done = (nth * at_once) as f64 / FOLDS as f64;
            follower.within(portion, done, "fitting titles of the other folds")?;
            let fitted: Vec<Result<Fitted, TrainError>> =
                some.par_iter().map(|fold| self.fitted(|title| folds[title] == *fold)).collect();
            for (fold, fitted) in some.iter().zip(fitted) {
                let fitted = fitted?;
                let each = scores.all.par_chunks_mut(codes).enumerate();
                each.filter(|(title, _)| folds[*title] == *fold).for_each(|(title, to)| {
                    to.copy_from_slice(&fitted.scores(&self.rows[title], codes));
                });
            }
        }
        Ok(scores)
    }

    /// Calibrations of the languages with titles enough, fitted to those of the file that are wanted.
    pub fn calibrations(
        &self,
        scores: &Scores,
        wanted: impl Fn(usize) -> bool,
    ) -> BTreeMap<String, Calibration> {
        let languages = self.by_language().into_iter();
        let enough = languages.filter(|(_, titles)| *titles >= MIN_TITLES);
        let each = enough.map(|(language, _)| {
            let own = |title: &usize| *self.titles[*title].language == *language;
            let own: Vec<usize> =
                (0..self.own).filter(own).filter(|title| wanted(*title)).collect();
            let calibration = Calibration::fit(scores, &own, &self.numbers);
            (language, calibration)
        });
        each.collect()
    }

    /// What regressions on the other folds say of the file's titles, with calibrations fitted to titles of
    /// the other folds; titles of languages with too few are left out.
    pub fn predictions(&self, scores: &Scores, folds: &[usize]) -> Vec<Prediction> {
        let by_fold: Vec<BTreeMap<String, Calibration>> = (0..FOLDS)
            .map(|fold| self.calibrations(scores, |title| folds[title] != fold))
            .collect();
        let each = (0..self.own).into_par_iter().filter_map(|title| {
            let of = self.titles[title];
            let calibration = by_fold[folds[title]].get(&*of.language)?;
            let code = self.numbers[title];
            Some(Prediction::new(&of.language, code, scores.of(title), calibration))
        });
        each.collect()
    }
}
