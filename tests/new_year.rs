//! Next year's edition: the official tables with one more year, which is synthetic and marked so, and
//! with tables that are published later, or never.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Output;
use suranys_core::provenance::sha256_hex;
use suranys_tests::{contents, light_data, suranys, text};

const LAST: &str = "2025";
const NEXT: &str = "2026";
/// Growth of every figure from the last year to the next.
const GROWTH: f64 = 1.01;
/// The tables of employment: with these a new year begins.
const EMPLOYMENT: [&str; 3] =
    ["employment_by_section", "employment_by_region", "employment_by_region_broad_sector"];
/// Tables of the same survey, which may come later.
const SURVEY: [&str; 5] = [
    "labour_force",
    "labour_force_by_region",
    "unemployed_by_region",
    "hired_workers_by_region",
    "self_employed_by_region",
];
/// Optional tables that a package may do without, each with those that are of no use without it.
const OPTIONAL: [&[&str]; 7] = [
    &["labour_force"],
    &["hired_workers_by_region"],
    &["labour_force_by_region", "unemployed_by_region"],
    &["population_by_region"],
    &["gva_by_region_section"],
    &["published_forecasts"],
    &["women_share_by_occupation"],
];

/// The committed data with few draws, and the policy period of the next edition.
struct Data {
    folder: tempfile::TempDir,
}

