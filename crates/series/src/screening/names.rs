//! Names of series that may be two ways to write one.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::{Text, text};

/// Letters of two scripts that look alike, each with the one it is taken for (Unicode Technical
/// Standard 39, confusables), lower case.
const LOOK_ALIKE: [(char, char); 12] = [
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
];

/// What two names differ by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Differ {
    /// Blanks, of any kind, or characters that can't be seen.
    Blanks,
    /// Capitals and blanks.
    Case,
    /// Kinds of hyphens, dashes or quotation marks.
    Marks,
    /// Letters of two scripts that look alike.
    Letters,
    /// Zeros before a number.
    Zeros,
}

impl Differ {
    /// It, in words.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Differ::Blanks => text!("by blanks"),
            Differ::Case => text!("by capitals or blanks"),
            Differ::Marks => text!("by kinds of dashes or quotation marks"),
            Differ::Letters => text!("by letters of two scripts that look alike"),
            Differ::Zeros => text!("by zeros before a number"),
        }
    }
}

/// A name without what two ways to write it may differ by.
type Fold = fn(&str) -> String;

/// What two different names differ by, if by nothing else.
#[must_use]
pub fn differ(one: &str, other: &str) -> Option<Differ> {
    let steps: [(Differ, Fold); 5] = [
        (Differ::Blanks, without_blanks),
        (Differ::Case, |name| without_blanks(name).to_lowercase()),
        (Differ::Marks, |name| without_marks(&without_blanks(name).to_lowercase())),
        (Differ::Letters, |name| {
            in_one_script(&without_marks(&without_blanks(name).to_lowercase()))
        }),
        (Differ::Zeros, folded),
    ];
    steps.into_iter().find(|(_, fold)| fold(one) == fold(other)).map(|(differ, _)| differ)
}

/// A name without all that two ways to write it may differ by.
#[must_use]
pub fn folded(name: &str) -> String {
    without_zeros(&in_one_script(&without_marks(&without_blanks(name).to_lowercase())))
}

/// Whether zeros at the beginning of names tell things apart: codes of several lengths, of which one
/// is zero alone, as in classifications where `1` and `01` are not the same.
#[must_use]
pub fn zeros_count(names: &BTreeSet<&str>) -> bool {
    names.contains("0")
}

/// Pairs of names of `names` that may be one, in the order of the names, each with what they differ by.
#[must_use]
pub fn alike<'a>(names: &BTreeSet<&'a str>) -> Vec<(&'a str, &'a str, Differ)> {
    let mut by_fold: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
    for name in names {
        by_fold.entry(folded(name)).or_default().push(name);
    }
    let codes = zeros_count(names);
    let mut found = Vec::new();
    for same in by_fold.values().filter(|same| same.len() > 1) {
        for pair in same.windows(2) {
            let [one, other] = pair else { continue };
            match differ(one, other) {
                Some(Differ::Zeros) if codes => {}
                Some(by) => found.push((*one, *other, by)),
                None => {}
            }
        }
    }
    found
}

/// A name with its blanks and unseen characters as their numbers in Unicode, but for a space that parts words.
#[must_use]
pub fn shown(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let is_other = |at: Option<usize>| {
        at.and_then(|at| characters.get(at)).is_some_and(|other| !is_blank(*other))
    };
    let mut shown = String::new();
    for (at, c) in characters.iter().enumerate() {
        let parts_words = *c == ' ' && is_other(at.checked_sub(1)) && is_other(Some(at + 1));
        if parts_words || !is_blank(*c) {
            shown.push(*c);
        } else {
            shown.push_str(&format!("<U+{:04X}>", u32::from(*c)));
        }
    }
    shown
}

/// A blank of any kind, or a character that can't be seen.
fn is_blank(c: char) -> bool {
    let unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    c.is_whitespace() || c.is_control() || unseen
}

fn without_blanks(name: &str) -> String {
    name.chars().filter(|c| !is_blank(*c)).collect()
}

fn without_marks(name: &str) -> String {
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '"' | '\'' | '«' | '»' | '‘' | '’' | '“' | '”' | '„' => None,
        other => Some(other),
    };
    name.chars().filter_map(plain).collect()
}

fn in_one_script(name: &str) -> String {
    let alike = |c: char| LOOK_ALIKE.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    name.chars().map(alike).collect()
}

/// A zero that begins a number is left out, unless the number follows a decimal mark: `1.05` is not
/// `1.5`.
fn without_zeros(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut plain = String::with_capacity(name.len());
    let mut skipping = true;
    for (at, letter) in letters.iter().enumerate() {
        let follows = letters.get(at + 1).is_some_and(char::is_ascii_digit);
        if *letter == '0' && skipping && follows {
            continue;
        }
        plain.push(*letter);
        skipping = !letter.is_ascii_digit() && !matches!(letter, '.' | ',');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_be_one_are_found_with_what_they_differ_by() {
        for (one, other, by) in [
            ("г. Алматы", "г.Алматы", Differ::Blanks),
            ("г.\u{a0}Алматы", "г. Алматы", Differ::Blanks),
            ("Almaty", "Almaty ", Differ::Blanks),
            ("Almaty\u{200b}", "Almaty", Differ::Blanks),
            ("North Kazakhstan", "north kazakhstan", Differ::Case),
            ("ШЫМКЕНТ", "Шымкент", Differ::Case),
            ("KZ-10", "KZ–10", Differ::Marks),
            ("«Почта»", "\"почта\"", Differ::Marks),
            ("B", "В", Differ::Letters),
            ("07", "7", Differ::Zeros),
            ("KZ-07", "kz-7", Differ::Zeros),
            ("A00", "A0", Differ::Zeros),
        ] {
            assert_eq!(
                alike(&BTreeSet::from([one, other])).first().map(|a| a.2),
                Some(by),
                "{one}"
            );
        }
    }

    #[test]
    fn names_that_differ_by_more_are_let_be() {
        for (one, other) in [
            ("KZ-10", "KZ-100"),
            ("1.05", "1.5"),
            ("01.1", "01.10"),
            ("Almaty", "Almaty region"),
            ("A", "B"),
            ("0", "00a"),
            ("2010", "210"),
        ] {
            assert_eq!(alike(&BTreeSet::from([one, other])), [], "{one} {other}");
        }
    }

    /// In the classification of occupations `1` are managers and `01` officers.
    #[test]
    fn zeros_tell_codes_apart_where_zero_is_a_code() {
        assert_eq!(alike(&BTreeSet::from(["0", "01", "1", "11"])), []);
        assert_eq!(alike(&BTreeSet::from(["01", "1", "11"])).len(), 1);
    }
}
