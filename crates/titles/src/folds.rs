//! Which titles are left out together.

use crate::normal_form::NormalForm;
use crate::tuning::FOLDS;
use suranys_core::Key;

/// How titles are dealt to folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folds {
    /// By what a title's words have in common with another's (the key of its normal form): titles that
    /// differ in the order of words, in their endings or in marks are in one fold, so that none is
    /// coded by its own double. What differs in a word is not kept together.
    ByTitle,
    /// By the row of the file alone, as accuracies are mostly published.
    Random,
}

/// Seed of the random numbers that deal titles to folds.
const SEED: u64 = 1;

/// The fold of each title, 0 to [`FOLDS`] − 1, by random numbers of its key or its place.
pub(crate) fn folds(how: Folds, forms: &[NormalForm]) -> Vec<usize> {
    let root = Key::new(SEED);
    let fold = |key: Key| key.draw(0).below(FOLDS);
    let each = forms.iter().enumerate();
    each.map(|(place, form)| match how {
        Folds::ByTitle => fold(root.with("title").with(&form.key())),
        Folds::Random => fold(root.with("row").with(&place.to_string())),
    })
    .collect()
}
