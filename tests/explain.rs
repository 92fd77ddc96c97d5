//! Every figure of a run can be asked for: the root of its tree is the figure, and in the draw in
//! which it is told every formula gives its term.

use std::collections::BTreeSet;
use std::process::Output;
use std::sync::OnceLock;
use suranys_core::explanation::{Explanation, Formula, Subject};
use suranys_core::run::{FigureKey, Measure, OBSERVED};
use suranys_core::{Unit, Vintage, Year};
use suranys_model::{Asked, Explainer};
use suranys_tests::{light_data, project};

fn explainer() -> &'static Explainer {
    static MADE: OnceLock<Explainer> = OnceLock::new();
    MADE.get_or_init(|| made(None))
}

fn made(as_of: Option<i32>) -> Explainer {
    let inputs = suranys_data::read_inputs(&project().join("data/kz")).expect("a clean package");
    let folder = project().join("data/scenarios");
    let files = ["baseline", "optimistic"].map(|name| folder.join(format!("{name}.toml")));
    let (mut scenarios, _) = suranys_data::read_scenarios(&files).expect("sound scenarios");
    for scenario in &mut scenarios {
        scenario.settings.draws = 101;
    }
    let as_of = as_of.map(|year| Vintage(Year(year)));
    Explainer::new(&inputs, as_of, &scenarios, |_| true, &suranys_core::progress::unfollowed)
        .expect("a forecast")
}

/// Terms that are plain numbers: they rest on nothing.
const NUMBERS: [&str; 4] =
    ["term.nothing-grows", "term.factor-at-which-all-stay", "term.thousand", "term.growth"];

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn find(text: &str) -> FigureKey {
    let asked = Asked::parse(&words(text)).expect("well-formed");
    match explainer().find(&asked) {
        Ok(Subject::Figure(key)) => key,
        other => panic!("{text}: {other:?}"),
    }
}

fn explain(run: &Explainer, key: &FigureKey, depth: Option<usize>) -> Option<Explanation> {
    run.explain(&Subject::Figure(key.clone()), depth)
}

/// What a tree must be, whichever figure it explains.
///
/// With an odd number of draws the median is one of them, so the draw told is the figure itself;
/// a probability or share is told of the whole distribution. The only figures that differ are
/// published ones, which are read from one cell.
fn sound(told: &Explanation, key: &FigureKey) {
    let (value, figure) = (told.root.value, told.estimate.expect("not missing").central());
    let size = figure.abs().max(1e-9);
    assert!((value - figure).abs() <= 1e-9 * size, "{key:?}: {value} against {figure}");
    let off = told.root.contradictions(1e-9);
    assert!(off.is_empty(), "{key:?}: parts of {:?} do not give it", off[0]);
}

/// All keys of the run, to a depth at which every kind of term has its parts told at least once.
#[test]
fn every_figure_of_every_table_can_be_asked_for() {
    let run = explainer();
    for key in run.output().figures.keys() {
        let told = explain(run, key, Some(3)).unwrap_or_else(|| panic!("nothing told of {key:?}"));
        assert_eq!(told.estimate, run.output().figure(key).map(|f| f.estimate));
        // The rule of the README: a result is no better than its worst input; the tables say so too.
        let status = run.output().figure(key).map(|f| f.status);
        assert_eq!(Some(told.root.status), status, "{key:?}");
        sound(&told, key);
    }
    assert!(run.output().figures.len() > 10_000);
}

/// Every 397th figure, and some of each measure, whole: each leaf is a cell with file, row, publisher
/// and vintage, a parameter with standing and citation, or says in words what model made it.
#[test]
fn whole_trees_end_in_cells_and_parameters() {
    let run = explainer();
    let mut seen = std::collections::BTreeSet::new();
    for (place, key) in run.output().figures.keys().enumerate() {
        if place % 397 != 0 && !seen.insert((key.measure, key.region.is_some())) {
            continue;
        }
        let told = explain(run, key, None).expect("every figure can be told");
        sound(&told, key);
        assert_eq!(Some(told.root.status), run.output().figure(key).map(|f| f.status), "{key:?}");
        let (mut cells, mut parameters) = (0, 0);
        for leaf in told.root.leaves() {
            let given = matches!(leaf.formula, Formula::Given);
            let plain_number =
                NUMBERS.contains(&leaf.name.key.as_str()) || leaf.unit == Unit::Years;
            assert!(
                !given || !leaf.cells.is_empty() || leaf.parameter.is_some() || plain_number,
                "{key:?}: nothing under {leaf:?}"
            );
            for cell in &leaf.cells {
                assert!(
                    cell.row > 1 && !cell.file.is_empty() && !cell.publisher.is_empty(),
                    "{cell:?}"
                );
                cells += 1;
            }
            if let Some(p) = &leaf.parameter {
                assert!(!p.citation.is_empty() && p.low <= p.central && p.central <= p.high);
                parameters += 1;
            }
        }
        assert!(cells + parameters > 0, "{key:?} rests on nothing");
    }
}

