//! The words of the house: identifiers, columns, keys of labels, English texts and helps use the
//! field's words. A word that is not written stands here with what is written in its place; where
//! one stays, it stands with the file and the reason.
//!
//! Words whose ordinary meaning is the more frequent one are not looked for: answer, choice, draws (in
//! code), driver, ends, gap (of missing values), growth, hold, kept, member, memory, parts, path,
//! plan, point, pool, scatter, standing (in code), unit, whole, widths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use suranys_tests::project;

/// Words in identifiers, with what is written in their place.
const IDENTIFIERS: [(&str, &str); 37] = [
    ("band", "prediction interval, age group"),
    ("bands", "prediction intervals, age groups"),
    ("beside", "what it is: others, next to"),
    ("came", "outturn"),
    ("carved", "spliced"),
    ("dossier", "subject profile"),
    ("dossiers", "subject profiles"),
    ("felt", "cumulative response"),
    ("fewest", "min"),
    ("flip", "switching value"),
    ("flips", "switching values"),
    ("invented", "synthetic"),
    ("judged", "assessed"),
    ("lack", "missing"),
    ("lacking", "missing"),
    ("lacks", "missing"),
    ("learnt", "trained"),
    ("least", "min"),
    ("lessons", "training set"),
    ("linked", "spliced"),
    ("luck", "common random numbers"),
    ("mend", "fix"),
    ("miss", "forecast error"),
    ("misses", "forecast errors"),
    ("most", "max"),
    ("odds", "probability"),
    ("outcome", "outturn"),
    ("outcomes", "outturns"),
    ("outlook", "projection"),
    ("regime", "segment"),
    ("silent", "source without data"),
    ("still", "naive path"),
    ("stretch", "interval calibration factor"),
    ("swing", "one-at-a-time sensitivity"),
    ("swings", "one-at-a-time sensitivities"),
    ("teaching", "training set"),
    ("told", "by, disaggregated by, reported for"),
];

/// Identifiers that stay: the word, the end of the file's path, and why.
const STAY: [(&str, &str, &str); 12] = [
    ("AtLeast", ".rs", "how a rule compares: at least"),
    ("AtMost", ".rs", "how a rule compares: at most"),
    ("at_least", ".rs", "how a rule compares: at least"),
    ("at_most", ".rs", "how a rule compares: at most"),
    ("CheckOutcome", ".rs", "how a check ended, no published figure"),
    ("outcome", "check.rs", "how a check ended"),
    ("outcomes", "check.rs", "how checks ended"),
    ("outcome", "check/mod.rs", "how a check ended"),
    ("outcomes", "check/mod.rs", "how checks ended"),
    ("outcomes", "check/report.rs", "how checks ended"),
    ("outcomes", "store/report_tables.rs", "how checks ended"),
    ("least_absolute", "ensemble/global_model.rs", "a method: least absolute deviations"),
];

/// Words in columns, keys and names of files for programs, with what is written in their place.
const COLUMNS: [(&str, &str); 14] = [
    ("analyst", "expert assumption"),
    ("band", "prediction interval"),
    ("flip", "switching value"),
    ("gap", "shortage"),
    ("invented", "synthetic"),
    ("judged", "assessed"),
    ("material", "evidence"),
    ("need", "job openings"),
    ("outcome", "outturn"),
    ("outcomes", "outturns"),
    ("silent", "without data"),
    ("standing", "basis"),
    ("swing", "sensitivity"),
    ("swings", "sensitivity"),
];

/// Words in English texts for readers, with what is written in their place.
const TEXTS: [(&str, &str); 19] = [
    ("analyst", "expert assumption"),
    ("bands", "prediction intervals, age groups"),
    ("beside", "next to, with"),
    ("carved", "formed from, spliced"),
    ("draws", "simulations"),
    ("flip", "switching value"),
    ("gap", "shortage or surplus"),
    ("invented", "synthetic"),
    ("judged", "assessed"),
    ("made-up", "synthetic"),
    ("mend", "fix"),
    ("outcome", "outturn"),
    ("outcomes", "outturns"),
    ("outlook", "projection"),
    ("regimes", "segments"),
    ("standing", "basis"),
    ("swing", "one-at-a-time sensitivity"),
    ("swings", "one-at-a-time sensitivities"),
    ("told", "shown, reported"),
];

