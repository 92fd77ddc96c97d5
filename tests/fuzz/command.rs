//! The command given the same inputs: its exit code says what came of them, and a package that
//! `check` finds ready is reported, one that it does not is refused in the same words.

use crate::change::{Format, change};
use crate::dice::Dice;
use crate::readers::gently;
use crate::seeds::{Files, Seeds};
use crate::watch::{Plan, lay};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use suranys_tests::{suranys, text};

/// Exit codes of the command: done, found something, could not run.
const CODES: [i32; 3] = [0, 1, 2];

/// Commands, the folder of which seeds each is run in, and what of it is changed before.
const COMMANDS: [(&str, &str, &str); 17] = [
    ("check xx --format json", "land", "xx/"),
    ("consult status --package xx", "land", "xx/lists/"),
    ("consult panel --package xx --regions", "land", "xx/lists/"),
    ("scenario show scenarios/optimistic.toml", "land", "scenarios/"),
    ("scenario diff scenarios/baseline.toml scenarios/optimistic.toml", "land", "scenarios/"),
    ("recommend report --package xx --format csv", "land", "report/"),
    ("recommend run --package xx --format json", "land", "run/"),
    ("recommend report --package xx", "land", "rules/"),
    ("report run --only tables,html --out out", "land", "run/"),
    ("compare run report --package xx --by list", "land", "run/"),
    ("verify report --package xx", "land", "report/"),
    ("explain run job-openings year=2024 --package xx", "land", "run/"),
    ("sweep xx sweeps/tornado.toml --shard 1/40 --out swept", "land", "sweeps/"),
    ("report xx --only tables --out out --definition definition.toml", "land", "definition.toml"),
    ("series forecast years.csv --horizon 2 --status status --link link", "series", "years.csv"),
    ("series forecast years.parquet --horizon 2", "series", "years.parquet"),
    (
        "series reconcile years.csv --hierarchy hierarchy.csv --horizon 2 --allow-holes",
        "series",
        "",
    ),
];
/// Inputs of each command.
const INPUTS: usize = 10;
/// Packages that are checked and reported.
const PACKAGES: usize = 30;

/// What is wrong with how a command ended, whatever it was given.
fn fault(output: &Output) -> Option<String> {
    let said = text(&output.stderr);
    let code = output.status.code();
    let ended = code.is_some_and(|code| CODES.contains(&code));
    // A code other than that of success has its reason.
    let mute = code != Some(0) && said.is_empty() && output.stdout.is_empty();
    (!ended || mute || said.contains("panicked")).then(|| format!("{:?}: {said}", output.status))
}

fn land(seeds: &Seeds) -> Files {
    let mut all = seeds.land.clone();
    for (folder, files) in [("run", &seeds.whole_run), ("report", &seeds.report)] {
        all.extend(files.iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes.clone())));
    }
    all.insert("definition.toml".to_owned(), b"languages = [\"en\"]\ntheme = \"grey\"\n".to_vec());
    all
}

fn series() -> Files {
    let rows = |id: &str, level: i32| -> String {
        let row = |at: i32| format!("{id},{},{},A,\n", 2010 + at, level + at * at % 7);
        (0..12).map(row).collect()
    };
    let table = format!("series_id,period,value,status,link\n{}{}", rows("a", 10), rows("all", 30));
    let (_, parquet) = crate::readers::parquet("years");
    Files::from([
        ("years.csv".to_owned(), table.into_bytes()),
        ("hierarchy.csv".to_owned(), b"series_id,parent\na,all\n".to_vec()),
        ("years.parquet".to_owned(), parquet),
    ])
}

fn change_under(files: &mut Files, folder: &str, dice: &mut Dice) {
    let names: Vec<String> = files
        .keys()
        .filter(|path| path.starts_with(folder) && !path.ends_with(".md"))
        .cloned()
        .collect();
    let name = dice.pick(&names).clone();
    let changed = change(Format::of(&name), &files[&name], dice);
    files.insert(name, changed);
}

