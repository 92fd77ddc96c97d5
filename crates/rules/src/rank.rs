//! Ranks under uncertainty.
//!
//! In every draw each source places the occupations it has figures for: the share of them below,
//! ties counted half. An occupation's score is the mean of its places, weighted by weights drawn
//! from the rulebook's ranges; its rank is one more than the number of higher scores, ties again
//! counted half. A place is the same for any unit of measurement, so sources need no common scale.
//!
//! A source that has no figure for an occupation may place it anywhere, so its place is drawn
//! evenly from all places: an assumption that widens the rank interval and is named with it. A
//! source that has no figure for any occupation decides nothing and is left out.

use std::collections::BTreeMap;
use suranys_core::shortage_list::{Ranked, RuleBook, RuleParameter, Source};
use suranys_core::{Axis, CellDraws, Key, Quantiles};

/// How strongly a source speaks for an occupation; more is stronger.
#[derive(Debug, Clone, PartialEq)]
pub enum Strength {
    /// One number.
    Point(f64),
    /// Draws of the run.
    Draws(Vec<f64>),
}

impl Strength {
    fn at(&self, draw: usize) -> f64 {
        match self {
            Strength::Point(value) => *value,
            Strength::Draws(values) if values.is_empty() => f64::NAN,
            Strength::Draws(values) => values.get(draw % values.len()).copied().unwrap_or(f64::NAN),
        }
    }
}

/// An occupation to be ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Identifier.
    pub id: String,
    /// Strengths by source; a source without a figure is absent.
    pub strengths: BTreeMap<Source, Strength>,
}

/// Ranks, and the sources without data.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// First place first: by median rank, then by identifier.
    pub ranked: Vec<Ranked>,
    /// Sources without a figure for any candidate.
    pub without_data: Vec<Source>,
}

/// For each value how many values lie below it, and how many equal it, itself among them.
fn below_and_equal(values: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    let mut sorted: Vec<f64> = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    values.iter().map(move |v| {
        let below = sorted.partition_point(|s| s < v);
        let equal = sorted.partition_point(|s| s <= v) - below;
        (below as f64, equal as f64)
    })
}

/// Ranks of scores, 1 for the highest; equal ones share the mean of their ranks.
fn ranks(scores: &[f64]) -> impl Iterator<Item = f64> {
    let count = scores.len() as f64;
    below_and_equal(scores).map(move |(below, equal)| count - below - equal + (equal + 1.0) / 2.0)
}

/// Places of values: the share of values below, ties counted half.
fn places(values: &[f64]) -> impl Iterator<Item = f64> {
    let count = values.len() as f64;
    below_and_equal(values).map(move |(below, equal)| (below + equal / 2.0) / count)
}

/// Ranks by all sources, or by all but one.
struct Pass {
    /// The source left out.
    without: Option<Source>,
    /// Ranks of the candidates, 1 for the first.
    ranks: CellDraws,
}

/// Ranks `candidates` in `draws` draws keyed by `seed`; of two with one identifier the first.
#[must_use]
pub fn ranking(book: &RuleBook, candidates: &[Candidate], seed: u64, draws: usize) -> Ranking {
    let mut candidates: Vec<&Candidate> = candidates.iter().collect();
    candidates.sort_by(|a, b| a.id.cmp(&b.id));
    candidates.dedup_by(|a, b| a.id == b.id);
    let has_data = |source: &Source| candidates.iter().any(|c| c.strengths.contains_key(source));
    let (sources, without_data): (Vec<Source>, Vec<Source>) =
        Source::EVIDENCE.into_iter().partition(has_data);
    let top = book.value(RuleParameter::TOP).unwrap_or(0.0);
    let key = Key::new(seed).with("list");
    let ids = candidates.iter().map(|candidate| candidate.id.as_str());
    let Some(cells) = Axis::new(ids) else {
        return Ranking { ranked: Vec::new(), without_data };
    };
    let pass =
        |without: Option<Source>| Pass { without, ranks: CellDraws::zeros(cells.clone(), draws) };
    let mut all_sources = pass(None);
    let mut one_left_out: Vec<Pass> = sources.iter().map(|source| pass(Some(*source))).collect();
    for draw in 0..draws {
        let mut placed = Vec::new();
        for source in &sources {
            placed
                .push((weight(book, *source, &key, draw), place(*source, &candidates, &key, draw)));
        }
        for pass in std::iter::once(&mut all_sources).chain(&mut one_left_out) {
            let scores: Vec<f64> = (0..candidates.len())
                .map(|n| {
                    let used = |source: &Source| Some(*source) != pass.without;
                    let parts = sources.iter().zip(&placed).filter(|(source, _)| used(source));
                    let (mut sum, mut total) = (0.0, 0.0);
                    for (_, (weight, places)) in parts {
                        sum += weight * places.get(n).copied().unwrap_or(0.5);
                        total += weight;
                    }
                    if total > 0.0 { sum / total } else { 0.0 }
                })
                .collect();
            pass.ranks.set_draw(draw, ranks(&scores));
        }
    }
    let share = |ranks: &[f64]| {
        ranks.iter().filter(|r| **r <= top).count() as f64 / ranks.len().max(1) as f64
    };
    let mut ranked: Vec<Ranked> = Vec::new();
    for (candidate, (id, ranks)) in candidates.iter().zip(all_sources.ranks.iter()) {
        let Some(rank) = Quantiles::of(ranks) else { continue };
        ranked.push(Ranked {
            id: candidate.id.clone(),
            top: share(ranks),
            rank,
            ranks: ranks.to_vec(),
            // Without its only source nothing is left to rank by.
            without: one_left_out
                .iter()
                .filter(|_| sources.len() > 1)
                .filter_map(|pass| Some((pass.without?, share(pass.ranks.get(id)?))))
                .collect(),
            missing: sources
                .iter()
                .filter(|s| !candidate.strengths.contains_key(s))
                .copied()
                .collect(),
        });
    }
    ranked.sort_by(|a, b| a.rank.median().total_cmp(&b.rank.median()).then(a.id.cmp(&b.id)));
    Ranking { ranked, without_data }
}

/// The weight of a source in a draw.
fn weight(book: &RuleBook, source: Source, key: &Key, draw: usize) -> f64 {
    let name = RuleParameter::weight_key(source);
    let Some(p) = book.parameters.get(&name) else { return 0.0 };
    let Some(spec) = RuleParameter::spec(&p.unit) else { return 0.0 };
    p.parameter.at(key.with(&name).draw(draw).normal(), &spec)
}

/// Places by one source in one draw.
fn place(source: Source, candidates: &[&Candidate], key: &Key, draw: usize) -> Vec<f64> {
    let values: Vec<Option<f64>> = candidates
        .iter()
        .map(|c| c.strengths.get(&source).map(|s| s.at(draw)).filter(|v| v.is_finite()))
        .collect();
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let mut placed = places(&known);
    candidates
        .iter()
        .zip(values)
        .map(|(c, value)| {
            let unknown = || key.with("anywhere").with(source.key()).with(&c.id).draw(draw);
            match value {
                Some(_) => placed.next().unwrap_or(0.5),
                None => unknown().uniform(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values: by hand.
    #[test]
    fn equal_scores_share_the_mean_of_their_ranks() {
        let ranks: Vec<f64> = ranks(&[5.0, 1.0, 5.0, 7.0]).collect();
        assert_eq!(ranks, [2.5, 4.0, 2.5, 1.0]);
        let places: Vec<f64> = places(&[5.0, 1.0, 5.0, 7.0]).collect();
        assert_eq!(places, [0.5, 0.125, 0.5, 0.875]);
    }
}
