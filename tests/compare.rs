//! Comparisons: differences of matched draws, with ranges of their own.

use std::sync::OnceLock;
use suranys_core::comparison::Change;
use suranys_core::run::{Estimate, FigureKey, Measure};
use suranys_core::scenario::Scenario;
use suranys_core::{Status, Year};
use suranys_model::{Comparison, Explainer, INTERACTION, Method, ModelError, Side, Split};
use suranys_model::{compare, contributions};
use suranys_tests::{contents, light_data, project, suranys, text};

fn scenarios() -> Vec<Scenario> {
    let folder = project().join("data/scenarios");
    let files = ["baseline", "optimistic"].map(|name| folder.join(format!("{name}.toml")));
    let (mut scenarios, _) = suranys_data::read_scenarios(&files).expect("sound scenarios");
    for scenario in &mut scenarios {
        scenario.settings.draws = 101;
    }
    scenarios
}

fn made(scenarios: &[Scenario]) -> Explainer {
    let inputs = suranys_data::read_inputs(&project().join("data/kz")).expect("a clean package");
    Explainer::new(&inputs, None, scenarios, |_| true, &suranys_core::progress::unfollowed)
        .expect("a forecast")
}

/// The baseline, the optimistic scenario, and the baseline under another name.
fn explainer() -> &'static Explainer {
    static MADE: OnceLock<Explainer> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut all = scenarios();
        let twin = Scenario { id: "twin".to_owned(), ..all[0].clone() };
        all.push(twin);
        made(&all)
    })
}

fn between(from: &str, to: &str) -> Comparison {
    let side = |scenario| Side { run: explainer(), scenario };
    compare(side(from), side(to), |_| true).expect("one run shares its draws")
}

fn of<'c>(all: &'c Comparison, key: &FigureKey) -> &'c Change {
    all.changes.iter().find(|change| change.key == *key).expect("the figure is compared")
}

#[test]
fn identical_scenarios_compare_to_exactly_zero() {
    let same = between("baseline", "twin");
    assert!(same.changes.len() > 5_000, "{}", same.changes.len());
    for change in &same.changes {
        assert_eq!(change.difference, Estimate::Point { value: 0.0 }, "{:?}", change.key);
        assert_eq!((change.above, change.below), (0.0, 0.0));
    }
}

/// Quantiles of negated draws are the negated quantiles, but for the last digit of their
/// interpolation.
#[test]
fn there_is_minus_back() {
    let (there, back) = (between("baseline", "optimistic"), between("optimistic", "baseline"));
    assert_eq!(there.changes.len(), back.changes.len());
    for (a, b) in there.changes.iter().zip(&back.changes) {
        let close = |x: f64, y: f64| {
            assert!((x + y).abs() <= 1e-9 * x.abs().max(1.0), "{:?}: {x} and {y}", a.key);
        };
        close(a.difference.central(), b.difference.central());
        if let (Some(p), Some(q)) = (a.difference.range(), b.difference.range()) {
            close(p.lo95(), q.hi95());
            close(p.lo80(), q.hi80());
            close(p.hi80(), q.lo80());
            close(p.hi95(), q.lo95());
        }
        assert_eq!((a.above, a.below), (b.below, b.above));
        assert_eq!((a.from, a.to), (b.to, b.from));
        assert_eq!((a.unit, a.status), (b.unit, b.status));
    }
}

