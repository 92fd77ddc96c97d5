//! Circles of files that name each other.

use crate::mentions::{Edges, edges, mentions};
use crate::tree::Tree;
use std::collections::BTreeSet;

/// The circles of a crate as text: for each the files in it, and which names tie which to which.
pub fn circles(tree: &Tree) -> Vec<String> {
    let edges = edges(&mentions(tree));
    let name = |file: usize| tree.files[file].name.as_str();
    let mut told = Vec::new();
    for circle in components(tree.files.len(), &edges) {
        let mut lines = Vec::new();
        for ((from, to), names) in &edges {
            if circle.contains(from) && circle.contains(to) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                lines.push(format!("  {} -> {}: {}\n", name(*from), name(*to), names.join(", ")));
            }
        }
        lines.sort();
        let count = circle.len();
        told.push(format!("{count} files name each other in a circle\n{}", lines.concat()));
    }
    told
}

/// Sets of two and more files of which each leads to each.
fn components(files: usize, edges: &Edges) -> Vec<BTreeSet<usize>> {
    let reached: Vec<BTreeSet<usize>> = (0..files).map(|file| reached_from(file, edges)).collect();
    let mut circles = BTreeSet::new();
    for file in 0..files {
        let circle: BTreeSet<usize> =
            reached[file].iter().copied().filter(|other| reached[*other].contains(&file)).collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

/// All files that a file leads to.
fn reached_from(file: usize, edges: &Edges) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![file];
    while let Some(next) = waiting.pop() {
        for (_, to) in edges.range((next, 0)..(next + 1, 0)).map(|(arrow, _)| arrow) {
            if reached.insert(*to) {
                waiting.push(*to);
            }
        }
    }
    reached
}
