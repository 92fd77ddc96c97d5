//! In which language a terminal is printed to.

use crate::diagnostics::Failure;
use crate::terminal::locale;
use std::path::Path;
use suranys_core::country::Country;
use suranys_data::read_country;
use suranys_report::{LabelBook, Words};
use suranys_runner::languages_of;

/// The language asked for; else, where people are printed to, that of their environment, if a report of the
/// country can be made in it; else the country's first.
pub fn report_language(asked: Option<&String>, printed: bool, country: &Country) -> String {
    let offered = languages_of(&[], country);
    let own = || locale().filter(|own| printed && offered.contains(own));
    let language = asked.cloned().or_else(own);
    language.unwrap_or_else(|| offered.into_iter().next().unwrap_or_default())
}

/// The words of the language asked for, else by [`report_language`].
///
/// # Errors
/// When the package or the language can't be read.
pub fn words_of(package: &Path, asked: Option<&String>, printed: bool) -> Result<Words, Failure> {
    let country = read_country(package)?;
    let language = report_language(asked, printed, &country);
    Ok(Words::of(&LabelBook::of(&language, &country)?))
}
