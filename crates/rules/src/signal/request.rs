//! What the signal is made from, and what is gathered and trained as of a vintage.

use crate::signal::evidence::Gathering;
use crate::signal::peers::PeerSelection;
use crate::signal::points::SignalSubject;
use crate::signal::regional::Region;
use crate::signal::tree::Tree;
use crate::signal::weights::{TrainedWeights, Training};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::shortage_list::{
    Departure, ExchangeFigure, IndicatorEvidence, PackageEvidence, SignalBook, SignalForecast,
    SignalParameter,
};

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
    /// Code of the region whose own figures speak where they depart; empty for the nation.
    pub region: &'a str,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Number of draws.
    pub draws: usize,
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
        selection: PeerSelection::at(request.book, vintage),
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
    gathering(request, tree, key, vintage).evidence()
}

fn gathering<'a>(
    request: &SignalRequest<'a>,
    tree: &'a Tree,
    key: &'a Key,
    vintage: &'a str,
) -> Gathering<'a> {
    Gathering {
        book: request.book,
        package: request.package,
        tree,
        forecast: request.forecast,
        vintage,
        key,
        draws: request.draws,
    }
}

/// Evidence known of the request's region, and how it departs from the nation's.
pub(crate) fn of_region(
    request: &SignalRequest<'_>,
    tree: &Tree,
    key: &Key,
) -> (Vec<IndicatorEvidence>, Vec<Departure>) {
    let gathering = gathering(request, tree, key, request.vintage);
    let exchange: Vec<ExchangeFigure> = gathering.exchange_known();
    let region = Region {
        code: request.region,
        exchange: &exchange,
        forecast: request.forecast,
        threshold: request.book.value(SignalParameter::RegionDeparture),
        key,
        draws: request.draws,
    };
    region.evidence(gathering.evidence(), |group| tree.level(group))
}

/// All unit groups, by code, then all professions of lists, by identifier.
pub(crate) fn subjects(request: &SignalRequest<'_>, tree: &Tree) -> Vec<SignalSubject> {
    let package = request.package;
    let in_force = request.list <= request.vintage;
    let mut nominated: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for approved in package.approved.iter().filter(|a| a.list == request.list && in_force) {
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
