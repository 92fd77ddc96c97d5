//! The signal of a package and a run, assembled.

use crate::signal::engine::signals;
use crate::signal::over_time::reviews;
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::request::{SignalRequest, gathered, of_region, subjects, trained};
use crate::signal::score::agreement;
use crate::signal::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{
    Assessed, Evidence, FINEST_LEVEL, FamilyCoverage, ListOutput, RegionalSignal, Signal,
    SignalBook, SignalFamily, SignalForecast, SignalOutput, Verdict,
};

/// What a list is graded by.
#[derive(Debug, Clone, Copy)]
pub struct Grading<'a> {
    /// The signal's rulebook.
    pub book: &'a SignalBook,
    /// What is read of a run.
    pub forecast: &'a SignalForecast,
    /// Last day on which evidence must have been known.
    pub vintage: &'a str,
    /// Code of a region; empty for the nation.
    pub region: &'a str,
    /// Whether its agreement with published lists is looked at.
    pub scored: bool,
}

/// A list with the graded signal next to its verdicts, which stay as they are, in as many draws and by the
/// seed of the list's run.
#[must_use]
pub fn graded(list: ListOutput, evidence: &Evidence, grading: Grading<'_>) -> ListOutput {
    let in_scope = |one: &&Assessed| {
        one.trace.parts.first().is_some_and(|scope| scope.verdict == Verdict::Meets)
    };
    let scope: BTreeSet<String> =
        list.assessed.iter().filter(in_scope).map(|one| one.subject.id.clone()).collect();
    let Grading { book, forecast, vintage, region, scored } = grading;
    let request = SignalRequest {
        book,
        package: &evidence.package,
        forecast,
        scope: &scope,
        list: &list.book.version.list,
        vintage,
        region: "",
        seed: evidence.forecast.seed,
        draws: evidence.forecast.draws,
    };
    let mut output = signal(&request);
    if scored {
        let agreement = agreement(&request);
        output.scores = agreement.scores;
        output.changes = agreement.changes;
    }
    if !region.is_empty() {
        let nation = output.signals.iter().map(|s| (s.group.clone(), s.tier)).collect();
        let own = signal(&SignalRequest { region, ..request });
        let regional = own.regional.map(|regional| RegionalSignal { nation, ..regional });
        output = SignalOutput { regional, signals: own.signals, reviews: own.reviews, ..output };
    }
    ListOutput { signal: Some(output), ..list }
}

/// The signal of every unit group and profession, with its weights and coverage; its scores, which
/// take longer, are made by [`agreement`].
#[must_use]
pub fn signal(request: &SignalRequest<'_>) -> SignalOutput {
    let tree = Tree::of(&request.package.nodes);
    let key = Key::new(request.seed).with("signal");
    let weights = trained(request, &tree, &key, request.vintage);
    let (evidence, regional) = match request.region {
        "" => (gathered(request, &tree, &key, request.vintage), None),
        region => {
            let (evidence, departures) = of_region(request, &tree, &key);
            let region = region.to_owned();
            let regional = RegionalSignal { region, departures, nation: BTreeMap::new() };
            (evidence, Some(regional))
        }
    };
    let subjects = subjects(request, &tree);
    let signals = signals(request.book, &subjects, &evidence, &weights, &key, request.draws);
    let selection = PeerSelection::at(request.book, request.vintage);
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
        scores: Vec::new(),
        reviews: reviews(request, &signals),
        changes: Vec::new(),
        causes: None,
        regional,
        signals,
        weights: weights.weights,
        draws: request.draws,
    }
}

/// Which families exist for how many unit groups in scope, and at which digits.
fn coverage(book: &SignalBook, signals: &[Signal]) -> Vec<FamilyCoverage> {
    let scope: Vec<&Signal> = signals.iter().filter(|s| s.in_scope && !s.profession).collect();
    let of = |family: &SignalFamily| {
        let mut groups = [0; FINEST_LEVEL as usize];
        let mut missing = 0;
        for signal in &scope {
            let levels = signal.indicators.iter().filter(|i| i.family == family.id);
            let finest = levels.map(|i| usize::from(i.level)).max();
            match finest.and_then(|level| groups.get_mut(level.saturating_sub(1))) {
                Some(count) => *count += 1,
                None => missing += 1,
            }
        }
        FamilyCoverage { family: family.id.clone(), groups, missing }
    };
    book.families.iter().map(of).collect()
}
