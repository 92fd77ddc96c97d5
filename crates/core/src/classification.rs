//! Codes are text, made only by a classification; leading zeros live.

use crate::diagnostic::nearest;
use crate::sentence::{Text, ToText};
use crate::text;
use crate::time::Year;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use thiserror::Error;

/// What a classification classifies.
pub trait Kind: Clone + Copy + fmt::Debug + PartialEq + Eq + PartialOrd + Ord {
    /// Name in messages.
    const NAME: &'static str;
}

macro_rules! kind {
    ($(#[$doc:meta])* $name:ident, $label:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name;
        impl Kind for $name {
            const NAME: &'static str = $label;
        }
    };
}

kind!(/// Section of economic activity (OKED, which follows NACE rev. 2).
    Section, "section");
kind!(/// Three broad sectors: agriculture, industry with construction, services.
    BroadSector, "broad sector");
kind!(/// Groups of sections by which the ILO tabulates activity by occupation.
    IndustryGroup, "industry group");
kind!(/// Occupation, in the edition of a classification that its code names.
    Occupation, "occupation");
kind!(/// Region or city of republican significance, in the borders of a stated time.
    Region, "region");

/// A code of a classification of `K`.
///
/// Ordered as text. Only [`Classification::code`] makes one, so to hold a code is to hold a valid one.
pub struct Code<K> {
    text: Arc<str>,
    kind: PhantomData<K>,
}

impl<K> Code<K> {
    /// The code as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> ToText for Code<K> {
    fn to_text(&self) -> Text {
        Text::data(self)
    }
}

impl<K> Clone for Code<K> {
    fn clone(&self) -> Self {
        Code { text: Arc::clone(&self.text), kind: PhantomData }
    }
}
impl<K> PartialEq for Code<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<K> Eq for Code<K> {}
impl<K> PartialOrd for Code<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Code<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<K> fmt::Debug for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}
impl<K> fmt::Display for Code<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<K> Serialize for Code<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A name in the report languages: language tag to text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Labels(pub BTreeMap<String, String>);

impl Labels {
    /// The text of the first language by tag; `None` when there is none.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.0.values().next().map(String::as_str)
    }

    /// The text in `language`, if there is one.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }
}

/// One entry of a classification.
#[derive(Debug, Clone)]
pub struct Item<K> {
    /// Its code.
    pub code: Code<K>,
    /// Its full names.
    pub labels: Labels,
    /// Its names short enough for a chart; may be empty.
    pub short: Labels,
    /// First and last year in which the entry exists; open ends are `None`.
    pub valid: (Option<Year>, Option<Year>),
}

/// What codes of a kind stand for.
pub(crate) fn kind_name(kind: &str) -> Text {
    match kind {
        "section" => text!("section"),
        "broad sector" => text!("broad sector"),
        "industry group" => text!("industry group"),
        "occupation" => text!("occupation"),
        "region" => text!("region"),
        other => other.into(),
    }
}

/// A code that a classification does not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct UnknownCode {
    /// The text found.
    pub code: String,
    /// What was to be coded.
    pub kind: &'static str,
    /// The nearest code there is, if one is near.
    pub nearest: Option<String>,
}

impl UnknownCode {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let kind = kind_name(self.kind);
        text!("`{code}` is not a code of the classification of {kind}s", code = self.code, kind)
    }
}

crate::worded!(UnknownCode);

/// A duplicate code offered to a classification.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct DuplicateCode {
    /// The code.
    pub code: String,
    /// What it codes.
    pub kind: &'static str,
}

impl DuplicateCode {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let kind = kind_name(self.kind);
        text!("code `{code}` stands twice in the classification of {kind}s", code = self.code, kind)
    }
}

crate::worded!(DuplicateCode);

/// A list of codes with their names, in the official order, with one code for the total.
#[derive(Debug, Clone)]
pub struct Classification<K> {
    items: Vec<Item<K>>,
    index: BTreeMap<Arc<str>, usize>,
    total: Option<Code<K>>,
}

impl<K> Default for Classification<K> {
    /// A classification without codes.
    fn default() -> Self {
        Classification { items: Vec::new(), index: BTreeMap::new(), total: None }
    }
}

/// What a classification is built from: code, names, short names, validity.
pub type Entry = (String, Labels, Labels, (Option<Year>, Option<Year>));

impl<K: Kind> Classification<K> {
    /// Builds a classification from entries in their official order; `total` names the code that
    /// stands for all of them together, if it is among the entries.
    ///
    /// # Errors
    /// When a code stands twice.
    pub fn new(entries: Vec<Entry>, total: &str) -> Result<Self, DuplicateCode> {
        let mut items = Vec::with_capacity(entries.len());
        let mut index = BTreeMap::new();
        for (text, labels, short, valid) in entries {
            let text: Arc<str> = text.into();
            if index.insert(Arc::clone(&text), items.len()).is_some() {
                return Err(DuplicateCode { code: text.to_string(), kind: K::NAME });
            }
            items.push(Item { code: Code { text, kind: PhantomData }, labels, short, valid });
        }
        let total = index.get(total).and_then(|&i| items.get(i)).map(|item| item.code.clone());
        Ok(Classification { items, index, total })
    }

    /// The code spelt `text`.
    ///
    /// # Errors
    /// When there is none; the error offers the nearest.
    pub fn code(&self, text: &str) -> Result<Code<K>, UnknownCode> {
        self.item(text).map(|item| item.code.clone()).ok_or_else(|| UnknownCode {
            code: text.to_owned(),
            kind: K::NAME,
            nearest: nearest(text, self.index.keys().map(AsRef::as_ref)).map(str::to_owned),
        })
    }

    /// The entry with the code spelt `text`.
    #[must_use]
    pub fn item(&self, text: &str) -> Option<&Item<K>> {
        self.index.get(text).and_then(|&i| self.items.get(i))
    }

    /// All entries, in the official order, the total included.
    #[must_use]
    pub fn items(&self) -> &[Item<K>] {
        &self.items
    }

    /// The code of the total.
    #[must_use]
    pub fn total(&self) -> Option<&Code<K>> {
        self.total.as_ref()
    }

    /// The codes that exist in `year`, in the official order, the total left out.
    pub fn parts(&self, year: Year) -> impl Iterator<Item = &Code<K>> {
        self.items
            .iter()
            .filter(move |item| {
                item.valid.0.is_none_or(|from| from <= year)
                    && item.valid.1.is_none_or(|to| year <= to)
            })
            .map(|item| &item.code)
            .filter(|code| Some(*code) != self.total.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str) -> Entry {
        (code.to_owned(), Labels::default(), Labels::default(), (None, None))
    }

    #[test]
    fn leading_zeros_live_and_unknown_codes_offer_the_nearest() {
        let list =
            Classification::<Section>::new(vec![entry("_T"), entry("01"), entry("011")], "_T")
                .expect("codes are distinct");
        assert_eq!(list.code("01").expect("listed").as_str(), "01");
        let wrong = list.code("1").expect_err("not listed");
        assert_eq!(wrong.code, "1");
        let near = list.code("0111").expect_err("not listed");
        assert_eq!(near.nearest.as_deref(), Some("011"));
        assert_eq!(list.parts(Year(2020)).count(), 2);
    }

    #[test]
    fn a_code_may_not_stand_twice() {
        assert!(Classification::<Region>::new(vec![entry("A"), entry("A")], "_T").is_err());
    }
}
