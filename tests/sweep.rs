//! Sweeps: killed and resumed, sharded and merged, on one thread or several, the tables are the
//! same bytes; a run is what the forecast itself says; a wrong file is told where.

use std::path::Path;
use std::process::{Command, Output};
use suranys_core::run::FigureKey;
use suranys_core::sensitivity::{Method, SweepAxis, SweepPlan};
use suranys_core::{Year, YearSpan};
use suranys_model::sensitivity::Sweeper;
use suranys_tests::{contents, project};

const SMALL: &str = r#"
method = "saltelli"
points = 2
draws = 100

[parameters."supply.graduates_factor"]
low = 0.8
high = 1.2
unit = "ratio"

[parameters."replacement.stay_on_factor"]

[[outputs]]
measure = "entrants-higher-education"

[[outputs]]
measure = "net-requirement"
year = 2026
region = "KZ-75"
"#;

fn suranys(folder: &Path, threads: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .args(["sweep", "data/kz"])
        .arg(folder.join("small.toml"))
        .args(arguments)
        .env("RAYON_NUM_THREADS", threads)
        .current_dir(project())
        .output()
        .expect("the command starts")
}

fn sound(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// 2 × (2 + 2) runs of the sample and 5 one at a time.
#[test]
fn resumed_sharded_or_threaded_the_tables_are_the_same_bytes() {
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::write(folder.path().join("small.toml"), SMALL).expect("written");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let whole = suranys(folder.path(), "2", &["--out", &at("whole"), "--format", "csv"]);
    sound(&whole);
    let tables = contents(&folder.path().join("whole/tables")).expect("tables");
    let runs = contents(&folder.path().join("whole/runs")).expect("runs");
    assert_eq!(runs.len(), 13);
    assert_eq!(tables.len(), 7, "three tables in two formats and a manifest");
    assert_eq!(whole.stdout, tables["tornado.csv"]);

    // As after a kill: some runs are there, one is half written under a hidden name.
    for (name, bytes) in runs.iter().take(4) {
        let target = folder.path().join("resumed/runs").join(name);
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("made");
        std::fs::write(target, bytes).expect("written");
    }
    let (first, _) = runs.first_key_value().expect("runs");
    let kept = folder.path().join("resumed/runs").join(first);
    let before = std::fs::metadata(&kept).expect("there").modified().expect("a time");
    let (last, _) = runs.last_key_value().expect("runs");
    let runs_in = folder.path().join("resumed/runs");
    let stale = runs_in.join(format!(".{last}.tmp-0123456789abcdef"));
    let foreign = runs_in.join(".x.json.tmp-0123456789abcdef");
    for half in [&stale, &foreign] {
        std::fs::create_dir(half).expect("made");
        std::fs::write(half.join("being-written"), "").expect("written");
        std::fs::write(half.join("new"), "{\"ke").expect("written");
    }
    sound(&suranys(folder.path(), "1", &["--out", &at("resumed")]));
    assert_eq!(contents(&folder.path().join("resumed/tables")).expect("tables"), tables);
    let after = std::fs::metadata(&kept).expect("there").modified().expect("a time");
    assert_eq!(before, after, "a finished run is not repeated");
    assert!(!stale.exists(), "what the kill left of this sweep is gone");
    assert!(foreign.exists(), "another's is not touched");

    for (part, says) in [
        ("1/2", "shard 1/2: 7 of 13 runs, 7 made now, 0 there before"),
        ("2/2", "shard 2/2: 6 of 13 runs, 6 made now, 0 there before"),
    ] {
        let out = at(&format!("part{}", &part[..1]));
        let made = suranys(folder.path(), "2", &["--out", &out, "--shard", part]);
        sound(&made);
        let told = String::from_utf8(made.stdout).expect("UTF-8");
        assert!(told.contains(says) && told.contains("are left to other shards"), "{told}");
    }
    let parts: Vec<usize> = ["part1", "part2"]
        .map(|part| contents(&folder.path().join(part).join("runs")).expect("runs").len())
        .to_vec();
    assert_eq!(parts, [7, 6]);
    let (one, two) = (at("part1"), at("part2"));
    let merged =
        suranys(folder.path(), "2", &["--out", &at("merged"), "--also", &one, "--also", &two]);
    sound(&merged);
    assert_eq!(contents(&folder.path().join("merged/tables")).expect("tables"), tables);
    assert!(!folder.path().join("merged/runs").exists(), "nothing was left to run");

    // A run that is no run is not taken for one.
    std::fs::write(&kept, "{}").expect("written");
    let damaged = suranys(folder.path(), "1", &["--out", &at("resumed")]);
    assert_eq!(damaged.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&damaged.stderr).contains("damaged"));
}