impl Data {
    fn new() -> Data {
        let folder = tempfile::tempdir().expect("temporary folder");
        light_data(folder.path()).expect("data can be copied");
        let file = folder.path().join("scenarios/baseline.toml");
        let said = fs::read_to_string(&file).expect("read");
        let later = said.replacen("value = 2023\n", "value = 2026\n", 1);
        let later = later.replacen("value = 2027\n", "value = 2030\n", 1);
        assert_ne!(said, later);
        fs::write(file, later).expect("written");
        Data { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn descriptor(&self) -> Value {
        let bytes = fs::read(self.path("kz/datapackage.json")).expect("read");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Changes the descriptor, in which sizes and fingerprints are then those of the files.
    fn describe(&self, change: impl FnOnce(&mut Vec<Value>)) {
        let mut descriptor = self.descriptor();
        let resources = descriptor["resources"].as_array_mut().expect("a list");
        change(resources);
        for resource in resources {
            let path = self.path("kz").join(resource["path"].as_str().expect("a path"));
            let bytes = fs::read(path).expect("read");
            resource["bytes"] = bytes.len().into();
            resource["hash"] = format!("sha256:{}", sha256_hex(&bytes)).into();
        }
        fs::write(self.path("kz/datapackage.json"), descriptor.to_string()).expect("written");
    }

    fn table(&self, name: &str) -> PathBuf {
        let descriptor = self.descriptor();
        let all = descriptor["resources"].as_array().expect("a list").clone();
        let one = all.into_iter().find(|one| one["name"] == name).expect("declared");
        self.path("kz").join(one["path"].as_str().expect("a path"))
    }

    /// Adds a year to tables: the last one's figures, all grown alike, so that sums of parts and tables
    /// agree as published ones do.
    fn grown(self, tables: &[&str]) -> Data {
        for name in tables {
            let path = self.table(name);
            let said = fs::read_to_string(&path).expect("read");
            let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
            let header: Vec<String> = lines[0].split(',').map(str::to_owned).collect();
            let at = |column: &str| header.iter().position(|name| name == column).expect("there");
            let (value, status, note) = (at("value"), at("obs_status"), at("note"));
            let new: Vec<String> = said
                .lines()
                .filter(|line| line.starts_with(&format!("{LAST},")))
                .map(|line| {
                    let mut cells: Vec<String> =
                        line.splitn(header.len(), ',').map(str::to_owned).collect();
                    cells[0] = NEXT.to_owned();
                    let number: f64 = cells[value].parse().expect("a figure");
                    cells[value] = format!("{:.3}", number * GROWTH);
                    cells[status] = "P".to_owned();
                    cells[note] = "synthetic".to_owned();
                    cells.join(",")
                })
                .collect();
            assert!(!new.is_empty(), "{name} has no {LAST}");
            lines.extend(new);
            fs::write(path, lines.join("\n") + "\n").expect("written");
        }
        self.describe(|_| {});
        self
    }

    fn without(self, tables: &[&str]) -> Data {
        for name in tables {
            fs::remove_file(self.table(name)).expect("removed");
        }
        self.describe(|resources| {
            resources.retain(|one| !tables.iter().any(|t| one["name"] == *t))
        });
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        suranys!(self.folder.path(), arguments)
    }

    /// What `check` prints of a package it lets through.
    fn checked(&self) -> String {
        let output = self.run(&["check", "kz"]);
        let said = text(&output.stdout);
        assert!(output.status.success(), "{said}{}", text(&output.stderr));
        said
    }

    /// The tables of a report by a definition of the next edition.
    fn reported(&self) -> BTreeMap<String, Vec<u8>> {
        let definition = self.path("next.toml");
        let said = "package = \"kz\"\nout = \"2026-2030\"\nlanguages = [\"en\"]\nparts = [\"tables\", \"html\"]\n";
        fs::write(definition, said).expect("written");
        let output = self.run(&["report", "--definition", "next.toml"]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        contents(&self.path("2026-2030")).expect("a report")
    }
}

fn rows(files: &BTreeMap<String, Vec<u8>>, table: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = files.get(&format!("tables/{table}.csv")).expect("a table");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// A year of all tables of employment and of the survey behind them is all a new edition takes. The
/// forecast sets out from it, and tables published later are carried forward, which is said before.
#[test]
fn one_more_year_makes_the_next_edition() {
    let data = Data::new().grown(&[&EMPLOYMENT[..], &SURVEY].concat());
    let said = data.checked();
    assert!(said.contains("ready to forecast: yes"), "{said}");
    for (table, last) in [
        ("employment_by_occupation_modelled", "2025"),
        ("employment_by_sex_age", "2022"),
        ("gva_by_region_section", "2025"),
    ] {
        let note = format!("`{table}` ends in {last} and is carried forward to {NEXT}");
        assert!(said.contains(&note), "{note}: {said}");
    }
    for table in EMPLOYMENT.iter().chain(&SURVEY) {
        assert!(!said.contains(&format!("`{table}` ends")), "{said}");
    }
    let files = data.reported();
    let employed = rows(&files, "employment_by_section");
    let national = |row: &&BTreeMap<String, String>| row["section"].is_empty();
    let observed = employed.iter().filter(national).filter(|row| row["scenario"] == "observed");
    assert_eq!(observed.map(|row| row["year_to"].as_str()).max(), Some(NEXT));
    let openings = rows(&files, "job_openings_by_period");
    let period =
        |row: &BTreeMap<String, String>| (row["year_from"].clone(), row["year_to"].clone());
    assert!(openings.iter().any(|row| period(row) == ("2026".to_owned(), "2030".to_owned())));
    let occupations = rows(&files, "employment_by_occupation");
    let carried = occupations.iter().filter(|row| row["year_from"] == "2030");
    let statuses: Vec<&str> = carried.map(|row| row["status"].as_str()).collect();
    assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == "I"), "{statuses:?}");
    let page = text(&files["en/report.html"]);
    assert!(
        page.contains("Modelled estimates by occupation end in 2025"),
        "the report says it too"
    );
}

/// Employment is out, the other tables of its survey are not yet: a note for each, and a report.
#[test]
fn tables_that_come_later_are_noted_and_carried_forward() {
    let data = Data::new().grown(&EMPLOYMENT);
    let said = data.checked();
    for table in SURVEY {
        let note = format!("`{table}` ends in {LAST} and is carried forward to {NEXT}");
        assert!(said.contains(&note), "{note}: {said}");
    }
    let files = data.reported();
    assert!(!rows(&files, "job_openings_by_period").is_empty());
}

/// Optional tables that are not there at all are noted, one by one, and a report can be made without
/// them: `check` makes one on trial.
#[test]
fn optional_tables_may_be_absent() {
    for absent in OPTIONAL {
        let said =
            Data::new().grown(&[&EMPLOYMENT[..], &SURVEY].concat()).without(absent).checked();
        assert!(said.contains("ready to forecast: yes"), "{said}");
        for table in absent {
            assert!(said.contains(&format!("`{table}` is not in the package")), "{said}");
        }
    }
}
