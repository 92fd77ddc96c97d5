//! The graded signal on small packages made by hand.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod common;

use common::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{
    AbroadFigure, Approved, EXCHANGE_RATIO, EXCHANGE_WANTED, EvidenceValues, ExchangeFigure,
    ExchangeMeasure, FORECAST_COVER, Flow, IndicatorEvidence, PANEL_ANSWER, PEERS_SHARE,
    POSTS_UNFILLED, PeerList, Profession, SignalForecast, SignalGrade, SignalOutput, StaffCount,
    Tier, WantedNote, WeightState,
};
use suranys_core::{ObsStatus, Status};

/// By hand, from the cut-offs: the ratio 0.7 gives 2 points, the posts' 12 % 3,
/// so that both together make 2.5; the panel's 0 with them 5/3.
#[test]
fn the_score_is_the_mean_of_the_families() {
    let evidence = vec![
        one("x:2110", EXCHANGE_RATIO, 4, 0.7),
        one("x:2110", POSTS_UNFILLED, 4, 0.12),
        one("x:2111", EXCHANGE_RATIO, 4, 0.7),
        one("x:2111", POSTS_UNFILLED, 4, 0.12),
        one("x:2111", PANEL_ANSWER, 4, 0.0),
        one("x:2112", EXCHANGE_RATIO, 4, 0.1),
    ];
    let output = made(&book(), &bare(), &with(evidence));
    let first = of(&output, "x:2110");
    assert_eq!(
        (first.mean, first.tier, first.grade),
        (Some(2.5), Tier::Recommend, Some(SignalGrade::B))
    );
    let second = of(&output, "x:2111");
    assert!((second.mean.expect("a score") - 5.0 / 3.0).abs() < 1e-12);
    assert_eq!((second.tier, second.grade), (Tier::Watch, Some(SignalGrade::A)));
    assert_eq!(of(&output, "x:2112").tier, Tier::NoCase);
    assert_eq!(first.rank, 1);
}

/// Two indicators of a family share its weight: vacancies at 0 points and a note at 2 make 1, with
/// posts at 3 points 2, not 5/3. A note never lowers anything: vacancies at 3 points stay 3 within
/// the family, and a note alone is passed over where the other families say more.
#[test]
fn indicators_share_the_weight_of_their_family() {
    let evidence = vec![
        one("x:2110", EXCHANGE_RATIO, 4, 0.0),
        one("x:2110", EXCHANGE_WANTED, 4, 1.0),
        one("x:2110", POSTS_UNFILLED, 4, 0.2),
        one("x:2111", EXCHANGE_RATIO, 4, 2.0),
        one("x:2111", EXCHANGE_WANTED, 4, 1.0),
        one("x:2111", POSTS_UNFILLED, 4, 0.0),
        one("x:2112", EXCHANGE_WANTED, 4, 1.0),
        one("x:2112", POSTS_UNFILLED, 4, 0.2),
        one("x:2113", EXCHANGE_WANTED, 4, 1.0),
        one("x:2113", POSTS_UNFILLED, 4, 0.0),
    ];
    let output = made(&book(), &bare(), &with(evidence));
    assert_eq!(of(&output, "x:2110").mean, Some(2.0));
    assert_eq!(of(&output, "x:2111").mean, Some(1.5));
    let passed_over = of(&output, "x:2112");
    assert_eq!((passed_over.mean, passed_over.families.len()), (Some(3.0), 2));
    assert_eq!(of(&output, "x:2113").mean, Some(1.0));
}

/// An absent family is missing, never zero: full points of one family are a score of 3 whatever the
/// others do not say; and a group without any evidence has no score at all.
#[test]
fn an_absent_family_is_missing_and_not_zero() {
    let output = made(&book(), &bare(), &with(vec![one("x:2110", POSTS_UNFILLED, 4, 0.2)]));
    let known = of(&output, "x:2110");
    assert_eq!((known.mean, known.grade), (Some(3.0), Some(SignalGrade::D)));
    // One family is watched, however strong it is.
    assert_eq!(known.tier, Tier::Watch);
    let unknown = of(&output, "x:2211");
    assert_eq!((unknown.mean, unknown.score, unknown.grade), (None, None, None));
    assert_eq!(
        (unknown.tier, unknown.reason.key.as_str()),
        (Tier::Undetermined, "signal.no-evidence")
    );
    assert!(!unknown.settling.is_empty());
}

