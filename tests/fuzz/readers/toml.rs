//! Scenarios, sweeps, definitions of reports, rulebooks.

use crate::dice::Dice;
use crate::readers::{Answer, Reader, as_it_is, change_one, under};
use crate::seeds::{Files, Known, rules};
use crate::watch::is_read;
use std::path::Path;
use std::time::Duration;
use suranys_core::shortage_list::{Evidence, RunFigures, SignalForecast};
use suranys_data::{
    SweepVocabulary, Vocabulary, differences, read_cause_book, read_definition, read_letter,
    read_resolved, read_rulebook, read_scenarios, read_scenarios_for, read_signal_book, read_sweep,
    rulebook_dates,
};
use suranys_model::sensitivity::design;
use suranys_tests::project;

/// A file next to the project's rulebooks.
fn of_rules(name: &str) -> Vec<u8> {
    std::fs::read(project().join("data/rules/kz").join(name)).expect("the file")
}

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "scenario",
            through: &["read_scenarios_for", "read_written_for", "read_scenarios", "read_resolved"],
            inputs: 2_300,
            after: Duration::ZERO,
            base: |seeds| under(&seeds.land, &["scenarios/"]),
            change: all,
            finish: as_it_is,
            read: scenario,
        },
        Reader {
            name: "forecast of a scenario",
            through: &["read_scenarios_for"],
            inputs: 150,
            after: Duration::from_secs(4),
            base: |seeds| under(&seeds.land, &["scenarios/"]),
            change: scaled,
            finish: as_it_is,
            read: |folder, known, _| match scenarios(folder, known) {
                Ok(mut read) => {
                    is_read();
                    for scenario in &mut read {
                        scenario.settings.draws = scenario.settings.draws.min(100);
                    }
                    match suranys_model::forecast(
                        &known.inputs,
                        None,
                        &read,
                        &suranys_core::progress::unfollowed,
                    ) {
                        Ok(_) => Answer::Accepted,
                        Err(_) => Answer::Refused,
                    }
                }
                Err(answer) => answer,
            },
        },
        Reader {
            name: "sweep",
            through: &["read_sweep"],
            inputs: 1_300,
            after: Duration::ZERO,
            base: |seeds| under(&seeds.land, &["sweeps/"]),
            change: all,
            finish: as_it_is,
            read: sweep,
        },
        Reader {
            name: "causes",
            through: &["read_cause_book"],
            inputs: 800,
            after: Duration::ZERO,
            base: |_| Files::from([("xx/causes.toml".to_owned(), of_rules("causes.toml"))]),
            change: |files, dice| change_one(files, dice, |_| true),
            finish: as_it_is,
            read: |folder, _, _| match read_cause_book(folder, "xx") {
                Ok(_) => Answer::Accepted,
                Err(found) => Answer::findings(&found),
            },
        },
        Reader {
            name: "letter",
            through: &["read_letter"],
            inputs: 400,
            after: Duration::ZERO,
            base: |_| Files::from([("xx/letter.toml".to_owned(), of_rules("letter.toml"))]),
            change: |files, dice| change_one(files, dice, |_| true),
            finish: as_it_is,
            read: |folder, _, _| match read_letter(folder, "xx", None) {
                Ok(_) => Answer::Accepted,
                Err(found) => Answer::findings(&found),
            },
        },
        Reader {
            name: "definition",
            through: &["read_definition"],
            inputs: 1_000,
            after: Duration::ZERO,
            base: |_| {
                let text = "package = \"xx\"\nout = \"report\"\nlanguages = [\"en\", \"ru\"]\n\
                            parts = [\"figures\", \"pdf\"]\ntheme = \"grey\"\nwidth = 800\n\
                            scenarios = [\"scenarios/baseline.toml\"]\n";
                Files::from([("definition.toml".to_owned(), text.into())])
            },
            change: all,
            finish: as_it_is,
            read: |folder, _, _| {
                let known = Vocabulary {
                    languages: &["en", "ru"],
                    parts: &["figures", "pdf"],
                    themes: &["grey"],
                    widths: (400, 4800),
                };
                match read_definition(&folder.join("definition.toml"), known) {
                    Ok(_) => Answer::Accepted,
                    Err(found) => Answer::findings(&found),
                }
            },
        },
        Reader {
            name: "rulebook",
            through: &["read_rulebook", "rulebook_dates", "read_signal_book"],
            inputs: 1_700,
            after: Duration::ZERO,
            base: |seeds| under(&seeds.land, &["rules/"]),
            change: all,
            finish: as_it_is,
            read: rulebook,
        },
    ]
}

