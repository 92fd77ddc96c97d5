//! How much more often than others of their major group those of a unit group leave work for good.

use crate::replacement::two_measures::{Measured, index, weights};
use crate::staffing::tree::Tree;
use crate::tuning::staffing::OLDER_PRIOR;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::detailed_occupations::{DetailedOccupationInputs, EXIT};
use suranys_core::numeric::exp;
use suranys_core::unit::Quantity;
use suranys_core::{Code, Key, Occupation, Year};

/// Exits of unit groups relative to their mean: the mean of two measures of other countries, of which
/// only the structure is used.
#[derive(Debug)]
pub(crate) struct ExitIndex {
    /// By unit group: the logarithm of the mean of its measures; zero where none is known.
    logs: Vec<f64>,
    /// SD of the logarithm of a minor group's index about that.
    pub(crate) spread: f64,
}

impl ExitIndex {
    /// Reads the index for unit groups with `employed` persons each; `None` when no measure is known.
    ///
    /// Exits of unit groups and the share of older workers of minor groups are put on one mean over the
    /// unit groups for which both count.
    pub(crate) fn read(
        known: &DetailedOccupationInputs,
        tree: &Tree,
        employed: &[f64],
    ) -> Option<ExitIndex> {
        let level = tree.level(4);
        let rates = last_shares(known, tree, EXIT, |weight| weight > 0.0);
        let older = older(known, tree);
        if rates.is_empty() && older.iter().all(Option::is_none) {
            return None;
        }
        let measured = |(unit, employed): (usize, &f64)| Measured {
            employed: *employed,
            rate: rates.get(&unit).copied(),
            older: older[level.parent[unit]],
        };
        let measured: Vec<Measured> = employed.iter().enumerate().map(measured).collect();
        let (logs, spread) = index(&measured);
        Some(ExitIndex { logs, spread })
    }

    /// Draws of the index by unit group. What holds abroad holds here in part, by a weight that differs
    /// by draw; unit groups of a minor group depart from it together, as ages are known of minor groups.
    pub(crate) fn draw(&self, tree: &Tree, draws: usize, key: &Key) -> Vec<Vec<f64>> {
        let weights = weights(draws, key);
        let (minors, level) = (tree.level(3), tree.level(4));
        let own: Vec<Vec<f64>> = minors
            .codes
            .par_iter()
            .map(|code| {
                let streams = key.with(code.as_str()).streams();
                (0..draws).map(|d| self.spread * streams.draw(d).normal()).collect()
            })
            .collect();
        let of = |(unit, log): (usize, &f64)| -> Vec<f64> {
            let own = weights.iter().zip(&own[level.parent[unit]]);
            own.map(|(weight, own)| exp(weight * log + own)).collect()
        };
        self.logs.par_iter().enumerate().map(of).collect()
    }
}

/// Share of the employed of each unit group who make a flow in a year, and how much it counts, where it
/// is positive and `counts` says so of its weight: of the last year of any country.
pub(crate) fn last_shares(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    flow: &str,
    counts: impl Fn(f64) -> bool,
) -> BTreeMap<usize, (f64, f64)> {
    let mut last: BTreeMap<usize, (Year, f64, f64)> = BTreeMap::new();
    for (key, cell) in known.flows.iter().flat_map(|table| &table.cells) {
        let (_, code, own, year) = key;
        let weight = known.flow_weights.get(key).map_or(1.0, |weight| weight.get());
        let (Some(unit), Some(value)) = (tree.level(4).place(code), cell.observed.value()) else {
            continue;
        };
        let later = last.get(&unit).is_none_or(|(at, ..)| at <= year);
        if own == flow && value.get() > 0.0 && counts(weight) && later {
            last.insert(unit, (*year, value.get(), weight));
        }
    }
    last.into_iter().map(|(unit, (_, value, weight))| (unit, (value, weight))).collect()
}

/// By minor group, the share of older workers, shrunk to that of all.
fn older(known: &DetailedOccupationInputs, tree: &Tree) -> Vec<Option<f64>> {
    let minors = tree.level(3);
    let mut last: BTreeMap<usize, (Year, f64, f64)> = BTreeMap::new();
    let Some(older) = &known.older else { return vec![None; minors.len()] };
    for (key, cell) in &older.table.cells {
        let (code, year): &(Code<Occupation>, Year) = key;
        let (Some(minor), Some(value)) = (minors.place(code), cell.observed.value()) else {
            continue;
        };
        let sample = older.sample.get(key).copied().unwrap_or(0.0);
        last.insert(minor, (*year, value.get(), sample));
    }
    let all: f64 = last.values().map(|(_, _, n)| n).sum();
    let mean: f64 = last.values().map(|(_, share, n)| share * n).sum::<f64>() / all.max(1.0);
    let shrunk = |minor: usize| {
        let (_, share, n) = last.get(&minor)?;
        let value = (share * n + OLDER_PRIOR * mean) / (n + OLDER_PRIOR);
        (value > 0.0).then_some(value)
    };
    (0..minors.len()).map(shrunk).collect()
}