/// A sound input ends well; a changed one ends.
#[test]
fn whatever_the_command_is_given_it_ends_with_a_code_of_its_own() {
    let (_alone, seeds, plan) = (crate::alone(), Seeds::new(), Plan::of_environment());
    let bases = BTreeMap::from([("land", land(&seeds)), ("series", series())]);
    let place = tempfile::tempdir().expect("temporary folder");
    let mut faults = Vec::new();
    for (command, base, of) in COMMANDS {
        let words: Vec<&str> = command.split(' ').collect();
        let base = &bases[base];
        for input in 0..(INPUTS as f64 * plan.times).ceil() as usize {
            let mut dice = Dice::of(plan.seed, command, input);
            let mut files = base.clone();
            for _ in 0..1 + dice.below(2) {
                change_under(&mut files, of, &mut dice);
            }
            crate::readers::fingerprinted_in(&mut files, "run/", "run.json");
            crate::readers::fingerprinted_in(&mut files, "report/", "manifest.json");
            let folder = place.path().join(format!("{}-{input}", faults.len()));
            lay(&folder, &Files::new(), &files);
            let output = suranys!(&folder, &words);
            if let Some(fault) = fault(&output) {
                faults.push(format!("seed {}, input {input}: `{command}`: {fault}", plan.seed));
            }
            std::fs::remove_dir_all(&folder).expect("removed");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What `report` says on being refused and `check` does not.
fn unsaid(report: &str, check: &str) -> Option<String> {
    let findings = || report.lines().filter(|line| line.starts_with("error["));
    let words = |text: &str| {
        let marks = ["×", "│", "╰─▶", "help:"];
        text.split_whitespace().filter(|word| !marks.contains(word)).collect::<Vec<_>>().join(" ")
    };
    match findings().next() {
        Some(_) => findings().find(|line| !check.contains(line)).map(str::to_owned),
        None => Some(words(report)).filter(|said| !words(check).contains(said)),
    }
}

#[test]
fn a_package_is_reported_if_check_says_so_and_refused_in_its_words_if_not() {
    let (_alone, seeds, plan) = (crate::alone(), Seeds::new(), Plan::of_environment());
    let place = tempfile::tempdir().expect("temporary folder");
    let (mut faults, mut ready) = (Vec::new(), 0);
    for input in 0..(PACKAGES as f64 * plan.times).ceil() as usize {
        let mut dice = Dice::of(plan.seed, "check and report", input);
        let mut files = seeds.land.clone();
        gently(&mut files, &mut dice);
        let folder = place.path().join(input.to_string());
        lay(&folder, &Files::new(), &files);
        let check = suranys!(&folder, &["check", "xx"]);
        let report = suranys!(&folder, &["report", "xx", "--only", "tables,html", "--out", "out"]);
        let (shown, said) = (text(&check.stdout), text(&report.stderr));
        let codes = (check.status.code(), report.status.code());
        let why = match codes {
            (Some(0), Some(0)) => {
                ready += 1;
                None
            }
            (Some(1), Some(1 | 2)) => {
                unsaid(&said, &shown).map(|line| format!("`report` alone says `{line}`"))
            }
            _ => Some(format!("`check` and `report` end with {codes:?}")),
        };
        let faulty = [&check, &report].into_iter().find_map(fault).or(why);
        if let Some(why) = faulty {
            faults.push(format!("seed {}, input {input}: {why}\n{shown}\n{said}", plan.seed));
        }
        std::fs::remove_dir_all(&folder).expect("removed");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(ready > 0, "no package is ready, so that no report is tried");
}

/// The command in a folder that holds nothing it asks for.
#[test]
fn an_empty_folder_is_answered() {
    let place = tempfile::tempdir().expect("temporary folder");
    for (command, ..) in COMMANDS {
        let words: Vec<&str> = command.split(' ').collect();
        let output = suranys!(Path::new(place.path()), &words);
        assert_eq!(fault(&output), None, "{command}");
        assert_ne!(output.status.code(), Some(0), "{command}");
    }
}
