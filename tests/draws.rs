//! Printed figures made again from the files of draws: medians, intervals, sums and probabilities.
//!
//! Expected values are those that the tables of the same report print. Quantiles are linear between
//! order statistics (type 7 of Hyndman & Fan 1996), worked here by themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use suranys_data::Frame;
use suranys_tests::{light_data, suranys, text};

/// Columns that name a figure, in tables and in files of draws.
const KEY: [&str; 9] = [
    "scenario",
    "measure",
    "section",
    "region",
    "occupation",
    "sex",
    "age",
    "year_from",
    "year_to",
];

type Key = Vec<String>;
type Draws = BTreeMap<Key, Vec<f64>>;

/// The report of a run of 100 draws, and its folder.
fn report() -> &'static PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("temporary folder").keep();
        light_data(&folder).expect("data can be copied");
        let arguments = ["report", "kz", "--only", "tables,draws", "--out", "made"];
        let output = suranys!(&folder, &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder.join("made")
    })
}

fn cell(frame: &Frame, column: &str, row: usize) -> String {
    match frame.text(column, row) {
        Ok(text) => text.unwrap_or_default().to_owned(),
        Err(_) => frame.integer(column, row).expect("years").expect("a year").to_string(),
    }
}

/// The draws of every figure of a file, in their order.
fn read(path: &Path, into: &mut Draws) {
    let frame = Frame::read(&std::fs::read(path).expect("a file of draws")).expect("Parquet");
    let rows = 0..frame.height();
    let place = |row| frame.integer("draw", row).expect("whole numbers").expect("none missing");
    let value = |row| frame.number("value", row).expect("numbers").expect("none missing");
    let places: Vec<i64> = rows.clone().map(place).collect();
    let values: Vec<f64> = rows.map(value).collect();
    let firsts: Vec<usize> = (0..places.len()).filter(|row| places[*row] == 0).collect();
    for (n, first) in firsts.iter().enumerate() {
        let next = firsts.get(n + 1).copied().unwrap_or(places.len());
        let key: Key = KEY.map(|column| cell(&frame, column, *first)).into();
        assert!(
            places[*first..next].iter().copied().eq((0..).take(next - first)),
            "draws follow each other: {key:?}"
        );
        assert!(into.insert(key, values[*first..next].to_vec()).is_none(), "a figure once");
    }
}

fn draws() -> &'static Draws {
    static READ: OnceLock<Draws> = OnceLock::new();
    READ.get_or_init(|| {
        let mut all = Draws::new();
        for entry in std::fs::read_dir(report().join("draws")).expect("a folder") {
            read(&entry.expect("an entry").path(), &mut all);
        }
        all
    })
}

/// Rows of a table as texts by column.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let path = report().join(format!("tables/{table}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn key_of(row: &BTreeMap<String, String>) -> Key {
    KEY.map(|column| row[column].clone()).into()
}

fn quantile(draws: &[f64], p: f64) -> f64 {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + part * (sorted[above] - sorted[below])
}

/// As printed: persons with one decimal, others with four.
fn near(printed: &str, value: f64, unit: &str) -> bool {
    let step = if unit.starts_with("persons") { 0.1 } else { 1e-4 };
    let printed: f64 = printed.parse().expect("a number");
    (printed - value).abs() <= step * 0.51 + value.abs() * 1e-9
}

/// Every figure of every table of figures that is drawn at all.
#[test]
fn medians_and_intervals_are_those_of_the_draws() {
    let (mut intervals, mut tables) = (0, 0);
    for entry in std::fs::read_dir(report().join("tables")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let all = rows(&name);
        let figures = |row: &&BTreeMap<String, String>| {
            KEY.iter().chain(&["lo95", "assumed_share"]).all(|column| row.contains_key(*column))
        };
        tables += usize::from(all.first().is_some_and(|row| figures(&row)));
        for row in all.iter().filter(figures).filter(|row| !row["lo95"].is_empty()) {
            let key = key_of(row);
            let draws = draws().get(&key).unwrap_or_else(|| panic!("{name}: no draws of {key:?}"));
            assert_eq!(draws.len(), 100);
            for (column, p) in
                [("lo95", 0.025), ("lo80", 0.1), ("median", 0.5), ("hi80", 0.9), ("hi95", 0.975)]
            {
                let made = quantile(draws, p);
                assert!(near(&row[column], made, &row["unit"]), "{name} {column} {key:?}: {made}");
            }
            intervals += 1;
        }
    }
    assert!(intervals > 5_000 && tables > 10, "{intervals} in {tables}");
}