/// Growth moves need and nothing that is laid down by an act; matched draws leave the noise both
/// share out of the difference.
#[test]
fn the_range_of_a_difference_is_its_own() {
    let all = between("baseline", "optimistic");
    let need =
        FigureKey::national("optimistic", Measure::JobOpenings, Year(2023)).until(Year(2027));
    let need = of(&all, &need);
    let width = |estimate: &Estimate| {
        let q = estimate.range().expect("a range");
        q.hi95() - q.lo95()
    };
    assert!(need.difference.central() > 0.0);
    assert!(need.above + need.below <= 1.0 && need.above > 0.9);
    assert!(width(&need.difference) < width(&need.from).min(width(&need.to)));
    let run = explainer().output();
    for (side, scenario) in [(need.from, "baseline"), (need.to, "optimistic")] {
        let key = FigureKey { scenario: scenario.to_owned(), ..need.key.clone() };
        let figure = run.figure(&key).expect("the run tells it");
        assert_eq!(figure.estimate, side);
        assert_eq!(need.status, figure.status);
    }
    for change in all.changes.iter().filter(|change| change.key.measure == Measure::PensionAge) {
        assert_eq!(change.difference, Estimate::Point { value: 0.0 });
    }
    let worst: Vec<Status> = all.changes.iter().map(|change| change.status).collect();
    assert!(worst.iter().any(|status| *status != need.status), "statuses are the figures' own");
}

#[test]
fn runs_that_share_no_draws_are_not_compared() {
    let mut other = scenarios();
    other.truncate(1);
    other[0].settings.seed += 1;
    let other = made(&other);
    let refused = compare(
        Side { run: explainer(), scenario: "baseline" },
        Side { run: &other, scenario: "baseline" },
        |_| true,
    );
    assert!(matches!(refused, Err(ModelError::UnmatchedDraws { .. })), "{refused:?}");
}

/// One thing that differs is the whole difference; of two, each does what it does alone, and with
/// what they do together they sum to the whole.
#[test]
fn contributions_sum_to_the_difference() {
    let key =
        FigureKey::national("baseline", Measure::NetRequirement, Year(2023)).until(Year(2027));
    let mut all = scenarios();
    let mut both = Scenario { id: "both".to_owned(), ..all[1].clone() };
    let returnees = both.parameters.get_mut("supply.returnees").expect("a parameter");
    (returnees.value, returnees.low, returnees.high) = (10_000.0, 10_000.0, 10_000.0);
    all.push(both);
    let run = made(&all);
    let side = |scenario| Side { run: &run, scenario };
    let split = |to, method| -> Split {
        let split = contributions(
            side("baseline"),
            side(to),
            &key,
            method,
            &suranys_core::progress::unfollowed,
        );
        split.expect("runs").expect("all have a gap")
    };
    let alone = |to| split(to, Method::OneAtATime);
    let one = alone("optimistic");
    assert_eq!(one.parts.len(), 2);
    assert_eq!(one.parts[0].part, "demand.gdp_growth_gap");
    assert_eq!(one.parts[0].difference, one.change.difference);
    assert_eq!(one.parts[1].difference, Estimate::Point { value: 0.0 });
    let two = alone("both");
    let names: Vec<&str> = two.parts.iter().map(|part| part.part.as_str()).collect();
    assert_eq!(names, ["demand.gdp_growth_gap", "supply.returnees", INTERACTION]);
    let sum: f64 = two.parts.iter().map(|part| part.mean).sum();
    assert!((sum - two.mean).abs() < 1e-6, "{sum} against {}", two.mean);
    assert!(two.parts[0].mean > 0.0 && two.parts[1].mean > 0.0, "{:?}", two.parts);

    // Of two things each gets what it does alone and half of what they do together.
    let fair = split("both", Method::Shapley);
    let names: Vec<&str> = fair.parts.iter().map(|part| part.part.as_str()).collect();
    assert_eq!(names, ["demand.gdp_growth_gap", "supply.returnees"]);
    for (part, own) in fair.parts.iter().zip(&two.parts) {
        let known = own.mean + two.parts[2].mean / 2.0;
        assert!((part.mean - known).abs() < 1e-6, "{} against {known}", part.mean);
        assert_eq!(part.error, None, "every order was taken");
    }
    let sum: f64 = fair.parts.iter().map(|part| part.mean).sum();
    assert!((sum - fair.mean).abs() < 1e-6, "{sum} against {}", fair.mean);
}

