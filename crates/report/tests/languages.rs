//! The label files: nothing missing, nothing without use, no English where it does not belong.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::country::Country;
use suranys_report::LabelBook;

mod common;

/// The words of the program, under those of the project's own package where it speaks the language.
fn book(language: &str) -> LabelBook {
    let nation = common::nation();
    let spoken = nation.languages.iter().any(|own| own == language);
    let country = if spoken { nation } else { Country::default() };
    LabelBook::of(language, &country).expect("labels")
}

/// Groups in which a language names what the data name in another: absent, the data's own words
/// stand.
const OPTIONAL: [&str; 6] =
    ["publisher.", "licence.", "dataset.", "locator.", "plural.", "template.table."];

fn keys(book: &LabelBook) -> BTreeSet<&str> {
    book.keys().filter(|key| !OPTIONAL.iter().any(|group| key.starts_with(group))).collect()
}

#[test]
fn every_language_has_every_key() {
    for country in [Country::default(), common::nation()] {
        let book = |language| LabelBook::of(language, &country).expect("labels");
        let english = book("en");
        let wanted = keys(&english);
        for language in LabelBook::languages_of(&country) {
            let other = book(language);
            let here = keys(&other);
            let missing: Vec<_> = wanted.difference(&here).collect();
            let surplus: Vec<_> = here.difference(&wanted).collect();
            let differ = !missing.is_empty() || !surplus.is_empty();
            assert!(!differ, "{language}: {missing:?} {surplus:?}");
        }
    }
}

fn places(text: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for part in text.split('{').skip(1) {
        // An inflected word follows its number, which is a place of its own.
        if let Some((place, _)) = part.split_once('}').filter(|(place, _)| !place.contains('|')) {
            *found.entry(place).or_insert(0) += 1;
        }
    }
    found
}

#[test]
fn every_language_fills_the_same_places() {
    for country in [Country::default(), common::nation()] {
        let book = |language| LabelBook::of(language, &country).expect("labels");
        let english = book("en");
        for language in LabelBook::languages_of(&country) {
            let other = book(language);
            for key in keys(&english) {
                match (english.text(key), other.text(key)) {
                    (Ok(here), Ok(there)) => {
                        assert_eq!(places(here), places(there), "{language}: {key}");
                    }
                    _ => assert_eq!(
                        english.list(key).expect("a list").len(),
                        other.list(key).expect("a list").len(),
                        "{language}: {key}"
                    ),
                }
            }
        }
    }
}

/// Words in Latin letters that belong to every language: names and signs.
const NAMES: [&str; 12] = [
    "Suranys", "ILOSTAT", "WPP", "MASE", "WIS", "RAS", "VII", "BY", "CC", "POP", "GitHub",
    "Windows",
];

/// Whether a word is an address, or the number of a copy: no word of any language.
fn address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';']);
    word.contains(['.', '/']) || word.contains(|c: char| c.is_ascii_digit())
}

#[test]
fn no_english_is_left_in_russian_and_kazakh() {
    for language in ["ru", "kk"] {
        let book = book(language);
        // Rules of plurals are for the program.
        for key in book.keys().filter(|key| !key.starts_with("plural.")) {
            let texts: Vec<String> = match book.text(key) {
                Ok(text) => vec![text.to_owned()],
                Err(_) => book.list(key).expect("a list").to_vec(),
            };
            for text in texts {
                let plain: String = text
                    .split('{')
                    .enumerate()
                    .map(|(n, part)| match part.split_once('}') {
                        Some((_, rest)) if n > 0 => rest,
                        _ => part,
                    })
                    .collect();
                // What stands between backticks is to be typed as it is.
                let plain: String = plain.split('`').step_by(2).collect();
                let words = plain.split_whitespace();
                let words = words.filter(|word| !(key.starts_with("locator.") && address(word)));
                let words = words.flat_map(|word| word.split(|c: char| !c.is_ascii_alphabetic()));
                for word in words {
                    // Statuses, sections and names of tables are codes: one letter, or capitals.
                    let code = word.len() < 2 || word.chars().all(|c| c.is_ascii_uppercase());
                    assert!(code || NAMES.contains(&word), "{language}: {key}: {word} in {text}");
                }
            }
        }
    }
}

