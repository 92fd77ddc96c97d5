//! Occupations and what they are part of.

use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{Node, PackageEvidence};

/// Occupations by their identifiers.
pub fn by_id(nodes: &[Node]) -> BTreeMap<&str, &Node> {
    nodes.iter().map(|node| (node.id.as_str(), node)).collect()
}

/// An occupation and all it is part of, finest first; empty where there is no such one. A circle of
/// parents ends where it closes.
pub fn chain<'n>(nodes: &BTreeMap<&'n str, &'n Node>, id: &str) -> Vec<&'n Node> {
    let mut chain: Vec<&Node> = Vec::new();
    let mut next = nodes.get(id);
    while let Some(node) = next {
        if chain.iter().any(|seen| seen.id == node.id) {
            break;
        }
        chain.push(node);
        next = nodes.get(node.parent.as_str());
    }
    chain
}

/// Tags of the priority sectors of an occupation and of all it is part of.
pub fn sector_tags<'p>(package: &'p PackageEvidence, chain: &[&Node]) -> BTreeSet<&'p str> {
    let tags = chain.iter().filter_map(|node| package.sectors.get(&node.id)).flatten();
    tags.map(String::as_str).collect()
}
