//! What holds of any evidence. Everything here is synthetic.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use std::collections::BTreeMap;
use suranys_core::classification::Labels;
use suranys_core::scenario::{Basis, Parameter};
use suranys_core::shortage_list::{
    Approved, BodyKind, Cited, Dating, Entry, Evidence, ExchangeFigure, ExchangeMeasure, Flow,
    ForecastFigure, ForecastMeasure, Kind, ListOutput, Node, Nomination, PermitCategory,
    PermitFigure, Position, Profession, Quantity, Rule, RuleBook, RuleParameter, Source, Test,
    Verdict, Version,
};
use suranys_core::{ObsStatus, Status};
use suranys_rules::recommend;

const STATUS: Status = Status { obs: ObsStatus::Normal, synthetic: true };

fn cell(file: &str, row: u64) -> Cited {
    Cited { file: file.to_owned(), row, column: "value".to_owned(), text: String::new() }
}

fn book(needed: f64) -> RuleBook {
    let parameter = |value: f64, low: f64, high: f64, unit: &str| RuleParameter {
        parameter: Parameter {
            value,
            low,
            high,
            basis: Basis::Expert,
            source: "made up".to_owned(),
            source_in: Labels::default(),
        },
        unit: unit.to_owned(),
    };
    let rule = |id: &str, kind, quantity, test| Rule {
        id: id.to_owned(),
        kind,
        statement: Labels::default(),
        citation: "made up".to_owned(),
        citation_in: Labels::default(),
        basis: Basis::Expert,
        quantity,
        test,
        exceptions: false,
        imputed: true,
    };
    let at_least = |key: &str| Test::AtLeast(key.to_owned());
    let mut parameters = BTreeMap::from([
        (RuleParameter::SOURCES_NEEDED.to_owned(), parameter(needed, 1.0, 3.0, "sources")),
        (RuleParameter::TOP.to_owned(), parameter(2.0, 2.0, 2.0, "places")),
        ("gap".to_owned(), parameter(0.5, 0.3, 0.8, "share of draws")),
        ("ratio".to_owned(), parameter(1.0, 0.8, 1.5, "vacancies per CV")),
        ("permits".to_owned(), parameter(1.0, 0.5, 2.0, "persons per thousand employed")),
        ("agreed".to_owned(), parameter(1.0, 1.0, 1.0, "kinds of bodies")),
    ]);
    for source in Source::EVIDENCE {
        parameters.insert(RuleParameter::weight_key(source), parameter(1.0, 0.5, 2.0, "weight"));
    }
    RuleBook {
        id: "xx@2025-01-01".to_owned(),
        version: Version {
            dated: "2025-01-01".to_owned(),
            dating: Dating::Day,
            basis: Basis::Draft,
            title: Labels::default(),
            citation: "made up".to_owned(),
            unread: Labels::default(),
            list: "L".to_owned(),
        },
        rules: vec![
            rule("scope", Kind::Scope, Quantity::MajorGroup, Test::OneOf(vec!["nkz:2".to_owned()])),
            rule("gap", Kind::Evidence, Quantity::ShortageProbability, at_least("gap")),
            rule("ratio", Kind::Evidence, Quantity::VacanciesPerResume, at_least("ratio")),
            rule("permits", Kind::Evidence, Quantity::PermitsPerThousand, at_least("permits")),
            rule("agreed", Kind::Procedure, Quantity::KindsAgreed, at_least("agreed")),
        ],
        parameters,
    }
}

/// The evidence of one unit group; a figure that is absent is missing.
#[derive(Debug, Clone)]
struct Group {
    professional: bool,
    gap: Option<f64>,
    vacancies: Option<f64>,
    resumes: Option<f64>,
    permits: Option<f64>,
    agreed: bool,
}

fn group() -> impl Strategy<Value = Group> {
    let figure = |most: f64| prop::option::weighted(0.8, 1.0..most);
    (
        any::<bool>(),
        prop::option::weighted(0.8, -500.0..500.0f64),
        figure(1000.0),
        figure(1000.0),
        figure(20.0),
        any::<bool>(),
    )
        .prop_map(|(professional, gap, vacancies, resumes, permits, agreed)| Group {
            professional,
            gap,
            vacancies,
            resumes,
            permits,
            agreed,
        })
}

fn groups() -> impl Strategy<Value = Vec<Group>> {
    prop::collection::vec(group(), 2..6)
}

fn id(n: usize) -> String {
    format!("isco08:{}", 2000 + n)
}

