//! Sentences about what is wrong, that can be printed in any language.
//!
//! A sentence is kept as message catalogues have it: the English stands where it is made and is its key
//! in the languages' files, and what fills its places is kept apart. Text from data fills places and is
//! never translated; a sentence that fills a place of another is.

use crate::display_text::shortened;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// Longest text that fills a place, in characters: no sentence that is shown is longer.
const LONGEST: usize = crate::limits::LONGEST_MESSAGE;

/// A sentence, or text from data. As a `str` it is the English.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    english: Cow<'static, str>,
    /// The English with its places; none of text from data.
    template: Option<Cow<'static, str>>,
    /// What fills the places, by their names.
    arguments: Vec<(&'static str, Text)>,
}

/// A language: the sentence with this English, its places filled with what is given by name; none where
/// it is not translated.
pub type Translate<'t> = dyn Fn(&str, &[(&str, &str)]) -> Option<String> + 't;

/// A sentence in English, to be translated: `text!("{count} rows of `{name}`", count, name = table.name)`.
/// Places have names; each is filled with the variable of its name or with what is given for it. A
/// number is written as it is to be read before it fills a place.
#[macro_export]
macro_rules! text {
    ($template:literal) => {
        $crate::sentence::Text::fixed($template)
    };
    ($template:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        const _: () = $crate::sentence::filled_by($template, &[$(stringify!($name)),+]);
        $crate::sentence::Text::filled($template, vec![
            $((stringify!($name), $crate::text!(@argument $name $(= $value)?))),+
        ])
    }};
    (@argument $name:ident) => {
        $crate::sentence::ToText::to_text(&$name)
    };
    (@argument $name:ident = $value:expr) => {
        $crate::sentence::ToText::to_text(&$value)
    };
}

/// Makes a type whose `text` says what it means fit to be shown and to fill a place of a sentence.
#[macro_export]
macro_rules! worded {
    ($type:ty) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self.text().as_str(), formatter)
            }
        }

        impl $crate::sentence::ToText for $type {
            fn to_text(&self) -> $crate::sentence::Text {
                self.text()
            }
        }
    };
}

impl Text {
    /// A sentence without places.
    #[must_use]
    pub const fn fixed(english: &'static str) -> Text {
        Text {
            english: Cow::Borrowed(english),
            template: Some(Cow::Borrowed(english)),
            arguments: Vec::new(),
        }
    }

    /// A sentence whose places are filled: what [`text!`](crate::text) makes.
    #[must_use]
    pub fn filled(template: &'static str, mut arguments: Vec<(&'static str, Text)>) -> Text {
        let given: Vec<(&str, &str)> =
            arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let english = fill(template, &given);
        for (_, argument) in &mut arguments {
            argument.bound();
        }
        Text { english: Cow::Owned(english), template: Some(Cow::Borrowed(template)), arguments }
    }

    /// A sentence without places that stands in a file of the program's own.
    #[must_use]
    pub fn of_program(english: &str) -> Text {
        let english: Cow<'static, str> = english.to_owned().into();
        Text { template: Some(english.clone()), english, arguments: Vec::new() }
    }

    /// Text from data, the same in every language.
    #[must_use]
    pub fn data(text: impl fmt::Display) -> Text {
        Text { english: text.to_string().into(), template: None, arguments: Vec::new() }
    }

    /// These texts as alternatives; none where there are none.
    pub fn either(texts: impl IntoIterator<Item = impl Into<Text>>) -> Option<Text> {
        joined(texts, |before, next| text!("{before} or {next}", before, next))
    }

    /// These texts one after another, with a comma between; empty where there are none.
    pub fn listed(texts: impl IntoIterator<Item = impl Into<Text>>) -> Text {
        joined(texts, |before, next| text!("{before}, {next}", before, next)).unwrap_or_default()
    }

    /// The English of at most so many characters, or of a longer one its beginning, its length and its end.
    #[must_use]
    pub fn cut_to(mut self, longest: usize) -> Text {
        let english = match shortened(&self.english, longest) {
            Cow::Borrowed(_) => return self,
            Cow::Owned(english) => english,
        };
        self.bound();
        self.english = english.into();
        self
    }

    /// The sentence in a language; in English as far as it is not translated. It has at most so many
    /// characters.
    #[must_use]
    pub fn translated(&self, longest: usize, translate: &Translate<'_>) -> String {
        let text = self.rendered(translate);
        match shortened(&text, longest) {
            Cow::Borrowed(_) => text,
            Cow::Owned(cut) => cut,
        }
    }

    fn rendered(&self, translate: &Translate<'_>) -> String {
        let Some(template) = &self.template else { return self.english.to_string() };
        let arguments: Vec<(&str, String)> =
            self.arguments.iter().map(|(name, text)| (*name, text.rendered(translate))).collect();
        let given: Vec<(&str, &str)> =
            arguments.iter().map(|(name, text)| (*name, text.as_str())).collect();
        translate(template, &given).unwrap_or_else(|| match given.is_empty() {
            true => self.english.to_string(),
            // What fills the places is translated where the sentence around it needs no words.
            false => fill(template, &given),
        })
    }

    /// Cuts what no reader would see of text from data.
    fn bound(&mut self) {
        if let Cow::Owned(cut) = shortened(&self.english, LONGEST) {
            self.english = cut.into();
        }
    }

    /// The English.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.english
    }
}