/// With more than five things orders are sampled, and contributions still sum to the whole.
#[test]
fn sampled_contributions_sum_to_the_difference() {
    let key =
        FigureKey::national("baseline", Measure::NetRequirement, Year(2023)).until(Year(2027));
    let mut all = scenarios();
    all.truncate(1);
    let mut many = Scenario { id: "many".to_owned(), ..all[0].clone() };
    let moved = many.parameters.values_mut().filter(|p| p.value > 0.0 && p.value < 1.0).take(6);
    assert_eq!(moved.map(|p| p.value *= 0.9).count(), 6);
    all.push(many);
    let run = made(&all);
    let side = |scenario| Side { run: &run, scenario };
    let told = std::sync::Mutex::new(0);
    let split = contributions(side("baseline"), side("many"), &key, Method::Shapley, &|_, done| {
        assert!((0.0..=1.0).contains(&done));
        *told.lock().expect("one thread") += 1;
        Ok(())
    });
    let split = split.expect("runs").expect("both have a gap");
    assert_eq!(split.parts.len(), 6);
    assert!(split.parts.iter().all(|part| part.error.is_some()));
    let sum: f64 = split.parts.iter().map(|part| part.mean).sum();
    assert!((sum - split.mean).abs() < 1e-6, "{sum} against {}", split.mean);
    // No mixture is run twice: six things have 62 between the two ends.
    assert!(*told.lock().expect("one thread") <= 62);
}

