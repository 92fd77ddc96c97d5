//! The language in which a person at the terminal is spoken to: of findings, notes and failures.

use std::sync::OnceLock;
use suranys_core::limits::LONGEST_MESSAGE;
use suranys_core::{Diagnostic, Text};
use suranys_report::LabelBook;

/// Its words; none for English, which stands where sentences are made. As in message catalogues it is one
/// for the whole program, since a failure is shown where nothing is known of the command any more.
static WORDS: OnceLock<Option<LabelBook>> = OnceLock::new();
/// The same of files for programs, which no environment changes: none unless it was asked for.
static ASKED: OnceLock<Option<LabelBook>> = OnceLock::new();

/// Chooses the language asked for, else that of the environment, of those that the program has words in;
/// once.
pub fn choose(asked: Option<&str>, environment: Option<&str>) {
    let book = |language: &str| {
        let known = LabelBook::languages().find(|known| *known == language);
        known.and_then(|known| LabelBook::read(known).ok())
    };
    let asked = asked.and_then(book);
    let _ = WORDS.set(asked.clone().or_else(|| environment.and_then(book)));
    let _ = ASKED.set(asked);
}

fn words() -> Option<&'static LabelBook> {
    WORDS.get().and_then(Option::as_ref)
}

/// A finding as a file has it: in the language asked for, else in English.
pub fn in_file(finding: &Diagnostic) -> Diagnostic {
    let asked = ASKED.get().and_then(Option::as_ref);
    asked.map_or_else(|| finding.clone(), |words| words.finding(finding))
}

/// A sentence in the language.
pub fn said(text: &Text) -> String {
    words().map_or_else(|| text.to_string(), |words| words.sentence(text, LONGEST_MESSAGE))
}

/// Findings in the language.
pub fn said_of(findings: &[Diagnostic]) -> Vec<Diagnostic> {
    findings.iter().map(|one| words().map_or_else(|| one.clone(), |w| w.finding(one))).collect()
}

/// A word of the terminal's labels, or the English given.
pub fn word(key: &str, english: &'static str) -> &'static str {
    words().and_then(|words| words.optional(key)).unwrap_or(english)
}
