//! What holds for any run: marks, and the same bytes each time.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{country, in_language, rendered, texts};
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::run::{NamedCode, Note};
use suranys_core::run_output::{ForecastOutput, RunOutput};
use suranys_core::shortage_list::Quantity;
use suranys_report::Theme;

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(rendered(&country()), rendered(&country()));
}

/// Fields of a line of CSV: a comma in quotes parts nothing.
fn fields(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let parts = line.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    parts.collect()
}

#[test]
fn every_chart_and_every_row_of_figures_bears_the_synthetic_mark() {
    let rendered = rendered(&country());
    let charts = texts(&rendered, ".svg");
    assert!(charts.len() >= 6, "{}", charts.len());
    for (name, svg) in charts {
        assert!(svg.contains("SYNTHETIC"), "{name}");
    }
    let mut marked = 0;
    for (name, csv) in texts(&rendered, ".csv") {
        let mut lines = csv.lines();
        let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
        let Some(column) = head.iter().position(|h| *h == "synthetic") else { continue };
        for line in lines {
            assert_eq!(fields(line).get(column), Some(&"true"), "{name}: {line}");
            marked += 1;
        }
    }
    assert!(marked > 100, "{marked}");
}

#[test]
fn real_figures_bear_no_synthetic_mark() {
    let mut output = country();
    for figure in output.forecast.figures.values_mut() {
        figure.status.synthetic = false;
    }
    for row in &mut output.forecast.outturns {
        (row.status.synthetic, row.published.synthetic) = (false, false);
    }
    output.forecast.indicators.iter_mut().for_each(|row| row.status.synthetic = false);
    output.sensitivities.iter_mut().for_each(|row| row.status.synthetic = false);
    output.list = None;
    output.forecast.differences.iter_mut().for_each(|change| change.status.synthetic = false);
    output.forecast.published.clear();
    for (name, svg) in texts(&rendered(&output), ".svg") {
        assert!(!svg.contains("SYNTHETIC"), "{name}");
    }
}

#[test]
fn a_run_without_figures_gives_a_report_that_says_so() {
    let empty = ForecastOutput {
        figures: BTreeMap::new(),
        outturns: Vec::new(),
        indicators: Vec::new(),
        published: Vec::new(),
        differences: Vec::new(),
        ..country().forecast
    };
    let empty = RunOutput::assemble(empty, Vec::new(), None);
    let rendered = rendered(&empty);
    assert!(texts(&rendered, ".svg").is_empty(), "no chart without figures");
    assert!(rendered.iter().any(|(name, _)| *name == "report.pdf"));
}

