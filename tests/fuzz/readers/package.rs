//! Packages: descriptor, tables, classifications, concordances, sources, label files.

use crate::dice::Dice;
use crate::hostile;
use crate::readers::{Answer, Reader, as_it_is, change_one, under};
use crate::seeds::{Files, Known, Seeds, rules};
use crate::watch::is_read;
use std::path::Path;
use std::time::Duration;
use suranys_core::Inputs;
use suranys_core::run_output::RunOutput;
use suranys_core::shortage_list::{Evidence, RunFigures};
use suranys_data::{
    CannotRun, Checked, LoadError, check_inputs, check_package, default_package, default_report,
    default_rules, packages, read_country, read_package, read_package_evidence, read_rulebook,
    read_scenarios_for,
};
use suranys_report::{LabelBook, Part, Theme, render, tables};

pub fn readers() -> Vec<Reader> {
    vec![
        Reader {
            name: "package",
            through: &["check_inputs", "read_package_evidence", "read_country"],
            inputs: 700,
            after: Duration::ZERO,
            base: package,
            change: |files, dice| change_one(files, dice, |path| path.ends_with(".csv")),
            finish: as_it_is,
            read: check,
        },
        Reader {
            name: "descriptor",
            through: &["check_inputs", "default_rules", "read_country"],
            inputs: 800,
            after: Duration::ZERO,
            base: package,
            change: |files, dice| change_one(files, dice, |path| path.ends_with(".json")),
            finish: as_it_is,
            read: check,
        },
        Reader {
            name: "forecast of a package",
            through: &["read_inputs", "read_package", "check_package"],
            inputs: 200,
            after: Duration::from_secs(4),
            base: data,
            change: gently,
            finish: as_it_is,
            read: forecast,
        },
        Reader {
            name: "labels",
            through: &["read_country"],
            inputs: 400,
            after: Duration::from_secs(2),
            base: package,
            change: |files, dice| change_one(files, dice, |path| path.ends_with(".toml")),
            finish: as_it_is,
            read: labels,
        },
        Reader {
            name: "places",
            through: &["default_package", "default_report", "packages"],
            inputs: 200,
            after: Duration::ZERO,
            base: |_| Files::from([("2023-2027/manifest.json".to_owned(), b"{}".to_vec())]),
            change: |files, dice| {
                let names = ["2023-2027", "\u{202e}", "9999-0000", ".", "٢٠٢٣-٢٠٢٧", "a b", "-"];
                let file = dice.pick(&["manifest.json", "datapackage.json", "x"]);
                files.insert(format!("{}/{file}", dice.pick(&names)), Vec::new());
            },
            finish: as_it_is,
            read: |folder, _, _| {
                let _ = (default_package(folder), default_report(folder), packages(folder));
                Answer::Accepted
            },
        },
    ]
}

fn package(seeds: &Seeds) -> Files {
    under(&seeds.land, &["xx/"])
}

fn data(seeds: &Seeds) -> Files {
    under(&seeds.land, &["xx/", "scenarios/", "rules/"])
}

/// Changes that a check may well let pass: numbers, rows at the ends of tables, names.
pub fn gently(files: &mut Files, dice: &mut Dice) {
    let names: Vec<String> = files.keys().filter(|path| path.ends_with(".csv")).cloned().collect();
    let name = dice.pick(&names).clone();
    let Some(file) = files.get_mut(&name) else { return };
    let text = String::from_utf8_lossy(file).into_owned();
    let mut rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    let value = rows[0].iter().position(|name| name == "value");
    let year = rows[0].iter().position(|name| ["year", "from"].contains(&name.as_str()));
    match (dice.below(9), value, year) {
        // All figures of a table: sums stay sums.
        (0..=2, Some(value), _) => {
            let factor =
                *dice.pick(&[0.0, 1e-9, 1e-3, 0.5, 3.0, 1e3, 1e6, 1e9, 1e30, 1e200, 1e307]);
            for row in rows.iter_mut().skip(1) {
                if let Ok(number) = row[value].parse::<f64>() {
                    row[value] = (number * factor).to_string();
                }
            }
        }
        (3, Some(value), _) => {
            let number = hostile::number(dice);
            let row = 1 + dice.below(rows.len().saturating_sub(1));
            if let Some(row) = rows.get_mut(row) {
                row[value] = number.to_string();
            }
        }
        // Unknown in a year, or altogether.
        (4, Some(value), year) => {
            let of = rows.get(1 + dice.below(rows.len())).cloned();
            for row in rows.iter_mut().skip(1) {
                let same = year.is_none_or(|at| of.as_ref().is_none_or(|of| of[at] == row[at]));
                if same && row.len() > value + 2 {
                    row[value].clear();
                    row[value + 1] = "M".to_owned();
                    row[value + 2] = "not_published".to_owned();
                }
            }
        }
        // The table begins later, ends earlier, or is of one year.
        (5 | 6, _, Some(year)) => {
            let way = dice.below(3);
            let of = rows.get(1 + dice.below(rows.len())).map(|row| row[year].clone());
            let of = of.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default();
            let head = rows[0].clone();
            rows.retain(|row| {
                let at = row[year].parse::<i64>().unwrap_or(of);
                let stays = [at >= of, at <= of, at == of];
                *row == head || stays[way]
            });
        }
        // All years moved.
        (7, _, Some(_)) => {
            let by = *dice.pick(&[-2000, -30, -1, 1, 5, 50, 900, 7000]);
            let columns: Vec<usize> = (0..rows[0].len())
                .filter(|at| ["year", "from", "to"].contains(&rows[0][*at].as_str()))
                .collect();
            for row in rows.iter_mut().skip(1) {
                for at in &columns {
                    if let Ok(number) = row[*at].parse::<i64>() {
                        row[*at] = (number + by).to_string();
                    }
                }
            }
        }
        _ => {
            let row = dice.below(rows.len());
            let column = dice.below(rows[row].len());
            rows[row][column] = hostile::text(dice).replace(['\n', '\r', ',', '"'], "");
        }
    }
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    *file = (lines.join("\n") + "\n").into_bytes();
}

