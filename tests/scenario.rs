//! Scenario files: their schema, every value with its place, what differs, and that a fault is told
//! at its line and column with nothing run.

use std::path::PathBuf;
use std::process::Output;
use suranys_core::scenario::PARAMETERS;
use suranys_data::scenario_schema;
use suranys_data::{Setting, differences, read_resolved};
use suranys_tests::{light_data, project};

fn file(name: &str) -> PathBuf {
    project().join(format!("data/scenarios/{name}.toml"))
}

fn settings(name: &str) -> Vec<Setting> {
    let (resolved, _) = read_resolved(&[file(name)], None).expect("sound");
    resolved.into_iter().flat_map(|one| one.settings).collect()
}

fn suranys(arguments: &[&str]) -> Output {
    suranys_tests::suranys!(&project(), arguments)
}

#[test]
fn the_committed_schema_of_sweeps_is_the_readers() {
    let path = project().join("data/sweeps/sweep.schema.json");
    let committed = std::fs::read_to_string(path).expect("the schema is there");
    let printed = suranys(&["scenario", "schema", "sweep"]);
    assert_eq!(String::from_utf8_lossy(&printed.stdout), committed);
    assert_eq!(suranys_data::sweep_schema(), committed);
}

#[test]
fn the_committed_schema_is_the_readers() {
    let path = project().join("data/scenarios/scenario.schema.json");
    let committed = std::fs::read_to_string(path).expect("the schema is there");
    assert!(
        committed == scenario_schema(),
        "write it anew: suranys scenario schema > data/scenarios/scenario.schema.json"
    );
    let schema: serde_json::Value = serde_json::from_str(&committed).expect("JSON");
    for spec in PARAMETERS {
        let parts = &schema["properties"]["parameters"]["properties"][spec.key]["properties"];
        assert_eq!(parts["value"]["minimum"], spec.minimum, "{}", spec.key);
        assert_eq!(parts["high"]["maximum"], spec.maximum, "{}", spec.key);
        assert_eq!(parts["unit"]["const"], spec.unit, "{}", spec.key);
    }
}

/// Expected lines: those of the files that hold the key.
#[test]
fn every_value_says_which_file_and_line_it_is_from() {
    let settings = settings("optimistic");
    let of = |key: &str| settings.iter().find(|s| s.key == key).expect("the key is set");
    for (key, name, holds) in [
        ("demand.gdp_growth_gap", "optimistic", "[parameters.\"demand.gdp_growth_gap\"]"),
        ("supply.returnees", "baseline", "[parameters.\"supply.returnees\"]"),
        ("run.seed", "baseline", "[run.seed]"),
        ("title.en", "optimistic", "en = \"Optimistic\""),
    ] {
        let setting = of(key);
        assert_eq!(setting.file, file(name).display().to_string(), "{key}");
        let text = std::fs::read_to_string(file(name)).expect("the file is there");
        let line = text.lines().nth(setting.row as usize - 1).expect("the line is there");
        assert!(line.starts_with(holds), "{key}: {line}");
    }
    for spec in PARAMETERS {
        let setting = of(spec.key);
        assert_eq!(setting.unit, spec.unit);
        assert!(setting.value.is_some() && setting.basis.is_some(), "{}", spec.key);
        assert!(!setting.source.is_empty(), "{}", spec.key);
    }
    let numbers = settings.iter().filter(|setting| setting.value.is_some());
    for setting in numbers {
        assert!(setting.basis.is_some() && !setting.source.is_empty(), "{}", setting.key);
    }
}

#[test]
fn a_difference_is_told_with_its_unit_and_turns_its_sign_with_the_order() {
    let (baseline, optimistic) = (settings("baseline"), settings("optimistic"));
    assert!(differences(&baseline, &baseline).is_empty());
    let there = differences(&baseline, &optimistic);
    let back = differences(&optimistic, &baseline);
    let value = there.iter().find(|d| d.part == "value").expect("a value differs");
    // The optimistic scenario's own number, less the baseline's zero.
    assert_eq!((value.key.as_str(), value.difference), ("demand.gdp_growth_gap", Some(1.5)));
    assert_eq!(value.unit, "percentage points per year");
    assert_eq!(there.len(), back.len());
    for (a, b) in there.iter().zip(&back) {
        assert_eq!((&a.key, a.part, &a.from, &a.to), (&b.key, b.part, &b.to, &b.from));
        assert_eq!(a.difference, b.difference.map(|d| -d));
    }
}