/// In grey no colour is left, and the theme changes nothing but colours.
#[test]
fn the_grey_theme_has_no_colour() {
    let grey = in_language(&country(), "en", Theme::Grey);
    let mut seen = 0;
    for (name, svg) in texts(&grey, ".svg") {
        for part in svg.split('#').skip(1) {
            let hex: Vec<char> = part.chars().take_while(char::is_ascii_hexdigit).collect();
            if let [a, b, c, d, e, f] = hex[..] {
                assert!([a, b] == [c, d] && [c, d] == [e, f], "{name}: {hex:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

/// A spliced region is shown with names, of former borders as of these.
#[test]
fn regions_of_former_borders_are_named() {
    let named = |code: &str, name: &str| NamedCode {
        code: code.to_owned(),
        labels: Labels(BTreeMap::from([("en".to_owned(), name.to_owned())])),
        short: Labels::default(),
    };
    let arguments = [("region", "KZ-75"), ("from", "KZ-AAA, KZ-BBB"), ("year", "2022")];
    let link = Note::new("note.region-spliced", arguments.map(|(k, v)| (k, v.to_owned())));
    let mut output = country();
    output.forecast.former_regions =
        vec![named("KZ-AAA", "Old North"), named("KZ-BBB", "Old South")];
    output.forecast.notes = vec![link];
    let rendered = in_language(&output, "en", Theme::default());
    let pages = texts(&rendered, ".html");
    assert!(pages.iter().any(|(_, page)| page.contains("Old North, Old South")));
    assert!(pages.iter().all(|(_, page)| !page.contains("KZ-AAA")));
}

/// Where no figure of a run is synthetic but the list rests on synthetic ones, every page says so.
#[test]
fn a_synthetic_list_marks_the_whole_report() {
    let mut output = country();
    output.forecast.figures.values_mut().for_each(|figure| figure.status.synthetic = false);
    for row in &mut output.forecast.outturns {
        (row.status.synthetic, row.published.synthetic) = (false, false);
    }
    output.forecast.indicators.iter_mut().for_each(|row| row.status.synthetic = false);
    output.sensitivities.clear();
    output.forecast.differences.clear();
    output.forecast.published.clear();
    let files = rendered(&output);
    let page = texts(&files, "report.html");
    assert!(page.iter().all(|(_, page)| page.contains("<p class=\"mark\">SYNTHETIC")));
    for (name, svg) in texts(&files, ".svg") {
        let of_list = name.contains("/ranks.svg") || name.contains("evidence-cards");
        assert_eq!(svg.contains("SYNTHETIC"), of_list, "{name}");
    }
}

/// The list stands in the report with its verdicts and the official form; what the data could not find
/// stands in the workbook. A run without a list has no such chapter.
#[test]
fn the_list_stands_in_the_report() {
    let output = common::plain_country();
    let page = |output: &RunOutput| {
        let files = rendered(output);
        String::from_utf8(files["report.html"].clone()).expect("UTF-8")
    };
    let with = page(&output);
    for text in [
        "List of in-demand professions",
        "No profession of the list can be decided on public data: 2 of 2",
        "NKZ group",
        "Grounds",
        "Surgeon",
    ] {
        assert!(with.contains(text), "{text}");
    }
    assert!(!with.contains("isco08:"), "codes are shown without their edition");
    let without = page(&RunOutput { list: None, ..output });
    assert!(!without.contains("in-demand") && without.contains("</html>"));
}

/// Two points of vacancies counted alike make a curve; fewer make none.
#[test]
fn a_beveridge_curve_needs_vacancies_counted_alike() {
    let name = "figures/beveridge.svg";
    let mut output = common::plain_country();
    assert!(rendered(&output).contains_key(name));
    for one in &mut output.forecast.indicators {
        // Months of different season are not alike, whatever their number.
        if one.id == "vacancies-per-labour-force" {
            let month = if one.period == "2021" { "01" } else { "07" };
            one.period = format!("{}-{month}", one.period);
            one.count = if one.period.starts_with("2022") { "day_stock" } else { "monthly_flow" }
                .to_owned();
        }
    }
    let files = rendered(&output);
    assert!(!files.contains_key(name));
}

/// Every chart of the page is drawn for wide and for narrow screens, and said once in words: what the
/// style does not show is no second text for those who hear the page.
#[test]
fn a_chart_of_the_page_is_drawn_twice_and_said_once() {
    let files = rendered(&common::plain_country());
    let page = String::from_utf8(files["report.html"].clone()).expect("UTF-8");
    let figures: Vec<&str> = page.split("<figure ").skip(1).collect();
    assert!(figures.len() >= 6, "{}", figures.len());
    for figure in figures {
        let figure = figure.split("</figure>").next().expect("its end");
        assert_eq!(figure.matches("role=\"img\" aria-label=\"").count(), 1);
        for class in ["wide", "narrow"] {
            let drawing = format!("<svg class=\"{class}\" aria-hidden=\"true\"");
            assert_eq!(figure.matches(&drawing).count(), 1, "{class}");
        }
        assert!(!figure.contains("<desc"), "a description in a drawing that is not there");
        let name = figure.split("id=\"").nth(1).and_then(|id| id.split('"').next());
        let link = format!("href=\"#{}\"", name.expect("an anchor"));
        assert!(figure.contains(&link), "{link}");
        for ending in ["svg", "csv", "png"] {
            let file = figure.split("href=\"").find(|part| {
                part.split('"').next().is_some_and(|file| file.ends_with(&format!(".{ending}")))
            });
            let file = file.and_then(|part| part.split('"').next()).expect("a link");
            assert!(files.contains_key(file), "{file}");
        }
    }
}

/// Nothing is known of a source: the row says so, with no number in its place.
#[test]
fn what_a_chart_does_not_know_is_missing_in_its_data() {
    let mut output = common::plain_country();
    let list = output.list.as_mut().expect("a list");
    // A source that has a figure of nobody.
    let mut rule = list.book.rules.first().expect("a rule").clone();
    rule.quantity = Quantity::VacanciesPerResume;
    list.book.rules.push(rule);
    let files = rendered(&output);
    let mut missing = 0;
    for (name, csv) in texts(&files, ".csv").iter().filter(|(name, _)| name.contains("evidence")) {
        for line in csv.lines().skip(1) {
            let cells = fields(line);
            let (numbers, status) = (&cells[4..9], cells[9]);
            let none = numbers.iter().all(|cell| cell.is_empty());
            assert_eq!(status == "M", none, "{name}: {line}");
            missing += usize::from(none);
        }
    }
    assert!(missing > 0, "every source knows everything");
}