/// Stored runs are made again from the scenarios in them, whatever became of the files.
#[test]
fn stored_runs_are_compared_by_scenario() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let here = folder.path();
    light_data(here).expect("the data can be copied");
    let stored = |scenario: &str| {
        let file = format!("scenarios/{scenario}.toml");
        let output = suranys!(here, &["run", "kz", "--runs", "runs", "--scenario", &file]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    };
    let (a, b) = (stored("baseline"), stored("pessimistic"));
    std::fs::remove_dir_all(here.join("scenarios")).expect("the scenarios can be removed");
    let csv = |from: &str, to: &str| {
        let output = suranys!(
            here,
            &[
                "compare",
                from,
                to,
                "--package",
                "kz",
                "--measure",
                "net-requirement",
                "--format",
                "csv"
            ],
        );
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let column = |table: &str, name: &str| -> Vec<f64> {
        let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().expect("a header");
        let at = header.iter().position(|h| *h == name).expect("the column is there");
        lines.map(|line| line[at].parse().expect("a number")).collect()
    };
    let less = column(&csv(&a, &b), "difference");
    // The nation, 19 sections, 20 regions and 9 groups of occupations or more.
    assert!(less.len() > 45 && less.iter().all(|d| *d < 0.0), "{less:?}");
    assert!(column(&csv(&a, &a), "difference").iter().all(|d| *d == 0.0));

    let file = ["compare", &a, &b, "--package", "kz", "--format", "parquet"];
    let refused = suranys!(here, &file);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
    let written = suranys!(here, &[&file[..], &["--all", "-o", "all.parquet"]].concat());
    assert!(written.status.success(), "{}", text(&written.stderr));
    assert!(std::fs::read(here.join("all.parquet")).expect("written").starts_with(b"PAR1"));

    let table = here.join("kz/tables/net_migration.csv");
    let mut content = std::fs::read_to_string(&table).expect("the table is there");
    content.truncate(content.trim_end().rfind('\n').expect("two lines") + 1);
    std::fs::write(&table, content).expect("the table can be changed");
    let changed = suranys!(here, &["compare", &a, &b, "--package", "kz"]);
    assert_eq!(changed.status.code(), Some(1), "{}", text(&changed.stderr));
    assert!(text(&changed.stderr).contains("net_migration.csv"), "{}", text(&changed.stderr));
}

/// What a run is compared by: the differences told of its other scenarios are those of `compare`.
#[test]
fn a_run_tells_what_its_scenarios_differ_by() {
    let all = between("baseline", "optimistic");
    let told = &explainer().output().differences;
    let own: Vec<&Change> = told.iter().filter(|c| c.key.scenario == "optimistic").collect();
    assert!(own.len() > 100, "{}", own.len());
    for change in own {
        assert_eq!(change, of(&all, &change.key));
    }
    let twin: Vec<&Change> = told.iter().filter(|c| c.key.scenario == "twin").collect();
    assert!(!twin.is_empty());
    for change in twin {
        assert_eq!(change.difference, Estimate::Point { value: 0.0 });
    }
}

fn rules() -> String {
    project().join("data/rules").display().to_string()
}

/// On made-up figures for every unit group professions enter the list and the support of the
/// figures comes and goes; every output bears the mark.
#[test]
fn the_list_is_compared_under_one_rulebook() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let here = folder.path();
    let from = project().join("data/kz").display().to_string();
    let made = suranys!(here, &["init", "demo", "--synthetic", "--seed", "2", "--from", &from]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let rules = rules();
    let list = |more: &[&str]| {
        let ask = ["compare", "demo/run", "--package", "demo/package", "--rulebooks", &rules];
        let output = suranys!(here, &[&ask[..], &["--by", "list"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let told = list(&[]);
    assert_eq!(told.matches("SYNTHETIC").count(), 2, "once for each pair");
    assert!(told.contains("under kz@2023-02-20") && !told.contains("none within the scope"));
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&list(&["--format", "json"])).expect("JSON");
    let those = |column: &str, word: &str| rows.iter().filter(|r| r[column] == word).count();
    assert!(those("movement", "enters") > 0);
    assert!(those("supported_movement", "enters") > 0);
    assert!(those("supported_movement", "leaves") > 0);
    for row in &rows {
        assert_eq!(row["synthetic"], true);
        let share = |name: &str| row[name].as_f64();
        let sides = (share("shortage_probability_from"), share("shortage_probability_to"));
        if let (Some(from), Some(to)) = sides {
            let opens = share("probability_shortage_opens").expect("told with it");
            let closes = share("probability_shortage_closes").expect("told with it");
            assert!((to - from - (opens - closes)).abs() < 1e-9, "{row}");
        }
        let changed = ["verdict", "supported"]
            .iter()
            .any(|name| row[format!("{name}_from")] != row[format!("{name}_to")]);
        let moved =
            ["rank_better", "rank_worse", "shortage_opens", "shortage_closes", "top_gained"]
                .into_iter()
                .chain(["top_lost"])
                .any(|name| share(&format!("probability_{name}")).is_some_and(|share| share > 0.0));
        assert!(changed || moved, "the same under both: {row}");
    }
    let refused = suranys!(here, &["compare", "demo/run", "--package", "demo/package"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("made by no model"), "{}", text(&refused.stderr));
}

/// Scenario files of the project: tables, charts in three languages, and a list of which the public
/// figures decide nothing.
#[test]
fn a_comparison_is_published_as_a_folder() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let here = folder.path();
    light_data(here).expect("the data can be copied");
    let rules = rules();
    let ask = ["compare", "scenarios/baseline.toml", "scenarios/optimistic.toml"];
    let with = ["--package", "kz", "--rulebooks", &rules];
    let told = suranys!(here, &[&ask[..], &with, &["--by", "list"]].concat());
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert!(text(&told.stdout).contains("none within the scope can be decided"));
    let write = |out: &str| {
        let made = suranys!(here, &[&ask[..], &with, &["--out", out]].concat());
        assert!(made.status.success(), "{}", text(&made.stderr));
        contents(&here.join(out)).expect("written")
    };
    let files = write("one");
    assert_eq!(files, write("two"), "same in, same out");
    for name in ["differences.csv", "differences.parquet", "list.csv", "manifest.json"] {
        assert!(files.contains_key(name), "{name}");
    }
    for language in ["en", "ru", "kk"] {
        for (measure, by) in [
            ("net-requirement", "year"),
            ("implied-unemployment-rate", "year"),
            ("job-openings", "section"),
            ("job-openings", "region"),
            ("relative-shortage", "occupation"),
        ] {
            let name = format!("{language}/differences-{measure}-by-{by}.svg");
            let svg = text(files.get(&name).unwrap_or_else(|| panic!("no {name}")));
            assert!(svg.contains("<title id=") && svg.contains("<desc id="), "{name}");
            assert!(!svg.contains("SYNTHETIC"), "{name}");
        }
    }
}