/// A nomination by the list in force takes one family to consult, and to no more.
#[test]
fn a_nomination_asks_for_less() {
    let forecast = with(vec![one("x:2111", POSTS_UNFILLED, 4, 0.2)]);
    let nominated = made(&book(), &bare(), &forecast);
    let signal = of(&nominated, "x:2111");
    assert_eq!(
        (signal.tier, signal.nominated_by.as_slice()),
        (Tier::Consult, &["2023-02-20".to_owned()][..])
    );
    assert_eq!(of(&nominated, "own:one").tier, Tier::Consult);
    let not = made_with(&book(), &bare(), &forecast, "2024-12-01");
    assert_eq!(of(&not, "x:2111").tier, Tier::Watch);
}

/// The forecast alone reaches watch, and with a nomination consult, marked as by proxies. Without
/// lists of other countries its weight is one by assumption; without figures about them it has none.
#[test]
fn the_forecast_alone_is_by_proxies() {
    let unweighted = with(vec![
        one("x:2110", FORECAST_COVER, 4, 0.9),
        one("x:2111", FORECAST_COVER, 4, 0.9),
        one("x:2", FORECAST_COVER, 1, 0.9),
    ]);
    let none = made(&book(), &bare(), &unweighted);
    assert_eq!(of(&none, "x:2110").reason.key, "signal.no-evidence");
    let abroad = vec![AbroadFigure {
        country: "AA".to_owned(),
        group: "x:2110".to_owned(),
        indicator: FORECAST_COVER.to_owned(),
        value: 0.9,
    }];
    let output = made(&book(), &bare(), &SignalForecast { abroad, ..unweighted });
    let state = |id| output.weights.iter().find(|w| w.indicator == id).expect("a weight").state;
    assert_eq!(
        (state(FORECAST_COVER), state(EXCHANGE_RATIO)),
        (WeightState::Assumed, WeightState::One)
    );
    let (free, nominated) = (of(&output, "x:2110"), of(&output, "x:2111"));
    assert_eq!((free.tier, free.from_proxies), (Tier::Watch, true));
    assert_eq!((nominated.tier, nominated.from_proxies), (Tier::Consult, true));
    // A figure of one digit never speaks alone.
    let major = of(&output, "x:2112");
    assert_eq!(
        (major.tier, major.reason.key.as_str()),
        (Tier::Undetermined, "signal.major-group-only")
    );
}

/// A parent's points are those of its members by the weight of its level: of 400 draws about 88 % at
/// two digits (within five standard deviations, 0.081); the others are drawn from two groups, one of
/// which has no point, so that in all 0.88 + 0.12/2 have three.
#[test]
fn a_wider_group_speaks_by_its_level() {
    let forecast =
        with(vec![one("x:21", POSTS_UNFILLED, 2, 0.2), one("x:3110", POSTS_UNFILLED, 4, 0.0)]);
    let output = made(&book(), &bare(), &forecast);
    let strong = of(&output, "x:2110").strong.expect("a probability");
    assert!((strong - 0.94).abs() < 0.06, "{strong}");
    assert_ne!(strong, 1.0);
    assert_eq!(of(&output, "x:2110").indicators[0].of, "x:21");
    assert_eq!(of(&output, "x:2110").families["posts"], 2);
    // A group of its own figure is not touched.
    assert_eq!(of(&output, "x:3110").mean, Some(0.0));
}

