//! The list over time and place, and what is asked of those who hold data, on small packages made by hand.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::*;
use std::collections::BTreeSet;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    Approved, Body, BodyKind, EXCHANGE_RATIO, Entry, ExchangeFigure, ExchangeMeasure, Flow,
    LineReview, POSTS_UNFILLED, PackageEvidence, Position, Profession, SignalForecast,
    SignalOutput, Tier,
};
use suranys_core::{ObsStatus, Status};
use suranys_rules::{SignalRequest, agreement, data_requests, signal};

fn profession(id: &str, occupation: &str) -> Profession {
    Profession {
        id: id.to_owned(),
        labels: Labels::default(),
        occupation: occupation.to_owned(),
        alternative: String::new(),
        national_group: "n:2".to_owned(),
        cell: cell(id),
    }
}

fn approved(list: &str, profession: &str) -> Approved {
    Approved { list: list.to_owned(), profession: profession.to_owned(), cell: cell(profession) }
}

fn published(line: &str, date: &str) -> Entry {
    Entry {
        line: line.to_owned(),
        body: "ministry".to_owned(),
        kind: BodyKind::Authority,
        position: Position::Publish,
        date: date.to_owned(),
        document: "order".to_owned(),
        reason: String::new(),
        synthetic: false,
        cell: cell(line),
    }
}

/// A draft, then two lists that were published: `stays` is on both, `gone` on the first alone, `new` on
/// the second alone.
fn listed() -> PackageEvidence {
    PackageEvidence {
        professions: vec![
            profession("own:stays", "x:2110"),
            profession("own:gone", "x:2120"),
            profession("own:new", "x:2121"),
            profession("own:drafted", "x:2122"),
        ],
        approved: vec![
            approved("2022-01-01", "own:drafted"),
            approved("2023-01-01", "own:stays"),
            approved("2023-01-01", "own:gone"),
            approved("2025-01-01", "own:stays"),
            approved("2025-01-01", "own:new"),
        ],
        register: vec![
            published("own:stays", "2023-01-01"),
            published("own:gone", "2023-01-01"),
            published("own:new", "2025-01-01"),
        ],
        ..package()
    }
}

fn made_at(package: &PackageEvidence, vintage: &str, region: &str) -> SignalOutput {
    let scope: BTreeSet<String> = units().into_iter().filter(|id| id.starts_with("x:2")).collect();
    let (book, forecast) = (book(), SignalForecast::default());
    signal(&SignalRequest {
        book: &book,
        package,
        forecast: &forecast,
        scope: &scope,
        list: "2025-01-01",
        vintage,
        region,
        seed: 7,
        draws: DRAWS,
    })
}

fn review<'o>(output: &'o SignalOutput, group: &str) -> Option<(LineReview, &'o str, &'o str)> {
    let line = output.reviews.iter().find(|line| line.group == group)?;
    Some((line.review, &line.since, &line.until))
}

/// Days by hand: an entry holds 36 months from the list in force, and is due in the last twelve of them.
#[test]
fn a_line_holds_is_due_and_expires() {
    let package = listed();
    let at = |vintage| made_at(&package, vintage, "");
    let early = at("2025-06-01");
    let holds = Some((LineReview::Holds, "2023-01-01", "2028-01-01"));
    assert_eq!(review(&early, "x:2110"), holds);
    assert_eq!(review(&early, "own:new").map(|line| line.1), Some("2025-01-01"));
    // What only a draft named was never on a list.
    assert_eq!(review(&early, "x:2122"), None);
    assert_eq!(review(&early, "x:2120"), Some((LineReview::Left, "2025-01-01", "")));
    assert_eq!(review(&at("2027-01-01"), "x:2110").map(|line| line.0), Some(LineReview::Due));
    assert_eq!(review(&at("2028-01-02"), "x:2110").map(|line| line.0), Some(LineReview::Expired));
    // Before the second list nothing had left.
    let before = at("2024-06-01");
    assert_eq!(review(&before, "x:2120").map(|line| line.0), Some(LineReview::Holds));
}

/// What the evidence puts forward and no list names is an entry.
#[test]
fn what_is_put_forward_enters() {
    let package = listed();
    let (book, scope) = (book(), units().into_iter().collect::<BTreeSet<_>>());
    let forecast =
        with(vec![one("x:2123", EXCHANGE_RATIO, 4, 2.0), one("x:2123", POSTS_UNFILLED, 4, 0.2)]);
    let request = SignalRequest {
        book: &book,
        package: &package,
        forecast: &forecast,
        scope: &scope,
        list: "2025-01-01",
        vintage: "2025-06-01",
        region: "",
        seed: 7,
        draws: DRAWS,
    };
    let output = signal(&request);
    assert!(of(&output, "x:2123").tier >= Tier::Consult);
    let enters = Some((LineReview::Enters, "2025-06-01", "2028-06-01"));
    assert_eq!(review(&output, "x:2123"), enters);
    // The second list took up one group and left out one; the first has none before it.
    let changes = agreement(&request).changes;
    let said: Vec<(&str, &str, bool)> =
        changes.iter().map(|c| (c.list.as_str(), c.group.as_str(), c.enters)).collect();
    assert_eq!(said, [("2025-01-01", "x:2120", false), ("2025-01-01", "x:2121", true)]);
}

