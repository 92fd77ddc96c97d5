//! End to end: what looks wrong is noted on stderr, written to a file, and a finding with `--strict`;
//! results stay what they are.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Output;
use suranys_tests::{light_data, suranys, text};

fn series(folder: &Path, arguments: &[&str]) -> Output {
    let arguments: Vec<&str> = ["series"].into_iter().chain(arguments.iter().copied()).collect();
    suranys!(folder, &arguments)
}

/// A table of series, each from 2010 on.
fn table(folder: &Path, series: &[(&str, &[f64])]) {
    let mut csv = "series_id,period,value\n".to_owned();
    for (id, values) in series {
        for (year, value) in (2010..).zip(*values) {
            writeln!(csv, "{id},{year},{value}").expect("text");
        }
    }
    fs::write(folder.join("t.csv"), csv).expect("written");
}

const CLEAN: [f64; 12] =
    [812.4, 820.1, 833.0, 829.7, 841.2, 850.3, 866.1, 861.0, 872.9, 880.4, 891.3, 899.6];

fn slipped() -> Vec<f64> {
    let mut values = CLEAN.to_vec();
    values[6] *= 10.0;
    values
}

#[test]
fn a_clean_table_has_no_note() {
    let folder = tempfile::tempdir().expect("a folder");
    table(folder.path(), &[("a", &CLEAN), ("b", &CLEAN)]);
    let asked = ["forecast", "t.csv", "--horizon", "3", "--notes", "n.json", "--strict"];
    let output = series(folder.path(), &asked);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    assert_eq!(fs::read_to_string(folder.path().join("n.json")).expect("read"), "[]\n");
}

#[test]
fn notes_go_to_stderr_and_to_a_file_and_change_no_result() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = slipped();
    table(folder.path(), &[("a", &CLEAN), ("b ", &CLEAN[..9]), ("slip", &values)]);
    let plain = series(folder.path(), &["forecast", "t.csv", "--horizon", "2"]);
    let said = text(&plain.stderr);
    assert_eq!(plain.status.code(), Some(0), "{said}");
    // The header is row 1, so that the seventh value of the third series stands in row 29.
    assert!(
        said.contains("note[power-of-ten] t.csv:29:value: `slip`: 8661 in 2016 is about ten times")
    );
    assert!(said.contains("note[ends-early]"), "{said}");
    let asked = ["forecast", "t.csv", "--horizon", "2", "--notes", "n.csv"];
    let noted = series(folder.path(), &asked);
    assert_eq!(noted.stdout, plain.stdout);
    let file = fs::read_to_string(folder.path().join("n.csv")).expect("read");
    assert!(
        file.starts_with("file,row,column,series_id,period,check,message,found,help\n"),
        "{file}"
    );
    assert!(file.contains("t.csv,29,value,slip,2016,power-of-ten,"), "{file}");
    let evaluated = series(folder.path(), &["evaluate", "t.csv", "--horizon", "2"]);
    assert!(text(&evaluated.stderr).contains("note[power-of-ten]"));
    // `b` ends three years before the others, so it alone goes.
    let asked = ["forecast", "t.csv", "--horizon", "2", "--end-from", "2019"];
    let left = series(folder.path(), &asked);
    let said = text(&left.stderr);
    assert!(said.contains("1 series that end before 2019 are left out"), "{said}");
    assert!(!said.contains("note[ends-early]"), "{said}");
    let names = |stdout: &[u8]| -> std::collections::BTreeSet<String> {
        let table = text(stdout);
        let rows = table.lines().skip(1).map(|row| row.split(',').next().map(str::to_owned));
        rows.flatten().collect()
    };
    let all = names(&plain.stdout);
    assert_eq!(all.difference(&names(&left.stdout)).collect::<Vec<_>>(), ["b"]);
    let odd =
        series(folder.path(), &["forecast", "t.csv", "--horizon", "2", "--end-from", "spring"]);
    assert_eq!(odd.status.code(), Some(1));
    assert!(text(&odd.stderr).contains("`spring` is no period"), "{}", text(&odd.stderr));
}

