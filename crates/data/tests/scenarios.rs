//! Scenario files: what they lay over each other, and how their errors are located.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use suranys_core::{Basis, Diagnostic, Sex, Year};
use suranys_data::{read_resolved, read_scenarios};

fn project_scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/scenarios")
}

/// The project's baseline next to a scenario with the given text.
fn folder_with(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let baseline =
        std::fs::read_to_string(project_scenarios().join("baseline.toml")).expect("baseline");
    std::fs::write(folder.path().join("baseline.toml"), baseline).expect("written");
    let file = folder.path().join("other.toml");
    std::fs::write(&file, text).expect("written");
    (folder, file)
}

fn problems(text: &str) -> Vec<Diagnostic> {
    let (_folder, file) = folder_with(text);
    read_scenarios(&[file]).expect_err("the scenario is broken")
}

#[test]
fn an_overlay_changes_what_it_says_and_nothing_else() {
    let (_folder, file) = folder_with(
        "extends = \"baseline\"\n[title]\nen = \"Later\"\n[pension_age.F]\n2028 = 61.0\nstanding = \"analyst\"\nsource = \"x\"\n",
    );
    let baseline = project_scenarios().join("baseline.toml");
    let (scenarios, files) = read_scenarios(&[baseline, file]).expect("both are sound");
    assert_eq!(files.len(), 2);
    assert_eq!(scenarios[0].parameters, scenarios[1].parameters);
    assert_eq!(scenarios[0].settings, scenarios[1].settings);
    assert_eq!(scenarios[1].title.get("en"), Some("Later"));
    assert_eq!(scenarios[1].pension_ages[&Sex::Female][&Year(2028)], 61.0);
    assert!(scenarios[0].pension_ages.is_empty());
}

#[test]
fn growth_is_given_by_section_and_year() {
    let (_folder, file) = folder_with(
        "extends = \"baseline\"\n[title]\nen = \"Boom\"\n[growth._T]\n2026 = 0\nstanding = \"analyst\"\nsource = \"x\"\n[growth.B]\n2027 = 12.5\nstanding = \"act\"\nsource = \"y\"\n",
    );
    let (scenarios, _) = read_scenarios(&[file]).expect("sound");
    assert_eq!(scenarios[0].growth["_T"][&Year(2026)], 0.0);
    assert_eq!(scenarios[0].growth["B"][&Year(2027)], 12.5);
    let basis = |key: &str| scenarios[0].basis[key].basis;
    assert_eq!(basis("growth._T.2026"), Basis::Expert);
    assert_eq!(basis("growth.B.2027"), Basis::Act);
    let wrong = problems("extends = \"baseline\"\n[growth.B]\n2026 = 80\nsoon = 1\n");
    let places: Vec<Option<u64>> = wrong.iter().map(|d| d.span.row).collect();
    assert_eq!(places, [Some(3), Some(4)], "{wrong:#?}");
    assert!(wrong[0].message.contains("from -50 to 50"), "{wrong:#?}");
}

#[test]
fn errors_come_all_at_once_with_line_and_column() {
    let found = problems(
        "extends = \"baseline\"\nauthr = \"me\"\n[run]\ndraws = 3\n[parameters.\"demand.gdp_growth_gp\"]\nvalue = 1\n\
         [parameters.\"replacement.stay_on_factor\"]\nvalue = \"one\"\nunit = \"ratio\"\nstanding = \"analyst\"\nsource = \"x\"\n",
    );
    let places: Vec<(Option<u64>, Option<&str>)> =
        found.iter().map(|d| (d.span.row, d.span.column.as_deref())).collect();
    for place in
        [(Some(2), Some("1")), (Some(4), Some("9")), (Some(5), Some("13")), (Some(8), Some("9"))]
    {
        assert!(places.contains(&place), "{place:?} not among {found:#?}");
    }
    let help = |row| {
        found
            .iter()
            .find(|d| d.span.row == Some(row))
            .and_then(|d| d.help.clone())
            .unwrap_or_default()
    };
    assert_eq!(help(2), "is `author` meant?");
    assert_eq!(help(5), "is `demand.gdp_growth_gap` meant?");
}

