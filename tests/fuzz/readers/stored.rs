//! Stored runs, reports and finished runs of sweeps, with fingerprints made anew so that what is
//! changed is read.

use crate::dice::Dice;
use crate::hostile;
use crate::readers::{Answer, Reader, as_it_is, change_one};
use crate::seeds::{Files, Known, SWEPT};
use crate::watch::is_read;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Estimate, Measure};
use suranys_core::run_output::StoredRun;
use suranys_core::shortage_list::{Evidence, RunFigures};
use suranys_core::{Quantiles, Year};
use suranys_data::{
    LoadError, manifest_file, read_folder, read_headlines, read_manifest, read_manifest_as_it_is,
    read_report_figures, read_run, read_swept, result_differences, run_folder_differences,
    write_run,
};
use suranys_report::{LabelBook, Part, Theme, render, tables};

/// Where a file of ours has the fingerprint of itself.
const SEAL: &str = "fingerprint";

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "stored run",
            through: &["read_run"],
            inputs: 1_800,
            after: Duration::ZERO,
            base: |seeds| seeds.run.clone(),
            change: |files, dice| change_one(files, dice, |_| true),
            finish: |files| fingerprinted(files, "run.json"),
            read: run,
        },
        Reader {
            name: "report of a stored run",
            through: &["read_run"],
            inputs: 100,
            after: Duration::from_secs(4),
            base: |seeds| seeds.whole_run.clone(),
            change: |files, dice| {
                change_one(files, dice, |path| !path.ends_with(".parquet") && path != "run.json");
            },
            finish: |files| fingerprinted(files, "run.json"),
            read: told,
        },
        Reader {
            name: "figures of a stored run",
            through: &["read_run"],
            inputs: 200,
            after: Duration::from_secs(4),
            base: |_| Files::new(),
            change: |files, _| {
                files.insert(CHANGED.to_owned(), Vec::new());
            },
            finish: as_it_is,
            read: figures,
        },
        Reader {
            name: "report",
            through: &[
                "read_report_figures",
                "read_folder",
                "read_manifest",
                "read_manifest_as_it_is",
                "read_headlines",
            ],
            inputs: 1_400,
            after: Duration::ZERO,
            base: |seeds| seeds.report.clone(),
            change: |files, dice| change_one(files, dice, |_| true),
            finish: |files| fingerprinted(files, "manifest.json"),
            read: report,
        },
        Reader {
            name: "finished run of a sweep",
            through: &["read_swept"],
            inputs: 800,
            after: Duration::ZERO,
            base: |seeds| seeds.swept.clone(),
            change: |files, dice| change_one(files, dice, |_| true),
            finish: |files| files.values_mut().for_each(sealed),
            read: |folder, _, _| {
                let parameters = BTreeMap::from([("supply.graduates_factor".to_owned(), 1.0)]);
                match read_swept(&[folder.to_path_buf()], SWEPT, &parameters) {
                    Ok(Some(run)) if run.key == SWEPT => Answer::Accepted,
                    Ok(_) => Answer::Broken("another run than asked for".to_owned()),
                    Err(_) => Answer::Refused,
                }
            },
        },
    ]
}

/// Gives a file the fingerprint of itself, as far as it is what has one.
fn sealed(file: &mut Vec<u8>) {
    if let Ok(Value::Object(mut tree)) = serde_json::from_slice::<Value>(file) {
        tree.remove(SEAL);
        if let Ok((_, whole)) = manifest_file(&tree) {
            *file = whole;
        }
    }
}

/// Gives the file that tells of the others their fingerprints, as far as it still does.
fn fingerprinted(files: &mut Files, head: &str) {
    fingerprinted_in(files, "", head);
}

/// The same of files in a folder.
pub fn fingerprinted_in(files: &mut Files, folder: &str, head: &str) {
    let head = format!("{folder}{head}");
    let Some(mut tree) =
        files.get(&head).and_then(|bytes| serde_json::from_slice::<Value>(bytes).ok())
    else {
        return;
    };
    let told = tree.get_mut("outputs").and_then(Value::as_array_mut);
    for one in told.into_iter().flatten() {
        let path = one.get("path").and_then(Value::as_str).map(str::to_owned);
        if let Some((path, bytes)) =
            path.and_then(|path| Some((path.clone(), files.get(&format!("{folder}{path}"))?)))
        {
            *one = json!(Fingerprint::of(path, bytes));
        }
    }
    let mut told = tree.to_string().into_bytes();
    sealed(&mut told);
    files.insert(head, told);
}