/// Fills the places of a template, each once.
fn fill(template: &str, given: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, tail) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(given.iter().find(|(name, _)| *name == place).map_or("", |(_, text)| text));
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

/// That each place of a template has an argument of its name, and each argument a place. It stops the
/// compiler where not.
#[doc(hidden)]
pub const fn filled_by(template: &str, names: &[&str]) {
    let bytes = template.as_bytes();
    let mut used = 0;
    let mut name = 0;
    while name < names.len() {
        let mut at = 0;
        let mut found = 0;
        while at < bytes.len() {
            if bytes[at] == b'{' && is_place(bytes, at + 1, names[name].as_bytes()) {
                found += 1;
            }
            at += 1;
        }
        assert!(found > 0, "an argument has no place in the sentence");
        used += found;
        name += 1;
    }
    let (mut at, mut places) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            places += 1;
        }
        at += 1;
    }
    assert!(places == used, "a place of the sentence has no argument");
}

const fn is_place(bytes: &[u8], from: usize, name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        if from + at >= bytes.len() || bytes[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    from + at < bytes.len() && bytes[from + at] == b'}'
}

impl Default for Text {
    fn default() -> Text {
        Text { english: Cow::Borrowed(""), template: None, arguments: Vec::new() }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.english
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.english
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.english, formatter)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.english, formatter)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        *self.english == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self.english == **other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        *self.english == **other
    }
}

/// So that an error of the file system can hold one.
impl std::error::Error for Text {}

/// The English, as every file for programs has it.
impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english)
    }
}

