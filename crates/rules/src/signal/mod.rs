//! The graded signal: what evidence says of every unit group and profession, next to the verdict of
//! the rules and never in its stead.
//!
//! Indicators give 0 to 3 points by the cut-offs of a book that is data; their weighted mean in each
//! draw is the score, its probability of reaching a threshold the tier, the number of independent
//! families behind it the grade. An absent indicator is missing, never zero. Openings and replacement
//! rates measure turnover and are no indicator.

pub(crate) mod auc;
pub(crate) mod evidence;
pub(crate) mod logistic;
pub(crate) mod peers;
pub(crate) mod points;
pub(crate) mod score;
pub(crate) mod settle;
pub(crate) mod tiers;
pub(crate) mod tree;
pub(crate) mod weights;

use crate::signal::evidence::Gathering;
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::points::{Column, Pool, SignalSubject};
use crate::signal::settle::{Case, distributions};
use crate::signal::tiers::{Circumstances, assess_columns, consult_length, reason};
use crate::signal::tree::Tree;
use crate::signal::weights::{TrainedWeights, Training};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    FamilyCoverage, IndicatorEvidence, IndicatorUse, PackageEvidence, Signal, SignalBook,
    SignalForecast, SignalOutput, SignalParameter, Tier,
};
use suranys_core::{Key, ObsStatus, Quantiles, Status};

/// What the signal is made from.
#[derive(Debug, Clone)]
pub struct SignalRequest<'a> {
    /// The book.
    pub book: &'a SignalBook,
    /// The package.
    pub package: &'a PackageEvidence,
    /// What is read of a run.
    pub forecast: &'a SignalForecast,
    /// Occupations and professions that the scope lets through.
    pub scope: &'a BTreeSet<String>,
    /// Identifier of the list in force, whose professions count as nominated; empty for none.
    pub list: &'a str,
    /// The last day on which evidence must have been known, ISO.
    pub vintage: &'a str,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of draws.
    pub draws: usize,
}

/// The signal of every unit group and profession, with its weights, coverage and scores.
#[must_use]
pub fn signal(request: &SignalRequest<'_>) -> SignalOutput {
    let tree = Tree::of(&request.package.nodes);
    let key = Key::new(request.seed).with("signal");
    let weights = trained(request, &tree, &key, request.vintage);
    let evidence = gathered(request, &tree, &key, request.vintage);
    let subjects = subjects(request, &tree);
    let signals = signals(request.book, &subjects, &evidence, &weights, &key, request.draws);
    let selection = PeerSelection { vintage: Some(request.vintage), ..PeerSelection::default() };
    let mut labels: BTreeMap<String, Labels> = BTreeMap::new();
    for node in &request.package.nodes {
        labels.insert(node.id.clone(), node.labels.clone());
    }
    for profession in &request.package.professions {
        labels.insert(profession.id.clone(), profession.labels.clone());
    }
    labels.retain(|id, _| subjects.iter().any(|subject| subject.id == *id));
    SignalOutput {
        book: request.book.clone(),
        vintage: request.vintage.to_owned(),
        labels,
        coverage: coverage(request.book, &signals),
        peers: Peers::of(request.package, &tree, selection).lists,
        scores: score::scores(request, &tree, &key),
        signals,
        weights: weights.weights,
        draws: request.draws,
    }
}

/// Weights trained on the lists known at a vintage.
pub(crate) fn trained(
    request: &SignalRequest<'_>,
    tree: &Tree,
    key: &Key,
    vintage: &str,
) -> TrainedWeights {
    let training = Training {
        book: request.book,
        package: request.package,
        tree,
        abroad: &request.forecast.abroad,
        selection: PeerSelection { vintage: Some(vintage), ..PeerSelection::default() },
    };
    training.weights(key, request.draws)
}