/// Vacancies and CVs of a year in four regions: three alike, one far tighter.
fn exchange() -> Vec<ExchangeFigure> {
    let figure = |region: Option<&str>, measure, value| ExchangeFigure {
        period: "2024".to_owned(),
        flow: Flow::Annual,
        region: region.map(str::to_owned),
        occupation: "x:2110".to_owned(),
        measure,
        value,
        unit: "items".to_owned(),
        status: Status::real(ObsStatus::Normal),
        cell: cell("x"),
    };
    let mut all = Vec::new();
    for (region, vacancies, resumes) in [
        (None, 1900.0, 4000.0),
        (Some("r1"), 200.0, 1000.0),
        (Some("r2"), 210.0, 1000.0),
        (Some("r3"), 190.0, 1000.0),
        (Some("r4"), 1300.0, 1000.0),
    ] {
        all.push(figure(region, ExchangeMeasure::Vacancies, vacancies));
        all.push(figure(region, ExchangeMeasure::Resumes, resumes));
    }
    all
}

/// By hand: the nation's ratio is 0.475, one point; the tight region's 1.3 gives two, the others' 0.2
/// none. Regions differ by far more than their counts' errors, so that nearly all of it is kept.
#[test]
fn a_region_goes_by_its_own_figures_where_they_depart() {
    let package = PackageEvidence {
        exchange: exchange(),
        peer_lists: Vec::new(),
        peer_entries: Vec::new(),
        ..package()
    };
    let points = |region| {
        let output = made_at(&package, "2025-06-01", region);
        let used = of(&output, "x:2110").indicators.clone();
        let ratio = used.iter().find(|used| used.indicator == EXCHANGE_RATIO).expect("a ratio");
        (ratio.points, output.regional)
    };
    let (nation, none) = points("");
    assert_eq!((nation, none), (1.0, None));
    let (tight, regional) = points("r4");
    assert!(tight > 1.9, "{tight}");
    let regional = regional.expect("a region");
    let [departure] = regional.departures.as_slice() else { panic!("{regional:?}") };
    assert!(departure.departs && departure.weight > 0.95, "{departure:?}");
    assert!((departure.raw - suranys_core::numeric::ln(1.3 / 0.475)).abs() < 1e-12);
    assert!(points("r1").0 < 0.1);
    // A region of which nothing is known has the nation's signal.
    let (unknown, regional) = points("r9");
    assert_eq!(unknown, nation);
    assert_eq!(regional.expect("a region").departures, []);
}

/// Regions that differ by no more than chance keep the nation's figure.
#[test]
fn noise_is_no_departure() {
    let mut alike = exchange();
    let regions = alike.iter_mut().filter(|figure| figure.region.is_some());
    for (figure, value) in regions.zip([20.0, 40.0, 21.0, 40.0, 19.0, 40.0, 23.0, 40.0]) {
        figure.value = value;
    }
    let package = PackageEvidence { exchange: alike, ..package() };
    let output = made_at(&package, "2025-06-01", "r4");
    let departures = output.regional.expect("a region").departures;
    assert!(departures.iter().all(|departure| !departure.departs), "{departures:?}");
}

/// Who holds a figure is asked for it: a named body, or those bodies of a kind that answer for the sector;
/// where nobody does, that is said.
#[test]
fn holders_of_data_are_asked() {
    let body = |id: &str, kind, sectors: &[&str]| Body {
        id: id.to_owned(),
        kind,
        region: String::new(),
        sectors: sectors.iter().map(|tag| (*tag).to_owned()).collect(),
        labels: Labels::default(),
    };
    let mut package = listed();
    package.bodies = vec![
        body("exchange", BodyKind::Authority, &[]),
        body("health", BodyKind::StateBody, &["health"]),
        body("school", BodyKind::StateBody, &["school"]),
    ];
    package.sectors.insert("x:211".to_owned(), vec!["health".to_owned()]);
    let mut output = made_at(&package, "2025-06-01", "");
    for indicator in &mut output.book.indicators {
        indicator.owner = match indicator.id.as_str() {
            EXCHANGE_RATIO => "exchange".to_owned(),
            POSTS_UNFILLED => "state_body".to_owned(),
            _ => String::new(),
        };
    }
    let open: BTreeSet<&str> = output
        .signals
        .iter()
        .filter(|s| s.in_scope && !s.profession)
        .filter(|s| matches!(s.tier, Tier::Consult | Tier::Undetermined))
        .filter(|s| s.settling.iter().any(|one| one.indicator == EXCHANGE_RATIO))
        .map(|s| s.group.as_str())
        .collect();
    assert!(!open.is_empty());
    let (requests, nobody) = data_requests(&output, &package);
    let of_body = |id: &str| requests.iter().find(|request| request.body.id == id);
    let asked: BTreeSet<&str> =
        of_body("exchange").expect("asked").figures.iter().map(|f| f.group.as_str()).collect();
    assert_eq!(asked, open);
    // Nobody of the kind answers for groups without a sector, and no group is of the school's.
    assert!(of_body("school").is_none());
    let posts = output.signals.iter().any(|s| {
        open.contains(s.group.as_str()) && s.settling.iter().any(|o| o.indicator == POSTS_UNFILLED)
    });
    assert_eq!(posts, nobody.contains(&POSTS_UNFILLED.to_owned()) || of_body("health").is_some());
}
