//! A made-up country rendered whole: what comes out holds for any run, and text from data stays
//! text. All figures here are invented, and marked so.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use suranys_core::code::Labels;
use suranys_core::inputs::Source;
use suranys_core::run::{
    Estimate, Figure, FigureKey, Measure, NamedCode, Note, OBSERVED, OutcomeRow, RunOutput,
    ScoreRow,
};
use suranys_core::scenario::{PARAMETERS, Parameter, RunSettings, Scenario, Standing};
use suranys_core::{ObsStatus, Quantiles, Sex, Status, Unit, Vintage, Year, YearSpan};
use suranys_report::{LabelBook, Rendered, render};

const BASE: i32 = 2024;
const HORIZON: i32 = 2030;

/// Text that would do harm if any format took it for code.
const HOSTILE: &str = "=1+1</text><script>alert(1)</script>&amp; #panic() $x$ \"q\",\u{0007}{year}";

fn labels(text: &str) -> Labels {
    Labels(BTreeMap::from([("en".to_owned(), text.to_owned())]))
}

fn scenario(id: &str) -> Scenario {
    let parameter = |value: f64| Parameter {
        value,
        low: value,
        high: value + 0.1,
        standing: Standing::Analyst,
        source: HOSTILE.to_owned(),
    };
    let settings = RunSettings {
        seed: 1,
        draws: 1000,
        policy_period: YearSpan::new(Year(2023), Year(2027)).expect("in order"),
        horizon: Year(HORIZON),
    };
    Scenario {
        id: id.to_owned(),
        title: labels(id),
        description: labels(id),
        author: "test".to_owned(),
        date: "2026-01-01".to_owned(),
        settings,
        parameters: PARAMETERS.iter().map(|spec| (spec.key.to_owned(), parameter(0.1))).collect(),
        pension_ages: BTreeMap::from([(Sex::Female, BTreeMap::from([(Year(2026), 58.5)]))]),
        growth: BTreeMap::new(),
    }
}

/// Sections `A` and `B` and one region, with every figure a report speaks of.
fn country() -> RunOutput {
    let status = Status { obs: ObsStatus::Forecast, synthetic: true };
    let scenarios = vec![scenario("baseline"), scenario("low")];
    let mut figures = BTreeMap::new();
    let mut range = |key: FigureKey, middle: f64, unit: Unit| {
        let draws: Vec<f64> = (0..1000).map(|n| middle * (0.8 + 0.0004 * f64::from(n))).collect();
        let estimate = Estimate::Range(Quantiles::of(&draws).expect("finite"));
        let source = vec!["employment_by_section".to_owned()];
        figures.insert(key, Figure { estimate, unit, status, source });
    };
    let places: [fn(FigureKey) -> FigureKey; 4] =
        [|k| k, |k| k.in_section("A"), |k| k.in_section("B"), |k| k.in_region("R1")];
    for scenario in &scenarios {
        for measure in Measure::ALL.into_iter().filter(|m| *m != Measure::PensionAge) {
            for place in places {
                let key = |year| place(FigureKey::national(&scenario.id, measure, Year(year)));
                for year in 2023..=HORIZON {
                    let size = 1000.0 * f64::from(year - 2000);
                    range(key(year), size, Unit::PersonsPerYear);
                }
                range(key(2023).until(Year(2027)), 120_000.0, Unit::PersonsCumulated);
            }
            for (year, sex) in (2023..=HORIZON).flat_map(|y| Sex::ALL.map(|sex| (y, sex))) {
                let key = FigureKey::national(&scenario.id, measure, Year(year)).of_sex(sex);
                range(key, 5_000.0, Unit::PersonsPerYear);
            }
        }
        for (year, sex) in (2023..=HORIZON).flat_map(|y| Sex::ALL.map(|sex| (y, sex))) {
            let key = FigureKey::national(&scenario.id, Measure::PensionAge, Year(year));
            let age = if year < 2027 { 58.0 } else { 58.5 };
            range(key.of_sex(sex), age, Unit::Years);
        }
    }
    for (place, year) in places.into_iter().flat_map(|p| (2010..=BASE).map(move |y| (p, y))) {
        let obs = if year == 2015 { ObsStatus::Break } else { ObsStatus::Normal };
        let key = place(FigureKey::national(OBSERVED, Measure::Employment, Year(year)));
        let figure = Figure {
            estimate: Estimate::Point { value: 10_000.0 + f64::from(year) },
            unit: Unit::Persons,
            status: Status { obs, synthetic: true },
            source: vec!["employment_by_section".to_owned()],
        };
        figures.insert(key, figure);
    }
    let outcome = FigureKey::national("baseline", Measure::Employment, Year(2023)).in_section("A");
    let forecast = figures[&outcome].estimate.range().expect("a range");
    let named = |code: &str, name: &str| NamedCode {
        code: code.to_owned(),
        labels: labels(name),
        short: Labels::default(),
    };
    RunOutput {
        base_year: Year(BASE),
        as_of: Some(Vintage(Year(2022))),
        settings: scenarios[0].settings.clone(),
        scenarios,
        sections: vec![named("A", HOSTILE), named("B", "Әғқңөұүһі")],
        regions: vec![named("R1", HOSTILE)],
        figures,
        indicators: Vec::new(),
        gap_draws: Vec::new(),
        occupations: Vec::new(),
        scores: vec![ScoreRow {
            panel: "section".to_owned(),
            model: HOSTILE.to_owned(),
            chosen: true,
            errors: 10,
            mase: 1.0,
            wis: 0.5,
            coverage80: 0.8,
            coverage95: 0.95,
        }],
        outcomes: vec![OutcomeRow {
            key: outcome,
            forecast,
            outcome: 23_000.0,
            status: Status { obs: ObsStatus::Normal, synthetic: true },
            inside80: true,
            inside95: true,
        }],
        notes: vec![Note::new("note.unheard-of", [("text", HOSTILE.to_owned())])],
        sources: vec![Source {
            id: "made-up".to_owned(),
            publisher: HOSTILE.to_owned(),
            dataset: "made up".to_owned(),
            locator: "nowhere".to_owned(),
            vintage: Year(2026),
            licence: "none".to_owned(),
        }],
    }
}

