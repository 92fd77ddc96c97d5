//! The label files: nothing missing, nothing without use, no English where it does not belong.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::country::Country;
use suranys_report::LabelBook;

mod common;

/// The words of the program under those of the project's own package.
fn book(language: &str) -> LabelBook {
    LabelBook::of(language, &common::nation()).expect("labels")
}

/// Groups in which a language names what the data name in another: absent, the data's own words
/// stand.
const OPTIONAL: [&str; 4] = ["publisher.", "licence.", "dataset.", "locator."];

fn keys(book: &LabelBook) -> BTreeSet<&str> {
    book.keys().filter(|key| !OPTIONAL.iter().any(|group| key.starts_with(group))).collect()
}

#[test]
fn every_language_has_every_key() {
    for country in [Country::default(), common::nation()] {
        let book = |language| LabelBook::of(language, &country).expect("labels");
        let english = book("en");
        let wanted = keys(&english);
        for language in LabelBook::languages() {
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
        if let Some((place, _)) = part.split_once('}') {
            *found.entry(place).or_insert(0) += 1;
        }
    }
    found
}

#[test]
fn every_language_fills_the_same_places() {
    let english = book("en");
    for language in LabelBook::languages() {
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

/// Words in Latin letters that belong to every language: names and signs.
const NAMES: [&str; 11] =
    ["Suranys", "ILOSTAT", "WPP", "MASE", "WIS", "RAS", "VII", "BY", "CC", "POP", "GitHub"];

/// Whether a word is an address, or the number of a copy: no word of any language.
fn address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';']);
    word.contains(['.', '/']) || word.contains(|c: char| c.is_ascii_digit())
}

#[test]
fn no_english_is_left_in_russian_and_kazakh() {
    for language in ["ru", "kk"] {
        let book = book(language);
        for key in book.keys() {
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
    for name in ["report", "model", "core", "cli"] {
        sources(&crates.join(name).join("src"), &mut program);
    }
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
            let filled = filled && group != "column";
            !(whole || filled || list || table || explained || group == "resource")
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
