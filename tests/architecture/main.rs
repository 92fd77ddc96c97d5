//! The arrows between crates and between modules of a crate, what a crate leaves to others, the
//! length of files, and what may stand at the top level.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod arrows;
mod command_line;
mod cycles;
mod mentions;
mod names;
mod page;
mod sentences;
mod snippets;
mod tree;
mod ways_out;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suranys_tests::project;
use tree::Tree;

/// Which crate may depend on which. Anything else fails.
const ARROWS: [(&str, &[&str]); 13] = [
    ("crates/core", &[]),
    ("crates/series", &["suranys-core"]),
    ("crates/data", &["suranys-core"]),
    ("crates/model", &["suranys-core", "suranys-series"]),
    ("crates/rules", &["suranys-core"]),
    ("crates/report", &["suranys-core"]),
    ("crates/titles", &["suranys-core"]),
    (
        "crates/runner",
        &[
            "suranys-core",
            "suranys-series",
            "suranys-data",
            "suranys-model",
            "suranys-rules",
            "suranys-report",
        ],
    ),
    (
        "crates/server",
        &["suranys-core", "suranys-data", "suranys-model", "suranys-report", "suranys-runner"],
    ),
    (
        "crates/cli",
        &[
            "suranys-core",
            "suranys-series",
            "suranys-data",
            "suranys-model",
            "suranys-rules",
            "suranys-report",
            "suranys-runner",
            "suranys-server",
        ],
    ),
    (
        "crates/python",
        &[
            "suranys-core",
            "suranys-series",
            "suranys-data",
            "suranys-model",
            "suranys-rules",
            "suranys-report",
            "suranys-runner",
        ],
    ),
    ("crates/import", &["suranys-core", "suranys-titles"]),
    (
        "tests",
        &[
            "suranys",
            "suranys-core",
            "suranys-series",
            "suranys-data",
            "suranys-model",
            "suranys-rules",
            "suranys-report",
            "suranys-runner",
            "suranys-server",
        ],
    ),
];

/// Members that are built only where they are asked for.
const ASKED_FOR: [&str; 3] = ["crates/import", "crates/python", "crates/titles"];

/// Which module right below a crate's root may not name which, be it by way of a third.
const FORBIDDEN: [(&str, &str, &str); 4] = [
    ("crates/model", "population", "employment"),
    ("crates/model", "entrants", "employment"),
    ("crates/model", "employment", "replacement"),
    ("crates/model", "employment", "entrants"),
];

fn manifest(folder: &str) -> toml::Table {
    let path = project().join(folder).join("Cargo.toml");
    std::fs::read_to_string(&path).expect("manifest is there").parse().expect("manifest is TOML")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder is there") {
        let path = entry.expect("entry can be read").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn crates_depend_only_along_the_arrows() {
    for (folder, allowed) in ARROWS {
        let manifest = manifest(folder);
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(|t| t.as_table()) else {
                continue;
            };
            for name in dependencies.keys().filter(|name| name.starts_with("suranys")) {
                assert!(allowed.contains(&name.as_str()), "{folder} may not depend on {name}");
            }
        }
    }
}

