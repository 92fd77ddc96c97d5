//! The signal of a package and a run, assembled.

use crate::signal::engine::signals;
use crate::signal::peers::{PeerSelection, Peers};
use crate::signal::request::{SignalRequest, gathered, subjects, trained};
use crate::signal::tree::Tree;
use std::collections::BTreeMap;
use suranys_core::Key;
use suranys_core::classification::Labels;
use suranys_core::shortage_list::{FamilyCoverage, Signal, SignalBook, SignalFamily, SignalOutput};

/// The signal of every unit group and profession, with its weights and coverage; its scores, which
/// take longer, are made by [`signal_scores`](crate::signal_scores).
#[must_use]
pub fn signal(request: &SignalRequest<'_>) -> SignalOutput {
    let tree = Tree::of(&request.package.nodes);
    let key = Key::new(request.seed).with("signal");
    let weights = trained(request, &tree, &key, request.vintage);
    let evidence = gathered(request, &tree, &key, request.vintage);
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
        signals,
        weights: weights.weights,
        draws: request.draws,
    }
}

/// Which families exist for how many unit groups in scope, and at which digits.
fn coverage(book: &SignalBook, signals: &[Signal]) -> Vec<FamilyCoverage> {
    let scope: Vec<&Signal> = signals.iter().filter(|s| s.in_scope && !s.profession).collect();
    let of = |family: &SignalFamily| {
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