/// Evidence known at a vintage.
pub(crate) fn gathered(
    request: &SignalRequest<'_>,
    tree: &Tree,
    key: &Key,
    vintage: &str,
) -> Vec<IndicatorEvidence> {
    let gathering = Gathering {
        book: request.book,
        package: request.package,
        tree,
        forecast: request.forecast,
        vintage,
        key,
        draws: request.draws,
    };
    gathering.evidence()
}

/// All unit groups, by code, then all professions of lists, by identifier.
pub(crate) fn subjects(request: &SignalRequest<'_>, tree: &Tree) -> Vec<SignalSubject> {
    let package = request.package;
    let mut nominated: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for approved in package.approved.iter().filter(|a| a.list == request.list) {
        nominated.entry(&approved.profession).or_default().insert(approved.list.clone());
    }
    for nomination in package.nominations.iter().filter(|n| n.date.as_str() <= request.vintage) {
        nominated.entry(&nomination.subject).or_default().insert(nomination.body.clone());
    }
    let by = |id: &str| nominated.get(id).into_iter().flatten().cloned();
    let chain = |unit: &str| tree.chain(unit).iter().map(|(id, _)| id.clone());
    let mut all = Vec::new();
    for unit in tree.unit_groups() {
        let within = package.professions.iter().filter(|p| p.occupation == unit);
        let nominated_by: BTreeSet<String> =
            by(unit).chain(within.flat_map(|p| by(&p.id))).collect();
        all.push(SignalSubject {
            id: unit.to_owned(),
            profession: false,
            chain: chain(unit).collect(),
            in_scope: request.scope.contains(unit),
            nominated_by: nominated_by.into_iter().collect(),
        });
    }
    let professions: BTreeMap<&str, &str> =
        package.professions.iter().map(|p| (p.id.as_str(), p.occupation.as_str())).collect();
    for (id, occupation) in professions {
        all.push(SignalSubject {
            id: id.to_owned(),
            profession: true,
            chain: std::iter::once(id.to_owned()).chain(chain(occupation)).collect(),
            in_scope: request.scope.contains(id),
            nominated_by: by(id).collect(),
        });
    }
    all
}

/// Signals of subjects, groups before professions, each by rank.
#[must_use]
pub(crate) fn signals(
    book: &SignalBook,
    subjects: &[SignalSubject],
    evidence: &[IndicatorEvidence],
    weights: &TrainedWeights,
    key: &Key,
    draws: usize,
) -> Vec<Signal> {
    let pool = Pool::new(book, weights, evidence, key, draws);
    let distributions = distributions(book, &pool);
    let mut all: Vec<Signal> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for subject in subjects.iter().filter(|subject| seen.insert(&subject.id)) {
        let columns = pool.columns(subject);
        let counted: Vec<&Column<'_>> = columns
            .iter()
            .map(|(column, _)| column)
            .filter(|column| weights.counts(&column.indicator.id))
            .collect();
        let circumstances = Circumstances {
            in_scope: subject.in_scope,
            nominated: !subject.nominated_by.is_empty(),
        };
        let assessment = assess_columns(book, &counted, circumstances, draws);
        let case = Case {
            book,
            weights,
            columns: &counted,
            circumstances,
            assessment: &assessment,
            draws,
        };
        let settling = match assessment.tier {
            Tier::Recommend => Vec::new(),
            _ => case.settling(&distributions),
        };
        let switching = case.switching();
        let families: Vec<&str> = assessment.families.keys().map(String::as_str).collect();
        let status = columns
            .iter()
            .filter(|(column, _)| weights.counts(&column.indicator.id))
            .map(|(_, evidence)| evidence.status)
            .fold(Status::real(ObsStatus::Normal), Status::worst);
        let used = |(column, evidence): &(Column<'_>, &IndicatorEvidence)| {
            let counts = weights.counts(&column.indicator.id);
            let mean = suranys_core::numeric::mean(&column.weights).filter(|_| counts);
            IndicatorUse {
                indicator: column.indicator.id.clone(),
                family: column.indicator.family.clone(),
                of: evidence.group.clone(),
                level: evidence.level,
                points: column.mean_points(),
                weight: mean.unwrap_or(0.0),
                source: evidence.source.clone(),
                date: evidence.date.clone(),
                status: evidence.status,
                cells: evidence.cells.clone(),
            }
        };
        all.push(Signal {
            group: subject.id.clone(),
            profession: subject.profession,
            in_scope: subject.in_scope,
            rank: 0,
            tier: assessment.tier,
            reason: reason(&assessment, &settling, &switching),
            grade: assessment.grade,
            score: assessment.strong.and_then(|_| Quantiles::of(&assessment.scores)),
            mean: assessment
                .strong
                .and_then(|_| suranys_core::numeric::mean(&assessment.scores)),
            strong: assessment.strong,
            possible: assessment.possible,
            counted: counted.len(),
            indicators: columns.iter().map(used).collect(),
            nominated_by: subject.nominated_by.clone(),
            from_proxies: proxies_alone(book, &families),
            switching,
            without: case.without(),
            settling,
            families: assessment.families,
            status,
        });
    }
    order(book, &mut all);
    all
}

