//! An empty package to fill in for a country.

use crate::failure::Failure;
use crate::run::Files;
use suranys_data::{SkeletonRequest, skeleton_package};
use suranys_report::LabelBook;

/// The files of a package without figures for the country of a code, with a guide to filling it in.
///
/// # Errors
/// When a word is none of its kind.
pub fn skeleton(country: &str, languages: &[String], currency: &str) -> Result<Files, Failure> {
    let unknown = |language: &&String| !LabelBook::languages().any(|own| own == language.as_str());
    let asked = SkeletonRequest {
        country: country.to_owned(),
        languages: languages.to_vec(),
        currency: currency.to_owned(),
        without_texts: languages.iter().filter(unknown).cloned().collect(),
    };
    skeleton_package(&asked).map_err(|why| Failure::Usage(why.text()))
}
