//! The words of the list in one language.

use crate::error::ReportError;
use crate::labels::LabelBook;
use std::fmt::Write as _;
use suranys_core::aliases::{COLUMNS, QUANTITIES, current};
use suranys_core::classification::Labels;
use suranys_core::run::Note;
use suranys_core::shortage_list::{
    Amount, Citation, Cited, Fact, Signal, SwitchingValue, Verdict, Version,
};

/// Arguments of notes that are keys themselves, with the group of labels they stand in.
const KEYS: [&str; 4] = ["quantity", "unit", "basis", "source"];
/// Groups of labels whose keys rulebooks name.
const NAMED_BY_RULES: [&str; 2] = ["quantity", "parameter"];
/// Groups of the report's labels that hold how numbers, ranges and captions are written.
const HOW_WRITTEN: [&str; 7] =
    ["number", "plural", "format", "status", "month", "month-in-day", "quarter"];
/// Decimals with which values are shown.
const DECIMALS: usize = 4;
/// What a score is rounded by: two decimals.
const SCORE: f64 = 100.0;

/// The words of the list in one language.
#[derive(Debug, Clone)]
pub struct Words {
    book: LabelBook,
    labels: LabelBook,
}

impl Words {
    /// The words in `language`, embedded in the program.
    ///
    /// # Errors
    /// When there are none, or they can't be read.
    pub fn read(language: &str) -> Result<Words, ReportError> {
        Ok(Words::of(&LabelBook::read(language)?))
    }

    /// The words of a report's labels.
    #[must_use]
    pub fn of(labels: &LabelBook) -> Words {
        let mut book = labels.list_words();
        book.adopt(labels, &HOW_WRITTEN);
        Words { book, labels: labels.clone() }
    }

    /// The labels of the report the words are part of.
    pub(crate) fn labels(&self) -> &LabelBook {
        &self.labels
    }

    /// The language's tag.
    #[must_use]
    pub fn language(&self) -> &str {
        self.book.language()
    }

    /// The label file behind the words.
    pub fn book(&self) -> &LabelBook {
        &self.book
    }

