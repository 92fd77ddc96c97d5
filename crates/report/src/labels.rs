//! The words of the report, one file for each language.

use crate::error::ReportError;
use std::collections::BTreeMap;
use suranys_core::run::Note;

/// Languages with a label file, and the files.
const LANGUAGES: [(&str, &str); 3] = [
    ("en", include_str!("../../../data/labels/en.toml")),
    ("ru", include_str!("../../../data/labels/ru.toml")),
    ("kk", include_str!("../../../data/labels/kk.toml")),
];
/// The languages, for messages.
const AVAILABLE: &str = "en, ru, kk";

/// All texts of the report in one language: sentences by dotted key, and lists of paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelBook {
    language: String,
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
    /// What stands in the place [`FIRST`] of every text.
    first: String,
}

/// The place for the first scenario's name, filled in every text that has it.
const FIRST: &str = "first";

impl LabelBook {
    /// Tags of the languages there are texts in.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        LANGUAGES.iter().map(|(language, _)| *language)
    }

    /// The texts in `language`, from the files embedded in the program.
    ///
    /// # Errors
    /// When there is no file for the language, or it holds anything but texts and lists of texts.
    pub fn read(language: &str) -> Result<LabelBook, ReportError> {
        let Some((_, file)) = LANGUAGES.iter().find(|(known, _)| *known == language) else {
            return Err(ReportError::UnknownLanguage {
                language: language.to_owned(),
                available: AVAILABLE,
            });
        };
        LabelBook::parse(language, file)
    }

    /// The texts of a label file.
    pub(crate) fn parse(language: &str, file: &str) -> Result<LabelBook, ReportError> {
        let wrong = |reason: String| ReportError::Labels { language: language.to_owned(), reason };
        let table: toml::Table = file.parse().map_err(|e: toml::de::Error| wrong(e.to_string()))?;
        let mut book = LabelBook {
            language: language.to_owned(),
            texts: BTreeMap::new(),
            lists: BTreeMap::new(),
            first: String::new(),
        };
        book.add("", table).map_err(wrong)?;
        Ok(book)
    }

    /// The same book about a run whose first scenario is called `first`.
    pub(crate) fn about(mut self, first: String) -> LabelBook {
        self.first = first;
        self
    }

    /// Takes from another book what stands in its groups of these names.
    pub(crate) fn adopt(&mut self, other: &LabelBook, groups: &[&str]) {
        let wanted = |key: &str| key.split_once('.').is_some_and(|(g, _)| groups.contains(&g));
        let texts = other.texts.iter().filter(|(key, _)| wanted(key));
        self.texts.extend(texts.map(|(key, text)| (key.clone(), text.clone())));
    }

    /// Flattens a table; the error names the key that is neither text nor list of texts.
    fn add(&mut self, prefix: &str, table: toml::Table) -> Result<(), String> {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::String(text) => {
                    self.texts.insert(key, text);
                }
                toml::Value::Table(inner) => self.add(&key, inner)?,
                toml::Value::Array(items) => {
                    let texts: Option<Vec<String>> =
                        items.iter().map(|i| i.as_str().map(str::to_owned)).collect();
                    self.lists.insert(key.clone(), texts.ok_or(key)?);
                }
                _ => return Err(key),
            }
        }
        Ok(())
    }

    /// The language's tag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Keys of all texts and lists, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().chain(self.lists.keys()).map(String::as_str)
    }

    /// The text with `key`, as it stands.
    ///
    /// # Errors
    /// When there is none.
    pub fn text(&self, key: &str) -> Result<&str, ReportError> {
        self.texts.get(key).map(String::as_str).ok_or_else(|| self.missing(key))
    }

    /// The text with `key`, if there is one.
    #[must_use]
    pub fn optional(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The list with `key`.
    ///
    /// # Errors
    /// When there is none.
    pub fn list(&self, key: &str) -> Result<&[String], ReportError> {
        self.lists.get(key).map(Vec::as_slice).ok_or_else(|| self.missing(key))
    }

    /// The text with `key`, each `{place}` filled from `values`.
    ///
    /// # Errors
    /// When there is no such text, or it has a place without a value.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> Result<String, ReportError> {
        let value = |place: &str| {
            let given = values.iter().find(|(name, _)| *name == place).map(|(_, v)| *v);
            given.or((place == FIRST).then_some(self.first.as_str()))
        };
        fill(self.text(key)?, value)
            .map_err(|place| ReportError::UnfilledPlace { key: key.to_owned(), place })
    }

    /// A note as a sentence. A note without a text, or with a place it has no value for, comes
    /// out as its key and arguments: the reader loses the wording, never the fact.
    #[must_use]
    pub fn note(&self, note: &Note) -> String {
        let arguments: BTreeMap<&str, String> = note
            .arguments
            .iter()
            .map(|(name, value)| (name.as_str(), self.argument(name, value)))
            .collect();
        let value = |place: &str| arguments.get(place).map(String::as_str);
        if let Some(text) = self.texts.get(&note.key)
            && let Ok(sentence) = fill(text, value)
        {
            return sentence;
        }
        let arguments: Vec<String> =
            note.arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if arguments.is_empty() {
            note.key.clone()
        } else {
            format!("{} ({})", note.key, arguments.join(", "))
        }
    }

    /// A note's argument in the language: a code by its name, a count grouped.
    fn argument(&self, name: &str, value: &str) -> String {
        match (self.optional(&format!("argument.{name}.{value}")), value.parse::<f64>()) {
            (Some(text), _) => text.to_owned(),
            (None, Ok(count)) if name == "persons" => self.number(count, 0),
            (None, Ok(number)) if value.contains('.') || value.starts_with('-') => {
                self.parameter(number)
            }
            _ => value.to_owned(),
        }
    }

    fn missing(&self, key: &str) -> ReportError {
        ReportError::MissingLabel { key: key.to_owned(), language: self.language.clone() }
    }
}

/// Fills the places of `template`. Values are never read as templates themselves. The error is
/// the place without a value.
fn fill<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> Result<String, String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, tail)) = after.split_once('}') else {
            return Err(after.to_owned());
        };
        filled.push_str(value(place).ok_or_else(|| place.to_owned())?);
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_never_from_values() {
        let filled = fill("{a} and {b}", |p| (p == "a" || p == "b").then_some("{c}"));
        assert_eq!(filled, Ok("{c} and {c}".to_owned()));
        assert_eq!(fill("{a}", |_| None), Err("a".to_owned()));
    }

    #[test]
    fn an_unknown_language_and_a_missing_key_are_named() {
        let error = LabelBook::read("xx").expect_err("no such language");
        assert!(error.to_string().contains("`xx`"));
        let book = LabelBook::read("en").expect("reads");
        let error = book.text("no.such.key").expect_err("no such key");
        assert!(error.to_string().contains("no.such.key"));
        assert!(LabelBook::parse("en", "a = 1").is_err());
    }

    #[test]
    fn an_unknown_note_keeps_its_facts() {
        let book = LabelBook::read("en").expect("reads");
        let note = Note::new("note.never-heard-of", [("year", "2020".to_owned())]);
        assert_eq!(book.note(&note), "note.never-heard-of (year: 2020)");
    }
}