/// By hand: x:2110 is named by three complete lists and the partial one, 4 of 4; x:2214 by the
/// partial one alone, 1 of 4; x:2211 by none, 0 of 3. Means of Beta(k + ½, n − k + ½) are
/// (k + ½)/(n + 1); tolerance: five standard errors of 400 draws.
#[test]
fn the_share_of_peers_counts_countries() {
    let output = made(&book(), &package(), &SignalForecast::default());
    let source = |id: &str| of(&output, id).indicators[0].source.clone();
    assert_eq!(source("x:2110"), "4/4: AA BB CC PP");
    assert_eq!(source("x:2214"), "1/4: PP");
    assert_eq!(source("x:2211"), "0/3");
    // P(Beta(4.5, 0.5) ≥ 1/3) = 0.9997, P(Beta(0.5, 3.5) ≥ 1/3) = 0.0716: by numerical integration.
    let strong = |id: &str| of(&output, id).strong.expect("a probability");
    assert!(strong("x:2110") > 0.98);
    assert!((strong("x:2211") - 0.0716).abs() < 0.065, "{}", strong("x:2211"));
}

/// A second list of one country, a ranking, a list not yet public, a list whose scope is another
/// major group: none of them moves a share.
#[test]
fn rows_rankings_and_lists_out_of_scope_do_not_count() {
    let before = made(&book(), &package(), &SignalForecast::default());
    let mut package = package();
    package.peer_lists.push(list("a2", "AA", true, &[]));
    package.peer_entries.extend(names("a2", &["x:2110"]));
    package.peer_lists.push(PeerList { ranking: true, ..list("r", "RR", true, &[]) });
    package.peer_entries.extend(names("r", &["x:2110", "x:2211"]));
    package
        .peer_lists
        .push(PeerList { known_from: "2026".to_owned(), ..list("f", "FF", true, &[]) });
    package.peer_entries.extend(names("f", &["x:2211"]));
    package.peer_lists.push(list("s", "SS", true, &["x:3"]));
    package.peer_entries.extend(names("s", &["x:3110"]));
    let after = made(&book(), &package, &SignalForecast::default());
    for unit in units().iter().filter(|id| id.starts_with("x:2")) {
        let indicator = |output: &SignalOutput| of(output, unit).indicators[0].source.clone();
        assert_eq!(indicator(&before), indicator(&after), "{unit}");
    }
    assert_eq!(of(&after, "x:3214").indicators[0].source, "0/4");
}

/// A group named as such stands for its members; a list that is over is followed by the next.
#[test]
fn groups_stand_for_their_members_and_editions_follow_each_other() {
    let mut package = package();
    let dated = |id: &str, year: &str| PeerList {
        valid_from: year.to_owned(),
        valid_to: year.to_owned(),
        known_from: year.to_owned(),
        ..list(id, "DD", true, &[])
    };
    package.peer_lists.extend([dated("d1", "2022"), dated("d2", "2024")]);
    package.peer_entries.extend(names("d1", &["x:2211"]));
    package.peer_entries.extend(names("d2", &["x:221"]));
    package.peer_entries.retain(|e| e.list != "d2" || e.occupation == "x:221");
    let output = made(&book(), &package, &SignalForecast::default());
    assert_eq!(of(&output, "x:2213").indicators[0].source, "1/4: DD");
    assert!(output.peers.contains(&"d2".to_owned()) && !output.peers.contains(&"d1".to_owned()));
    // Without the next edition the last speaks on, for five years.
    package.peer_lists.retain(|l| l.id != "d2");
    package.peer_entries.retain(|e| e.list != "d2");
    let output = made(&book(), &package, &SignalForecast::default());
    assert!(output.peers.contains(&"d1".to_owned()));
    package.peer_lists.iter_mut().filter(|l| l.id == "d1").for_each(|l| {
        (l.valid_from, l.valid_to, l.known_from) = ("2018".into(), "2018".into(), "2018".into());
    });
    let output = made(&book(), &package, &SignalForecast::default());
    assert!(!output.peers.contains(&"d1".to_owned()));
}