fn run(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let _ = (run_folder_differences(folder), result_differences(folder));
    match read_run(folder) {
        Ok(read) if dice.once_in(10) => used(&read, known),
        Ok(_) => Answer::Accepted,
        Err(_) => Answer::Refused,
    }
}

/// What is done with a run once it is read: tables, the list.
fn used(read: &StoredRun, known: &Known) -> Answer {
    for table in tables(&read.output) {
        // What no forecast gives, as a draw that is not finite, is refused here at the latest.
        if table.csv(true).is_err() {
            return Answer::Refused;
        }
    }
    match Evidence::of(&known.evidence, &RunFigures::of(&read.output), None) {
        Ok(evidence) => {
            let _ = suranys_rules::recommend(&known.book, &evidence).for_print();
            Answer::Accepted
        }
        Err(found) => Answer::findings(&found),
    }
}

/// A report of a stored run, and the run made again from the scenarios in it.
fn told(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let Ok(read) = read_run(folder) else { return Answer::Refused };
    is_read();
    let used = used(&read, known);
    if !matches!(used, Answer::Accepted) {
        return used;
    }
    if dice.once_in(2) {
        let Ok(book) = LabelBook::of("en", &read.output.country) else { return Answer::Refused };
        let parts = [Part::Figures, Part::Html, Part::Xlsx];
        let _ = render(&read.output, &book, &parts, Theme::Colour);
    } else {
        let (as_of, scenarios) = (read.identity.as_of, &read.output.scenarios);
        let _ = suranys_model::forecast(
            &known.inputs,
            as_of,
            scenarios,
            &suranys_core::progress::unfollowed,
        );
    }
    Answer::Accepted
}

/// A file that says that figures are to be changed: they are made where they are read.
const CHANGED: &str = "changed";

/// A run whose figures are what no forecast gives is read back as it was stored.
fn figures(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let mut run = known.run.clone();
    let forecast = &mut run.output.forecast;
    let all: Vec<_> = forecast.figures.keys().cloned().collect();
    let share = [2, 20, 200][dice.below(3)];
    forecast.figures.retain(|_, _| dice.once_in(share));
    let changes = if folder.join(CHANGED).exists() { 1 + dice.below(5) } else { 0 };
    for _ in 0..changes {
        let mut key = dice.pick(&all).clone();
        let Some(mut figure) = known.run.output.figures.get(&key).cloned() else { continue };
        match dice.below(6) {
            0 => key.region = Some(hostile::text(dice)),
            1 => key.scenario = hostile::text(dice),
            2 => key.from = Year(hostile::year(dice) as i32),
            3 => key.to = Year(hostile::year(dice) as i32),
            _ => {}
        }
        let number = hostile::number(dice);
        figure.estimate =
            match Quantiles::from_bounds([-number.abs(), -1.0, 0.0, 1.0, number.abs()]) {
                Some(range) if dice.once_in(2) => Estimate::Range(range),
                _ => Estimate::Point { value: number },
            };
        figure.source = vec![hostile::text(dice)];
        run.output.forecast.figures.insert(key, figure);
    }
    let parent = folder.join("runs");
    let Ok((target, _)) = write_run(&parent, &run) else { return Answer::Refused };
    let read = read_run(&target);
    is_read();
    std::fs::remove_dir_all(&parent).expect("removed");
    match read {
        Ok(read) => used(&read, known),
        Err(_) => Answer::Refused,
    }
}

fn report(folder: &Path, known: &Known, _: &mut Dice) -> Answer {
    let _ = (read_folder(folder), read_manifest_as_it_is(folder), result_differences(folder));
    let _ = read_headlines(folder, &[Measure::HiredJobOpenings, Measure::JobOpenings]);
    let manifest = read_manifest(folder).is_ok();
    match read_report_figures(folder) {
        Ok(_) if !manifest => Answer::Broken("figures of what has no manifest".to_owned()),
        Ok(read) => match Evidence::of(&known.evidence, &read.figures, None) {
            Ok(evidence) => {
                let _ = suranys_rules::recommend(&known.book, &evidence).for_print();
                Answer::Accepted
            }
            Err(found) => Answer::findings(&found),
        },
        Err(LoadError::Findings(found)) => Answer::findings(&found.diagnostics),
        Err(LoadError::CannotRun(_)) => Answer::Refused,
    }
}
