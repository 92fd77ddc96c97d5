//! What can go wrong between a run's output and its report.

use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};
use thiserror::Error;

/// The report could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no label file for the language.
    UnknownLanguage {
        /// Language asked for.
        language: String,
        /// Languages there are.
        available: String,
    },
    /// A label file can't be read.
    Labels {
        /// Language of the file.
        language: String,
        /// What is wrong with it.
        reason: Text,
        /// Its row, where that is known.
        row: Option<u64>,
    },
    /// A text is missing from a label file.
    MissingLabel {
        /// Key of the text.
        key: String,
        /// Language of the file.
        language: String,
    },
    /// The label file of a package misses texts, or has some that are not of their kind.
    MissingLabels {
        /// Keys of the texts, with what they are to be where they are there.
        keys: Text,
        /// Language of the file.
        language: String,
    },
    /// A text has a place for which the report has no value.
    UnfilledPlace {
        /// Key of the text.
        key: String,
        /// Name in braces.
        place: String,
        /// Language of the file.
        language: String,
    },
    /// A chart can't be drawn.
    Figure {
        /// File name without ending.
        figure: String,
        /// Message of the drawing library.
        reason: Text,
    },
    /// A table can't be written.
    Table(#[from] suranys_core::table::TableError),
    /// The PDF can't be typeset.
    Typesetting {
        /// Message of the typesetter.
        reason: Text,
    },
    /// The workbook can't be written.
    Workbook {
        /// Why not.
        reason: Text,
    },
    /// No sheet is meant, or several are.
    NoSheet {
        /// What was asked for, and what there is.
        reason: Text,
    },
    /// An embedded font is missing or damaged.
    Font {
        /// Family of the font.
        family: &'static str,
    },
}

impl ReportError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            ReportError::UnknownLanguage { language, available } => text!(
                "there are no labels for language `{language}`; there are for: {available}",
                language,
                available
            ),
            ReportError::Labels { language, reason, .. } => {
                text!("labels for language `{language}` can't be read: {reason}", language, reason)
            }
            ReportError::MissingLabel { key, language } => {
                text!("label `{key}` is missing for language `{language}`", key, language)
            }
            ReportError::MissingLabels { keys, language } => text!(
                "labels for language `{language}` are missing or do not fit: {keys}",
                language,
                keys
            ),
            ReportError::UnfilledPlace { key, place, .. } => text!(
                "label `{key}` has the place `{place}`, for which the report has no value",
                key,
                place
            ),
            ReportError::Figure { figure, reason } => {
                text!("figure `{figure}` can't be drawn: {reason}", figure, reason)
            }
            ReportError::Table(why) => why.text(),
            ReportError::Typesetting { reason } => {
                text!("the report can't be typeset: {reason}", reason)
            }
            ReportError::Workbook { reason } => {
                text!("the workbook can't be written: {reason}", reason)
            }
            ReportError::NoSheet { reason } => text!("{reason}", reason),
            ReportError::Font { family } => {
                text!("font `{family}` is not embedded in the program", family)
            }
        }
    }
}

suranys_core::worded!(ReportError);

impl ReportError {
    /// What is wrong with a label file of a package, with its place; none where the cause is
    /// another.
    #[must_use]
    pub fn finding(&self) -> Option<Diagnostic> {
        let (language, row, allowed, help) = match self {
            ReportError::Labels { language, row, .. } => (
                language,
                *row,
                text!("TOML whose values are texts or lists of texts"),
                text!("correct the row"),
            ),
            ReportError::MissingLabel { language, .. }
            | ReportError::MissingLabels { language, .. } => (
                language,
                None,
                text!(
                    "a text or list of texts for every key that each language of the program has, with its places"
                ),
                text!("add or correct the texts"),
            ),
            ReportError::UnfilledPlace { language, .. } => (
                language,
                None,
                text!("the places that the other languages have"),
                text!("correct the text"),
            ),
            _ => return None,
        };
        let place = Span { row, ..Span::file(format!("labels/{language}.toml")) };
        let finding = Diagnostic::error("labels", place, self.text());
        Some(finding.allowed(allowed).help(help))
    }
}
