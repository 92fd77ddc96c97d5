//! What can go wrong between a run's output and its report.

use suranys_core::{Diagnostic, Span};
use thiserror::Error;

/// The report could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no label file for the language.
    #[error("there are no labels for language `{language}`; there are for: {available}")]
    UnknownLanguage {
        /// Language asked for.
        language: String,
        /// Languages there are.
        available: String,
    },
    /// A label file can't be read.
    #[error("labels for language `{language}` can't be read: {reason}")]
    Labels {
        /// Language of the file.
        language: String,
        /// What is wrong with it.
        reason: String,
        /// Its row, where that is known.
        row: Option<u64>,
    },
    /// A text is missing from a label file.
    #[error("label `{key}` is missing for language `{language}`")]
    MissingLabel {
        /// Key of the text.
        key: String,
        /// Language of the file.
        language: String,
    },
    /// The label file of a package misses texts, or has some that are not of their kind.
    #[error("labels for language `{language}` are missing or do not fit: {keys}")]
    MissingLabels {
        /// Keys of the texts, with what they are to be where they are there.
        keys: String,
        /// Language of the file.
        language: String,
    },
    /// A text has a place for which the report has no value.
    #[error("label `{key}` has the place `{place}`, for which the report has no value")]
    UnfilledPlace {
        /// Key of the text.
        key: String,
        /// Name in braces.
        place: String,
        /// Language of the file.
        language: String,
    },
    /// A chart can't be drawn.
    #[error("figure `{figure}` can't be drawn: {reason}")]
    Figure {
        /// File name without ending.
        figure: String,
        /// Message of the drawing library.
        reason: String,
    },
    /// A table can't be written.
    #[error(transparent)]
    Table(#[from] suranys_core::table::TableError),
    /// The PDF can't be typeset.
    #[error("the report can't be typeset: {reason}")]
    Typesetting {
        /// Message of the typesetter.
        reason: String,
    },
    /// The workbook can't be written.
    #[error("the workbook can't be written: {reason}")]
    Workbook {
        /// Why not.
        reason: String,
    },
    /// No sheet is meant, or several are.
    #[error("{reason}")]
    NoSheet {
        /// What was asked for, and what there is.
        reason: String,
    },
    /// An embedded font is missing or damaged.
    #[error("font `{family}` is not embedded in the program")]
    Font {
        /// Family of the font.
        family: &'static str,
    },
}

impl ReportError {
    /// What is wrong with a label file of a package, with its place; none where the cause is
    /// another.
    #[must_use]
    pub fn finding(&self) -> Option<Diagnostic> {
        let (language, row, allowed, help) = match self {
            ReportError::Labels { language, row, .. } => {
                (language, *row, "TOML whose values are texts or lists of texts", "correct the row")
            }
            ReportError::MissingLabel { language, .. }
            | ReportError::MissingLabels { language, .. } => (
                language,
                None,
                "a text or list of texts for every key that each language of the program has, with its places",
                "add or correct the texts",
            ),
            ReportError::UnfilledPlace { language, .. } => {
                (language, None, "the places that the other languages have", "correct the text")
            }
            _ => return None,
        };
        let place = Span { row, ..Span::file(format!("labels/{language}.toml")) };
        let finding = Diagnostic::error("labels", place, self.to_string());
        Some(finding.allowed(allowed).help(help))
    }
}