/// In every draw sections and regions sum to the nation, and section × region to the regions.
#[test]
fn sums_are_made_draw_by_draw() {
    let at = |place: usize, code: &str, measure: &str, years: [&str; 2]| -> Key {
        let mut key: Key =
            ["baseline", measure, "", "", "", "", "", years[0], years[1]].map(str::to_owned).into();
        key[place] = code.to_owned();
        key
    };
    let total = |measure: &str, years| &draws()[&at(0, "baseline", measure, years)];
    let parts = |place: usize, measure: &str, years: [&str; 2]| -> Vec<f64> {
        let mut sum = vec![0.0; 100];
        let empty = |key: &Key, at: usize| key[at].is_empty() == (at != place);
        let of = draws().iter().filter(|(key, _)| {
            key[0] == "baseline"
                && key[1] == measure
                && key[7..] == years
                && (2..7).all(|at| empty(key, at))
        });
        for (_, draws) in of {
            sum.iter_mut().zip(draws).for_each(|(sum, draw)| *sum += draw);
        }
        sum
    };
    for (measure, years) in [
        ("employment", ["2027", "2027"]),
        ("net-requirement", ["2026", "2026"]),
        ("replacement-demand", ["2023", "2027"]),
    ] {
        for place in [2, 3] {
            for (sum, whole) in parts(place, measure, years).iter().zip(total(measure, years)) {
                assert!(
                    (sum - whole).abs() < 1e-6 * (1.0 + whole.abs()),
                    "{measure}: {sum} {whole}"
                );
            }
        }
    }
}

#[test]
fn probabilities_are_shares_of_draws() {
    let above = |draws: &[f64]| draws.iter().filter(|draw| **draw > 0.0).count() as f64 / 100.0;
    let mut seen = 0;
    for row in rows("cover").iter().filter(|row| row["measure"] == "tightness-probability") {
        let mut key = key_of(row);
        key[1] = "relative-shortage".to_owned();
        assert!(near(&row["median"], above(&draws()[&key]), "share"), "{key:?}");
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
    let mut seen = 0;
    for row in rows("differences").iter().filter(|row| row["measure"] != "tightness-probability") {
        let key = key_of(row);
        let mut first = key.clone();
        first[0].clone_from(&row["less"]);
        let (Some(own), Some(less)) = (draws().get(&key), draws().get(&first)) else { continue };
        let apart: Vec<f64> = own.iter().zip(less).map(|(own, less)| own - less).collect();
        assert!(near(&row["probability_above"], above(&apart), "share"), "{key:?}");
        assert!(near(&row["median"], quantile(&apart, 0.5), &row["unit"]), "{key:?}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

/// A column of a file of draws is one that the description of the report names, of the same type.
#[test]
fn the_description_names_every_file_and_column() {
    let schema = std::fs::read(report().join("schema.json")).expect("a description");
    let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
    let resources = schema["resources"].as_array().expect("a list");
    let mut files = 0;
    for (name, bytes) in suranys_tests::contents(report()).expect("a folder") {
        if !name.starts_with("tables/") && !name.starts_with("draws/") {
            continue;
        }
        files += 1;
        let resource = resources.iter().find(|one| one["path"] == name.as_str());
        let resource = resource.unwrap_or_else(|| panic!("{name} is not described"));
        assert_ne!(resource["description"], "", "{name}");
        let fields = resource["schema"]["fields"].as_array().expect("columns");
        for field in fields {
            assert!(field["description"].is_string(), "{name}: {field}");
        }
        let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
        let columns: Vec<String> = if name.starts_with("tables/") {
            let line = text(&bytes).lines().next().expect("a header").to_owned();
            line.split(',').map(str::to_owned).collect()
        } else {
            let frame = Frame::read(&bytes).expect("Parquet");
            frame.names().map(str::to_owned).collect()
        };
        assert_eq!(names, columns, "{name}");
    }
    assert!(files > 30, "{files}");
}

/// A stored run holds no draws: what asks for them of one is refused in words, and writes nothing.
#[test]
fn a_stored_run_has_no_draws() {
    let folder = tempfile::tempdir().expect("temporary folder");
    light_data(folder.path()).expect("data can be copied");
    let run = suranys!(folder.path(), &["run", "kz"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let run = text(&run.stdout).trim().to_owned();
    let arguments = ["report", run.as_str(), "--only", "draws", "--out", "none"];
    let output = suranys!(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("without their draws"), "{}", text(&output.stderr));
    assert!(!folder.path().join("none").exists());
}
