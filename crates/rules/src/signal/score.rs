//! The signal against lists that were published: those of other countries, each left out in turn,
//! and the country's own, with what was known before each.
//!
//! What is listed is not what is short: agreement shows that a ranking is plausible, no more.

use crate::signal::auc::{Asked, Scored, intervals};
use crate::signal::engine::{Place, places};
use crate::signal::over_time::published;
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::points::SignalSubject;
use crate::signal::request::{SignalRequest, gathered, trained};
use crate::signal::tree::Tree;
use crate::signal::weights::Training;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::shortage_list::{
    EvidenceValues, FINEST_LEVEL, IndicatorEvidence, ListChange, ScoreMeasure, SignalForecast,
    SignalParameter, SignalScore,
};
use suranys_core::time::days_of_month;
use suranys_core::{ObsStatus, Status};

/// A ranking of groups by strength.
type Strengths = BTreeMap<String, f64>;

/// A list that rankings are scored against.
struct Target<'a> {
    id: &'a str,
    abroad: bool,
    vintage: &'a str,
    groups: Vec<String>,
    listed: BTreeSet<String>,
}

/// How the signal agrees with published lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Agreement {
    /// Scores on every complete list of other countries and on every own list.
    pub scores: Vec<SignalScore>,
    /// What each own list that an act made changed, and where the evidence stood before it.
    pub changes: Vec<ListChange>,
}

/// How the signal agrees with published lists, each by what was known before it.
#[must_use]
pub fn agreement(request: &SignalRequest<'_>) -> Agreement {
    let tree = Tree::of(&request.package.nodes);
    let key = Key::new(request.seed).with("signal");
    let mut found = Agreement { scores: abroad(request, &tree, &key), changes: Vec::new() };
    at_home(request, &tree, &key, &mut found);
    found
}

/// Each complete list left out in turn, within its scope.
fn abroad(request: &SignalRequest<'_>, tree: &Tree, key: &Key) -> Vec<SignalScore> {
    let selection = PeerSelection::at(request.book, request.vintage);
    let all = Peers::of(request.package, tree, selection);
    let prior = request.book.value(SignalParameter::PeerPrior);
    let mut found = Vec::new();
    for (id, own) in all.complete() {
        let selection = PeerSelection { without: Some(id), ..selection };
        let others = Peers::of(request.package, tree, selection);
        let training = Training {
            book: request.book,
            package: request.package,
            tree,
            abroad: &request.forecast.abroad,
            selection,
        };
        let weights = training.weights(key, request.draws);
        let mut evidence = others.evidence(tree, prior, key, request.draws);
        let figures = request.forecast.abroad.iter();
        let figures = figures.filter(|f| f.country.is_empty() || f.country == id);
        evidence.extend(figures.map(|f| IndicatorEvidence {
            group: f.group.clone(),
            indicator: f.indicator.clone(),
            level: FINEST_LEVEL,
            values: EvidenceValues::Number(f.value),
            status: Status::real(ObsStatus::Estimated),
            source: f.country.clone(),
            date: String::new(),
            cells: Vec::new(),
        }));
        let subject = |unit: &String| SignalSubject {
            id: unit.clone(),
            chain: vec![unit.clone()],
            in_scope: true,
            ..SignalSubject::default()
        };
        let subjects: Vec<SignalSubject> = own.scope.iter().map(subject).collect();
        let ranked = places(request.book, &subjects, &evidence, &weights, key, request.draws);
        let target = Target {
            id,
            abroad: true,
            vintage: request.vintage,
            groups: own.scope.iter().cloned().collect(),
            listed: own.named.intersection(&own.scope).cloned().collect(),
        };
        let count = counts(&others, &target.groups);
        for (name, strengths) in [("signal", strengths(&ranked)), ("count-known", count)] {
            found.extend(scored(&target, name, &strengths, &[], key));
        }
    }
    found
}