/// Each fault, and where it stands.
#[test]
fn faults_are_told_at_line_and_column_and_nothing_is_run() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let package = light_data(folder.path()).expect("the data can be copied");
    let package = package.to_string_lossy().into_owned();
    let runs = folder.path().join("runs");
    let parameter = |key: &str, body: &str| {
        format!(
            "extends = \"baseline\"\n[parameters.\"{key}\"]\n{body}\nbasis = \"expert\"\nsource = \"x\"\n"
        )
    };
    let entry = "supply.higher_entry_rate";
    for (what, text, place, says) in [
        (
            "a wrong type",
            parameter(entry, "value = \"much\"\nunit = \"share of graduates\""),
            "3:9",
            "must be a number from 0 to 1",
        ),
        (
            "per cent for a share",
            parameter(entry, "value = 60\nunit = \"share of graduates\""),
            "3:9",
            "60 per cent is a share of 0.6",
        ),
        (
            "a unit of per cent",
            parameter(entry, "value = 0.6\nunit = \"percent\""),
            "4:8",
            "divide value, low and high by 100",
        ),
        (
            "out of range",
            parameter("supply.returnees", "value = -1\nunit = \"persons per year\""),
            "3:9",
            "from 0 to 500000",
        ),
        (
            "an unknown parameter",
            parameter("supply.returneess", "value = 1"),
            "2:13",
            "is `supply.returnees` meant?",
        ),
        ("a circle", "extends = \"faulty\"\n".to_owned(), "1:11", "in a circle"),
        (
            "a region among sections",
            "extends = \"baseline\"\n[growth.KZ-75]\n2026 = 1.0\nbasis = \"expert\"\nsource = \"x\"\n".to_owned(),
            "3:1",
            "`KZ-75` is no section",
        ),
        (
            "a sex",
            "extends = \"baseline\"\n[pension_age.X]\n2028 = 61\nbasis = \"expert\"\nsource = \"x\"\n".to_owned(),
            "2:14",
            "F, M",
        ),
    ] {
        let faulty = folder.path().join("scenarios/faulty.toml");
        std::fs::write(&faulty, text).expect("written");
        let faulty = faulty.to_string_lossy();
        let output =
            suranys(&["run", &package, "--scenario", &faulty, "--runs", &runs.to_string_lossy()]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{what}: {told}");
        assert!(told.contains(&format!("faulty.toml:{place}: ")), "{what}: {told}");
        assert!(told.contains(says), "{what}: {told}");
        assert!(output.stdout.is_empty() && !runs.exists(), "{what}: something was run");
    }
}

#[test]
fn the_command_prints_what_the_library_reads() {
    let output = suranys(&[
        "scenario",
        "show",
        "data/scenarios/optimistic.toml",
        "--resolved",
        "--format",
        "json",
    ]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(rows.len(), settings("optimistic").len());
    let own = suranys(&["scenario", "show", "data/scenarios/optimistic.toml", "--format", "csv"]);
    let own = String::from_utf8(own.stdout).expect("text");
    assert!(own.contains("demand.gdp_growth_gap,1.5,") && !own.contains("run.seed"), "{own}");
    let same = suranys(&[
        "scenario",
        "diff",
        "data/scenarios/baseline.toml",
        "data/scenarios/baseline.toml",
    ]);
    assert_eq!(same.stdout, b"no difference\n");
}

/// What a scenario extends is looked for beside it, then beside the package. A file that can't be
/// read is the one finding: what it would have said is not missing as well.
#[test]
fn a_base_is_found_beside_the_package_and_a_lost_one_is_one_finding() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let mine = folder.path().join("mine.toml");
    std::fs::write(&mine, "extends = \"baseline\"\n[title]\nen = \"Mine\"\n").expect("written");
    let files = [mine];
    let (found, _) = read_resolved(&files, Some(&project().join("data/scenarios"))).expect("sound");
    assert_eq!(found[0].scenario.title.get("en"), Some("Mine"));
    let lost = read_resolved(&files, None).expect_err("there is no baseline");
    assert_eq!(lost.len(), 1, "{lost:#?}");
    std::fs::write(&files[0], "# Not a scenario\nbut prose").expect("written");
    let prose = read_resolved(&files, None).expect_err("it is no TOML");
    assert_eq!(prose.len(), 1, "{prose:#?}");
}

/// Nobody at the other end of stderr is no failure of its own: the exit code stays that of findings.
#[test]
fn a_closed_stderr_does_not_stop_the_command_halfway() {
    let readme = project().join("README.md");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_suranys-under-test"))
        .args(["report", "--scenario"])
        .arg(readme)
        .current_dir(project())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

/// The last year published is 2025: the package's own table of employment.
#[test]
fn a_vintage_after_all_data_is_refused_with_the_years_there_are() {
    let refused = suranys(&["report", "--as-of", "2030"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("to 2025"), "{said}");
}

#[test]
fn what_is_no_package_is_told_with_the_one_meant() {
    for path in ["README.md", "data", "reports/definitions"] {
        let refused = suranys(&["check", path]);
        assert_eq!(refused.status.code(), Some(2), "{path}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("data/kz"), "{said}");
    }
}
