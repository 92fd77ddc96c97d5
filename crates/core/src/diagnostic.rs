//! Diagnostics: located, many at once; and the outcome of a check, where skipped is not passed.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A known defect, stated in the package with its reason.
    Accepted,
    /// The data can't be used as it stands.
    Error,
}

/// A place in an input.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// Path with forward slashes, relative to the package.
    pub file: String,
    /// Line of the file, the first line being 1; none when the whole file is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Name of the column or key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Span {
    /// A whole file.
    #[must_use]
    pub fn file(file: impl Into<String>) -> Span {
        Span { file: file.into(), row: None, column: None }
    }

    /// A cell of a table.
    #[must_use]
    pub fn cell(file: impl Into<String>, row: u64, column: impl Into<String>) -> Span {
        Span { file: file.into(), row: Some(row), column: Some(column.into()) }
    }
}

/// A finding: what is wrong, where, what was found, what was allowed, how to fix it.
///
/// Wording: lower case, no full stop, the user's own words in backticks, no Rust names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Identifier of the check that found it.
    pub check: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The text found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<String>,
    /// How to fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error found by `check` at `span`.
    #[must_use]
    pub fn error(check: &str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            check: check.to_owned(),
            severity: Severity::Error,
            span,
            message: message.into(),
            found: None,
            allowed: None,
            help: None,
        }
    }

    /// Adds the text found.
    #[must_use]
    pub fn found(mut self, text: impl Into<String>) -> Diagnostic {
        self.found = Some(text.into());
        self
    }

    /// Adds what was allowed.
    #[must_use]
    pub fn allowed(mut self, text: impl Into<String>) -> Diagnostic {
        self.allowed = Some(text.into());
        self
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }
}

/// What became of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum CheckOutcome {
    /// Looked at so many things and found nothing wrong.
    Passed {
        /// How many things it looked at.
        looked_at: usize,
    },
    /// Found things wrong; the diagnostics name them.
    Failed {
        /// How many.
        findings: usize,
    },
    /// Found nothing to look at, or could not look; never the same as passed.
    Skipped {
        /// Why.
        why: String,
    },
    /// Found a thing so wrong that later checks could not run.
    Stopped {
        /// Why.
        why: String,
    },
}

/// The candidate nearest to `word` by Jaro–Winkler similarity, if any is near enough to be
/// worth offering.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const WORTH_OFFERING: f64 = 0.75;
    let folded = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = strsim::jaro_winkler(&folded, &candidate.to_lowercase());
        if score >= WORTH_OFFERING && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn offers_a_near_word_and_nothing_far() {
        assert_eq!(nearest("sectoin", ["section", "region"]), Some("section"));
        assert_eq!(nearest("zzz", ["section", "region"]), None);
    }
}