/// Every own list, by what was known on the day before it.
fn at_home(request: &SignalRequest<'_>, tree: &Tree, key: &Key, found: &mut Agreement) {
    let package = request.package;
    let lists: BTreeSet<&str> = package.approved.iter().map(|a| a.list.as_str()).collect();
    let occupation: BTreeMap<&str, &str> =
        package.professions.iter().map(|p| (p.id.as_str(), p.occupation.as_str())).collect();
    let units = |list: &str| -> BTreeSet<String> {
        let of = package.approved.iter().filter(|a| a.list == list);
        let units = of.filter_map(|a| occupation.get(a.profession.as_str()));
        units.map(|unit| (*unit).to_owned()).collect()
    };
    let groups: Vec<String> = tree
        .unit_groups()
        .filter(|unit| request.scope.contains(*unit))
        .map(str::to_owned)
        .collect();
    let by_act = published(package, LAST);
    let mut former: Option<&str> = None;
    let mut before: Option<BTreeSet<String>> = None;
    for list in lists {
        let vintage = day_before(list);
        let listed: BTreeSet<String> =
            units(list).into_iter().filter(|unit| groups.contains(unit)).collect();
        let target =
            Target { id: list, abroad: false, vintage: &vintage, groups: groups.clone(), listed };
        let (places, rankings) = rankings(request, tree, key, &target, former.map(units));
        if by_act.contains(&list) {
            if let Some(before) = &before {
                found.changes.extend(changes(&target, before, &places));
            }
            before = Some(target.listed.clone());
        }
        let listed = target.listed.len();
        for (name, strengths) in &rankings {
            found.scores.extend(scored(&target, name, strengths, &[listed, 2 * listed], key));
        }
        former = Some(list);
    }
}

/// A day after which no list can be.
const LAST: &str = "9999-12-31";

/// What a list changed against the one before it.
fn changes(target: &Target<'_>, before: &BTreeSet<String>, places: &[Place]) -> Vec<ListChange> {
    let changed = target.listed.symmetric_difference(before);
    let change = |group: &String| {
        let place = places.iter().find(|place| place.group == *group)?;
        Some(ListChange {
            list: target.id.to_owned(),
            group: group.clone(),
            enters: target.listed.contains(group),
            tier: place.tier,
            strong: place.strong,
        })
    };
    changed.filter_map(change).collect()
}

/// Where evidence puts the groups of an own list, and what ranks them.
fn rankings(
    request: &SignalRequest<'_>,
    tree: &Tree,
    key: &Key,
    target: &Target<'_>,
    former: Option<BTreeSet<String>>,
) -> (Vec<Place>, Vec<(String, Strengths)>) {
    let weights = trained(request, tree, key, target.vintage);
    // A forecast made since was not known then.
    let unknown;
    let request = match request.vintage <= target.vintage {
        true => request,
        false => {
            let abroad = request.forecast.abroad.clone();
            unknown = SignalForecast { abroad, ..SignalForecast::default() };
            &SignalRequest { forecast: &unknown, ..request.clone() }
        }
    };
    let evidence = gathered(request, tree, key, target.vintage);
    let subjects: Vec<SignalSubject> = target
        .groups
        .iter()
        .map(|unit| SignalSubject {
            id: unit.clone(),
            chain: tree.chain(unit).iter().map(|(id, _)| id.clone()).collect(),
            in_scope: true,
            ..SignalSubject::default()
        })
        .collect();
    let of = |subjects: &[SignalSubject], evidence: &[IndicatorEvidence]| {
        places(request.book, subjects, evidence, &weights, key, request.draws)
    };
    let ranked = of(&subjects, &evidence);
    let mut all =
        vec![("signal".to_owned(), strengths(&ranked)), ("tiers".to_owned(), by_tier(&ranked))];
    if let Some(former) = &former {
        let mut nominated = subjects.clone();
        for subject in nominated.iter_mut().filter(|s| former.contains(&s.id)) {
            subject.nominated_by = vec!["former-list".to_owned()];
        }
        all.push(("tiers-nominated".to_owned(), by_tier(&of(&nominated, &evidence))));
    }
    for family in &request.book.families {
        let own = |e: &IndicatorEvidence| {
            request.book.indicator(&e.indicator).is_some_and(|i| i.family == family.id)
        };
        if evidence.iter().any(own) {
            let rest: Vec<IndicatorEvidence> =
                evidence.iter().filter(|e| !own(e)).cloned().collect();
            all.push((format!("signal-without:{}", family.id), strengths(&of(&subjects, &rest))));
        }
    }
    let constant = target.groups.iter().map(|unit| (unit.clone(), 0.0)).collect();
    all.push(("scope".to_owned(), constant));
    let peers = |selection| Peers::of(request.package, tree, selection);
    let known = peers(PeerSelection::at(request.book, target.vintage));
    for (id, country) in known.complete() {
        let named =
            |unit: &String| (unit.clone(), f64::from(u8::from(country.named.contains(unit))));
        all.push((format!("country:{id}"), target.groups.iter().map(named).collect()));
    }
    let any = peers(PeerSelection::default());
    let units = peers(PeerSelection { units_only: true, ..PeerSelection::default() });
    all.push(("count-any-date".to_owned(), counts(&any, &target.groups)));
    all.push(("count-any-date-units".to_owned(), counts(&units, &target.groups)));
    all.push(("count-known".to_owned(), counts(&known, &target.groups)));
    if let Some(former) = former {
        let named = |unit: &String| (unit.clone(), f64::from(u8::from(former.contains(unit))));
        all.push(("former-list".to_owned(), target.groups.iter().map(named).collect()));
    }
    (ranked, all)
}