/// Settings, pension ages and growth say by what authority they stand, as parameters do.
#[test]
fn a_value_without_basis_is_told() {
    let found = problems(
        "extends = \"baseline\"\n[run.draws]\nvalue = 200\n[run.horizon]\nvalue = 2030\nbasis = \"law\"\n\
         [pension_age.F]\n2028 = 61\n[growth.B]\n2026 = 4\nsource = \"x\"\n",
    );
    let mut told: Vec<(Option<u64>, bool)> =
        found.iter().map(|d| (d.span.row, d.message.contains("basis"))).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [(Some(2), true), (Some(6), true), (Some(7), true), (Some(9), true)],
        "{found:#?}"
    );
}

/// A year left out would silently keep the act's age between two of the scenario's own.
#[test]
fn a_hole_in_a_schedule_is_told() {
    let found = problems(
        "extends = \"baseline\"\n[title]\nen = \"x\"\n[pension_age.M]\n2026 = 64\n2028 = 64\n2029 = 64\nstanding = \"analyst\"\nsource = \"x\"\n",
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].span.row, Some(4));
    assert_eq!(found[0].found.as_deref(), Some("2026 to 2029 without 2027"));
}

/// Years from the smallest to the largest number of 32 bits: a schedule of them would have four
/// billion holes.
#[test]
fn years_that_can_not_be_are_located_and_no_hole_reaches_to_them() {
    let found = problems(
        "extends = \"baseline\"\n[title]\nen = \"x\"\n[pension_age.M]\n\"-2147483648\" = 64\n\
         2147483647 = 64\n2026 = 64\nbasis = \"act\"\nsource = \"x\"\n",
    );
    let rows: Vec<_> = found.iter().map(|one| one.span.row).collect();
    assert_eq!(rows, [Some(5), Some(6)], "{found:?}");
}

#[test]
fn a_unit_slip_a_range_and_a_circle_are_told() {
    let parameter = |body: &str| {
        format!(
            "extends = \"baseline\"\n[parameters.\"replacement.other_exit_rate\"]\n{body}\nstanding = \"analyst\"\nsource = \"x\"\n"
        )
    };
    let percent = problems(&parameter("value = 0.1\nunit = \"per cent\""));
    assert!(percent[0].message.contains("share of the employed per year"), "{percent:?}");
    let beyond = problems(&parameter("value = 1.0\nunit = \"share of the employed per year\""));
    assert!(beyond[0].message.contains("from 0 to 0.2"), "{beyond:?}");
    let crossed = problems(&parameter(
        "value = 0.01\nlow = 0.02\nhigh = 0.03\nunit = \"share of the employed per year\"",
    ));
    assert!(crossed[0].message.contains("range"), "{crossed:?}");
    let circle = problems("extends = \"other\"\n");
    assert!(circle.iter().any(|d| d.message.contains("circle")), "{circle:?}");
    let nothing = problems("extends = \"nowhere\"\n");
    assert!(nothing.iter().any(|d| d.message.contains("can't be read")), "{nothing:?}");
}

#[test]
fn a_scenario_that_extends_nothing_must_say_everything() {
    let found = problems("[title]\nen = \"Bare\"\n");
    assert!(found.len() >= 5 + 5, "{found:#?}");
}

/// What a file written before the words of today says is read as what it is called now.
#[test]
fn earlier_words_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = "[parameters.\"supply.kandas\"]\nvalue = 5.0\nunit = \"persons per year\"\n\
                  standing = \"analyst\"\nsource = \"x\"\nsource_fr = \"y\"\n";
    let after = before
        .replace("kandas", "returnees")
        .replace("standing = \"analyst\"", "basis = \"expert\"");
    let [old, new] = [before, &after].map(|body| {
        let file = folder.path().join("mine.toml");
        let text = format!("extends = \"baseline\"\n[title]\nfr = \"La mienne\"\n{body}");
        std::fs::write(&file, text).expect("written");
        let bases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/scenarios");
        let (resolved, _) = read_resolved(&[file], Some(&bases)).expect("sound");
        resolved[0].scenario.clone()
    });
    assert_eq!(old, new);
    let parameter = &new.parameters["supply.returnees"];
    assert_eq!((parameter.value, parameter.basis), (5.0, Basis::Expert));
    assert_eq!((parameter.reason("fr"), parameter.reason("de")), ("y", "x"));
    assert_eq!(new.title.get("fr"), Some("La mienne"));
}