/// Keys whose names hold such a word in its ordinary meaning.
const KEYS: [(&str, &str); 3] = [
    ("column.age_band", "the column of the package's tables"),
    (
        "demand.gdp_growth_gap",
        "a scenario's distance in growth from the baseline: the output gap's word",
    ),
    ("sentence.gap", "a check by its name: years without a row"),
];

/// Words in comments and docstrings, with what is written in their place. Only words that are never
/// written in an ordinary meaning are looked for.
const COMMENTS: [(&str, &str); 17] = [
    ("band", "age group, prediction interval"),
    ("bands", "age groups, prediction intervals"),
    ("beside", "next to, with"),
    ("carved", "spliced, formed from"),
    ("dossier", "subject profile"),
    ("flip", "switching value, switch"),
    ("invented", "synthetic"),
    ("judged", "assessed"),
    ("lacks", "does not have, misses"),
    ("learnt", "trained"),
    ("luck", "common random numbers"),
    ("made-up", "synthetic"),
    ("mend", "fix"),
    ("outlook", "projection"),
    ("regime", "segment"),
    ("swing", "one-at-a-time sensitivity"),
    ("told", "reported, shown, by"),
];

/// Crates whose comments are looked at.
const COMMENTED: [&str; 11] = [
    "cli", "core", "data", "import", "python", "report", "rules", "runner", "series", "server",
    "titles",
];