fn rendered(output: &RunOutput) -> Rendered {
    render(output, &LabelBook::read("en").expect("English labels")).expect("renders")
}

fn files<'r>(rendered: &'r Rendered, ending: &str) -> Vec<(&'r str, &'r str)> {
    let all = rendered.files.iter().filter(|(name, _)| name.ends_with(ending));
    all.map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).expect("UTF-8"))).collect()
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(rendered(&country()), rendered(&country()));
}

#[test]
fn every_chart_and_every_row_of_figures_bears_the_synthetic_mark() {
    let rendered = rendered(&country());
    let charts = files(&rendered, ".svg");
    assert!(charts.len() >= 6, "{}", charts.len());
    for (name, svg) in charts {
        assert!(svg.contains("SYNTHETIC"), "{name}");
    }
    let mut marked = 0;
    for (name, csv) in files(&rendered, ".csv") {
        let mut lines = csv.lines();
        let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
        let Some(column) = head.iter().position(|h| *h == "synthetic") else { continue };
        for line in lines {
            assert_eq!(line.split(',').nth(column), Some("true"), "{name}: {line}");
            marked += 1;
        }
    }
    assert!(marked > 100, "{marked}");
}

#[test]
fn real_figures_bear_no_synthetic_mark() {
    let mut output = country();
    for figure in output.figures.values_mut() {
        figure.status.synthetic = false;
    }
    for row in &mut output.outcomes {
        row.status.synthetic = false;
    }
    for (name, svg) in files(&rendered(&output), ".svg") {
        assert!(!svg.contains("SYNTHETIC"), "{name}");
    }
}

#[test]
fn text_from_data_stays_text() {
    let rendered = rendered(&country());
    for (name, svg) in files(&rendered, ".svg") {
        assert!(!svg.contains("<script"), "{name}");
        assert!(!svg.contains('\u{0007}'), "{name}");
    }
    for (name, csv) in files(&rendered, ".csv") {
        let starts = csv
            .lines()
            .flat_map(|line| line.split(','))
            .filter(|cell| cell.trim_matches('"').starts_with(['=', '@', '+']));
        assert_eq!(starts.count(), 0, "{name} has a cell that a spreadsheet would run");
    }
    // Were any of it read as markup, `#panic()` would have stopped the typesetter.
    assert!(rendered.files.iter().any(|(name, pdf)| name == "report.pdf" && pdf.len() > 1000));
}

#[test]
fn a_run_without_figures_gives_a_report_that_says_so() {
    let empty = RunOutput { figures: BTreeMap::new(), outcomes: Vec::new(), ..country() };
    let rendered = rendered(&empty);
    assert!(files(&rendered, ".svg").is_empty(), "no chart without figures");
    assert!(rendered.files.iter().any(|(name, _)| name == "report.pdf"));
}

/// Every text of the label file has a reader: its key stands in the program, in full or as the
/// part before the last dot followed by something the program fills in.
#[test]
fn no_label_is_without_use() {
    fn sources(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&std::fs::read_to_string(&path).expect("source"));
            }
        }
    }
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut program = String::new();
    for name in ["report", "model"] {
        sources(&crates.join(name).join("src"), &mut program);
    }
    let book = LabelBook::read("en").expect("English labels");
    let unused: Vec<&str> = book
        .keys()
        .filter(|key| {
            let (group, name) = key.rsplit_once('.').unwrap_or(("", key));
            let whole = program.contains(&format!("\"{key}\""));
            let filled = program.contains(&format!("\"{group}.{{"));
            let list = group == "column" && program.contains(&format!("\"{name}\""));
            let table = key.starts_with("table.") && name == "caption";
            !(whole || (filled && group != "column") || list || table || group == "resource")
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}