#[test]
fn sources_name_only_crates_along_the_arrows() {
    for (folder, allowed) in ARROWS {
        for file in rust_files(&project().join(folder)) {
            let text = std::fs::read_to_string(&file).expect("source can be read");
            for (place, _) in text.match_indices("suranys_") {
                let word: String = text[place..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let name = word.replace('_', "-");
                let own = manifest(folder)["package"]["name"].as_str() == Some(&name);
                let known = ARROWS.iter().any(|(_, names)| names.contains(&name.as_str()));
                assert!(
                    own || !known || allowed.contains(&name.as_str()),
                    "{} names {name}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn every_member_stands_in_the_table_of_arrows() {
    let members: BTreeSet<String> = std::fs::read_dir(project().join("crates"))
        .expect("crates are there")
        .map(|entry| entry.expect("entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| format!("crates/{}", entry.file_name().to_string_lossy()))
        .chain(["tests".to_owned()])
        .collect();
    let listed: BTreeSet<String> = ARROWS.iter().map(|(folder, _)| (*folder).to_owned()).collect();
    assert_eq!(members, listed);
}

/// The page on crates tells of all of them, allows what the table of arrows allows, and names no
/// room that is not there.
#[test]
fn the_page_on_crates_is_true() {
    let text = std::fs::read_to_string(project().join("crates/README.md")).expect("page is there");
    let rows = page::rows(&text).unwrap_or_else(|error| panic!("{error}"));
    let told: BTreeMap<String, BTreeSet<String>> =
        rows.iter().map(|row| (row.folder.clone(), row.depends_on.clone())).collect();
    let package = |name: &&str| match *name {
        "suranys" => "cli".to_owned(),
        name => name.trim_start_matches("suranys-").to_owned(),
    };
    let allowed: BTreeMap<String, BTreeSet<String>> = ARROWS
        .iter()
        .map(|(folder, names)| ((*folder).to_owned(), names.iter().map(package).collect()))
        .collect();
    assert_eq!(told, allowed);
    for row in rows.iter().filter(|row| row.folder.starts_with("crates/")) {
        let tree =
            Tree::of_crate(&project().join(&row.folder)).unwrap_or_else(|error| panic!("{error}"));
        let there = tree.top_level();
        assert!(!row.rooms.is_empty(), "{} has no rooms", row.folder);
        for room in &row.rooms {
            assert!(there.contains(room.as_str()), "{} has no room `{room}`", row.folder);
        }
    }
}

/// Whoever builds or tests without naming a package gets what the table of arrows holds, but for what has
/// a heavy dependency of its own.
#[test]
fn default_members_are_those_of_the_table() {
    let workspace = manifest("");
    let members = workspace["workspace"]["default-members"].as_array().expect("a list");
    let members: BTreeSet<&str> = members.iter().filter_map(|member| member.as_str()).collect();
    let listed = ARROWS.iter().map(|(folder, _)| *folder);
    let listed: BTreeSet<&str> = listed.filter(|folder| !ASKED_FOR.contains(folder)).collect();
    assert_eq!(members, listed);
}

/// Only the crate that reads inputs and stores runs touches files, and the command line names
/// paths; polars stays in one crate.
#[test]
fn files_are_touched_in_one_crate() {
    for folder in [
        "crates/core",
        "crates/series",
        "crates/model",
        "crates/rules",
        "crates/report",
        "crates/runner",
        "crates/server",
        "crates/cli",
        "crates/python",
        "crates/titles",
    ] {
        // What hands columns to Python names the library that holds them.
        let frames = folder != "crates/python";
        for file in rust_files(&project().join(folder).join("src")) {
            let text = std::fs::read_to_string(&file).expect("source can be read");
            let words = ["std::fs", "fs::read", "fs::write", "File::open"].into_iter();
            for word in words.chain(frames.then_some("polars")) {
                assert!(!text.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}

/// A crate's files depend on each other in one direction only, so that each can be read on those
/// it names. A thing may not go through its parent to reach what stands beside it.
#[test]
fn no_files_name_each_other_in_a_circle() {
    let mut told = String::new();
    for (folder, _) in ARROWS.iter().filter(|(folder, _)| folder.starts_with("crates/")) {
        let tree =
            Tree::of_crate(&project().join(folder)).unwrap_or_else(|error| panic!("{error}"));
        for circle in cycles::circles(&tree) {
            told.push_str(&format!("\n{folder}/src: {circle}"));
        }
    }
    assert!(told.is_empty(), "{told}");
}

/// Supply does not rest on demand, nor demand on supply or on replacement.
#[test]
fn modules_name_each_other_only_where_they_may() {
    let mut told = Vec::new();
    for (folder, from, to) in FORBIDDEN {
        let tree =
            Tree::of_crate(&project().join(folder)).unwrap_or_else(|error| panic!("{error}"));
        match arrows::named_across(&tree, from, to) {
            Ok(lines) => told.extend(lines),
            Err(error) => told.push(format!("{folder}: {error}, named in the table of arrows")),
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// The command line asks and tells. Files are looked at by the crate that reads inputs and stores
/// runs, and figures are made where they belong; rounding for display and counting are fine.
#[test]
fn the_command_line_neither_looks_at_files_nor_reckons() {
    let tree =
        Tree::of_crate(&project().join("crates/cli")).unwrap_or_else(|error| panic!("{error}"));
    let told = command_line::offences(&tree);
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

/// A finding can't come without its words in every language, nor words without a finding.
#[test]
fn every_sentence_is_translated() {
    sentences::every_sentence_is_translated();
}

#[test]
fn no_finding_is_given_words_that_are_never_translated() {
    sentences::no_finding_is_given_words_that_are_never_translated();
}

#[test]
fn sentences_are_found_in_sources() {
    sentences::sentences_are_found_in_sources();
}

/// Whatever people see goes through the one place that spells out marks, a panic is caught in one
/// place, files are opened where pipes are told from them, and no result knows the time.
#[test]
fn there_is_one_way_out_and_one_way_in() {
    let mut told = String::new();
    for (folder, _) in ARROWS.iter().filter(|(folder, _)| folder.starts_with("crates/")) {
        let tree =
            Tree::of_crate(&project().join(folder)).unwrap_or_else(|error| panic!("{error}"));
        for offence in ways_out::offences(&tree) {
            told.push_str(&format!("\n{folder}/src/{offence}"));
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn no_file_outgrows_its_room() {
    for folder in ["crates", "tests"] {
        for file in rust_files(&project().join(folder)) {
            let lines = std::fs::read_to_string(&file).expect("source can be read").lines().count();
            assert!(lines <= 800, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn the_top_level_is_what_it_should_be() {
    let expected = BTreeSet::from([
        "CHANGELOG.md",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "crates",
        "data",
        "notebooks",
        "reports",
        "tests",
    ]);
    let ignored = BTreeSet::from(["target"]);
    let found: BTreeMap<String, ()> = std::fs::read_dir(project())
        .expect("project is there")
        .map(|entry| (entry.expect("entry").file_name().to_string_lossy().into_owned(), ()))
        .collect();
    for name in
        found.keys().filter(|name| !name.starts_with('.') && !ignored.contains(name.as_str()))
    {
        assert!(expected.contains(name.as_str()), "{name} does not belong at the top level");
    }
    for name in expected {
        assert!(found.contains_key(name), "{name} is missing at the top level");
    }
}