/// The example of the command's help: need of a section in a region in one year. Expected values:
/// the row in the file is read here by hand of the package's own tables.
#[test]
fn the_tree_of_a_need_reaches_the_published_cells() {
    let key = find("net-requirement year=2026 region=KZ-75 section=P");
    let told = explain(explainer(), &key, None).expect("told");
    let text = serde_json::to_string(&told).expect("as JSON");
    for file in [
        "tables/employment_by_section.csv",
        "tables/employment_by_region.csv",
        "tables/employment_by_region_broad_sector.csv",
        "tables/pension_age.csv",
        "tables/gva_by_region_section.csv",
        "tables/labour_force.csv",
        "tables/published_forecasts.csv",
    ] {
        assert!(text.contains(file), "the tree does not reach {file}");
    }
    let table = std::fs::read_to_string(project().join("data/kz/tables/employment_by_section.csv"))
        .expect("the table is there");
    let row = table.lines().position(|line| line.starts_with("2025,P,")).expect("a row") + 1;
    let cells: Vec<_> = all_cells(&told.root);
    let cell = cells
        .iter()
        .find(|c| c.file.ends_with("employment_by_section.csv") && c.row == row as u64)
        .expect("the last published figure of the section is cited");
    assert!(cell.publisher.contains("Bureau of National Statistics"));
    assert_eq!(cell.vintage, Year(2026));
}

fn all_cells(term: &suranys_core::explanation::Term) -> Vec<&suranys_core::provenance::SourceCell> {
    term.cells.iter().chain(term.parts.iter().flat_map(all_cells)).collect()
}

#[test]
fn words_find_what_they_mean() {
    let key = find("relative-shortage occupation=isco08:2");
    assert_eq!((key.from, key.to, key.scenario.as_str()), (Year(2023), Year(2027), "baseline"));
    assert_eq!(find("relative-shortage occupation=isco08:2 year=2023-2027"), key);
    assert_eq!(find("relative-shortage occupation=Professionals"), key);
    assert_eq!(find("supply year=2026").measure, Measure::Entrants);
    assert_eq!(find("employment section=A year=2020").from, Year(2020));
    assert_eq!(find("employment section=A year=2010").scenario, OBSERVED);
    assert_eq!(find("net-requirement year=2026 scenario=optimistic").scenario, "optimistic");
}

/// What is wrong, at which word, and what is nearest.
#[test]
fn words_that_mean_nothing_are_answered_with_the_nearest() {
    let refused = |text: &str| {
        let asked = Asked::parse(&words(text));
        match asked {
            Err(why) => why,
            Ok(asked) => explainer().find(&asked).expect_err("there is no such figure"),
        }
    };
    for (text, row, column, help) in [
        ("job-opennings year=2026", 1, "measure", "`job-openings`"),
        ("net-requirement year=2026 region=KZ-57", 3, "region", "`KZ-"),
        ("net-requirement section=PP", 2, "section", "`P`"),
        ("net-requirement yaer=2026", 2, "yaer", "`year`"),
        ("net-requirement year=2050", 2, "year", "year=2035"),
        ("net-requirement year=soon", 2, "year", "year=2026"),
        ("net-requirement sex=W", 2, "sex", "F for women"),
        ("net-requirement scenario=optimist", 2, "scenario", "`optimistic`"),
        ("deaths section=A", 1, "measure", "ask for one of those"),
        ("net-requirement cover", 2, "measure", "one measure"),
        ("gap year=2026", 1, "measure", "implied-unemployment-rate"),
        ("need year=2026", 1, "measure", "net-requirement, job-openings"),
        ("net-requirement region=Almaty", 2, "region", "several have this name"),
        ("year=2026", 1, "measure", "name one"),
    ] {
        let why = refused(text);
        let d = &why[0];
        assert_eq!((d.span.row, d.span.column.as_deref()), (Some(row), Some(column)), "{text}");
        let said = d.help.clone().unwrap_or_default();
        assert!(said.contains(help), "{text}: {said}");
        assert!(d.allowed.is_some(), "{text}");
    }
    let both = refused("net-requirement region=XX section=YY");
    assert_eq!(both.len(), 2, "all that is wrong at once");
}