/// Weights come from abroad alone: neither the own lists nor own figures nor the scope move them.
#[test]
fn own_lists_move_no_weight() {
    let first = made(&book(), &package(), &SignalForecast::default());
    let mut other = package();
    (other.approved, other.professions) = (Vec::new(), Vec::new());
    let evidence =
        vec![one("x:2110", EXCHANGE_RATIO, 4, 3.0), one("x:2110", POSTS_UNFILLED, 4, 0.5)];
    let second = made(&book(), &other, &with(evidence));
    assert_eq!(first.weights, second.weights);
    let peers = first.weights.iter().find(|w| w.indicator == PEERS_SHARE).expect("a weight");
    // Lists that agree predict each other; three lists of 40 unit groups.
    assert_eq!((peers.state, peers.lists, peers.pairs), (WeightState::Estimated, 3, 120));
    assert!(peers.coefficient.expect("a coefficient") > 0.5);
    let forecast = first.weights.iter().find(|w| w.indicator == FORECAST_COVER).expect("a weight");
    assert_eq!(forecast.state, WeightState::NoFiguresAbroad);
}

/// A figure that is alike for listed and other groups abroad, or higher for the others, is printed
/// and does not count.
#[test]
fn an_indicator_that_predicts_nothing_abroad_does_not_count() {
    let named: BTreeSet<&str> = ["x:2110", "x:2111", "x:2112", "x:3110"].into();
    let figure = |group: String| AbroadFigure {
        country: String::new(),
        value: if named.contains(group.as_str()) { 0.1 } else { 0.6 },
        group,
        indicator: FORECAST_COVER.to_owned(),
    };
    let forecast = SignalForecast {
        abroad: units().into_iter().map(figure).collect(),
        evidence: vec![one("x:2214", FORECAST_COVER, 4, 0.9)],
        ..SignalForecast::default()
    };
    let output = made(&book(), &package(), &forecast);
    let weight = output.weights.iter().find(|w| w.indicator == FORECAST_COVER).expect("a weight");
    assert_eq!(weight.state, WeightState::PredictsNothing);
    assert!(weight.coefficient.expect("a coefficient") < 0.0);
    let printed = of(&output, "x:2214");
    assert_eq!(printed.families.keys().collect::<Vec<_>>(), ["peers"]);
    assert!(printed.indicators.iter().any(|i| i.indicator == FORECAST_COVER && i.weight == 0.0));
}

/// Gathered from a package: vacancies for each CV; notes by month and region, those of the window
/// alone; posts by the latest statement on a counted staff, 50 of 50 + 950 being 5 %.
#[test]
fn a_package_is_read_at_the_level_at_which_it_speaks() {
    let mut package = bare();
    let figure = |measure, value| ExchangeFigure {
        period: "2024".to_owned(),
        flow: Flow::Annual,
        region: None,
        occupation: "x:211".to_owned(),
        measure,
        value,
        unit: "items".to_owned(),
        status: Status::real(ObsStatus::Normal),
        cell: cell("x"),
    };
    package.exchange =
        vec![figure(ExchangeMeasure::Vacancies, 90.0), figure(ExchangeMeasure::Resumes, 100.0)];
    let note = |date: &str, region: &str, measure: &str, value: Option<f64>| WantedNote {
        date: date.to_owned(),
        region: region.to_owned(),
        occupation: "x:2210".to_owned(),
        measure: measure.to_owned(),
        value,
        synthetic: false,
        cell: cell(date),
    };
    package.wanted = vec![
        note("2025-03", "", "named", None),
        note("2025-03", "", "required", Some(9.0)),
        note("2025-03", "R1", "named", None),
        note("2021-03", "", "named", None),
        note("2026-05", "", "named", None),
        note("", "", "named", None),
        note("2024-12", "", "shortage", Some(50.0)),
    ];
    package.counts = vec![StaffCount {
        occupation: "x:2210".to_owned(),
        year: 2023,
        value: 950.0,
        status: Status::real(ObsStatus::Normal),
        cell: cell("950"),
    }];
    let output = made(&book(), &package, &SignalForecast::default());
    let ratio = &of(&output, "x:2110").indicators[0];
    assert_eq!(
        (ratio.indicator.as_str(), ratio.level, ratio.of.as_str()),
        (EXCHANGE_RATIO, 3, "x:211")
    );
    let noted = of(&output, "x:2210");
    let used: BTreeMap<&str, (&str, f64)> = noted
        .indicators
        .iter()
        .map(|i| (i.indicator.as_str(), (i.source.as_str(), i.points)))
        .collect();
    assert_eq!(used[EXCHANGE_WANTED], ("2 notes", 2.0));
    assert_eq!(used[POSTS_UNFILLED].1, 2.0);
    assert_eq!(noted.status.obs, ObsStatus::Estimated);
    // Several statements of one date are of parts, and no share is made of them.
    package.wanted.push(note("2024-12", "", "posts_unfilled", Some(20.0)));
    let output = made(&book(), &package, &SignalForecast::default());
    assert!(!of(&output, "x:2210").families.contains_key("posts"));
}

