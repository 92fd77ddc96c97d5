//! Codes of occupation titles: a dictionary of titles of unit groups, then a linear classifier on character
//! n-grams with calibrated probabilities, and no code where neither is sure enough.
//!
//! Files are the caller's: what is read comes as bytes with a name for findings, what is written is
//! given as bytes. The crate's README has the rules, the choice of the estimator and what was
//! measured.
//!
//! ```
//! use suranys_titles::{Dictionary, Languages, TitleCoder, UnitGroups};
//!
//! let table = "code,label_en,label_ru\n2411,Accountants,Бухгалтеры\n8332,Truck drivers,Водители\n";
//! let languages = Languages::standard().map_err(|finding| vec![*finding])?;
//! let groups = UnitGroups::read(table.as_bytes(), "isco08.csv", &languages)?;
//! let dictionary = Dictionary::of_groups(&groups.titles, &languages);
//! let coder = TitleCoder::new(languages).with_dictionary(dictionary);
//! let codings = coder.code_all(&["Truck driver", "Бухгалтер/ка", "Pilot"], None);
//! let codes: Vec<Option<&str>> =
//!     codings.iter().map(|coding| coding.code.as_ref().ok().map(|(code, _)| &**code)).collect();
//! assert_eq!(codes, [Some("8332"), Some("2411"), None]);
//! # Ok::<(), Vec<suranys_core::Diagnostic>>(())
//! ```

pub mod calibration;
pub mod candidate;
pub mod chart;
pub mod classification;
pub mod classifier;
pub mod coder;
pub mod dictionary;
#[cfg(test)]
mod estimators;
pub mod evaluation;
mod features;
mod fit;
pub mod folds;
pub mod labelled;
pub mod language;
mod model_file;
pub mod normal_form;
mod regression;
mod tokens;
pub mod train;
mod training_set;
pub mod tuning;

pub use crate::calibration::Calibration;
pub use crate::candidate::Candidate;
pub use crate::classification::UnitGroups;
pub use crate::classifier::{About, Model};
pub use crate::coder::{CodedBy, Coding, NoCode, TitleCoder};
pub use crate::dictionary::Dictionary;
pub use crate::evaluation::Evaluation;
pub use crate::fit::TrainError;
pub use crate::folds::Folds;
pub use crate::labelled::{LabelledTitle, ReadTitles, Titles, UncodedTitle};
pub use crate::language::{Language, Languages};
pub use crate::normal_form::NormalForm;
pub use crate::train::{Trained, evaluate, train};

use suranys_core::progress::{Follower, Stopped};

/// For work that nobody follows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unfollowed;

impl Follower for Unfollowed {
    fn at(&self, _: f64, _: &str) -> Result<(), Stopped> {
        Ok(())
    }

    fn note(&self, _: &str) {}
}
