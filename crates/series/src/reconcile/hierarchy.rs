//! Which series add up to which.

use std::collections::BTreeSet;
use thiserror::Error;

/// Largest relative difference of a total from the sum of its components that rounding of published
/// figures explains.
const ROUNDING: f64 = 1e-3;

/// Series that add up: a tree, or several trees over the same parts (sections and regions over
/// their cells). Series are known by their places, from zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    /// Number of series.
    count: usize,
    /// Series without parts, ascending.
    bottom: Vec<usize>,
    /// Series with parts, ascending.
    upper: Vec<usize>,
    /// By place among `upper`: its parts without parts of their own, as places among `bottom`.
    parts: Vec<Vec<usize>>,
}

/// Why series do not make a hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HierarchyError {
    /// These series, by their places, are parts of each other in a ring.
    #[error("series are parts of each other in a ring")]
    Ring(Vec<usize>),
}

impl Hierarchy {
    /// The total whose last value differs most from the sum of its components' last values, by place,
    /// with the difference in per cent of the larger of both; `None` where rounding explains all.
    #[must_use]
    pub fn largest_incoherence(&self, values: &[Vec<f64>]) -> Option<(usize, f64)> {
        let last = |node: usize| values.get(node)?.last().copied();
        let mut worst: Option<(usize, f64)> = None;
        for (node, components) in self.upper.iter().zip(&self.parts) {
            let total = last(*node).unwrap_or(f64::NAN);
            let components = components.iter().filter_map(|place| self.bottom.get(*place));
            let sum: f64 = components.map(|node| last(*node).unwrap_or(f64::NAN)).sum();
            let share = (total - sum).abs() / total.abs().max(sum.abs());
            if share > ROUNDING && worst.is_none_or(|(_, maximum)| 100.0 * share > maximum) {
                worst = Some((*node, 100.0 * share));
            }
        }
        worst
    }

    /// The hierarchy of `count` series in which the first of each pair is a part of the second. A
    /// series without parts is a part only; one that is neither stands for itself. A part that is
    /// reached in two ways counts once.
    ///
    /// # Errors
    /// When a series is, through others or itself, its own part.
    pub fn new(count: usize, pairs: &[(usize, usize)]) -> Result<Hierarchy, HierarchyError> {
        let mut children = vec![Vec::new(); count];
        for (part, whole) in pairs.iter().filter(|(p, w)| *p < count && *w < count) {
            children[*whole].push(*part);
        }
        let bottom: Vec<usize> = (0..count).filter(|node| children[*node].is_empty()).collect();
        let upper: Vec<usize> = (0..count).filter(|node| !children[*node].is_empty()).collect();
        let mut leaves: Vec<Option<BTreeSet<usize>>> = vec![None; count];
        for (place, node) in bottom.iter().enumerate() {
            leaves[*node] = Some(BTreeSet::from([place]));
        }
        // Wholes whose parts are all known become known, until none is left.
        let mut open = upper.clone();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|node| {
                let mut set = BTreeSet::new();
                for child in &children[*node] {
                    match &leaves[*child] {
                        Some(below) => set.extend(below.iter().copied()),
                        None => return true,
                    }
                }
                leaves[*node] = Some(set);
                false
            });
            if open.len() == before {
                return Err(HierarchyError::Ring(ring(&open, &children)));
            }
        }
        let parts =
            upper.iter().map(|node| leaves[*node].iter().flatten().copied().collect()).collect();
        Ok(Hierarchy { count, bottom, upper, parts })
    }

    /// Number of series.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Series without parts, ascending.
    #[must_use]
    pub fn bottom(&self) -> &[usize] {
        &self.bottom
    }

    /// Series with parts, ascending.
    #[must_use]
    pub fn upper(&self) -> &[usize] {
        &self.upper
    }

    /// By place among [`Hierarchy::upper`]: the parts, as places among [`Hierarchy::bottom`].
    #[must_use]
    pub fn parts(&self) -> &[Vec<usize>] {
        &self.parts
    }

    /// Values of all series from those of the bottom, which add up.
    #[must_use]
    pub fn filled(&self, bottom: &[f64]) -> Vec<f64> {
        let mut all = vec![0.0; self.count];
        for (node, value) in self.bottom.iter().zip(bottom) {
            all[*node] = *value;
        }
        for (node, parts) in self.upper.iter().zip(&self.parts) {
            all[*node] = parts.iter().map(|part| bottom[*part]).sum();
        }
        all
    }

    /// How far the upper values are from the sums of their parts.
    pub(crate) fn gaps(&self, all: &[f64]) -> Vec<f64> {
        let sum = |parts: &Vec<usize>| parts.iter().map(|p| all[self.bottom[*p]]).sum::<f64>();
        self.upper.iter().zip(&self.parts).map(|(node, parts)| all[*node] - sum(parts)).collect()
    }
}

/// One ring among series that all have an unknown part.
fn ring(open: &[usize], children: &[Vec<usize>]) -> Vec<usize> {
    let mut path: Vec<usize> = Vec::new();
    let mut at = open.first().copied();
    while let Some(node) = at {
        if let Some(start) = path.iter().position(|seen| *seen == node) {
            return path.split_off(start);
        }
        path.push(node);
        at = children[node].iter().copied().find(|child| open.contains(child));
    }
    path
}