/// By hand: with posts at 3 points alone a group is watched; any figure of a second family that
/// gives 2 points or more makes it recommended (two steps), one that gives 1 leaves P(S ≥ 2) = 1 (mean
/// 2): recommended as well; 0 points make 1.5: watched. Equal chances: 3/4 · 2 steps.
#[test]
fn what_would_settle_is_what_moves_the_tier() {
    let output = made(&book(), &bare(), &with(vec![one("x:2110", POSTS_UNFILLED, 4, 0.2)]));
    let settling = &of(&output, "x:2110").settling;
    assert_eq!(settling.len(), 2);
    let by_panel = settling.iter().find(|s| s.indicator != EXCHANGE_WANTED).expect("a figure");
    assert!((by_panel.change - 1.5).abs() < 1e-12, "{settling:?}");
    assert!((by_panel.probability - 0.75).abs() < 1e-12);
}

/// By hand: 2 points of vacancies and 2 of posts are 2.0: recommended. One point less of either is
/// 1.5: watched; that is its switching value, the cut-off of two points.
#[test]
fn switching_values_are_cut_offs() {
    let evidence =
        vec![one("x:2110", EXCHANGE_RATIO, 4, 0.7), one("x:2110", POSTS_UNFILLED, 4, 0.06)];
    let output = made(&book(), &bare(), &with(evidence));
    let signal = of(&output, "x:2110");
    assert_eq!(signal.tier, Tier::Recommend);
    let [switch] = signal.switching.as_slice() else { panic!("{:?}", signal.switching) };
    assert_eq!(
        (switch.indicator.as_str(), switch.rises, switch.points),
        (EXCHANGE_RATIO, false, 1.0)
    );
    assert_eq!((switch.cutoff, switch.tier), (Some(0.67), Tier::Watch));
    assert_eq!(signal.without["posts"].tier, Tier::Watch);
    assert_eq!(signal.without["posts"].grade, Some(SignalGrade::D));
}

/// Beyond the length at which half the entries would be in vain, entries are watched: 0.5, 0.5 and
/// then 0.4 have a mean error above one half.
#[test]
fn the_consultation_list_ends_where_half_would_be_in_vain() {
    let draws = |share: f64| {
        let strong = (share * DRAWS as f64).round() as usize;
        EvidenceValues::Draws((0..DRAWS).map(|d| if d < strong { 0.2 } else { 0.0 }).collect())
    };
    let mut package = bare();
    package.professions.push(Profession {
        id: "own:two".to_owned(),
        occupation: "x:2112".to_owned(),
        ..package.professions[0].clone()
    });
    package
        .approved
        .push(Approved { profession: "own:two".to_owned(), ..package.approved[0].clone() });
    let evidence = [("x:2111", 0.5), ("x:2112", 0.4)]
        .map(|(id, p)| IndicatorEvidence { values: draws(p), ..one(id, POSTS_UNFILLED, 4, 0.0) });
    let output = made(&book(), &package, &with(evidence.to_vec()));
    assert_eq!(of(&output, "x:2111").tier, Tier::Consult);
    let beyond = of(&output, "x:2112");
    assert_eq!((beyond.tier, beyond.reason.key.as_str()), (Tier::Watch, "signal.beyond-length"));
}

