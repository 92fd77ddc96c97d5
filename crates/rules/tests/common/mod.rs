//! A small book, classification and package of signals, made by hand.
#![allow(dead_code)]

use std::collections::BTreeSet;
use suranys_core::classification::Labels;
use suranys_core::scenario::{Basis, CitedBasis, Parameter};
use suranys_core::shortage_list::{
    Approved, Cited, EXCHANGE_RATIO, EXCHANGE_WANTED, EvidenceValues, FORECAST_COVER, INDICATORS,
    IndicatorEvidence, Node, PANEL_ANSWER, PEERS_SHARE, POSTS_UNFILLED, PackageEvidence, PeerEntry,
    PeerList, Profession, RuleParameter, Signal, SignalBook, SignalFamily, SignalForecast,
    SignalIndicator, SignalOutput, SignalParameter, Weighting,
};
use suranys_core::{ObsStatus, Status};
use suranys_rules::{SignalRequest, signal};

pub const DRAWS: usize = 400;
pub const VINTAGE: &str = "2026-01-01";

pub fn cell(text: &str) -> Cited {
    Cited { file: "x.csv".to_owned(), row: 2, column: "x".to_owned(), text: text.to_owned() }
}

/// The value of each parameter; those of the rulebook that the project ships.
pub fn parameter(parameter: SignalParameter) -> f64 {
    match parameter {
        SignalParameter::Level1 => 0.43,
        SignalParameter::Level2 => 0.88,
        SignalParameter::Level3 => 0.97,
        SignalParameter::Level4 | SignalParameter::Ridge => 1.0,
        SignalParameter::StrongScore => 2.0,
        SignalParameter::PossibleScore => 1.5,
        SignalParameter::Recommend
        | SignalParameter::MinProbability
        | SignalParameter::RegionDeparture => 0.8,
        SignalParameter::Consult
        | SignalParameter::Watch
        | SignalParameter::ConsultError
        | SignalParameter::PeerPrior => 0.5,
        SignalParameter::ConsultNominated => 0.3,
        SignalParameter::NoCase => 0.2,
        SignalParameter::FineLevel | SignalParameter::GradeA => 3.0,
        SignalParameter::RecommendFamilies
        | SignalParameter::ConsultFamilies
        | SignalParameter::GradeB
        | SignalParameter::GradeC
        | SignalParameter::MinLists
        | SignalParameter::CountYears => 2.0,
        SignalParameter::LapsedYears => 5.0,
        SignalParameter::NoteMonths => 24.0,
        SignalParameter::PostsMonths | SignalParameter::ListValidity => 36.0,
        SignalParameter::ListReview => 12.0,
    }
}

/// A book of one indicator for each family.
pub fn book() -> SignalBook {
    let families = [
        ("forecast", Weighting::Trained, false),
        ("exchange", Weighting::One, true),
        ("posts", Weighting::One, true),
        ("peers", Weighting::Trained, false),
        ("panel", Weighting::One, true),
    ];
    let indicators = [
        (FORECAST_COVER, "forecast", [0.25, 0.5, 0.75]),
        (EXCHANGE_RATIO, "exchange", [0.25, 0.67, 1.5]),
        (EXCHANGE_WANTED, "exchange", [0.5, 1.0, 6.0]),
        (POSTS_UNFILLED, "posts", [0.02, 0.05, 0.1]),
        (PEERS_SHARE, "peers", [0.1, 1.0 / 3.0, 2.0 / 3.0]),
        (PANEL_ANSWER, "panel", [0.5, 1.5, 2.5]),
    ];
    let said = || "test".to_owned();
    let basis = CitedBasis { basis: Basis::Expert, source: said(), source_in: Labels::default() };
    let value = |(key, spec): &(SignalParameter, suranys_core::scenario::ParameterSpec)| {
        let v = parameter(*key);
        let parameter = Parameter {
            value: v,
            low: v,
            high: v,
            basis: Basis::Expert,
            source: said(),
            source_in: Labels::default(),
        };
        (spec.key.to_owned(), RuleParameter { parameter, unit: spec.unit.to_owned() })
    };
    SignalBook {
        id: "xx@signal".to_owned(),
        title: Labels::default(),
        citation: said(),
        families: families
            .iter()
            .map(|(id, weighting, own)| SignalFamily {
                id: (*id).to_owned(),
                title: Labels::default(),
                weighting: *weighting,
                own_figures: *own,
            })
            .collect(),
        indicators: indicators
            .iter()
            .map(|(id, family, cutoffs)| SignalIndicator {
                id: (*id).to_owned(),
                family: (*family).to_owned(),
                title: Labels::default(),
                owner: String::new(),
                unit: INDICATORS.iter().find(|(known, _)| known == id).expect("known").1.to_owned(),
                cutoffs: *cutoffs,
                spread: 0.0,
                presence_only: *id == EXCHANGE_WANTED,
                coarse_points: 3,
                expected: [0.25; 4],
                basis: basis.clone(),
            })
            .collect(),
        parameters: SignalParameter::ALL.iter().map(value).collect(),
    }
}

