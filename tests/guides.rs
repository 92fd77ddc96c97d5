//! The pages of CONTRIBUTING.md: what they say to write fits what is there, and those that need no build
//! are followed to the letter, each on a copy of the data.

use std::fs;
use std::path::Path;
use std::process::Command;
use suranys_tests::{copy_folder, project, text};

/// A fenced block: its kind, the file it is for (none of commands), its lines, what is said before it.
struct Block {
    kind: String,
    file: String,
    text: String,
    said: String,
}

/// Titles of the pages with their blocks, in order.
fn pages() -> Vec<(String, Vec<Block>)> {
    let guide = fs::read_to_string(project().join("CONTRIBUTING.md")).expect("the guide is there");
    let mut pages: Vec<(String, Vec<Block>)> = Vec::new();
    let (mut open, mut said) = (false, String::new());
    for line in guide.lines() {
        match (open, line.strip_prefix("```"), line.strip_prefix("## ")) {
            (true, Some(""), _) => open = false,
            (true, _, _) => {
                let block = pages.last_mut().and_then(|(_, blocks)| blocks.last_mut());
                let text = &mut block.expect("a block").text;
                text.push_str(line);
                text.push('\n');
            }
            (false, Some(info), _) => {
                let (kind, file) = info.split_once(' ').unwrap_or((info, ""));
                let (kind, file, said) =
                    (kind.to_owned(), file.to_owned(), std::mem::take(&mut said));
                let block = Block { kind, file, text: String::new(), said };
                pages.last_mut().expect("a page").1.push(block);
                open = true;
            }
            (false, None, Some(title)) => {
                said.clear();
                pages.push((title.to_owned(), Vec::new()));
            }
            (false, None, None) => said.push_str(line),
        }
    }
    pages.retain(|(_, blocks)| blocks.iter().any(|block| !block.file.is_empty()));
    pages
}

/// A text with the changes of a block made in it: lines with `+` added, lines with `-` taken out, between
/// lines that stand in it once in this order. What was changed so before stays.
fn changed(text: &str, change: &str) -> String {
    let mut text = text.to_owned();
    for part in change.split("@@\n") {
        let side = |other: char| -> String {
            let kept = part.lines().filter(|line| !line.starts_with(other));
            kept.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
        };
        let (before, after) = (format!("\n{}", side('+')), format!("\n{}", side('-')));
        let places = (text.matches(&before).count(), text.matches(&after).count());
        assert!(matches!(places, (1, 0) | (_, 1)), "not there, or more than once:{before}");
        if places.1 == 0 {
            text = text.replacen(&before, &after, 1);
        }
    }
    text
}

/// Writes what a block says below a folder.
fn write(folder: &Path, block: &Block) {
    let file = folder.join(&block.file);
    let before = fs::read_to_string(&file).unwrap_or_default();
    let after = match block.kind.as_str() {
        _ if before.contains(&block.text) => return,
        "diff" => changed(&before, &block.text),
        "json" => {
            let resources = " \"resources\": [\n";
            assert_eq!(before.matches(resources).count(), 1, "{}", block.file);
            before.replacen(resources, &format!("{resources}{}", block.text), 1)
        }
        _ => before + &block.text,
    };
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, after).expect("written");
}

#[test]
fn what_the_pages_write_fits_what_is_there() {
    let pages = pages();
    let titles: Vec<&str> = pages.iter().map(|(title, _)| title.as_str()).collect();
    let wanted =
        ["table", "layout", "rule", "indicator", "language", "country", "model", "check", "chart"];
    assert_eq!(titles.len(), wanted.len(), "{titles:?}");
    assert!(
        wanted.iter().all(|name| titles.iter().any(|title| title.ends_with(name))),
        "{titles:?}"
    );
    for (title, blocks) in &pages {
        for block in blocks.iter().filter(|block| !block.file.is_empty()) {
            let named = block.said.contains(&format!("`{}`", block.file));
            assert!(named, "{title}: a reader does not see that this is {}", block.file);
        }
        for block in blocks.iter().filter(|block| block.kind == "diff") {
            // What a command of the page writes first is a copy of what there is in English.
            let file = project().join(block.file.replace(".de.", ".en."));
            let before =
                fs::read_to_string(&file).unwrap_or_else(|e| panic!("{title}: {file:?}: {e}"));
            changed(&before, &block.text);
        }
    }
}

/// Whether a file is one that the program reads when it runs, or that nobody reads but tests: a change of
/// any other needs a build.
fn is_read_at_run_time(file: &str) -> bool {
    ["data/kz/", "data/rules/", "land/", "tests/cases/"].iter().any(|place| file.starts_with(place))
}

#[cfg(unix)]
#[test]
fn pages_that_need_no_build_are_followed_to_the_letter() {
    let programs = tempfile::tempdir().expect("temporary folder");
    let program = programs.path().join("suranys");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_suranys-under-test"), program).expect("a link");
    let mut followed = Vec::new();
    for (title, blocks) in pages() {
        let files = || blocks.iter().filter(|block| !block.file.is_empty());
        if !files().all(|block| is_read_at_run_time(&block.file)) {
            continue;
        }
        let folder = tempfile::tempdir().expect("temporary folder");
        for name in ["data", "reports"] {
            copy_folder(&project().join(name), &folder.path().join(name)).expect("can be copied");
        }
        for block in &blocks {
            if !block.file.is_empty() {
                write(folder.path(), block);
            } else if block.kind == "sh" {
                // What cargo does is done to the sources, by hand.
                let ours = block.text.lines().filter(|line| !line.starts_with("cargo "));
                ours.for_each(|line| run(folder.path(), programs.path(), line, &title));
            }
        }
        followed.push(title);
    }
    assert_eq!(followed, ["A table", "A rule", "A country"]);
}

/// Runs a line in a shell that finds the program; it ends as the line says.
#[cfg(unix)]
fn run(folder: &Path, programs: &Path, line: &str, title: &str) {
    #[expect(clippy::disallowed_methods, reason = "where the shell finds its own programs")]
    let path = std::env::var("PATH").expect("a path");
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("LC_ALL", "C")
        .output()
        .expect("a shell");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let wanted = if line.contains("# exit code 1") { 1 } else { 0 };
    assert_eq!(output.status.code(), Some(wanted), "{title}: `{line}`\n{out}\n{err}");
    assert!(!out.contains("FAILED"), "{title}: `{line}`\n{out}");
}