/// The figure of a sweep's run against the forecast's own of the same scenario, in every measure
/// and place a sweep may ask for. Only years up to the last asked for are made, which may change
/// nothing.
#[test]
fn a_run_is_what_the_forecast_says() {
    let inputs = suranys_data::read_inputs(&project().join("data/kz")).expect("a clean package");
    let file = project().join("data/scenarios/baseline.toml");
    let (mut scenarios, _) = suranys_data::read_scenarios(&[file]).expect("a sound scenario");
    let mut baseline = scenarios.remove(0);
    baseline.settings.draws = 100;
    let axis = |key: &str, value: f64| SweepAxis {
        key: key.to_owned(),
        low: value,
        centre: value,
        high: value,
        levels: vec![value],
        growth: None,
    };
    let plan = SweepPlan {
        method: Method::Grid,
        points: 0,
        seed: 1,
        axes: vec![
            axis("demand.employment_elasticity", 0.5),
            axis("supply.participation_shift", 0.7),
            axis("demand.gdp_growth_gap", -1.5),
        ],
        outputs: Vec::new(),
    };
    let mut point = plan.scenario_at(&baseline, &[0.5, 0.7, -1.5]);
    point.id = "point".to_owned();
    let both = [baseline.clone(), point.clone()];
    let run = suranys_model::forecast(&inputs, None, &both, &suranys_core::progress::unfollowed)
        .expect("a forecast");
    let sweeper = Sweeper::new(&inputs, None, &baseline, Year(2027)).expect("a base");
    let period = YearSpan::new(Year(2023), Year(2027)).expect("a span");
    let asked: Vec<FigureKey> = run
        .figures
        .keys()
        .filter(|key| key.scenario == "point")
        .filter(|key| period.contains(key.from) && period.contains(key.to))
        .cloned()
        .collect();
    assert!(asked.len() > 1_000);
    let found = sweeper.figures(&point, &asked).expect("figures");
    for (key, swept) in asked.iter().zip(found) {
        let swept = swept.unwrap_or_else(|| panic!("no {key:?}"));
        assert_eq!(Some(&swept.figure), run.figure(key), "{key:?}");
    }
}

/// Row and column are where the words stand in this text, counted by hand.
#[test]
fn a_wrong_file_is_told_where_and_nothing_is_run() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let wrong = r#"method = "saltely"
points = 1.5
[parameters."supply.graduate_factor"]
[parameters."supply.higher_entry_rate"]
low = 60
unit = "per cent"
[parameters."supply.migration_factor"]
[[outputs]]
measure = "gap"
region = "KZ-57"
"#;
    std::fs::write(folder.path().join("small.toml"), wrong).expect("written");
    let out = folder.path().join("out");
    let told = suranys(folder.path(), "1", &["--out", &out.display().to_string()]);
    assert_eq!(told.status.code(), Some(1));
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    for part in [
        "small.toml:1:10: `saltely` is not a method",
        "is `saltelli` meant?",
        "small.toml:2:10: `points` must be a whole number",
        "is `supply.graduates_factor` meant?",
        "small.toml:5:7: `low` must be a number from 0 to 1 (share of graduates)",
        "small.toml:6:8: `unit` must be `share of graduates`",
        "small.toml:7:13: `supply.migration_factor` has nowhere to go",
        "small.toml:10:10: `KZ-57` is not a region",
        "small.toml:9:11: `gap` is not a measure",
        "replaced by implied-unemployment-rate, relative-shortage",
        "8 findings",
    ] {
        assert!(said.contains(part), "no `{part}` in\n{said}");
    }
    assert!(!out.exists());
    std::fs::write(
        folder.path().join("small.toml"),
        SMALL.replace("entrants-higher-education", "employment"),
    )
    .expect("written");
    let none = suranys(folder.path(), "1", &["--out", &out.display().to_string()]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stderr).contains("a run has no such figure"));
    assert!(!out.exists());
}

