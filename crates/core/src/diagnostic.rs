//! Diagnostics: located, many at once; and the outcome of a check, where skipped is not passed.

use crate::display_text::shortened;
use crate::limits::{LISTED, LONGEST_CELL, LONGEST_SENTENCE};
use crate::sentence::{Text, Translate};
use crate::text;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A known defect, stated in the package with its reason.
    Accepted,
    /// What looks wrong and may be right: it stops nothing.
    Note,
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
/// Wording: lower case, no full stop, the user's own words in backticks, no Rust names. A text found
/// is repeated up to [`LONGEST_CELL`] characters, a sentence up to [`LONGEST_SENTENCE`], whatever
/// stands in the file; how long it is in all is shown. What `text!` makes is a sentence to be translated;
/// a `String` or `&str` is text from data and stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Identifier of the check that found it.
    pub check: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: Text,
    /// The text found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Text>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Text>,
    /// How to fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The series it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The period it is about, or the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

impl Diagnostic {
    /// An error found by `check` at `span`.
    #[must_use]
    pub fn error(check: &str, span: Span, message: impl Into<Text>) -> Diagnostic {
        let file = cut(span.file, LONGEST_SENTENCE);
        let column = span.column.map(|column| cut(column, LONGEST_CELL));
        Diagnostic {
            check: check.to_owned(),
            severity: Severity::Error,
            span: Span { file, column, ..span },
            message: message.into().cut_to(LONGEST_SENTENCE),
            found: None,
            allowed: None,
            help: None,
            series: None,
            period: None,
        }
    }

    /// What `check` saw at `span` that looks wrong and may be right.
    #[must_use]
    pub fn note(check: &str, span: Span, message: impl Into<Text>) -> Diagnostic {
        Diagnostic { severity: Severity::Note, ..Diagnostic::error(check, span, message) }
    }

    /// Adds the series it is about; an empty name is none.
    #[must_use]
    pub fn of_series(mut self, id: impl Into<String>) -> Diagnostic {
        self.series = Some(id.into()).filter(|id| !id.is_empty());
        self
    }

    /// Adds the period it is about.
    #[must_use]
    pub fn of_period(mut self, period: impl Into<String>) -> Diagnostic {
        self.period = Some(period.into());
        self
    }

    /// Adds the text found.
    #[must_use]
    pub fn found(mut self, text: impl Into<Text>) -> Diagnostic {
        self.found = Some(text.into().cut_to(LONGEST_CELL));
        self
    }

    /// Adds what was allowed.
    #[must_use]
    pub fn allowed(mut self, text: impl Into<Text>) -> Diagnostic {
        self.allowed = Some(text.into().cut_to(LONGEST_SENTENCE));
        self
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, text: impl Into<Text>) -> Diagnostic {
        self.help = Some(text.into().cut_to(LONGEST_SENTENCE));
        self
    }

    /// The same finding in a language, in English as far as it is not translated.
    #[must_use]
    pub fn translated(&self, translate: &Translate<'_>) -> Diagnostic {
        let into = |text: &Text, longest| Text::from(text.translated(longest, translate));
        Diagnostic {
            message: into(&self.message, LONGEST_SENTENCE),
            found: self.found.as_ref().map(|text| into(text, LONGEST_CELL)),
            allowed: self.allowed.as_ref().map(|text| into(text, LONGEST_SENTENCE)),
            help: self.help.as_ref().map(|text| into(text, LONGEST_SENTENCE)),
            ..self.clone()
        }
    }
}

/// The first [`LISTED`] of some findings about `file`, and one that tells how many more there are.
#[must_use]
pub fn listed(mut findings: Vec<Diagnostic>, check: &str, file: &str) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(LISTED);
    if more > 0 {
        findings.truncate(LISTED);
        let message = text!("{more} more findings are not listed", more);
        let help = text!("mend those that are listed, and look again");
        findings.push(Diagnostic::error(check, Span::file(file), message).help(help));
    }
    findings
}

/// A text of at most so many characters.
fn cut(text: String, longest: usize) -> String {
    match shortened(&text, longest) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cut) => cut,
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
        why: Text,
    },
    /// Found a thing so wrong that later checks could not run.
    Stopped {
        /// Why.
        why: Text,
    },
}

/// Codes with a zero more that are in the classification: a program that reads codes as numbers drops
/// zeros at their beginning, and some at their end.
#[must_use]
pub fn with_lost_zero<'a>(
    code: &str,
    codes: impl Iterator<Item = &'a str>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let (scheme, digits) = match code.rfind(|c: char| !c.is_ascii_digit()) {
        Some(at) => code.split_at(at + code[at..].chars().next().map_or(1, char::len_utf8)),
        None => ("", code),
    };
    let guesses = [format!("{scheme}0{digits}"), format!("{scheme}{digits}0")];
    let known: BTreeSet<&str> = codes.collect();
    let there = |guess: &String| known.contains(guess.as_str()) && wanted(guess);
    guesses.into_iter().filter(there).collect()
}