/// Identifiers of a Rust source, its tests left out, each with its line. Strings, characters,
/// lifetimes and comments are passed over.
fn identifiers(source: &str) -> Vec<(String, usize)> {
    let source = source.split("\n#[cfg(test)]\n").next().unwrap_or_default();
    let text: Vec<char> = source.chars().collect();
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let (mut found, mut i, mut line) = (Vec::new(), 0, 1);
    while i < text.len() {
        let start = i;
        match at(i) {
            '/' if at(i + 1) == '/' => {
                while i < text.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => {
                i += 2;
                while i < text.len() && !(at(i) == '*' && at(i + 1) == '/') {
                    i += 1;
                }
                i += 2;
            }
            '"' => {
                i += 1;
                while i < text.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            '\'' => {
                // A character, or the name of a lifetime or loop.
                if at(i + 1) == '\\' {
                    i += 3;
                    while i < text.len() && at(i - 1) != '\'' {
                        i += 1;
                    }
                } else if at(i + 2) == '\'' {
                    i += 3;
                } else {
                    i += 1;
                    while at(i).is_alphanumeric() || at(i) == '_' {
                        i += 1;
                    }
                }
            }
            c if c.is_alphabetic() || c == '_' => {
                while at(i).is_alphanumeric() || at(i) == '_' {
                    i += 1;
                }
                let word: String = text.get(start..i).unwrap_or_default().iter().collect();
                let raw = matches!(word.as_str(), "r" | "br") && matches!(at(i), '"' | '#');
                let hashes = text.iter().skip(i).take_while(|c| **c == '#').count();
                if raw && at(i + hashes) == '"' {
                    i += hashes + 1;
                    let ends = |i: usize| at(i) == '"' && (1..=hashes).all(|n| at(i + n) == '#');
                    while i < text.len() && !ends(i) {
                        i += 1;
                    }
                    i += hashes + 1;
                } else {
                    found.push((word, line));
                }
            }
            _ => i += 1,
        }
        let end = i.min(text.len());
        line += text.get(start..end).unwrap_or_default().iter().filter(|c| **c == '\n').count();
    }
    found
}

/// The words of an identifier, in small letters: `GapShare2` and `gap_share` have `gap`, `share`.
fn words(identifier: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let letters: Vec<char> = identifier.chars().collect();
    let mut begins = true;
    for (i, letter) in letters.iter().enumerate() {
        if !letter.is_alphabetic() {
            begins = true;
            continue;
        }
        let before_is_small = i > 0 && letters[i - 1].is_lowercase();
        let next_is_small = letters.get(i + 1).is_some_and(|c| c.is_lowercase());
        let after_capitals = i > 0 && letters[i - 1].is_uppercase() && next_is_small;
        if begins || letter.is_uppercase() && (before_is_small || after_capitals) {
            all.push(String::new());
        }
        begins = false;
        let last = all.last_mut().expect("a word has begun");
        last.extend(letter.to_lowercase());
    }
    all
}

/// What is written in place of the first word that is not written, and that word.
fn unwritten(
    table: &[(&'static str, &'static str)],
    words: &[String],
) -> Option<(&'static str, &'static str)> {
    table.iter().find(|(word, _)| words.iter().any(|w| w == word)).copied()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn identifiers_are_read_as_they_stand() {
    let source = "fn a_b(x: &'told str) { // came\n let s = \"swing\"; r#\"flip \"x\" \"#; 'o'; '\\''; }\n\
        struct GapShare; const MAX_GDP: u8 = 1;\n#[cfg(test)]\nmod tests { fn luck() {} }";
    let found = identifiers(source);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let wanted =
        ["fn", "a_b", "x", "str", "let", "s", "struct", "GapShare", "const", "MAX_GDP", "u8"];
    assert_eq!(names, wanted);
    assert_eq!(found.last().map(|(_, line)| *line), Some(3));
    assert_eq!(words("GapShare"), ["gap", "share"]);
    assert_eq!(words("MAX_GDPValue2"), ["max", "gdp", "value"]);
}

/// Expected: the glossary's left column, as far as a word has no more frequent ordinary meaning.
#[test]
fn identifiers_use_the_fields_words() {
    let mut files = Vec::new();
    for krate in fs::read_dir(project().join("crates")).expect("crates") {
        let source = krate.expect("an entry").path().join("src");
        if source.is_dir() {
            sources(&source, &mut files);
        }
    }
    files.sort();
    assert!(files.len() > 100, "{} files", files.len());
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for file in &files {
        let shown = file.strip_prefix(project()).expect("within").display().to_string();
        for (name, line) in identifiers(&fs::read_to_string(file).expect("text")) {
            let Some((_, write)) = unwritten(&IDENTIFIERS, &words(&name)) else { continue };
            let stays =
                STAY.iter().position(|(stays, end, _)| *stays == name && shown.ends_with(end));
            match stays {
                Some(place) => {
                    used.insert(place);
                }
                None => wrong.push(format!("{shown}:{line}: `{name}`: write {write}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} identifiers:\n{}", wrong.len(), wrong.join("\n"));
    let idle: Vec<_> = (0..STAY.len()).filter(|n| !used.contains(n)).map(|n| STAY[n]).collect();
    assert!(idle.is_empty(), "exceptions for what is not there: {idle:?}");
}

/// Comments and docstrings. Expected: the glossary's left column, as far as a word has no ordinary
/// meaning.
#[test]
fn comments_use_the_fields_words() {
    let mut files = Vec::new();
    for krate in COMMENTED {
        sources(&project().join("crates").join(krate).join("src"), &mut files);
    }
    files.sort();
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for file in &files {
        let shown = file.strip_prefix(project()).expect("within").display().to_string();
        let text = fs::read_to_string(file).expect("text");
        for (line, text) in (1..).zip(text.lines()) {
            let Some(comment) = text.trim_start().strip_prefix("//") else { continue };
            looked_at += 1;
            if let Some((word, write)) = unwritten(&COMMENTS, &spoken(comment)) {
                wrong.push(format!("{shown}:{line}: `{word}`: write {write}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} comments:\n{}", wrong.len(), wrong.join("\n"));
    assert!(looked_at > 2000, "{looked_at} lines of comments");
}

/// Tables of the issued edition: names of files, of columns and of measures.
#[test]
fn tables_use_the_fields_words() {
    let folder = project().join("reports/2023-2027/tables");
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    let mut look = |place: &str, text: &str| {
        looked_at += 1;
        if !KEYS.iter().any(|(key, _)| text.contains(key))
            && let Some((_, write)) = unwritten(&COLUMNS, &words(text))
        {
            wrong.push(format!("{place}: `{text}`: write {write}"));
        }
    };
    for entry in fs::read_dir(folder).expect("the tables") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        look("tables", &name);
        let mut reader = csv::Reader::from_path(&path).expect("a table");
        let header = reader.headers().expect("a header").clone();
        header.iter().for_each(|column| look(&name, column));
        let keys = header.iter().enumerate().filter(|(_, h)| ["measure", "indicator"].contains(h));
        let keys: Vec<usize> = keys.map(|(at, _)| at).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        let values: BTreeSet<&str> =
            keys.iter().flat_map(|at| rows.iter().filter_map(move |row| row.get(*at))).collect();
        values.into_iter().for_each(|value| look(&name, value));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 200, "{looked_at} names");
}

/// Texts of a label file by dotted key.
fn texts(prefix: &str, table: &toml::Table, into: &mut Vec<(String, String)>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => texts(&key, inner, into),
            toml::Value::Array(items) => {
                let items = items.iter().filter_map(|i| i.as_str());
                into.extend(items.map(|text| (key.clone(), text.to_owned())));
            }
            value => into.push((key, value.as_str().unwrap_or_default().to_owned())),
        }
    }
}

fn spoken(text: &str) -> Vec<String> {
    // The places that the program fills have names of their own.
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        rest = after.split_once('}').map_or("", |(_, tail)| tail);
    }
    plain.push_str(rest);
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '\'';
    let parts = plain.split(|c: char| !is_part(c)).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).collect()
}

#[test]
fn labels_use_the_fields_words() {
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for entry in fs::read_dir(project().join("data/labels")).expect("the labels") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        // The keys of findings are sentences, and no names.
        if name.starts_with("findings.") {
            continue;
        }
        let table: toml::Table =
            fs::read_to_string(&path).expect("text").parse().expect("a label file");
        let mut all = Vec::new();
        texts("", &table, &mut all);
        for (key, text) in &all {
            looked_at += 1;
            if KEYS.iter().any(|(stays, _)| key.contains(stays)) {
                continue;
            }
            if let Some((_, write)) = unwritten(&COLUMNS, &words(key)) {
                wrong.push(format!("{name}: key `{key}`: write {write}"));
            }
            if name.ends_with("en.toml")
                && let Some((word, write)) = unwritten(&TEXTS, &spoken(text))
            {
                wrong.push(format!("{name}: `{key}`: `{word}`: write {write}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 1000, "{looked_at} texts");
}

/// Helps that hold such a word in its ordinary meaning: the command, the word, and why.
const HELPS: [(&str, &str, &str); 0] = [];

fn help(command: &[&str]) -> String {
    let output = suranys_tests::suranys!(&project(), &[command, &["--help"]].concat());
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Commands that a help lists.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = lines.take_while(|line| line.starts_with("  "));
    let names = commands
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn helps_use_the_fields_words() {
    let mut waiting: Vec<Vec<String>> = vec![Vec::new()];
    let (mut wrong, mut looked_at, mut used) = (Vec::new(), 0, BTreeSet::new());
    while let Some(command) = waiting.pop() {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let (text, name) = (help(&arguments), command.join(" "));
        looked_at += 1;
        for line in text.lines() {
            let Some((word, write)) = unwritten(&TEXTS, &spoken(line)) else { continue };
            // `--draws` is an option's name, and what it counts is called by it.
            if word == "draws" {
                continue;
            }
            match HELPS.iter().position(|(stays, w, _)| *stays == name && *w == word) {
                Some(place) => {
                    used.insert(place);
                }
                None => {
                    wrong.push(format!("suranys {name} --help: `{}`: write {write}", line.trim()))
                }
            }
        }
        waiting.extend(listed(&text).into_iter().map(|next| [&command[..], &[next]].concat()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 10, "{looked_at} helps");
    assert_eq!(used.len(), HELPS.len(), "an exception for what is not there");
}
