//! What would settle a profession, asked of those who hold it.

use crate::chain::{by_id, chain, sector_tags};
use std::collections::BTreeMap;
use suranys_core::shortage_list::{
    Body, BodyKind, DataRequest, PackageEvidence, RequestedFigure, SignalOutput, Tier,
};

/// What each holder of data is to be asked for, so that the unit groups in scope that are to be consulted
/// on, or that the evidence does not decide, come to be decided; and the indicators for which the book or
/// the package names no holder.
///
/// A book names a body as holder, or a kind of body: then those bodies of the kind are asked that answer
/// for the group's sectors.
#[must_use]
pub fn data_requests(
    signal: &SignalOutput,
    package: &PackageEvidence,
) -> (Vec<DataRequest>, Vec<String>) {
    let nodes = by_id(&package.nodes);
    let mut by_body: BTreeMap<usize, Vec<RequestedFigure>> = BTreeMap::new();
    let mut nobody: Vec<String> = Vec::new();
    let open = signal.signals.iter().filter(|one| {
        one.in_scope && !one.profession && matches!(one.tier, Tier::Consult | Tier::Undetermined)
    });
    for one in open {
        for settling in &one.settling {
            let Some(indicator) = signal.book.indicator(&settling.indicator) else { continue };
            let tags = sector_tags(package, &chain(&nodes, &one.group));
            let kind = BodyKind::ALL.iter().find(|(_, key)| *key == indicator.owner);
            let holds = |body: &Body| match kind {
                Some((kind, _)) => {
                    let own = body.sectors.iter().any(|tag| tags.contains(tag.as_str()));
                    body.kind == *kind && own
                }
                None => body.id == indicator.owner,
            };
            let holders: Vec<usize> =
                (0..package.bodies.len()).filter(|at| holds(&package.bodies[*at])).collect();
            if holders.is_empty() && !nobody.contains(&indicator.id) {
                nobody.push(indicator.id.clone());
            }
            for holder in holders {
                by_body.entry(holder).or_default().push(RequestedFigure {
                    group: one.group.clone(),
                    labels: signal.labels.get(&one.group).cloned().unwrap_or_default(),
                    tier: one.tier,
                    indicator: indicator.clone(),
                    change: settling.change,
                    probability: settling.probability,
                });
            }
        }
    }
    let request = |(at, mut figures): (usize, Vec<RequestedFigure>)| {
        figures.sort_by(|a, b| b.change.total_cmp(&a.change).then_with(|| a.group.cmp(&b.group)));
        DataRequest { body: package.bodies[at].clone(), figures }
    };
    (by_body.into_iter().map(request).collect(), nobody)
}