fn evidence(groups: &[Group]) -> Evidence {
    let mut m = Evidence::default();
    (m.forecast.seed, m.forecast.draws, m.package.synthetic) = (7, 100, true);
    let node = |id: &str, level, parent: &str| Node {
        id: id.to_owned(),
        level,
        parent: parent.to_owned(),
        labels: Labels::default(),
        cell: cell("isco08.csv", 2),
    };
    for major in ["isco08:2", "isco08:7"] {
        m.package.nodes.push(node(major, 1, ""));
        let group = major.replace("isco08", "nkz");
        m.package.national_groups.insert(major.to_owned(), (group, cell("groups.csv", 2)));
    }
    for (n, g) in groups.iter().enumerate() {
        let id = id(n);
        let row = n as u64 + 2;
        m.package.nodes.push(node(&id, 4, if g.professional { "isco08:2" } else { "isco08:7" }));
        let forecast = |measure, value, period: &str| ForecastFigure {
            occupation: id.clone(),
            measure,
            value,
            period: period.to_owned(),
            status: STATUS,
            citation: cell("run/cover.csv", row).into(),
        };
        m.forecast.figures.push(forecast(ForecastMeasure::Employment, 10_000.0, "2023"));
        if let Some(gap) = g.gap {
            let draws: Vec<f64> = (0..100).map(|d| gap + 3.0 * f64::from(d) - 150.0).collect();
            let above = draws.iter().filter(|v| **v > 0.0).count() as f64 / 100.0;
            m.forecast.figures.push(forecast(
                ForecastMeasure::ShortageProbability,
                above,
                "2023–2027",
            ));
            m.forecast.figures.push(forecast(ForecastMeasure::Shortage, gap, "2023–2027"));
            m.forecast.shortage_draws.insert(id.clone(), draws);
        }
        for (measure, value) in
            [(ExchangeMeasure::Vacancies, g.vacancies), (ExchangeMeasure::Resumes, g.resumes)]
        {
            if let Some(value) = value {
                m.package.exchange.push(ExchangeFigure {
                    period: "2025".to_owned(),
                    flow: Flow::Annual,
                    region: None,
                    occupation: id.clone(),
                    measure,
                    value,
                    unit: "items".to_owned(),
                    status: STATUS,
                    cell: cell("exchange.csv", row),
                });
            }
        }
        if let Some(value) = g.permits {
            for category in
                [PermitCategory::Heads, PermitCategory::Units, PermitCategory::Specialists]
            {
                m.package.permits.push(PermitFigure {
                    date: "2025-11-01".to_owned(),
                    occupation: id.clone(),
                    category,
                    value,
                    status: STATUS,
                    cell: cell("permits.csv", row),
                });
            }
        }
        let position = if g.agreed { Position::Agree } else { Position::Disagree };
        m.package.register.push(Entry {
            line: id.clone(),
            body: "region".to_owned(),
            kind: BodyKind::RegionalGovernment,
            position,
            date: "2025-01-01".to_owned(),
            document: String::new(),
            reason: String::new(),
            synthetic: true,
            cell: cell("consultation.csv", row),
        });
        m.package.nominations.push(Nomination {
            subject: id.clone(),
            body: "ministry".to_owned(),
            date: "2025-01-01".to_owned(),
            reason: String::new(),
            synthetic: true,
            cell: cell("nominations.csv", row),
        });
        m.package.professions.push(Profession {
            id: format!("p{n}"),
            labels: Labels::default(),
            occupation: id.clone(),
            alternative: String::new(),
            national_group: "nkz:2".to_owned(),
            cell: cell("professions.csv", row),
        });
        m.package.approved.push(Approved {
            list: "L".to_owned(),
            profession: format!("p{n}"),
            cell: cell("listed.csv", row),
        });
    }
    m
}

