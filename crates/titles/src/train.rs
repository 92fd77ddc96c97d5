//! Training: one regression on all titles, and one for each fold on the others, whose scores of titles they
//! have not seen calibrate probabilities and say how accurate they are.

use crate::classifier::{About, Model};
use crate::dictionary::Dictionary;
use crate::evaluation::Evaluation;
use crate::fit::{Fitted, TrainError};
use crate::folds::Folds;
use crate::labelled::Titles;
use crate::language::Languages;
use crate::training_set::TrainingSet;
use suranys_core::progress::{Follower, Portion};

/// A model, and how well those like it code titles that they have not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// Five-fold, by [`Folds::ByTitle`].
    pub evaluation: Evaluation,
}

/// Trains a model on titles, and on those of a dictionary in their languages besides: the dictionary's are
/// in every fold's training set and are not evaluated.
///
/// Takes a fit for each fold and one on all, as many at once as there are threads and room for; the same
/// titles give the same model whatever their number. The bits of a model may differ between kinds of
/// processors, on which matrix products round differently; what one model says of a title does not.
///
/// ```
/// use suranys_titles::{Dictionary, Languages, ReadTitles, Titles, Unfollowed, train};
///
/// let languages = Languages::standard().unwrap();
/// let mut file = String::from("code,title\n");
/// for place in ["night", "day", "long", "short", "city", "field", "north", "south", "east"] {
///     for kind in ["truck", "van", "lorry"] {
///         file.push_str(&format!("8332,{place} {kind} driver\n5120,{place} {kind} cook\n"));
///     }
/// }
/// let titles = Titles::read(file.as_bytes(), "t.csv", &languages, &ReadTitles::default()).unwrap();
/// let trained = train(&titles, &Dictionary::default(), &languages, &Unfollowed).unwrap();
/// assert_eq!(trained.model.codes().collect::<Vec<_>>(), ["5120", "8332"]);
/// assert!(trained.evaluation.all.accuracy[3].unwrap() > 0.9);
/// ```
///
/// # Errors
/// [`TrainError`]: too few or too many titles, an estimator that gives up, or a follower who stops it.
pub fn train(
    titles: &Titles,
    dictionary: &Dictionary,
    languages: &Languages,
    follower: &dyn Follower,
) -> Result<Trained, TrainError> {
    let set = TrainingSet::new(titles, dictionary, languages)?;
    let folds = set.folds(Folds::ByTitle);
    let scores = set.cross_fit(&folds, Portion::new(0.0, 80.0), follower)?;
    follower.at(80.0, "fitting all titles")?;
    let Fitted { regression, .. } = set.fitted(|_| false)?;
    follower.at(95.0, "calibrating")?;
    let about = About {
        titles: titles.source.path.clone(),
        titles_sha256: titles.source.sha256.clone(),
        languages_sha256: languages.fingerprint().to_owned(),
        by_language: set.by_language(),
        dictionary_titles: set.rows.len() - set.own,
        calibrations: set.calibrations(&scores, |_| true),
    };
    let evaluation = Evaluation::of(set.predictions(&scores, &folds), &set.codes, Folds::ByTitle);
    let model = Model { about, codes: set.codes, regression };
    follower.at(100.0, "done")?;
    Ok(Trained { model, evaluation })
}

/// How well models trained on four fifths of some titles, and on a dictionary's besides, code the fifth they
/// have not seen.
///
/// # Errors
/// As [`train`].
pub fn evaluate(
    titles: &Titles,
    dictionary: &Dictionary,
    languages: &Languages,
    how: Folds,
    follower: &dyn Follower,
) -> Result<Evaluation, TrainError> {
    let set = TrainingSet::new(titles, dictionary, languages)?;
    let folds = set.folds(how);
    let scores = set.cross_fit(&folds, Portion::new(0.0, 95.0), follower)?;
    follower.at(95.0, "calibrating")?;
    Ok(Evaluation::of(set.predictions(&scores, &folds), &set.codes, how))
}