/// Texts put together by twos, and these again: one after another, each of a thousand texts would be copied a
/// thousand times.
fn joined(
    texts: impl IntoIterator<Item = impl Into<Text>>,
    join: impl Fn(Text, Text) -> Text,
) -> Option<Text> {
    let mut all: Vec<Text> = texts.into_iter().map(Into::into).collect();
    while all.len() > 1 {
        let mut texts = all.into_iter();
        let mut pairs = Vec::new();
        while let Some(before) = texts.next() {
            pairs.push(match texts.next() {
                Some(next) => join(before, next),
                None => before,
            });
        }
        all = pairs;
    }
    all.pop()
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { english: text.into(), template: None, arguments: Vec::new() }
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Text {
        text.clone().into()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        text.to_owned().into()
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Text {
        text.into_owned().into()
    }
}

impl From<&Text> for Text {
    fn from(text: &Text) -> Text {
        text.clone()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.english.into_owned()
    }
}

/// What can fill a place of a sentence.
pub trait ToText {
    /// As the sentence has it: a sentence stays one, all else is text from data.
    fn to_text(&self) -> Text;
}

impl ToText for Text {
    fn to_text(&self) -> Text {
        self.clone()
    }
}

impl<T: ToText + ?Sized> ToText for &T {
    fn to_text(&self) -> Text {
        (*self).to_text()
    }
}

/// Types whose values are text from data where they fill a place.
macro_rules! data {
    ($($type:ty),+ $(,)?) => {
        $(impl ToText for $type {
            fn to_text(&self) -> Text {
                Text::data(self)
            }
        })+
    };
}

data!(
    str,
    String,
    Cow<'_, str>,
    char,
    f64,
    i32,
    i64,
    u8,
    u16,
    u32,
    u64,
    usize,
    crate::time::Year,
    crate::time::YearSpan,
    crate::age_group::AgeGroup
);
data!(std::path::Display<'_>, std::num::NonZeroUsize);

/// What the file system said: a sentence of ours, or one for the errors that people meet.
impl ToText for std::io::Error {
    fn to_text(&self) -> Text {
        use std::io::ErrorKind;
        if let Some(ours) = self.get_ref().and_then(|inner| inner.downcast_ref::<Text>()) {
            return ours.clone();
        }
        let known = match self.kind() {
            ErrorKind::NotFound => text!("there is no such file or folder"),
            ErrorKind::PermissionDenied => text!("it may not be read or written"),
            ErrorKind::AlreadyExists => text!("it is there already"),
            ErrorKind::IsADirectory => text!("it is a folder"),
            ErrorKind::NotADirectory => text!("a folder of the path is a file"),
            ErrorKind::StorageFull => text!("there is no room left on the disk"),
            _ => return Text::data(self),
        };
        Text { english: self.to_string().into(), ..known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A language in which words stand the other way round.
    fn turned(template: &str, given: &[(&str, &str)]) -> Option<String> {
        let of = |name: &str| given.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        match template {
            "`{code}` is {level}" => Some(format!("{}: `{}`", of("level")?, of("code")?)),
            "a unit group" => Some("начальная группа".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_sentence_is_english_and_can_be_put_in_another_order() {
        let level = text!("a unit group");
        let sentence = text!("`{code}` is {level}", code = "2512", level);
        assert_eq!(sentence, "`2512` is a unit group");
        assert_eq!(sentence.translated(100, &turned), "начальная группа: `2512`");
        assert_eq!(text!("never translated").translated(100, &turned), "never translated");
        let within = text!("`{code}`: {level}", code = 1, level = text!("a unit group"));
        assert_eq!(within.translated(100, &turned), "`1`: начальная группа");
    }

    #[test]
    fn text_from_data_is_no_sentence_and_no_template() {
        let code = "a unit group";
        let sentence = text!("`{code}` is {level}", code, level = "{code}");
        assert_eq!(sentence, "`a unit group` is {code}");
        assert_eq!(sentence.translated(100, &turned), "{code}: `a unit group`");
        assert_eq!(Text::from("a unit group").translated(100, &turned), "a unit group");
    }

    #[test]
    fn alternatives_and_lists_are_sentences_too() {
        let all = || [text!("a unit group"), Text::from("x"), Text::from("y")];
        assert_eq!(Text::either(all()).expect("three"), "a unit group or x or y");
        assert_eq!(Text::listed(all()), "a unit group, x, y");
        assert_eq!((Text::either([""; 0]), Text::listed([""; 0])), (None, Text::default()));
    }

    #[test]
    fn a_sentence_in_any_language_is_short_whatever_fills_it() {
        let endless = "9".repeat(3_000_000);
        let sentence = text!("`{code}` is {level}", code = endless, level = text!("a unit group"));
        let sentence = sentence.cut_to(200);
        assert!(sentence.len() < 300 && sentence.ends_with("is a unit group"), "{sentence}");
        let held: usize = sentence.arguments.iter().map(|(_, text)| text.len()).sum();
        assert!(held < 5_000, "{held} bytes are held");
        let other = sentence.translated(200, &turned);
        assert!(
            other.chars().count() < 300 && other.starts_with("начальная группа: `99"),
            "{other}"
        );
    }
}
