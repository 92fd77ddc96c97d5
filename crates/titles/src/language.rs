//! Languages of titles, as data says what they are like.

use serde::Deserialize;
use std::collections::BTreeSet;
use suranys_core::provenance::sha256_hex;
use suranys_core::{Diagnostic, Span};

const TEXT: &str = include_str!("../../../data/titles/languages.toml");
/// What the data that comes with the program is called in a finding.
const FILE: &str = "data/titles/languages.toml";

/// Languages, and how files of titles name their columns.
///
/// ```
/// use suranys_titles::Languages;
///
/// let languages = Languages::standard()?;
/// let language = languages.of_title("Инженер-механик");
/// assert!(languages.tags().any(|tag| tag == language.tag()));
/// # Ok::<(), Box<suranys_core::Diagnostic>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Languages {
    all: Vec<Language>,
    columns: ColumnNames,
    fingerprint: String,
}

/// Names of columns; `{language}` stands for the tag of any language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnNames {
    pub title: Vec<String>,
    pub code: Vec<String>,
    pub language: Vec<String>,
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    columns: ColumnNames,
    languages: Vec<WrittenLanguage>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLanguage {
    tag: String,
    letters: String,
    replace: Vec<String>,
    look_alikes: Vec<String>,
    head: HeadPlace,
    head_ends: BTreeSet<String>,
    modifiers: Vec<String>,
    marks: BTreeSet<String>,
    second_forms: Vec<String>,
    grades: BTreeSet<String>,
    numbered: BTreeSet<String>,
    numerals: BTreeSet<String>,
    number_endings: Vec<String>,
    endings: Vec<(String, String)>,
    joiners: BTreeSet<String>,
    persons: Vec<String>,
    residual: Vec<String>,
}

/// Where in a title the word stands that says the occupation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HeadPlace {
    First,
    Last,
}

/// One language: what `data/titles/languages.toml` says of it.
#[derive(Debug, Clone)]
pub struct Language {
    tag: String,
    letters: Letters,
    replace: Vec<(char, char)>,
    look_alikes: Vec<(char, char)>,
    /// Letters of others among them.
    replaced: Letters,
    pub(crate) head: HeadPlace,
    pub(crate) head_ends: BTreeSet<String>,
    pub(crate) modifiers: Vec<String>,
    pub(crate) marks: BTreeSet<String>,
    pub(crate) second_forms: Vec<String>,
    pub(crate) grades: BTreeSet<String>,
    pub(crate) numbered: BTreeSet<String>,
    pub(crate) numerals: BTreeSet<String>,
    pub(crate) number_endings: Vec<String>,
    endings: Vec<(String, String)>,
    pub(crate) joiners: BTreeSet<String>,
    pub(crate) persons: Vec<String>,
    pub(crate) residual: Vec<String>,
}

/// Letters of an alphabet, by a table of those with small numbers.
#[derive(Debug, Clone)]
struct Letters {
    low: Vec<bool>,
    others: BTreeSet<char>,
}

/// Letters with smaller numbers stand in the table: those of Latin, Greek and Cyrillic alphabets.
const LOW: u32 = 0x600;

impl Letters {
    fn new(all: impl Iterator<Item = char>) -> Letters {
        let mut low = vec![false; LOW as usize];
        let mut others = BTreeSet::new();
        for letter in all {
            match low.get_mut(letter as usize) {
                Some(there) => *there = true,
                None => drop(others.insert(letter)),
            }
        }
        Letters { low, others }
    }

    fn has(&self, letter: char) -> bool {
        match self.low.get(letter as usize) {
            Some(there) => *there,
            None => self.others.contains(&letter),
        }
    }
}

impl Languages {
    /// The languages that come with the program.
    ///
    /// # Errors
    /// Never for the file in the repository, which a test reads; the type is that of [`Self::read`].
    pub fn standard() -> Result<Languages, Box<Diagnostic>> {
        Languages::read(TEXT, FILE)
    }

    /// The languages that a TOML text describes, `file` being its name in a finding. The keys are
    /// those of `data/titles/languages.toml`; all are required.
    ///
    /// # Errors
    /// A finding with the line of what is no such text, names a tag twice or has no language.
    pub fn read(text: &str, file: &str) -> Result<Languages, Box<Diagnostic>> {
        let wrong = |row: Option<u64>, message: String| {
            let span = Span { file: file.to_owned(), row, column: None };
            let help = "the file that comes with the program has every key with its meaning";
            Box::new(Diagnostic::error("languages", span, message).help(help))
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let row = before.map(|text| text.matches('\n').count() as u64 + 1);
            wrong(row, error.message().to_owned())
        })?;
        let all: Vec<Language> = written
            .languages
            .into_iter()
            .map(Language::made)
            .collect::<Result<_, _>>()
            .map_err(|text| wrong(None, text))?;
        let tags: BTreeSet<&str> = all.iter().map(Language::tag).collect();
        if all.is_empty() || tags.len() < all.len() {
            return Err(wrong(None, "it has no language, or one language twice".to_owned()));
        }
        Ok(Languages { all, columns: written.columns, fingerprint: sha256_hex(text.as_bytes()) })
    }

    /// Tags of all languages, in the order of the file.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(Language::tag)
    }

    /// The language of a tag, if there is one.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&Language> {
        self.all.iter().find(|language| language.tag == tag)
    }

    /// The language that most letters of a title belong to; among equals the one that stands first.
    #[must_use]
    pub fn of_title(&self, title: &str) -> &Language {
        let mut best = (0, &self.all[0]);
        for language in &self.all {
            let own = title.chars().map(lower);
            let own = own.filter(|letter| language.letters.has(*letter)).count();
            if own > best.0 {
                best = (own, language);
            }
        }
        best.1
    }

    /// The language of a tag, or of the title where there is no tag or none such.
    #[must_use]
    pub fn of(&self, title: &str, tag: Option<&str>) -> &Language {
        tag.and_then(|tag| self.get(tag)).unwrap_or_else(|| self.of_title(title))
    }

    /// SHA-256 of the text they were read from: what a model was trained with, and has to be used with.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub(crate) fn columns(&self) -> &ColumnNames {
        &self.columns
    }
}