/// Whether all that counts is a family whose figures are neither the country's own nor other
/// countries' lists: a forecast by proxies.
fn proxies_alone(book: &SignalBook, families: &[&str]) -> bool {
    let [one] = families else { return false };
    let forecast = |i: &suranys_core::shortage_list::SignalIndicator| {
        i.family == *one && i.id.starts_with(FORECAST)
    };
    book.indicators.iter().any(forecast)
}

/// How identifiers of indicators of a run begin.
const FORECAST: &str = "forecast.";

/// Puts signals in order, cuts the consultation list, and numbers the places: groups, then
/// professions; by tier, probability, mean score and identifier.
fn order(book: &SignalBook, all: &mut [Signal]) {
    let falling = |a: Option<f64>, b: Option<f64>| {
        b.unwrap_or(-1.0).total_cmp(&a.unwrap_or(-1.0))
    };
    let sort = |all: &mut [Signal]| {
        all.sort_by(|a, b| {
            a.profession
                .cmp(&b.profession)
                .then_with(|| b.tier.cmp(&a.tier))
                .then_with(|| falling(a.strong, b.strong))
                .then_with(|| falling(a.mean, b.mean))
                .then_with(|| a.group.cmp(&b.group))
        });
    };
    sort(all);
    for profession in [false, true] {
        let consulted =
            |s: &&mut Signal| s.profession == profession && s.tier == Tier::Consult;
        let list: Vec<f64> = all
            .iter()
            .filter(|s| s.profession == profession && s.tier == Tier::Consult)
            .filter_map(|s| s.strong)
            .collect();
        let length = consult_length(&list, book.value(SignalParameter::ConsultError));
        for beyond in all.iter_mut().filter(consulted).skip(length) {
            beyond.tier = Tier::Watch;
            beyond.reason.key = "signal.beyond-length".to_owned();
        }
    }
    sort(all);
    for profession in [false, true] {
        let of = all.iter_mut().filter(|s| s.profession == profession);
        of.enumerate().for_each(|(n, signal)| signal.rank = n + 1);
    }
}

/// Which families exist for how many unit groups in scope, and at which digits.
fn coverage(book: &SignalBook, signals: &[Signal]) -> Vec<FamilyCoverage> {
    let scope: Vec<&Signal> = signals.iter().filter(|s| s.in_scope && !s.profession).collect();
    let of = |family: &suranys_core::shortage_list::SignalFamily| {
        let mut groups: BTreeMap<u8, usize> = BTreeMap::new();
        for signal in &scope {
            let levels = signal.indicators.iter().filter(|i| i.family == family.id);
            if let Some(level) = levels.map(|i| i.level).max() {
                *groups.entry(level).or_insert(0) += 1;
            }
        }
        let missing = scope.len() - groups.values().sum::<usize>();
        FamilyCoverage { family: family.id.clone(), groups, missing }
    };
    book.families.iter().map(of).collect()
}