/// Multiplies a number of the baseline, or changes the other scenario in any way.
fn scaled(files: &mut Files, dice: &mut Dice) {
    let name = "scenarios/baseline.toml";
    let text = String::from_utf8_lossy(&files[name]).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let set: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains("value = ")).collect();
    if set.is_empty() || dice.once_in(4) {
        return change_one(files, dice, |path| path.contains("optim"));
    }
    let line = &mut lines[*dice.pick(&set)];
    let number = line.strip_prefix("value = ").and_then(|text| text.parse::<f64>().ok());
    let factor = *dice.pick(&[0.0, 0.1, 0.9, 1.1, 2.0, 10.0]);
    *line = format!("value = {}", number.unwrap_or(1.0) * factor);
    files.insert(name.to_owned(), (lines.join("\n") + "\n").into_bytes());
}

fn all(files: &mut Files, dice: &mut Dice) {
    change_one(files, dice, |_| true);
}

fn scenarios(
    folder: &Path,
    known: &Known,
) -> Result<Vec<suranys_core::scenario::Scenario>, Answer> {
    let scenarios = folder.join("scenarios");
    let files = ["baseline", "optimistic"].map(|name| scenarios.join(format!("{name}.toml")));
    let read = read_scenarios_for(&files, &scenarios, &known.inputs);
    read.map(|(read, _)| read).map_err(|found| Answer::findings(&found))
}

fn scenario(folder: &Path, known: &Known, _: &mut Dice) -> Answer {
    let files =
        ["baseline", "optimistic"].map(|name| folder.join(format!("scenarios/{name}.toml")));
    let alone = read_scenarios(&files).is_ok();
    if let Ok((resolved, _)) = read_resolved(&files, None)
        && let [one, other] = &resolved[..]
    {
        let _ = differences(&one.settings, &other.settings);
    }
    match scenarios(folder, known) {
        Ok(_) if !alone => Answer::Broken("sound for a package, but not alone".to_owned()),
        Ok(_) => Answer::Accepted,
        Err(answer) => answer,
    }
}

fn sweep(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let vocabulary = SweepVocabulary::of(&known.inputs, &known.scenarios[0], dice.once_in(2));
    let mut answer = Answer::Accepted;
    for name in ["tornado", "sobol"] {
        match read_sweep(&folder.join(format!("sweeps/{name}.toml")), &vocabulary) {
            Ok((plan, ..)) => {
                let _ = design(&plan);
            }
            Err(found) => answer = Answer::findings(&found),
        }
    }
    answer
}

fn rulebook(folder: &Path, known: &Known, _: &mut Dice) -> Answer {
    let _ = rulebook_dates(&folder.join("rules"), "xx");
    let book = match read_rulebook(&folder.join("rules"), &rules()) {
        Ok((book, _)) => book,
        Err(found) => return Answer::findings(&found),
    };
    let signal = match read_signal_book(&folder.join("rules"), "xx") {
        Ok(signal) => signal,
        Err(found) => return Answer::findings(&found),
    };
    let figures = RunFigures::of(&known.run.output);
    match Evidence::of(&known.evidence, &figures, None) {
        Ok(evidence) => {
            let mut list = suranys_rules::recommend(&book, &evidence);
            if let Some((signal, _)) = signal {
                let forecast = SignalForecast::default();
                let grading = suranys_rules::Grading {
                    book: &signal,
                    forecast: &forecast,
                    vintage: "2025",
                    region: "",
                    scored: false,
                };
                list = suranys_rules::graded(list, &evidence, grading);
            }
            let _ = list.for_print();
            Answer::Accepted
        }
        Err(found) => Answer::findings(&found),
    }
}