/// The plain count of countries that name each group.
fn counts(peers: &Peers, groups: &[String]) -> Strengths {
    groups.iter().map(|unit| (unit.clone(), peers.count(unit) as f64)).collect()
}

/// Places by the probability of a strong signal, of equal ones by the mean score; a group without
/// evidence comes last.
fn strengths(ranked: &[Place]) -> Strengths {
    ties(ranked, |place| (0.0, place.strong.unwrap_or(-1.0), place.mean.unwrap_or(-1.0)))
}

/// Places as they are published: by tier first.
fn by_tier(ranked: &[Place]) -> Strengths {
    let by = |place: &Place| {
        (place.tier.step(), place.strong.unwrap_or(-1.0), place.mean.unwrap_or(-1.0))
    };
    ties(ranked, by)
}

/// Numbers places from the last on, equal ones alike.
fn ties(ranked: &[Place], by: impl Fn(&Place) -> (f64, f64, f64)) -> Strengths {
    let rising = |a: &Place, b: &Place| {
        let ((t, p, m), (u, q, n)) = (by(a), by(b));
        t.total_cmp(&u).then(p.total_cmp(&q)).then(m.total_cmp(&n))
    };
    let mut sorted: Vec<&Place> = ranked.iter().collect();
    sorted.sort_by(|a, b| rising(a, b));
    let ties = sorted.chunk_by(|a, b| rising(a, b).is_eq()).enumerate();
    let place = |(n, tie): (usize, &[&Place])| -> Vec<(String, f64)> {
        tie.iter().map(|place| (place.group.clone(), n as f64)).collect()
    };
    ties.flat_map(place).collect()
}

/// A ranking's area under the curve, and precision and recall at each length.
fn scored(
    target: &Target<'_>,
    predictor: &str,
    strengths: &Strengths,
    lengths: &[usize],
    key: &Key,
) -> Vec<SignalScore> {
    let scored: Vec<Scored> = target
        .groups
        .iter()
        .map(|unit| Scored {
            strength: strengths.get(unit).copied().unwrap_or(f64::NEG_INFINITY),
            listed: target.listed.contains(unit),
        })
        .collect();
    let key = key.with("scores").with(target.id);
    let at_k = lengths
        .iter()
        .flat_map(|k| [ScoreMeasure::Precision, ScoreMeasure::Recall].map(|m| (m, Some(*k))));
    let asked: Vec<Asked> = std::iter::once((ScoreMeasure::Auc, None))
        .chain(at_k)
        .map(|(measure, k)| Asked { measure, k })
        .collect();
    let found = intervals(&scored, &asked, &key);
    asked
        .iter()
        .zip(found)
        .map(|(asked, found)| SignalScore {
            target: target.id.to_owned(),
            abroad: target.abroad,
            vintage: target.vintage.to_owned(),
            predictor: predictor.to_owned(),
            measure: asked.measure,
            k: asked.k,
            value: found.value,
            lo95: found.lo95,
            hi95: found.hi95,
            groups: target.groups.len(),
            listed: target.listed.len(),
        })
        .collect()
}

/// The day before an ISO day.
fn day_before(day: &str) -> String {
    let parts: Vec<u32> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts.as_slice() {
        [year, month, day] if *day > 1 => format!("{year:04}-{month:02}-{:02}", day - 1),
        [year, month, _] if *month > 1 => {
            let last = days_of_month(*year, month - 1).unwrap_or_default();
            format!("{year:04}-{:02}-{last}", month - 1)
        }
        [year, ..] if *year > 0 => format!("{:04}-12-31", year - 1),
        _ => day.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::day_before;

    /// By hand.
    #[test]
    fn the_day_before_is_earlier() {
        assert_eq!(day_before("2023-02-20"), "2023-02-19");
        assert_eq!(day_before("2024-12-01"), "2024-11-30");
        assert_eq!(day_before("2024-03-01"), "2024-02-29");
        assert_eq!(day_before("2023-03-01"), "2023-02-28");
        assert_eq!(day_before("2023-01-01"), "2022-12-31");
    }
}
