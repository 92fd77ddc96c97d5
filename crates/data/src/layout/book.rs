//! What columns, flags and words of official files mean, as data says it.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../../data/layouts/layouts.toml");

/// The whole of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Book {
    /// Layouts with one row for each figure, in the order in which they are looked for.
    pub layouts: Vec<Layout>,
    /// Layouts whose periods stand across.
    pub across: Vec<AcrossLayout>,
    /// By layout, flags and the status that each is.
    pub statuses: BTreeMap<String, BTreeMap<String, String>>,
    /// Names of columns of tables of no known publisher.
    pub columns: Columns,
    pub words: Words,
    pub encodings: Encodings,
}

/// A layout with one row for each figure.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Layout {
    pub name: String,
    pub title: String,
    pub marks: Vec<String>,
    pub period: Vec<String>,
    pub value: String,
    pub status: Vec<String>,
    pub statuses: String,
    pub multiplier: Vec<String>,
    pub notes: Vec<String>,
    pub attributes: Vec<String>,
    pub keys: Vec<String>,
}

/// A layout whose periods stand across.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AcrossLayout {
    pub name: String,
    pub title: String,
    /// Columns by which it is known.
    pub marks: Vec<String>,
    /// How the header of its first column ends, the names of several keys standing before it.
    pub first: Vec<String>,
    pub keys: Vec<String>,
    pub statuses: String,
}

/// Names of columns in small letters.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Columns {
    pub period: Vec<String>,
    pub year: Vec<String>,
    pub part: Vec<String>,
    pub value: Vec<String>,
    pub status: Vec<String>,
}

/// Words of cells in small letters.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub missing: Vec<String>,
    pub marks: Vec<String>,
    pub usual: Vec<String>,
    pub year: Vec<String>,
    pub quarter: Vec<String>,
    pub half: Vec<String>,
    pub months: Vec<Vec<String>>,
    pub whole_year: Vec<String>,
    pub multipliers: Vec<(String, i32)>,
}

/// How encodings of one byte a letter are distinguished.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Encodings {
    pub candidates: Vec<String>,
    /// Small letters by how much each counts; no others are expected.
    pub common: Vec<(String, f64)>,
    pub variants: Vec<Variant>,
}

/// An encoding that writes most letters as another does.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    pub name: String,
    /// The other one.
    pub of: String,
    /// Letters that the other one has, and those that stand in their places, one for one.
    pub instead: String,
    pub letters: String,
}

/// The data, read once.
pub(crate) fn book() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());
    &BOOK
}

/// Names of layouts of tables of no known publisher.
pub(crate) const LONG: &str = "long";
pub(crate) const DOWN: &str = "down";

/// Names of all layouts that can be asked for.
#[must_use]
pub fn layout_names() -> Vec<&'static str> {
    let known = book().layouts.iter().map(|one| one.name.as_str());
    let across = book().across.iter().map(|one| one.name.as_str());
    let mut names: Vec<&str> = known.chain(across).chain([LONG, DOWN]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Words {
    /// Whether a text stands for a missing value.
    pub(crate) fn is_missing(&self, text: &str) -> bool {
        among(&self.missing, text)
    }

    /// Whether it does so in any table.
    pub(crate) fn is_usual(&self, text: &str) -> bool {
        among(&self.usual, text)
    }
}

/// Whether a text is among words in small letters.
pub(crate) fn among(words: &[String], text: &str) -> bool {
    // No word is as long; it takes time to make small letters of a long text.
    text.len() <= 64 && {
        let small = text.to_lowercase();
        words.contains(&small)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suranys_core::ObsStatus;

    #[test]
    fn the_data_is_sound() {
        let book: Book = toml::from_str(TEXT).expect("TOML");
        for (name, flags) in &book.statuses {
            for (flag, status) in flags {
                assert!(ObsStatus::from_code(status).is_some(), "{name}: {flag}");
            }
        }
        let used = book.layouts.iter().map(|one| &one.statuses);
        for name in used.chain(book.across.iter().map(|one| &one.statuses)) {
            assert!(book.statuses.contains_key(name), "{name}");
        }
        for one in &book.encodings.variants {
            assert!(book.encodings.candidates.contains(&one.of), "{}", one.name);
            assert_eq!(one.instead.chars().count(), one.letters.chars().count(), "{}", one.name);
        }
        assert_eq!(book.words.months.len(), 12);
        assert!(book.words.usual.iter().all(|word| book.words.is_missing(word)));
    }
}