/// The small letter of a letter; the first of several.
fn lower(letter: char) -> char {
    match letter.is_ascii() {
        true => letter.to_ascii_lowercase(),
        false => letter.to_lowercase().next().unwrap_or(letter),
    }
}

impl Language {
    fn made(written: WrittenLanguage) -> Result<Language, String> {
        let pairs = |pairs: &[String], key: &str| -> Result<Vec<(char, char)>, String> {
            let pair = |text: &String| {
                let mut letters = text.chars();
                match (letters.next(), letters.next(), letters.next()) {
                    (Some(from), Some(to), None) => Ok((from, to)),
                    _ => Err(format!("`{text}` in `{key}` is not two letters")),
                }
            };
            pairs.iter().map(pair).collect()
        };
        let look_alikes = pairs(&written.look_alikes, "look_alikes")?;
        Ok(Language {
            letters: Letters::new(written.letters.chars()),
            replace: pairs(&written.replace, "replace")?,
            replaced: Letters::new(look_alikes.iter().map(|(from, _)| *from)),
            look_alikes,
            tag: written.tag,
            head: written.head,
            head_ends: written.head_ends,
            modifiers: written.modifiers,
            marks: written.marks,
            second_forms: written.second_forms,
            grades: written.grades,
            numbered: written.numbered,
            numerals: written.numerals,
            number_endings: written.number_endings,
            endings: written.endings,
            joiners: written.joiners,
            persons: written.persons,
            residual: written.residual,
        })
    }

    /// Its tag (BCP 47), as label files have it.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// A letter as this language writes it.
    pub(crate) fn letter(&self, letter: char) -> char {
        let pair = self.replace.iter().find(|(from, _)| *from == letter);
        pair.map_or(letter, |(_, to)| *to)
    }

    /// Puts letters of this language in place of those that look like them, in the word that a text ends
    /// with from `begin` on, if it has letters of it.
    pub(crate) fn without_look_alikes(&self, text: &mut String, begin: usize) {
        let word = text.get(begin..).unwrap_or_default();
        if word.chars().any(|letter| self.replaced.has(letter))
            && word.chars().any(|letter| self.letters.has(letter))
        {
            let like = |letter: char| self.look_alikes.iter().find(|(from, _)| *from == letter);
            let own = |letter: char| like(letter).map_or(letter, |(_, to)| *to);
            let word: String = word.chars().map(own).collect();
            text.truncate(begin);
            text.push_str(&word);
        }
    }

    /// A word with its ending as data says that forms are made one, in two parts: three letters stay at
    /// the beginning, or the word stays as it is.
    pub(crate) fn stem<'w>(&'w self, word: &'w str) -> (&'w str, &'w str) {
        for (ending, instead) in &self.endings {
            if let Some(begin) = word.strip_suffix(ending.as_str())
                && begin.chars().count() + instead.chars().count() >= 3
            {
                return (begin, instead);
            }
        }
        (word, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_languages_of_the_program_can_be_read() {
        let languages = Languages::standard().expect("our own file");
        assert_eq!(languages.tags().collect::<Vec<_>>(), ["en", "ru", "kk"]);
    }

    /// Expected: letters that only one of the alphabets has.
    #[test]
    fn letters_say_the_language() {
        let languages = Languages::standard().expect("our own file");
        let of = |title: &str| languages.of_title(title).tag().to_owned();
        assert_eq!(of("Bus driver"), "en");
        assert_eq!(of("Водитель автобуса (bus)"), "ru");
        assert_eq!(of("Мектеп мұғалімі"), "kk");
        assert_eq!(of("123"), "en");
        assert_eq!(languages.of("Бухгалтер", Some("kk")).tag(), "kk");
        assert_eq!(languages.of("Бухгалтер", Some("xx")).tag(), "ru");
    }

    #[test]
    fn a_wrong_file_is_answered_with_its_line() {
        let broken = TEXT.replacen("head = \"last\"", "head = \"middle\"", 1);
        let line = TEXT.lines().position(|line| line == "head = \"last\"").expect("there");
        let error = Languages::read(&broken, "x.toml").expect_err("no such place");
        assert_eq!((error.span.file.as_str(), error.span.row), ("x.toml", Some(line as u64 + 1)));
        assert!(error.message.contains("middle"), "{}", error.message);
        let broken = TEXT.replacen("\"аa\"", "\"аab\"", 1);
        let error = Languages::read(&broken, "x.toml").expect_err("three letters");
        assert!(error.message.contains("is not two letters"), "{}", error.message);
        let twice = TEXT.replacen("tag = \"kk\"", "tag = \"ru\"", 1);
        assert!(Languages::read(&twice, "x.toml").is_err());
    }
}