fn check(folder: &Path, _: &Known, _: &mut Dice) -> Answer {
    let package = folder.join("xx");
    let _ = default_rules(&package, folder);
    let country = read_country(&package).is_ok();
    let answer = match check_inputs(&package) {
        Ok(Checked { sound: Some(_), .. }) => Answer::Accepted,
        Ok(Checked { report, .. }) if report.is_clean() => Answer::findings(&report.missing),
        Ok(Checked { report, .. }) => Answer::findings(&report.diagnostics),
        Err(CannotRun::Unreadable { why, .. }) if !why.is_empty() => Answer::Refused,
        Err(_) if country => Answer::Broken("readable for its country alone".to_owned()),
        Err(_) => Answer::Refused,
    };
    match (read_package_evidence(&package), &answer) {
        (Err(_), Answer::Accepted) => Answer::Broken("the rules refuse what is sound".to_owned()),
        _ => answer,
    }
}

/// What a report says of a package, but for its words, once the package is found sound.
fn forecast(folder: &Path, _: &Known, dice: &mut Dice) -> Answer {
    let package = folder.join("xx");
    let report = check_package(&package);
    let inputs = match read_package(&package) {
        Ok((sound, _)) => sound.inputs,
        Err(LoadError::Findings(found)) => {
            let agrees = report.is_ok_and(|report| !report.is_ready());
            return match agrees {
                true => Answer::findings(&found.diagnostics),
                false => Answer::Broken("refused after a clean check".to_owned()),
            };
        }
        Err(LoadError::CannotRun(_)) => return Answer::Refused,
    };
    if !report.is_ok_and(|report| report.is_ready()) {
        return Answer::Broken("read after a check with findings".to_owned());
    }
    is_read();
    made(folder, &inputs, dice)
}

fn made(folder: &Path, inputs: &Inputs, dice: &mut Dice) -> Answer {
    let scenarios = folder.join("scenarios");
    let files = ["baseline", "optimistic"].map(|name| scenarios.join(format!("{name}.toml")));
    let (read, _) = match read_scenarios_for(&files, &scenarios, inputs) {
        Ok(read) => read,
        Err(found) => return Answer::findings(&found),
    };
    let Ok(forecast) =
        suranys_model::forecast(inputs, None, &read, &suranys_core::progress::unfollowed)
    else {
        return Answer::Refused;
    };
    let Ok((evidence, _)) = read_package_evidence(&folder.join("xx")) else {
        return Answer::Broken("the rules refuse what is sound".to_owned());
    };
    let (book, _) = read_rulebook(&folder.join("rules"), &rules()).expect("rules");
    let list = match Evidence::of(&evidence, &RunFigures::of(&forecast), None) {
        Ok(evidence) => suranys_rules::recommend(&book, &evidence).for_print(),
        Err(found) => return Answer::findings(&found),
    };
    let run = RunOutput::assemble(forecast, Vec::new(), Some(list));
    for table in tables(&run) {
        if let Err(why) = table.csv(true) {
            return Answer::Broken(format!("forecast, but not told: {why}"));
        }
    }
    if dice.once_in(4) {
        let book = LabelBook::of("en", &inputs.country).expect("the program's own words");
        let parts = [Part::Figures, Part::Html, Part::Xlsx];
        if let Err(why) = render(&run, &book, &parts, Theme::Colour) {
            return Answer::Broken(format!("forecast, but not told: {why}"));
        }
    }
    Answer::Accepted
}

/// The words of a package, and a report in them.
fn labels(folder: &Path, known: &Known, dice: &mut Dice) -> Answer {
    let Ok(country) = read_country(&folder.join("xx")) else { return Answer::Refused };
    let books = ["fr", "en"].map(|language| LabelBook::of(language, &country));
    let [Ok(book), Ok(_)] = books else { return Answer::Refused };
    is_read();
    if dice.once_in(4) {
        let parts = [Part::Figures, Part::Html, Part::Xlsx];
        if let Err(why) = render(&known.run.output, &book, &parts, Theme::Grey) {
            return Answer::Broken(format!("words taken, and no report in them: {why}"));
        }
    }
    Answer::Accepted
}
