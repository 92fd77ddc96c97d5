//! What comes out holds for any run: marks, and the same bytes each time.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::{country, in_language, rendered, texts};
use std::collections::BTreeMap;
use suranys_core::code::Labels;
use suranys_core::run::{NamedCode, Note, RunOutput};
use suranys_report::Theme;

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(rendered(&country()), rendered(&country()));
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
    for change in &mut output.differences {
        change.status.synthetic = false;
    }
    for (name, svg) in texts(&rendered(&output), ".svg") {
        assert!(!svg.contains("SYNTHETIC"), "{name}");
    }
}

#[test]
fn a_run_without_figures_gives_a_report_that_says_so() {
    let empty = RunOutput {
        figures: BTreeMap::new(),
        differences: Vec::new(),
        outcomes: Vec::new(),
        ..country()
    };
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

/// A region carved out of another is told with names, of former borders as of these.
#[test]
fn regions_of_former_borders_are_named() {
    let named = |code: &str, name: &str| NamedCode {
        code: code.to_owned(),
        labels: Labels(BTreeMap::from([("en".to_owned(), name.to_owned())])),
        short: Labels::default(),
    };
    let arguments = [("region", "KZ-75"), ("from", "KZ-AAA, KZ-BBB"), ("year", "2022")];
    let link = Note::new("note.region-linked", arguments.map(|(k, v)| (k, v.to_owned())));
    let output = RunOutput {
        former_regions: vec![named("KZ-AAA", "Old North"), named("KZ-BBB", "Old South")],
        notes: vec![link],
        ..country()
    };
    let rendered = in_language(&output, "en", Theme::default());
    let pages = texts(&rendered, ".html");
    assert!(pages.iter().any(|(_, page)| page.contains("Old North, Old South")));
    assert!(pages.iter().all(|(_, page)| !page.contains("KZ-AAA")));
}