fn suranys(arguments: &[&str]) -> Output {
    suranys_tests::suranys!(&project(), arguments)
}

#[test]
fn the_command_tells_the_same_bytes_to_people_and_programs() {
    let ask = ["explain", "data/kz", "net-requirement", "year=2026", "region=KZ-75", "section=P"];
    let (one, two) = (suranys(&ask), suranys(&ask));
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    assert_eq!(one.stdout, two.stdout);
    let text = String::from_utf8(one.stdout).expect("UTF-8");
    for part in
        ["the sum of", "parameter, expert", "rows ", "copy of 2026", "[I]", "Shown in simulation"]
    {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    let json = suranys(&[&ask[..], &["--format", "json"]].concat());
    let told: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(told["subject"]["figure"]["measure"], "net-requirement");
    assert!(told["root"]["parts"].as_array().is_some_and(|parts| parts.len() == 2));
}

/// In three languages, in one paragraph and by name: the answer is in the language's words, names
/// stand next to codes, and no key of a label is left.
#[test]
fn the_answer_is_in_the_readers_language_and_may_be_short() {
    let briefly = |language: &str, what: &[&str]| {
        let ask = [&["explain", "data/kz"], what, &["--brief", "--lang", language]].concat();
        let said = suranys(&ask);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).expect("UTF-8")
    };
    for (language, part) in [("en", "Status: imputed"), ("ru", "Статус: "), ("kk", "Мәртебесі: ")]
    {
        let text = briefly(language, &["hired-job-openings", "region=Almaty city"]);
        assert!(text.contains(part) && text.contains("(KZ-75)"), "{text}");
        assert!(!text.contains("term.") && !text.contains("step."), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let tree =
            suranys(&["explain", "data/kz", "cover", "occupation=isco08:2", "--lang", language]);
        let tree = String::from_utf8(tree.stdout).expect("UTF-8");
        assert!(!tree.contains("term.") && !tree.contains("step."), "{tree}");
    }
}

#[test]
fn exit_codes_say_what_happened() {
    let wrong = suranys(&["explain", "data/kz", "net-requirement", "region=KZ-57"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(said.contains("command line:2:region") && said.contains("is `KZ-"), "{said}");
    assert!(wrong.stdout.is_empty());
    assert_eq!(suranys(&["explain", "nowhere", "net-requirement"]).status.code(), Some(2));
}

/// A report names what it was made from; explained from other files it would be another's figure.
#[test]
fn a_report_is_explained_from_what_it_was_made_from() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    light_data(folder.path()).expect("copied");
    let (package, report) = (at("kz"), at("report"));
    let made =
        suranys(&["report", &package, "--as-of", "2022", "--only", "tables", "--out", &report]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let ask = ["explain", &report, "net-requirement", "year=2024", "--package", &package];
    let told = suranys(&ask);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let direct = suranys(&["explain", &package, "net-requirement", "year=2024", "--as-of", "2022"]);
    assert_eq!(told.stdout, direct.stdout);
    let scenario = folder.path().join("scenarios/baseline.toml");
    let text = std::fs::read_to_string(&scenario).expect("read");
    std::fs::write(&scenario, format!("{text}\n# changed\n")).expect("written");
    let refused = suranys(&ask);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("baseline.toml"));
}

/// At an early vintage trees cite nothing that was not known.
#[test]
fn an_early_vintage_cites_nothing_later() {
    let run = made(Some(2022));
    let key = FigureKey::national("baseline", Measure::NetRequirement, Year(2024));
    let told = explain(&run, &key, None).expect("told");
    sound(&told, &key);
    for cell in all_cells(&told.root) {
        assert!(cell.resource != "net_migration", "an edition of 2024");
    }
}

/// Every indicator of the run, missing or not: the tree's root is the indicator, its formulas hold,
/// and what is read from the package ends in cells of the tables the indicator names as its sources.
#[test]
fn every_indicator_can_be_asked_for() {
    let run = explainer();
    let (mut read, mut missing) = (0, 0);
    for indicator in &run.output().indicators {
        let subject = Subject::Indicator(Box::new(indicator.clone()));
        let told = run.explain(&subject, Some(3)).unwrap_or_else(|| panic!("{indicator:?}"));
        assert_eq!(told.estimate, indicator.estimate);
        let off = told.root.contradictions(1e-9);
        assert!(off.is_empty(), "{indicator:?}: parts of {:?} do not give it", off[0]);
        let Some(estimate) = indicator.estimate else {
            missing += 1;
            let why = told.root.formula.key();
            assert!(why.starts_with("missing."), "{why}");
            continue;
        };
        let size = estimate.central().abs().max(1e-9);
        assert!((told.root.value - estimate.central()).abs() <= 1e-9 * size, "{indicator:?}");
        if indicator.scenario == OBSERVED {
            read += 1;
            let cells = all_cells(&told.root);
            assert!(!cells.is_empty() && cells.iter().all(|cell| cell.row > 1), "{indicator:?}");
            for cell in cells {
                assert!(indicator.source.contains(&cell.resource), "{indicator:?}: {cell:?}");
            }
        }
    }
    assert!(read > 20 && missing > 100, "{read} read, {missing} missing");
}

/// A published figure is told by the cells of the tables it was read from, whatever it measures.
#[test]
fn published_figures_cite_cells_of_all_their_tables() {
    let run = explainer();
    let mut measures = BTreeSet::new();
    for (key, figure) in run.output().figures.iter().filter(|(key, _)| key.scenario == OBSERVED) {
        let told = explain(run, key, None).unwrap_or_else(|| panic!("{key:?}"));
        let cited: BTreeSet<&String> = told.root.cells.iter().map(|c| &c.resource).collect();
        assert_eq!(cited, figure.source.iter().collect(), "{key:?}");
        measures.insert(key.measure);
    }
    assert!(measures.len() > 3, "{measures:?}");
}

/// Indicators are found by period and count; where several fit they are listed, and a field that
/// does not narrow them is refused.
#[test]
fn indicators_are_found_by_period_and_count() {
    let find = |text: &str| {
        let asked = Asked::parse(&words(text)).expect("well-formed");
        explainer().find(&asked)
    };
    let found = find("vacancies-per-cv period=2025 count=annual_flow");
    let Ok(Subject::Indicator(indicator)) = found else { panic!("{found:?}") };
    // By hand: 1,328.0 and 1,453.8 thousand in tables/exchange_totals.csv.
    let value = indicator.estimate.expect("not missing").central();
    assert!((value - 1328.0 / 1453.8).abs() < 1e-12, "{value}");
    let Ok(Subject::Indicator(indicator)) = find("job-openings-share section=P") else {
        panic!("a modelled indicator of the baseline")
    };
    assert_eq!(indicator.scenario, "baseline");
    for (text, column, said) in [
        ("vacancies-per-cv", "period", "period=2020-Q3 count=quarterly_flow"),
        ("vacancies-per-cv period=1999", "period", "period=2025 count=annual_flow"),
        ("tightness year=2025", "year", "period"),
        ("net-requirement period=2025", "period", "year"),
        ("job-openings-share region=KZ-75", "measure", "section"),
        ("vacancies-per-cw", "measure", "vacancies-per-cv"),
    ] {
        let why = find(text).expect_err(text);
        assert_eq!(why[0].span.column.as_deref(), Some(column), "{text}");
        assert!(why[0].allowed.as_deref().unwrap_or_default().contains(said), "{text}: {why:?}");
    }
}

/// The look-back of a run with all that is known is the forecast that was made with that vintage:
/// the same rows, and each can be asked for, down to the published cell.
#[test]
fn outcomes_are_those_of_the_vintage_and_can_be_asked_for() {
    let then = made(Some(2022));
    let rows = &then.output().outturns;
    assert_eq!(rows, &explainer().output().outturns, "the look-back is another forecast");
    assert!(rows.len() > 90, "{}", rows.len());
    for row in rows {
        let subject = Subject::Outturn(Box::new(row.clone()));
        let told = then.explain(&subject, Some(2)).unwrap_or_else(|| panic!("{row:?}"));
        let error = row.outturn - row.forecast.median();
        assert!((told.root.value - error).abs() <= 1e-9 * row.outturn, "{row:?}");
        assert!(told.root.contradictions(1e-9).is_empty());
        let cell = told.root.parts[0].cells.first().expect("the published cell");
        // A rate is read from two cells.
        if row.key.measure == Measure::UnemploymentRate {
            continue;
        }
        let thousand = cell.value.expect("published");
        assert!((thousand - row.outturn).abs() < 1e-6 * row.outturn, "{cell:?}");
    }
    let told = suranys(&["explain", "data/kz", "outcome", "year=2024", "region=KZ-75"]);
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(told.status.success() && text.contains("employment_by_region.csv row"), "{text}");
}
