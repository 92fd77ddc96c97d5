//! Country, language and law are data: no source names a country, a region, a currency, a language
//! or a body of one country's law. What may stay stands here with the reason.

use std::fs;
use std::path::{Path, PathBuf};
use suranys_tests::project;

/// Words of one country, in lower case.
const WORDS: [&str; 16] = [
    "kz",
    "kzt",
    "ru",
    "kk",
    "kaz",
    "kazakh",
    "kazakhstan",
    "kandas",
    "tenge",
    "astana",
    "almaty",
    "akimat",
    "akimats",
    "atameken",
    "nkz",
    "uz",
];

/// Words that stay: the end of the file's path, the word, and why.
const STAY: [(&str, &str, &str); 2] = [
    ("core/src/aliases.rs", "kandas", "a former key of a parameter, which files still hold"),
    ("shortage_list/evidence.rs", "akimat", "a former word for a kind of body, in stored runs"),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The words of a line of code: runs of letters and digits, `CamelCase` parted.
fn words(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before = ' ';
    for c in line.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && before.is_ascii_lowercase()) {
            found.push(String::new());
        }
        if let (true, Some(last)) = (c.is_ascii_alphanumeric(), found.last_mut()) {
            last.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    found.retain(|word| !word.is_empty());
    found
}

/// Whether a line is one of a help's examples: a call of the program, or a part of a file.
fn example(line: &str, path: &str) -> bool {
    let line = line.trim_start();
    ["cli/src", "import/src"].iter().any(|folder| path.contains(folder))
        && (line.starts_with("suranys ") || line.starts_with("region = "))
}

/// Words of one country in a source, with their lines; comments and the tests at its end aside.
fn offences(path: &str, source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//") && !example(line, path))
        .flat_map(|(at, line)| words(line).into_iter().map(move |word| (at + 1, word)))
        .filter(|(_, word)| WORDS.contains(&word.as_str()))
        .collect()
}

#[test]
fn what_names_a_country_is_found() {
    let source =
        "// KZ\nconst TOTAL: &str = \"KZ-75\";\nenum Body { Akimat }\n  suranys check data/kz\n";
    let found = offences("crates/core/src/x.rs", source);
    let told: Vec<(usize, &str)> =
        found.iter().map(|(line, word)| (*line, word.as_str())).collect();
    assert_eq!(told, [(2, "kz"), (3, "akimat"), (4, "kz")]);
    assert_eq!(offences("crates/cli/src/x.rs", source).len(), 2);
}

#[test]
fn no_source_names_a_country() {
    let mut files = Vec::new();
    for entry in fs::read_dir(project().join("crates")).expect("crates") {
        let folder = entry.expect("entry").path().join("src");
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
    }
    let mut wrong = Vec::new();
    let mut used = [false; STAY.len()];
    for file in &files {
        let path = file.to_string_lossy().replace('\\', "/");
        if path.ends_with("/tests.rs") {
            continue;
        }
        for (line, word) in offences(&path, &fs::read_to_string(file).expect("source")) {
            match STAY.iter().position(|(end, stays, _)| path.ends_with(end) && *stays == word) {
                Some(at) => used[at] = true,
                None => wrong.push(format!("{path}:{line}: {word}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(used, [true; STAY.len()], "an exception without use");
}