/// Every text of the label file has a reader: its key stands in the program, in full or as the
/// part before the last dot followed by something the program fills in.
#[test]
fn no_label_is_without_use() {
    fn sources(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&std::fs::read_to_string(&path).expect("source"));
            }
        }
    }
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut program = String::new();
    for name in ["report", "model", "core", "runner", "cli", "server"] {
        sources(&crates.join(name).join("src"), &mut program);
    }
    let mut page = String::new();
    sources(&crates.join("server/web"), &mut page);
    let book = LabelBook::read("en").expect("English labels");
    let unused: Vec<&str> = book
        .keys()
        .filter(|key| {
            let (group, name) = key.rsplit_once('.').unwrap_or(("", key));
            let whole = program.contains(&format!("\"{key}\""));
            let filled = key
                .match_indices('.')
                .any(|(end, _)| program.contains(&format!("\"{}.{{", &key[..end])));
            let list = group == "column" && program.contains(&format!("\"{name}\""));
            let table = key.starts_with("table.") && name == "caption";
            // Words of explanations stand in a group of their own, which the program adds.
            let explained = key.strip_prefix("explain.").is_some_and(|own| {
                let ends = own.match_indices('.').map(|(end, _)| own.split_at(end).0);
                program.contains(&format!("\"{own}\""))
                    || ends.into_iter().any(|group| program.contains(&format!("\"{group}.{{")))
            });
            // So do the words of the web page, whose scripts read them.
            let served = key.strip_prefix("serve.").is_some_and(|own| {
                let ends = own.match_indices('.').map(|(end, _)| own.split_at(end).0);
                page.contains(&format!("\"{own}\""))
                    || ends.into_iter().any(|group| {
                        page.contains(&format!("`{group}.${{"))
                            || program.contains(&format!("\"serve.{group}\""))
                    })
            });
            let filled = filled && group != "column";
            let plural = key.starts_with("plural.");
            !(plural
                || whole
                || filled
                || list
                || table
                || explained
                || served
                || group == "resource")
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// A file about one group of keys would lay its texts over those of the same names elsewhere.
#[test]
fn no_group_of_keys_stands_in_two_files() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/labels");
    let mut groups = 0;
    for entry in std::fs::read_dir(&folder).expect("labels") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        let parts: Vec<&str> = name.split('.').collect();
        let [group, language, "toml"] = parts.as_slice() else { continue };
        let main =
            std::fs::read_to_string(folder.join(format!("{language}.toml"))).expect("labels");
        let main: toml::Table = main.parse().expect("TOML");
        assert!(!main.contains_key(*group), "`{group}` of {language} stands in two files");
        groups += 1;
    }
    assert!(groups > 0);
}

/// Values that places are filled with, by hand: one, two, five, a fraction, a negative, a missing one.
fn values(book: &LabelBook) -> [String; 6] {
    let missing = book.text("not-available-short").expect("a word").to_owned();
    [
        book.number(1.0, 0),
        book.number(2.0, 0),
        book.number(5.0, 0),
        book.number(1.5, 1),
        book.number(-3.0, 0),
        missing,
    ]
}

/// Names of places of a text, those of inflected words among them, once each.
fn names(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0));
    parts.filter_map(|place| place.split('|').next()).collect()
}

/// Texts whose places the script of a page fills, not the program.
const BY_SCRIPT: [&str; 3] = ["html.found", "html.rows", "sheet.found"];
/// Signs that two of stand next to one another only where a label doubles what its value has already.
const DOUBLED: [&str; 9] =
    ["\u{2212}\u{2212}", "-\u{2212}", "\u{2212}-", "%%", "% %", "%\u{a0}%", "..", ",,", "  "];

/// Every text of every label file, filled with each kind of value: nothing of a place is left, no sign is
/// doubled, and every inflected word has each form that the values ask for.
#[test]
fn every_label_takes_every_kind_of_value() {
    let mut rendered = 0;
    for language in LabelBook::languages() {
        let book = book(language);
        for key in book.all_keys().filter(|key| !BY_SCRIPT.contains(key)) {
            let Ok(text) = book.text(key) else { continue };
            let names = names(text);
            // A sentence without a translation yet is that of the sources.
            if names.is_empty() || key.strip_prefix("findings.") == Some(text) {
                continue;
            }
            for value in values(&book) {
                let filled: Vec<(&str, &str)> =
                    names.iter().map(|name| (*name, value.as_str())).collect();
                let shown =
                    book.fill(key, &filled).unwrap_or_else(|e| panic!("{language}: {key}: {e}"));
                let left = ['{', '}', '|'].iter().any(|sign| shown.contains(*sign));
                assert!(!left, "{language}: {key}: {shown}");
                let doubled = DOUBLED.iter().find(|sign| shown.contains(**sign));
                // Three points are a sign of their own.
                let doubled = doubled
                    .filter(|sign| **sign != ".." || shown.replace("...", "").contains(".."));
                assert!(doubled.is_none(), "{language}: {key}: {doubled:?} in {shown}");
                rendered += 1;
            }
        }
    }
    assert!(rendered > 3000, "{rendered}");
}

/// Beginnings of words that change with the number before them, by language; the words of one country's
/// package are among its texts.
const COUNTED: [(&str, &[&str]); 2] = [
    (
        "en",
        &[
            "years",
            "months",
            "outturns",
            "sources",
            "changes",
            "countries",
            "points",
            "tiers",
            "deviations",
            "groups",
            "professions",
            "simulations",
            "persons",
            "occupations",
        ],
    ),
    (
        "ru",
        &[
            "лет",
            "месяц",
            "человек",
            "источник",
            "значени",
            "изменени",
            "отклонени",
            "балл",
            "реализаци",
            "групп",
            "стран",
            "професси",
            "дней",
        ],
    ),
];

/// A word that changes with its number is inflected by it, and is not written in one form for all.
#[test]
fn what_is_counted_takes_the_form_of_its_number() {
    for (language, words) in COUNTED {
        let book = book(language);
        for key in book.all_keys() {
            let Ok(text) = book.text(key) else { continue };
            for part in text.split('{').skip(1) {
                let Some((place, after)) = part.split_once('}') else { continue };
                let after = after.trim_start_matches([' ', '\u{a0}']);
                let fixed = words.iter().find(|word| after.starts_with(**word));
                assert!(
                    place.contains('|') || fixed.is_none(),
                    "{language}: {key}: {fixed:?} after {{{place}}}"
                );
            }
        }
    }
}