/// The question to ask of such codes.
#[must_use]
pub fn is_lost_zero(guesses: &[String]) -> Text {
    let quoted = guesses.iter().map(|guess| format!("`{guess}`"));
    let codes = Text::either(quoted).unwrap_or_default();
    text!("was a zero lost? is {codes} meant? read codes as text", codes)
}

/// Places of those that a text means, each given by its codes and its names: by a code, else by a whole
/// name, else by a part of one. Letters of both sizes are alike; an empty text means none by its name.
pub fn meant<'n, C, N>(text: &str, each: impl Iterator<Item = (C, N)>) -> Vec<usize>
where
    C: IntoIterator<Item = &'n str>,
    N: IntoIterator<Item = &'n str>,
{
    let wanted = text.trim().to_lowercase();
    let (mut by_code, mut whole, mut part) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (codes, names)) in each.enumerate() {
        if codes.into_iter().any(|code| code.to_lowercase() == wanted) {
            by_code.push(at);
        }
        let names: Vec<String> = names.into_iter().map(str::to_lowercase).collect();
        if !wanted.is_empty() && names.contains(&wanted) {
            whole.push(at);
        }
        if !wanted.is_empty() && names.iter().any(|name| name.contains(&wanted)) {
            part.push(at);
        }
    }
    [by_code, whole, part].into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// The candidate nearest to `word` by Jaro–Winkler similarity, if any is near enough to be
/// worth offering.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const WORTH_OFFERING: f64 = 0.75;
    // No key or code is as long; the measure takes time with the square of the length.
    if word.len() > LONGEST_CELL {
        return None;
    }
    let folded = word.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().filter(|one| one.len() <= LONGEST_CELL) {
        let score = strsim::jaro_winkler(&folded, &candidate.to_lowercase());
        if score >= WORTH_OFFERING && best.is_none_or(|(s, _)| score > s) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: a code before a whole name, that before a part of one.
    #[test]
    fn a_text_means_a_code_then_a_whole_name_then_a_part_of_one() {
        let all: [([&str; 1], [&str; 2]); 3] = [
            (["a1"], ["Doctors", "Врачи"]),
            (["a2"], ["Specialist doctors", "A1"]),
            (["b"], ["Dentists", "x"]),
        ];
        let of = |text: &str| meant(text, all.into_iter());
        assert_eq!(of("A1"), [0]);
        assert_eq!(of(" doctors "), [0]);
        assert_eq!(of("ВРАЧИ"), [0]);
        assert_eq!(of("doctor"), [0, 1]);
        assert_eq!(of("ist"), [1, 2]);
        assert_eq!((of("y"), of(" ")), (vec![], vec![]));
    }

    /// Expected values: codes of the classification, of which programs drop zeros at either end.
    #[test]
    fn lost_zeros_are_found_at_either_end() {
        let codes = ["isco08:0110", "isco08:110", "isco08:112", "isco08:1120", "isco08:0"];
        let find = |code: &str, length: usize| {
            with_lost_zero(code, codes.into_iter(), |guess| guess.len() == length)
        };
        assert_eq!(find("isco08:110", 11), ["isco08:0110"]);
        assert_eq!(find("isco08:112", 11), ["isco08:1120"]);
        assert!(find("isco08:999", 11).is_empty());
        assert_eq!(with_lost_zero("11", ["110"].into_iter(), |_| true), ["110"]);
    }

    #[test]
    fn offers_a_near_word_and_nothing_far() {
        assert_eq!(nearest("sectoin", ["section", "region"]), Some("section"));
        assert_eq!(nearest("zzz", ["section", "region"]), None);
    }

    #[test]
    fn a_finding_is_short_whatever_was_found() {
        let endless = "9".repeat(3_000_000);
        let span = Span::cell(endless.as_str(), 1, endless.as_str());
        let finding = Diagnostic::error("value", span, format!("`{endless}` is no number"));
        let finding = finding.found(endless.as_str()).allowed(endless.as_str()).help(endless);
        let written = serde_json::to_string(&finding).expect("JSON");
        assert!(written.len() < 6_000, "{} bytes", written.len());
        assert!(finding.message.ends_with("is no number"), "{}", finding.message);
        assert!(finding.found.is_some_and(|found| found.contains("(3000000 characters in all)")));
    }
}
