//! Another country from an empty package to a report: what `suranys init --country` writes, filled
//! with made-up figures. Borders of this land never changed.

use crate::land::{land, skeleton};
use serde_json::Value;
use std::path::Path;
use suranys_tests::{contents, copy_folder, project, suranys, text};

/// Everything the forecast needs is named at once, and a folder with anything in it is left alone.
#[test]
fn a_skeleton_says_what_it_lacks() {
    let place = tempfile::tempdir().expect("temporary folder");
    let folder = place.path().join("land");
    skeleton(&folder);
    let before = contents(&folder).expect("can be read");
    let output = suranys!(&folder, &["check", "xx"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("ready to forecast: no, this is missing:"), "{shown}");
    let guide = text(before.get("GUIDE.md").expect("a guide"));
    let (_, needed) = guide.split_once("## Needed").expect("a chapter");
    let (needed, _) = needed.split_once("\n## ").expect("another chapter");
    let mut tables = 0;
    for line in needed.lines().filter(|line| line.starts_with("- `")) {
        let name = line.split(['/', '`', '.']).find(|part| {
            before.keys().any(|path| {
                path.ends_with(&format!("{part}.csv")) && !part.is_empty() && *part != "- "
            })
        });
        let name = name.unwrap_or_else(|| panic!("a table in `{line}`"));
        tables += 1;
        assert!(shown.contains(&format!("rows in `{name}`")), "{name}: {shown}");
        assert!(shown.contains(&format!("allowed {name}: ")), "the rows of {name}: {shown}");
    }
    // Thirteen tables that are asked for, and the two classifications their cells refer to.
    assert_eq!(tables, 15, "{needed}");
    // French has no texts yet, and no text is like another's.
    assert!(shown.contains("labels/fr.toml") && shown.contains("argument.sex.F, "), "{shown}");
    for (path, content) in &before {
        let said = text(content);
        assert!(!said.contains("KZ") && !said.contains("Kazakh"), "{path}");
    }
    let init = ["init", "--country", "XX", "--languages", "en,fr"];
    let written = suranys!(place.path(), &[&init[..], &["written"]].concat());
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    assert_eq!(contents(&place.path().join("written")).expect("can be read"), before);
    let again = suranys!(place.path(), &[&init[..], &[folder.to_str().unwrap()]].concat());
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    assert_eq!(contents(&folder).expect("can be read"), before);
}

/// The first rulebook with a rule of its own: more vacancies than CVs.
fn rule(file: &Path) {
    let mut text = std::fs::read_to_string(file).expect("a rulebook");
    for (was, is) in [
        ("evidence.forecast-shortage", "evidence.exchange"),
        ("forecast.shortage_probability", "exchange.vacancies_per_resume"),
        ("value = 0.5\nunit = \"share of draws\"", "value = 1.0\nunit = \"vacancies per CV\""),
    ] {
        assert!(text.contains(was), "{was} in {text}");
        text = text.replace(was, is);
    }
    std::fs::write(file, text).expect("can be written");
}

#[test]
fn a_made_up_country_gets_its_report() {
    let place = tempfile::tempdir().expect("temporary folder");
    let folder = land(place.path());
    let done = |arguments: &[&str]| {
        let output = suranys!(&folder, arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {out}{err}");
        assert!(!out.contains("KZ") && !out.contains("Kazakh"), "{arguments:?}: {out}");
        out
    };
    assert!(done(&["check", "xx"]).contains("ready to forecast: yes"));
    done(&["report", "xx", "--only", "html,tables", "--out", "report"]);
    let files = contents(&folder.join("report")).expect("a report");
    for (language, name) in [("en", "Exland"), ("fr", "Pays d")] {
        let pages = files.iter().filter(|(path, _)| path.starts_with(&format!("{language}/")));
        let title = pages.filter_map(|(_, page)| {
            let page = text(page);
            let (_, rest) = page.split_once("<title>")?;
            rest.split_once("</title>").map(|(title, _)| title.to_owned())
        });
        let title: Vec<String> = title.collect();
        assert!(title.iter().any(|title| title.contains(name)), "{language}: {title:?}");
    }
    for (path, content) in &files {
        let said = text(content);
        assert!(!said.contains("KZ") && !said.contains("Kazakh"), "{path}");
    }
    let why = done(&["explain", "xx", "net-requirement", "year=2024", "region=XX-2"]);
    assert!(why.contains("employment_by_region"), "{why}");
    assert!(done(&["backtest", "xx"]).to_lowercase().contains("labour force"));
    rule(&folder.join("rules/xx/2026-01-01.toml"));
    let list = done(&["recommend", "report", "--package", "xx", "--format", "csv"]);
    // Two vacancies for each CV pass the rule of the land, two CVs for each vacancy don't.
    let verdict = |group: &str| {
        let row = list.lines().find(|line| line.contains(group));
        row.unwrap_or_else(|| panic!("{group} in {list}")).to_owned()
    };
    assert!(verdict("isco08:2111").contains(",,,meets,meets,"), "{list}");
    assert!(verdict("isco08:2112").contains(",,,does-not-meet,"), "{list}");
}

/// Numbers that look random and are the same each time: Knuth's multiplier of 64 bits (MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }
}

fn edit(file: &Path, change: impl FnOnce(String) -> String) {
    let text = std::fs::read_to_string(file).expect("a file");
    std::fs::write(file, change(text)).expect("can be written");
}

/// Does something to a table that has rows: takes it away, empties it, changes or empties a cell.
fn harm_table(package: &Path, kind: usize, dice: &mut Dice) -> String {
    let descriptor = package.join("datapackage.json");
    let text = std::fs::read_to_string(&descriptor).expect("a descriptor");
    let mut told: Value = serde_json::from_str(&text).expect("JSON");
    let all = told["resources"].as_array_mut().expect("resources");
    let path = |table: &Value| package.join(table["path"].as_str().expect("a path"));
    let filled: Vec<usize> = (0..all.len())
        .filter(|at| std::fs::read_to_string(path(&all[*at])).expect("a table").lines().count() > 1)
        .collect();
    let at = filled[dice.below(filled.len())];
    let file = path(&all[at]);
    let name = all[at]["name"].to_string();
    if kind == 0 {
        std::fs::remove_file(&file).expect("can be removed");
        all.remove(at);
        std::fs::write(&descriptor, told.to_string()).expect("can be written");
        return format!("without the table {name}");
    }
    let mut lines: Vec<String> =
        std::fs::read_to_string(&file).expect("a table").lines().map(str::to_owned).collect();
    let what = if kind == 1 {
        lines.truncate(1);
        format!("the table {name} empty")
    } else {
        let row = 1 + dice.below(lines.len() - 1);
        let mut cells: Vec<&str> = lines[row].split(',').collect();
        let column = dice.below(cells.len());
        cells[column] = if kind == 2 { "ZZ" } else { "" };
        lines[row] = cells.join(",");
        format!("row {row}, column {column} of {name} changed by way {kind}")
    };
    std::fs::write(&file, lines.join("\n") + "\n").expect("can be written");
    what
}

/// Does something to what belongs to a report besides the tables.
fn harm_surroundings(folder: &Path, kind: usize, dice: &mut Dice) -> String {
    let labels = folder.join("xx/labels/fr.toml");
    match kind {
        0 => {
            std::fs::remove_file(labels).expect("can be removed");
            "without the labels".to_owned()
        }
        1 => {
            let mut gone = String::new();
            edit(&labels, |text| {
                let mut lines: Vec<&str> = text.lines().collect();
                let keys: Vec<usize> =
                    (0..lines.len()).filter(|at| lines[*at].contains(" = \"")).collect();
                gone = lines.remove(keys[dice.below(keys.len())]).to_owned();
                lines.join("\n")
            });
            format!("without the label `{gone}`")
        }
        2 => {
            edit(&labels, |text| text + "\n[report\n");
            "the labels damaged".to_owned()
        }
        3 => {
            edit(&labels, |text| text.replace("{period}", "{nowhere}"));
            "a place without value in the labels".to_owned()
        }
        4 => {
            std::fs::remove_file(folder.join("scenarios/baseline.toml")).expect("can be removed");
            "without the baseline".to_owned()
        }
        5 => {
            edit(&folder.join("scenarios/baseline.toml"), |text| {
                text.replacen("value = ", "value = x", 1)
            });
            "the baseline damaged".to_owned()
        }
        _ => {
            edit(&folder.join("rules/xx/2026-01-01.toml"), |text| {
                text.replacen("at_least", "atleast", 1)
            });
            "the rulebook damaged".to_owned()
        }
    }
}

/// Words of a message, without the marks a terminal sets around them.
fn plain(text: &str) -> String {
    let marks = ["×", "│", "╰─▶", "help:"];
    text.split_whitespace().filter(|word| !marks.contains(word)).collect::<Vec<_>>().join(" ")
}

/// Whatever is done to a package, `check` and `report` agree: both find it sound, or `check` says
/// every finding for which `report` refuses.
#[test]
fn check_and_report_agree_whatever_is_wrong() {
    let place = tempfile::tempdir().expect("temporary folder");
    let sound = land(place.path());
    let mut refused = 0;
    for seed in 0..24 {
        let mut dice = Dice(seed);
        dice.below(1);
        let folder = place.path().join(format!("case-{seed}"));
        copy_folder(&sound, &folder).expect("can be copied");
        let what = match seed {
            0..=6 => harm_surroundings(&folder, seed as usize, &mut dice),
            _ => harm_table(&folder.join("xx"), seed as usize % 4, &mut dice),
        };
        let check = suranys!(&folder, &["check", "xx"]);
        let report = suranys!(&folder, &["report", "xx", "--out", "report"]);
        let (said, why) = (text(&check.stdout), text(&report.stderr));
        let agree = (check.status.code() == Some(0)) == (report.status.code() == Some(0));
        assert!(agree, "{seed}, {what}:\n{said}\n{}\n{why}", text(&check.stderr));
        if report.status.code() != Some(0) {
            refused += 1;
            let findings: Vec<&str> =
                why.lines().filter(|line| line.starts_with("error[")).collect();
            match findings.is_empty() {
                true => assert!(plain(&said).contains(&plain(&why)), "{what}:\n{said}\n{why}"),
                false => findings
                    .iter()
                    .for_each(|line| assert!(said.contains(line), "{what}: {line}\n{said}")),
            }
        }
    }
    assert!((10..24).contains(&refused), "{refused} of 24 refused");
}

/// The tables a skeleton has are those of the project's own package under the same schemas: but for
/// labels, which follow the languages, the currency, and lists of words that are one country's own.
#[test]
fn the_skeletons_schemas_are_the_packages() {
    let read = |path: &str| -> Value {
        let text = std::fs::read_to_string(project().join(path)).expect("the file is there");
        serde_json::from_str(&text).expect("JSON")
    };
    let (skeleton, package) = (read("data/skeleton/tables.json"), read("data/kz/datapackage.json"));
    let currency = package["suranys"]["currency"].as_str().expect("a currency");
    let fields = |table: &Value| -> Vec<Value> {
        let all = table["schema"]["fields"].as_array().expect("fields").iter();
        all.filter(|field| !field["name"].as_str().is_some_and(|name| name.starts_with("label_")))
            .cloned()
            .collect()
    };
    for table in skeleton.as_array().expect("tables") {
        let mut known = package["resources"].as_array().expect("resources").iter();
        let twin = known.find(|one| one["name"] == table["name"]).expect("the package has it");
        let (ours, theirs) = (fields(table), fields(twin));
        assert_eq!(ours.len(), theirs.len(), "{}", table["name"]);
        for (field, mut other) in ours.into_iter().zip(theirs) {
            let constraints = other.get_mut("constraints").and_then(Value::as_object_mut);
            if field["constraints"].get("enum").is_none()
                && let Some(constraints) = constraints
            {
                constraints.remove("enum");
            }
            let field = field.to_string().replace("{currency}", currency);
            let field: Value = serde_json::from_str(&field).expect("JSON");
            assert_eq!(field, other, "{}", table["name"]);
        }
        for key in ["primaryKey", "foreignKeys"] {
            assert_eq!(table["schema"][key], twin["schema"][key], "{}", table["name"]);
        }
    }
}