#[test]
fn strict_notes_are_findings_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    table(folder.path(), &[("slip", &slipped())]);
    for to in [&["-o", "out.csv"][..], &[]] {
        let mut asked = vec!["forecast", "t.csv", "--horizon", "2", "--strict", "--notes", "n.csv"];
        asked.extend(to);
        let output = series(folder.path(), &asked);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("error[power-of-ten]"));
        assert_eq!(text(&output.stdout), "");
        assert!(!folder.path().join("out.csv").exists());
        assert!(folder.path().join("n.csv").exists());
        fs::remove_file(folder.path().join("n.csv")).expect("removed");
    }
}

#[test]
fn the_first_twenty_are_shown_and_the_file_has_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = slipped();
    let names: Vec<String> = (0..25).map(|n| format!("s{n}x")).collect();
    let all: Vec<(&str, &[f64])> = names.iter().map(|n| (n.as_str(), &values[..])).collect();
    table(folder.path(), &all);
    let asked = ["forecast", "t.csv", "--horizon", "1", "--model", "naive"];
    let said = text(&series(folder.path(), &asked).stderr);
    assert_eq!(said.matches("note[power-of-ten]").count(), 20, "{said}");
    assert!(said.contains("and 5 more; `--notes FILE` writes all"), "{said}");
}

/// Abai begins in 2022; by hand: nine of the twelve years of East are lost to their sum.
#[test]
fn a_sum_over_a_part_of_the_past_is_noted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut csv = "series_id,period,value\n".to_owned();
    for (year, value) in (2013..).zip(CLEAN) {
        writeln!(csv, "East,{year},{value}").expect("text");
    }
    for (year, value) in (2022..).zip([300.0, 302.0, 305.0]) {
        writeln!(csv, "Abai,{year},{value}").expect("text");
    }
    fs::write(folder.path().join("t.csv"), csv).expect("written");
    fs::write(folder.path().join("h.csv"), "series_id,parent\nEast,KZ\nAbai,KZ\n")
        .expect("written");
    let asked = ["reconcile", "t.csv", "--hierarchy", "h.csv", "--horizon", "1", "--sums"];
    let output = series(folder.path(), &asked);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("`KZ` can be summed from 2022 on only, since `Abai` begins there; 9"),
        "{said}"
    );
}

/// Abai begins in 2022 and did not exist before: its rows say so. By construction the total made of the
/// components is the one that a table gives which holds it.
#[test]
fn a_component_that_did_not_exist_is_left_out_of_the_sum() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut parts, mut whole) = (String::new(), String::new());
    for (year, value) in (2013..).zip(CLEAN) {
        let place = usize::try_from(year - 2022).ok();
        let abai = place.and_then(|place| [300.0, 302.0, 305.0].get(place).copied());
        let east = if year > 2021 { value - 300.0 } else { value };
        writeln!(parts, "East,{year},{east},,").expect("text");
        match abai {
            Some(abai) => writeln!(parts, "Abai,{year},{abai},,").expect("text"),
            None => writeln!(parts, "Abai,{year},,M,not_applicable").expect("text"),
        }
        writeln!(whole, "KZ,{year},{},,", east + abai.unwrap_or_default()).expect("text");
    }
    let head = "series_id,period,value,status,why\n";
    fs::write(folder.path().join("parts.csv"), format!("{head}{parts}")).expect("written");
    fs::write(folder.path().join("all.csv"), format!("{head}{parts}{whole}")).expect("written");
    fs::write(folder.path().join("h.csv"), "series_id,parent\nEast,KZ\nAbai,KZ\n")
        .expect("written");
    let reconciled = |table: &str, more: &[&str]| {
        let asked = ["reconcile", table, "--hierarchy", "h.csv", "--horizon", "2"];
        let columns = ["--status", "status", "--reason", "why"];
        let output = series(folder.path(), &[&asked[..], &columns, more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        output
    };
    let (made, given) = (reconciled("parts.csv", &["--sums"]), reconciled("all.csv", &[]));
    let said = text(&made.stderr);
    assert!(!said.contains("can be summed from"), "{said}");
    assert_eq!(text(&made.stdout), text(&given.stdout));
    // A reason next to a value, and one that is none.
    for (row, found) in
        [("East,2025,9,,not_published", "row that has one"), ("East,2025,,,x", "`x`")]
    {
        fs::write(folder.path().join("wrong.csv"), format!("{head}{parts}{row}\n"))
            .expect("written");
        let asked = ["forecast", "wrong.csv", "--horizon", "1", "--reason", "why"];
        let output = series(folder.path(), &asked);
        assert_eq!(output.status.code(), Some(1), "{row}");
        assert!(text(&output.stderr).contains(found), "{}", text(&output.stderr));
    }
}

/// Draws are screened as intervals are: those of a series that is zero throughout reach beyond all that
/// was observed.
#[test]
fn draws_are_screened_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let nearly_doubled =
        [10.0, 18.0, 33.0, 58.0, 105.0, 189.0, 340.0, 612.0, 1102.0, 1984.0, 3570.0, 6427.0];
    table(folder.path(), &[("up", &nearly_doubled), ("a", &CLEAN)]);
    fs::write(folder.path().join("h.csv"), "series_id,parent\n").expect("written");
    let drawn = ["--horizon", "8", "--draws", "200"];
    for asked in [&["forecast", "t.csv"][..], &["reconcile", "t.csv", "--hierarchy", "h.csv"]] {
        let output = series(folder.path(), &[asked, &drawn].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("note[far-ahead] t.csv:13:value: `up`"), "{asked:?}: {said}");
    }
}