/// A table without a figure is told itself, not as a fault of the sweep file, and with the year: the
/// policy period begins in 2023.
#[test]
fn figures_that_the_package_lacks_are_told_at_their_table() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = suranys_tests::light_data(folder.path()).expect("data can be copied");
    let table = package.join("tables/graduates.csv");
    let text = std::fs::read_to_string(&table).expect("read");
    let (header, rows) = text.split_once('\n').expect("a header");
    let missing = |row: &str| {
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        let at = |name: &str| header.split(',').position(|cell| cell == name).expect("a column");
        cells[at("value")].clear();
        cells[at("obs_status")] = "M".to_owned();
        cells[at("missing_reason")] = "not_published".to_owned();
        cells.join(",")
    };
    std::fs::write(folder.path().join("small.toml"), SMALL).expect("written");
    for (rows, told) in [
        (String::new(), "years up to"),
        (rows.lines().map(missing).collect::<Vec<_>>().join("\n"), "a figure of 2023"),
    ] {
        let bytes = format!("{header}\n{rows}");
        std::fs::write(&table, &bytes).expect("written");
        let descriptor = package.join("datapackage.json");
        let mut json: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&descriptor).expect("read")).expect("JSON");
        for resource in json["resources"].as_array_mut().expect("a list") {
            if resource["path"] == "tables/graduates.csv" {
                resource["bytes"] = bytes.len().into();
                let hash = suranys_core::provenance::sha256_hex(bytes.as_bytes());
                resource["hash"] = format!("sha256:{hash}").into();
            }
        }
        std::fs::write(&descriptor, json.to_string()).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
            .args(["sweep", "kz", "small.toml", "--out", "swept"])
            .current_dir(folder.path())
            .output()
            .expect("starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("tables/graduates.csv") && said.contains(told), "{said}");
        assert!(!said.contains("small.toml"), "{said}");
        assert!(!folder.path().join("swept").exists());
    }
}

/// The example that stands in the data folder sweeps every parameter the baseline is unsure of,
/// but those that move no national figure.
#[test]
fn the_example_covers_the_baselines_ranges() {
    let file = project().join("data/scenarios/baseline.toml");
    let (scenarios, _) = suranys_data::read_scenarios(&[file]).expect("a sound scenario");
    let unsure = scenarios[0].parameters.iter().filter(|(_, p)| p.low < p.high);
    let by_cell = ["occupation.share_spread", "supply.below_level_share"];
    let text = std::fs::read_to_string(project().join("data/sweeps/tornado.toml"))
        .expect("the example is there");
    for (key, _) in unsure.filter(|(key, _)| !by_cell.contains(&key.as_str())) {
        assert!(text.contains(&format!("[parameters.\"{key}\"]")), "{key}");
    }
}

/// Growth of a section, in all years forecast or in one: more growth of manufacturing asks for more
/// people in it. A year that is observed already, a section that there is not and growth without a
/// range are located findings.
#[test]
fn growth_of_a_section_is_swept() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |parameters: &str| {
        let text = format!(
            "method = \"one-at-a-time\"\ndraws = 100\n{parameters}\n\
             [[outputs]]\nmeasure = \"net-requirement\"\nsection = \"C\"\n"
        );
        std::fs::write(folder.path().join("small.toml"), text).expect("written");
    };
    write(
        "[parameters.\"growth.C\"]\nlow = -4\nhigh = 8\nunit = \"per cent per year\"\n\
         [parameters.\"growth.C.2027\"]\nvalues = [0, 6]",
    );
    let out = folder.path().join("out").display().to_string();
    let made = suranys(folder.path(), "2", &["--out", &out, "--format", "csv"]);
    sound(&made);
    let mut reader = csv::Reader::from_reader(made.stdout.as_slice());
    let rows: Vec<std::collections::BTreeMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a row")).collect();
    let of = |key: &str, column: &str| -> f64 {
        let row = rows.iter().find(|row| row["parameter"] == key).expect("a row");
        row[column].parse().expect("a number")
    };
    assert!(of("growth.C", "at_low") < of("growth.C", "at_high"), "{rows:?}");
    let (all, one) = ("growth.C", "growth.C.2027");
    let reach = |key: &str| of(key, "at_high") - of(key, "at_low");
    assert!(reach(all) > reach(one) && reach(one) > 0.0, "{rows:?}");
    write(
        "[parameters.\"growth.C.2024\"]\nlow = 0\nhigh = 1\n\
         [parameters.\"growth.CC\"]\nlow = 0\nhigh = 1\n\
         [parameters.\"growth.B\"]\n[parameters.\"growth.A\"]\nlow = 0\nhigh = 1000",
    );
    let refused = suranys(folder.path(), "2", &["--out", &out]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    for part in [
        "`2024` is no year whose growth is forecast",
        "from 2026 to",
        "`CC` is not a section",
        "`growth.B` has no range",
        "a number from -50 to 50 (per cent per year)",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