fn verdict(output: &ListOutput, id: &str) -> Verdict {
    output.assessed(id).expect("assessed").trace.verdict
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// All else equal: the verdict never falls, nor the chance of a place among the first, and
    /// the median rank never gets worse.
    #[test]
    fn more_vacancies_never_make_a_profession_less_in_demand(
        groups in groups(), more in 1.0..500.0f64, needed in 1_u8..=3,
    ) {
        let book = book(f64::from(needed));
        let mut richer = groups.clone();
        let Some(n) = groups.iter().position(|g| g.vacancies.is_some()) else { return Ok(()) };
        richer[n].vacancies = groups[n].vacancies.map(|v| v + more);
        let (before, after) =
            (recommend(&book, &evidence(&groups)), recommend(&book, &evidence(&richer)));
        prop_assert!(verdict(&after, &id(n)) >= verdict(&before, &id(n)));
        let place = |output: &ListOutput| {
            output.ranked.iter().find(|r| r.id == id(n)).map(|r| (r.top, r.rank.median()))
        };
        if let (Some(before), Some(after)) = (place(&before), place(&after)) {
            prop_assert!(after.0 >= before.0 && after.1 <= before.1, "{before:?} {after:?}");
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(groups in groups(), by in 1_usize..40) {
        let (book, straight) = (book(2.0), evidence(&groups));
        let mut turned = straight.clone();
        fn turn<T>(rows: &mut [T], by: usize) {
            rows.reverse();
            let by = by % rows.len().max(1);
            rows.rotate_left(by);
        }
        turn(&mut turned.package.nodes, by);
        turn(&mut turned.package.professions, by);
        turn(&mut turned.package.approved, by);
        turn(&mut turned.forecast.figures, by);
        turn(&mut turned.package.exchange, by);
        turn(&mut turned.package.permits, by);
        turn(&mut turned.package.register, by);
        turn(&mut turned.package.nominations, by);
        prop_assert!(recommend(&book, &straight) == recommend(&book, &turned));
    }

    /// And never the other way round either: a verdict that was decided stays or is left open.
    #[test]
    fn removing_evidence_never_turns_a_miss_into_a_match(
        groups in groups(), what in 0_u8..4, needed in 1_u8..=3,
    ) {
        let book = book(f64::from(needed));
        let mut poorer = groups.clone();
        for g in &mut poorer {
            match what {
                0 => g.gap = None,
                1 => g.vacancies = None,
                2 => g.resumes = None,
                _ => g.permits = None,
            }
        }
        let (before, after) =
            (recommend(&book, &evidence(&groups)), recommend(&book, &evidence(&poorer)));
        for assessed in &before.assessed {
            let (was, is) = (assessed.trace.verdict, verdict(&after, &assessed.subject.id));
            prop_assert!(is == was || is == Verdict::Undetermined, "{was:?} became {is:?}");
        }
    }

    /// The switching value named does switch the verdict, and half of the change does not.
    #[test]
    fn the_smallest_flip_flips_and_less_does_not(groups in groups(), needed in 1_u8..=3) {
        let book = book(f64::from(needed));
        let evidence = evidence(&groups);
        for assessed in recommend(&book, &evidence).assessed {
            let Some(switching_value) = &assessed.switching_value else { continue };
            let past = match switching_value.beyond {
                true if switching_value.to >= switching_value.from => switching_value.to.next_up(),
                true => switching_value.to.next_down(),
                false => switching_value.to,
            };
            let then = |value: f64| {
                verdict(&recommend(&book.with(&switching_value.parameter, value), &evidence), &assessed.subject.id)
            };
            prop_assert_eq!(then(past), switching_value.verdict);
            prop_assert_ne!(switching_value.verdict, assessed.trace.verdict);
            // Whole numbers have no half.
            if !book.parameters[&switching_value.parameter].is_whole() {
                let half = switching_value.from + (switching_value.to - switching_value.from) / 2.0;
                if half != switching_value.to {
                    prop_assert_eq!(then(half), assessed.trace.verdict);
                }
            }
        }
    }

    /// Ranks of a draw are a permutation up to ties, so their means sum to that of 1 to n; the
    /// chances of a place among the first two sum to two when nothing ties.
    #[test]
    fn chances_of_a_place_sum_to_the_places(groups in groups()) {
        let output = recommend(&book(2.0), &evidence(&groups));
        let sum: f64 = output.ranked.iter().map(|r| r.top).sum();
        if output.ranked.len() >= 2 {
            prop_assert!(sum <= 2.0 + 1e-9, "{sum}");
        }
        for r in &output.ranked {
            prop_assert!(r.rank.lo95() >= 1.0 && r.rank.hi95() <= output.ranked.len() as f64);
        }
    }
}

/// What is synthetic is marked wherever it comes in. Expected: by hand.
#[test]
fn one_synthetic_figure_marks_everything() {
    let group = Group {
        professional: true,
        gap: Some(100.0),
        vacancies: Some(20.0),
        resumes: Some(10.0),
        permits: Some(9.0),
        agreed: true,
    };
    let mut m = evidence(&[group.clone(), group]);
    m.package.synthetic = false;
    let output = recommend(&book(2.0), &m);
    assert!(output.synthetic);
    let real = Status::real(ObsStatus::Normal);
    m.forecast.figures.iter_mut().for_each(|f| f.status = real);
    m.package.exchange.iter_mut().for_each(|f| f.status = real);
    m.package.permits.iter_mut().for_each(|f| f.status = real);
    m.package.register.iter_mut().for_each(|e| e.synthetic = false);
    m.package.nominations.iter_mut().for_each(|n| n.synthetic = false);
    assert!(!recommend(&book(2.0), &m).synthetic, "nothing synthetic is left");
    m.package.permits[0].status = STATUS;
    assert!(recommend(&book(2.0), &m).synthetic, "one figure is enough");
}

/// Expected values: by hand.
#[test]
fn a_year_is_twelve_months_and_nothing_less() {
    let figure = |period: &str, flow, measure, value| ExchangeFigure {
        period: period.to_owned(),
        flow,
        region: None,
        occupation: "o".to_owned(),
        measure,
        value,
        unit: "items".to_owned(),
        status: STATUS,
        cell: cell("exchange.csv", 2),
    };
    let mut rows = Vec::new();
    for month in 1..=12 {
        let period = format!("2025-{month:02}");
        // Season: twice as many CVs in July; over the year 12 vacancies and 13 CVs.
        let resumes = if month == 7 { 2.0 } else { 1.0 };
        rows.push(figure(&period, Flow::Monthly, ExchangeMeasure::Vacancies, 1.0));
        rows.push(figure(&period, Flow::Monthly, ExchangeMeasure::Resumes, resumes));
    }
    let known = |rows: &[ExchangeFigure]| match suranys_rules::whole_year_ratio(rows, "o") {
        suranys_core::shortage_list::Finding::Known(fact) => Ok(fact.value),
        suranys_core::shortage_list::Finding::Missing(note) => Err(note.arguments["there"].clone()),
    };
    let ratio = suranys_core::shortage_list::Amount::Number(12.0 / 13.0);
    assert_eq!(known(&rows), Ok(ratio));
    let lost: Vec<ExchangeFigure> =
        rows.iter().filter(|f| f.period != "2025-05").cloned().collect();
    let there = known(&lost).expect_err("eleven months are no year");
    assert!(there.contains("monthly_flow") && !there.contains("2025-05"), "{there}");
    // A stock on a day or a quarter never fills the hole, whatever its number.
    let mut mixed = lost;
    mixed.push(figure("2025-05-31", Flow::DayStock, ExchangeMeasure::Vacancies, 1.0));
    mixed.push(figure("2025-Q2", Flow::Quarterly, ExchangeMeasure::Resumes, 1.0));
    assert!(known(&mixed).is_err());
}

/// Expected values: by hand. 60 permits of 10,000 employed are 6 per thousand; 60 after 49.586777
/// two years before is growth of a tenth a year; transfers stand apart.
#[test]
fn permits_per_thousand_have_a_trend_and_transfers_stand_apart() {
    let mut m = evidence(&[Group {
        professional: true,
        gap: None,
        vacancies: None,
        resumes: None,
        permits: Some(20.0),
        agreed: true,
    }]);
    let row = |date: &str, category, value| PermitFigure {
        date: date.to_owned(),
        occupation: id(0),
        category,
        value,
        status: STATUS,
        cell: cell("permits.csv", 9),
    };
    use PermitCategory::{Heads, Specialists, Transfers, Units};
    for (category, value) in [(Heads, 10.0), (Units, 19.586_777), (Specialists, 20.0)] {
        m.package.permits.push(row("2023-11-01", category, value));
    }
    // A day on which a category is not reported says nothing of the sum.
    m.package.permits.push(row("2026-01-01", Heads, 500.0));
    m.package.permits.push(row("2025-11-01", Transfers, 30.0));
    let output = recommend(&book(2.0), &m);
    let number = |quantity| match &output.assessed(&id(0)).expect("assessed").findings[&quantity] {
        suranys_core::shortage_list::Finding::Known(fact) => match fact.value {
            suranys_core::shortage_list::Amount::Number(v) => v,
            _ => panic!("a code"),
        },
        suranys_core::shortage_list::Finding::Missing(why) => panic!("{why:?}"),
    };
    assert!((number(Quantity::PermitsPerThousand) - 6.0).abs() < 1e-12);
    assert!((number(Quantity::TransfersPerThousand) - 3.0).abs() < 1e-12);
    assert!((number(Quantity::PermitsTrend) - 10.0).abs() < 1e-6);
}