/// A scenario that says some things without effect.
fn without_effect(folder: &Path) {
    let words = "basis = \"expert\"\nsource = \"test\"\n";
    let file = format!(
        "extends = \"baseline\"\n[title]\nen = \"Mine\"\n[growth.F]\n2026 = 4.0\n2033 = 9.0\n\
         2045 = 4.5\n{words}[parameters.\"replacement.healthy_worker_factor\"]\nvalue = 0.7\nlow = 0.5\n\
         high = 0.9\nunit = \"ratio\"\n{words}"
    );
    fs::write(folder.join("scenarios/b.toml"), file).expect("written");
}

#[test]
fn sweeps_and_explanations_note_what_their_scenario_says_without_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    light_data(folder.path()).expect("copied");
    without_effect(folder.path());
    let sweep = "method = \"one-at-a-time\"\ndraws = 100\n\
                 [parameters.\"replacement.other_exit_rate\"]\n";
    fs::write(folder.path().join("small.toml"), sweep).expect("written");
    let scenario = ["--scenario", "scenarios/b.toml"];
    for asked in [
        &["explain", "kz", "employment", "year=2026", "--depth", "1"][..],
        &["sweep", "kz", "small.toml", "--out", "swept"],
    ] {
        let strict = suranys!(folder.path(), &[asked, &scenario, &["--strict"]].concat());
        assert_eq!(strict.status.code(), Some(1), "{asked:?}: {}", text(&strict.stderr));
        assert_eq!(text(&strict.stdout), "");
        assert!(!folder.path().join("swept").exists());
        let noted = suranys!(folder.path(), &[asked, &scenario, &["--notes", "n.csv"]].concat());
        let said = text(&noted.stderr);
        assert_eq!(noted.status.code(), Some(0), "{asked:?}: {said}");
        assert!(said.contains("`growth.F.2045` lies after the horizon"), "{asked:?}: {said}");
        let file = fs::read_to_string(folder.path().join("n.csv")).expect("written");
        assert!(file.contains("growth.F.2045"), "{file}");
    }
}

#[test]
fn what_a_scenario_says_without_effect_is_noted() {
    let folder = tempfile::tempdir().expect("a folder");
    light_data(folder.path()).expect("copied");
    without_effect(folder.path());
    let asked = ["compare", "--package", "kz", "scenarios/baseline.toml", "scenarios/b.toml"];
    let output = suranys!(folder.path(), &asked);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("scenarios/b.toml:7:1: `growth.F.2045` lies after the horizon"),
        "{said}"
    );
    assert!(
        said.contains("scenarios/b.toml:6:1: `growth.F.2033` lies outside 2023-2027"),
        "{said}"
    );
    assert!(said.contains("`replacement.healthy_worker_factor` is what"), "{said}");
    assert!(!said.contains("2026"), "{said}");
    let strict: Vec<&str> = asked.into_iter().chain(["--strict"]).collect();
    assert_eq!(suranys!(folder.path(), &strict).status.code(), Some(1));
}

/// The package's tables are clean but for one value, a share of women that the source itself has as an
/// outlier; the project's scenarios say nothing without effect.
#[test]
fn the_package_and_its_scenarios_have_one_note() {
    let folder = suranys_tests::project();
    let output = suranys!(&folder, &["check", "data/kz"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("note[").count(), 1, "{said}");
    assert!(said.contains("note[outlier] tables/women_share_by_occupation.csv"), "{said}");
}
