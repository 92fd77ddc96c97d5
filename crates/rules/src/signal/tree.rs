//! The classification as the signal walks it: unit groups and what they are part of.

use crate::chain::{by_id, chain};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::shortage_list::{FINEST_LEVEL, Node};

/// Unit groups with the groups they are part of.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// Groups from the unit group up, with their digits, by unit group.
    chains: BTreeMap<String, Vec<(String, u8)>>,
    /// Unit groups by the group they are part of, itself included.
    units: BTreeMap<String, BTreeSet<String>>,
}

impl Tree {
    /// The tree of a classification.
    #[must_use]
    pub fn of(nodes: &[Node]) -> Tree {
        let nodes = by_id(nodes);
        let mut tree = Tree { chains: BTreeMap::new(), units: BTreeMap::new() };
        for unit in nodes.values().filter(|n| n.level == FINEST_LEVEL) {
            let chain = chain(&nodes, &unit.id);
            for node in &chain {
                tree.units.entry(node.id.clone()).or_default().insert(unit.id.clone());
            }
            let chain = chain.into_iter().map(|node| (node.id.clone(), node.level)).collect();
            tree.chains.insert(unit.id.clone(), chain);
        }
        tree
    }

    /// All unit groups, by code.
    pub fn unit_groups(&self) -> impl Iterator<Item = &str> {
        self.chains.keys().map(String::as_str)
    }

    /// The unit group and what it is part of, finest first, with their digits.
    #[must_use]
    pub fn chain(&self, unit: &str) -> &[(String, u8)] {
        self.chains.get(unit).map_or(&[], Vec::as_slice)
    }

    /// Unit groups of a group, itself where it is one.
    pub fn units_of<'t>(&'t self, group: &str) -> impl Iterator<Item = &'t str> {
        self.units.get(group).into_iter().flatten().map(String::as_str)
    }

    /// Digits of a group; none where the classification does not have it.
    #[must_use]
    pub fn level(&self, group: &str) -> Option<u8> {
        let unit = self.units.get(group)?.first()?;
        self.chain(unit).iter().find(|(id, _)| id == group).map(|(_, level)| *level)
    }
}