/// Two major groups of twenty unit groups each, in two sub-major groups of two minor groups.
pub fn nodes() -> Vec<Node> {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for major in ["2", "3"] {
        for unit in 0..20 {
            let code = format!("{major}{}{}{}", 1 + unit / 10, 1 + unit / 5 % 2, unit % 5);
            ids.extend((1..=4).map(|digits| code[..digits].to_owned()));
        }
    }
    ids.into_iter()
        .map(|code| Node {
            parent: match code.len() {
                1 => String::new(),
                digits => format!("x:{}", &code[..digits - 1]),
            },
            level: code.len() as u8,
            labels: Labels::default(),
            cell: cell(&code),
            id: format!("x:{code}"),
        })
        .collect()
}

pub fn units() -> Vec<String> {
    nodes().into_iter().filter(|n| n.level == 4).map(|n| n.id).collect()
}

pub fn list(id: &str, country: &str, complete: bool, scope: &[&str]) -> PeerList {
    PeerList {
        id: id.to_owned(),
        country: country.to_owned(),
        labels: Labels::default(),
        valid_from: "2024".to_owned(),
        valid_to: String::new(),
        known_from: "2024".to_owned(),
        complete,
        scope: scope.iter().map(|s| (*s).to_owned()).collect(),
        ranking: false,
        cell: cell(id),
    }
}

pub fn names(list: &str, occupations: &[&str]) -> Vec<PeerEntry> {
    let entry = |occupation: &&str| PeerEntry {
        list: list.to_owned(),
        occupation: (*occupation).to_owned(),
        cell: cell(occupation),
    };
    occupations.iter().map(entry).collect()
}

/// Three complete lists that agree on most of what they name, and a partial one.
pub fn package() -> PackageEvidence {
    let mut peer_entries =
        names("a", &["x:2110", "x:2111", "x:2112", "x:2210", "x:3110", "x:3111"]);
    peer_entries.extend(names("b", &["x:2110", "x:2111", "x:2113", "x:3110", "x:3112"]));
    peer_entries.extend(names("c", &["x:2110", "x:2112", "x:2210", "x:3110", "x:3213"]));
    peer_entries.extend(names("p", &["x:2110", "x:2214"]));
    PackageEvidence {
        nodes: nodes(),
        peer_lists: vec![
            list("a", "AA", true, &[]),
            list("b", "BB", true, &[]),
            list("c", "CC", true, &[]),
            list("p", "PP", false, &[]),
        ],
        peer_entries,
        professions: vec![Profession {
            id: "own:one".to_owned(),
            labels: Labels::default(),
            occupation: "x:2111".to_owned(),
            alternative: String::new(),
            national_group: "n:2".to_owned(),
            cell: cell("x:2111"),
        }],
        approved: vec![Approved {
            list: "2023-02-20".to_owned(),
            profession: "own:one".to_owned(),
            cell: cell("own:one"),
        }],
        ..PackageEvidence::default()
    }
}

pub fn one(group: &str, indicator: &str, level: u8, value: f64) -> IndicatorEvidence {
    IndicatorEvidence {
        group: group.to_owned(),
        indicator: indicator.to_owned(),
        level,
        values: EvidenceValues::Number(value),
        status: Status::real(ObsStatus::Normal),
        source: "test".to_owned(),
        date: "2025".to_owned(),
        cells: Vec::new(),
    }
}

pub fn made(
    book: &SignalBook,
    package: &PackageEvidence,
    forecast: &SignalForecast,
) -> SignalOutput {
    made_with(book, package, forecast, "2023-02-20")
}

pub fn made_with(
    book: &SignalBook,
    package: &PackageEvidence,
    forecast: &SignalForecast,
    list: &str,
) -> SignalOutput {
    let scope: BTreeSet<String> = units()
        .into_iter()
        .filter(|id| id.starts_with("x:2"))
        .chain(["own:one".to_owned()])
        .collect();
    signal(&SignalRequest {
        book,
        package,
        forecast,
        scope: &scope,
        list,
        vintage: VINTAGE,
        region: "",
        seed: 7,
        draws: DRAWS,
    })
}

pub fn with(evidence: Vec<IndicatorEvidence>) -> SignalForecast {
    SignalForecast { evidence, ..SignalForecast::default() }
}

pub fn of<'s>(output: &'s SignalOutput, group: &str) -> &'s Signal {
    output.of(group).unwrap_or_else(|| panic!("{group} has no signal"))
}

/// Package without any list of another country, so that only what a test adds is evidence.
pub fn bare() -> PackageEvidence {
    PackageEvidence { peer_lists: Vec::new(), peer_entries: Vec::new(), ..package() }
}