#[test]
fn threads_and_order_of_rows_change_nothing() {
    let evidence = vec![
        one("x:2110", EXCHANGE_RATIO, 4, 0.9),
        one("x:21", POSTS_UNFILLED, 2, 0.2),
        one("x:2210", POSTS_UNFILLED, 4, 0.01),
        one("x:2110", EXCHANGE_RATIO, 4, 0.1),
    ];
    let expected = made(&book(), &package(), &with(evidence.clone()));
    let turned = {
        let mut package = package();
        package.nodes.reverse();
        package.peer_lists.reverse();
        package.peer_entries.reverse();
        package.professions.reverse();
        package.approved.reverse();
        let mut evidence = evidence;
        evidence.reverse();
        (package, with(evidence))
    };
    let found: Vec<SignalOutput> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..3).map(|_| scope.spawn(|| made(&book(), &turned.0, &turned.1))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for one in found {
        assert_eq!(one, expected);
    }
}

/// Evidence of some families on one group, as drawn by proptest.
fn drawn() -> impl Strategy<Value = Vec<IndicatorEvidence>> {
    let figures =
        [(FORECAST_COVER, 1.0), (EXCHANGE_RATIO, 2.0), (POSTS_UNFILLED, 0.2), (PANEL_ANSWER, 3.0)];
    let groups = [("x:2111", 4), ("x:211", 3), ("x:21", 2), ("x:2", 1), ("x:2213", 4)];
    let figure = (0..figures.len(), 0..groups.len(), 0.0..1.0).prop_map(move |(f, g, share)| {
        one(groups[g].0, figures[f].0, groups[g].1, share * figures[f].1)
    });
    proptest::collection::vec(figure, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// More vacancies for each CV never lower a tier, of the group itself or of any other.
    #[test]
    fn more_vacancies_never_lower_a_tier(
        evidence in drawn(), ratio in 0.0..2.0_f64, more in 0.0..2.0_f64,
    ) {
        let others: Vec<IndicatorEvidence> =
            evidence.into_iter().filter(|e| e.indicator != EXCHANGE_RATIO).collect();
        let at = |ratio: f64| {
            let mut all = others.clone();
            all.push(one("x:2111", EXCHANGE_RATIO, 4, ratio));
            all.push(one("x:22", EXCHANGE_RATIO, 2, 0.5));
            made(&book(), &package(), &with(all))
        };
        let (before, after) = (at(ratio), at(ratio + more));
        for signal in &before.signals {
            prop_assert!(of(&after, &signal.group).tier >= signal.tier, "{}", signal.group);
        }
    }

    /// A family less never raises the grade.
    #[test]
    fn a_family_less_never_raises_the_grade(evidence in drawn(), family in 0..4_usize) {
        let before = made(&book(), &bare(), &with(evidence.clone()));
        let gone = [FORECAST_COVER, EXCHANGE_RATIO, POSTS_UNFILLED, PANEL_ANSWER][family];
        let rest = evidence.into_iter().filter(|e| e.indicator != gone).collect();
        let after = made(&book(), &bare(), &with(rest));
        for signal in &before.signals {
            prop_assert!(of(&after, &signal.group).grade <= signal.grade);
            for without in signal.without.values() {
                prop_assert!(without.grade <= signal.grade);
            }
        }
    }

    /// Rows in another order say the same.
    #[test]
    fn the_order_of_rows_says_nothing(evidence in drawn().prop_shuffle()) {
        let mut sorted = evidence.clone();
        sorted.sort_by(|a, b| (&a.group, &a.indicator).cmp(&(&b.group, &b.indicator)));
        let (first, second) = (
            made(&book(), &package(), &with(evidence)),
            made(&book(), &package(), &with(sorted)),
        );
        prop_assert_eq!(first.signals, second.signals);
    }
}