    /// Keys of all texts, in order.
    #[cfg(test)]
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.book.keys()
    }

    /// The text with `key`.
    pub fn text(&self, key: &str) -> Result<&str, ReportError> {
        self.book.text(key)
    }

    /// The text with `key`, its places filled.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, ReportError> {
        self.book.fill(key, values)
    }

    /// The word for a key of a group, or the key.
    #[must_use]
    pub fn word<'w>(&'w self, group: &str, key: &'w str) -> &'w str {
        // Stored runs may call a quantity or a parameter by the word of an earlier format.
        let today = if NAMED_BY_RULES.contains(&group) { current(&QUANTITIES, key) } else { key };
        self.book.optional(&format!("{group}.{today}")).unwrap_or(key)
    }

    /// The act a version of the rules rests on: in this language, or as the rulebook cites it.
    #[must_use]
    pub fn citation<'w>(&'w self, version: &'w Version) -> &'w str {
        let own = self.book.optional(&format!("citation.{}", version.dated));
        own.unwrap_or(&version.citation)
    }

    /// What a verdict is called.
    #[must_use]
    pub fn verdict(&self, verdict: Verdict) -> &str {
        self.word("verdict", verdict.key())
    }

    /// A note as a sentence.
    #[must_use]
    pub fn note(&self, note: &Note) -> String {
        let argument = |(name, value): (&String, &String)| {
            // Stored runs may call an argument by the word of an earlier format.
            let name = current(&COLUMNS, name);
            let value = if KEYS.contains(&name) { self.word(name, value) } else { value };
            (name.to_owned(), value.to_owned())
        };
        let arguments = note.arguments.iter().map(argument).collect();
        self.book.note(&Note { key: note.key.clone(), arguments })
    }

    /// Why a signal has its tier, and what would settle it.
    #[must_use]
    pub fn signal_reason(&self, signal: &Signal) -> String {
        let mut text = self.note(&signal.reason);
        if signal.from_proxies {
            let _ = write!(text, "; {}", self.word("signal", "from-proxies"));
        }
        text
    }

    /// A note with codes as readers know them: without the edition of their classification.
    pub fn plain(&self, note: &Note) -> String {
        let mut stated = note.clone();
        for value in stated.arguments.values_mut() {
            if let Some((_, rest)) = value.split_once(':')
                && rest.chars().all(|c| c.is_ascii_digit())
            {
                *value = rest.to_owned();
            }
        }
        self.note(&stated)
    }

    /// A name in this language, or in any there is, or the identifier.
    #[must_use]
    pub fn name<'n>(&self, labels: &'n Labels, id: &'n str) -> &'n str {
        let any = || labels.0.values().next().map(String::as_str);
        labels.get(self.language()).or_else(any).unwrap_or(id)
    }

    /// A value as this language writes it.
    pub fn amount(&self, value: &Amount) -> String {
        match value {
            Amount::Number(value) => self.number(*value),
            Amount::Code(code) => code.clone(),
        }
    }

    /// A number in as few decimals as it needs.
    pub fn number(&self, value: f64) -> String {
        let plain = number(value);
        let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        self.book.number(value, decimals)
    }

    /// A score, points or a coefficient: to two decimals, and in as few as it needs.
    #[must_use]
    pub fn score(&self, value: f64) -> String {
        self.number(Words::rounded_score(value))
    }

    /// A score to the two decimals it is shown with.
    #[must_use]
    pub fn rounded_score(value: f64) -> f64 {
        (value * SCORE).round() / SCORE
    }

    /// Two numbers as a range; a dash where they are one.
    pub fn between(&self, low: f64, high: f64) -> String {
        match low < high {
            true => self.book.between(&self.number(low), &self.number(high)),
            false => "–".to_owned(),
        }
    }

    /// An ISO date as the language writes it.
    #[must_use]
    pub fn date(&self, iso: &str) -> String {
        self.book.date(iso)
    }

    /// A share of one in per cent.
    pub fn percent(&self, share: Option<f64>) -> String {
        share.map_or("–".to_owned(), |share| self.book.percent(share))
    }

    /// A share of simulations in per cent.
    pub fn probability(&self, share: Option<f64>) -> String {
        share.map_or("–".to_owned(), |share| self.book.probability(share))
    }

    /// The switching value of a verdict.
    #[must_use]
    pub fn switching_value(&self, switching_value: Option<&SwitchingValue>) -> String {
        let Some(switching_value) = switching_value else {
            return self.word("switching", "none").to_owned();
        };
        let key = if switching_value.beyond { "switching.beyond" } else { "switching.to" };
        self.note(&Note::new(
            key,
            [
                ("parameter", self.word("parameter", &switching_value.parameter).to_owned()),
                ("from", self.number(switching_value.from)),
                ("to", self.number(switching_value.to)),
                ("verdict", self.word("verdict", switching_value.verdict.key()).to_owned()),
            ],
        ))
    }

    /// A fact in a line: what, how much, about whom, when, status, and from which cells.
    #[must_use]
    pub fn fact(&self, fact: &Fact) -> String {
        let status = if fact.status.synthetic {
            format!("{} {}", fact.status.obs.code(), self.word("mark", "synthetic"))
        } else {
            fact.status.obs.code().to_owned()
        };
        format!(
            "{}{}: {} {}; {} [{status}] ({})",
            self.word("quantity", &fact.quantity),
            if fact.about.is_empty() { String::new() } else { format!(", {}", fact.about) },
            self.amount(&fact.value),
            self.word("unit", &fact.unit),
            self.date(&fact.period),
            cells(&fact.cells)
        )
    }
}

/// A value as files for programs have it.
pub fn amount(value: &Amount) -> String {
    match value {
        Amount::Number(value) => number(*value),
        Amount::Code(code) => code.clone(),
    }
}

/// A number in as few decimals as it needs, for programs.
fn number(value: f64) -> String {
    let text = format!("{value:.DECIMALS$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Where figures stand: cells as `file:row:column`, neighbours in one file drawn together; figures
/// of a run by their keys.
pub fn cells(cells: &[Citation]) -> String {
    let mut sorted: Vec<&Citation> = cells.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut rows: Vec<(&Cited, u64)> = Vec::new();
    let mut figures: Vec<String> = Vec::new();
    for citation in sorted {
        match (citation, rows.last_mut()) {
            (Citation::Cell(cell), Some((first, last)))
                if first.file == cell.file
                    && first.column == cell.column
                    && (*last == cell.row || *last + 1 == cell.row) =>
            {
                *last = cell.row;
            }
            (Citation::Cell(cell), _) => rows.push((cell, cell.row)),
            (Citation::Figure(_), _) => figures.push(citation.to_string()),
        }
    }
    let mut shown: Vec<String> = rows
        .into_iter()
        .map(|(first, last)| {
            let rows = if first.row == last {
                first.row.to_string()
            } else {
                format!("{}-{last}", first.row)
            };
            format!("{}:{rows}:{}", first.file, first.column)
        })
        .collect();
    shown.extend(figures);
    shown.join(" ")
}
