//! Entrants of unit groups. Graduates whose field of study is known enter the minor groups in which
//! those of their field work abroad; all others are spread as the employed. Nobody enters from
//! education a major group that is filled from others (as managers are): who is sent there enters those
//! others, out of which as many move up, by how often their unit groups change occupation.

use crate::staffing::cells::{Cells, PeriodCells};
use crate::staffing::exits::last_shares;
use crate::staffing::tree::Tree;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Key;
use suranys_core::detailed_occupations::{DetailedOccupationInputs, TRANSFER};
use suranys_core::numeric::ln;
use suranys_core::unit::Quantity;

/// What entrants of unit groups are made from.
pub(crate) struct Entering {
    /// By field of study: draws of the share of each minor group in its major group, empty where nobody
    /// of the field works in the major group.
    fields: BTreeMap<String, Vec<Vec<f64>>>,
    /// By unit group: share of the employed who change occupation in a year, the mean of its major group
    /// where it is not known.
    transfers: Vec<f64>,
    /// By major group: those that are filled from it, with the part of them that is.
    fills: Vec<Vec<(usize, f64)>>,
    /// By major group: whether it is filled from others.
    filled: Vec<bool>,
}

/// Employed before a period, in draws: of a unit group, its minor group, its major group, and the sum
/// over the major group of those who change occupation.
#[derive(Clone, Copy)]
pub(crate) struct Before<'a> {
    pub(crate) unit: &'a [f64],
    pub(crate) minor: &'a [f64],
    pub(crate) major: &'a [f64],
    pub(crate) moving: Option<&'a [f64]>,
}

impl Entering {
    /// Reads what is known of the fields of study that the graduates of `cells` have.
    pub(crate) fn read(
        known: &DetailedOccupationInputs,
        tree: &Tree,
        cells: &Cells,
        draws: usize,
        key: &Key,
    ) -> Entering {
        let used = cells.periods.iter().flat_map(|period| &period.graduates);
        let used: BTreeSet<&String> = used.flat_map(BTreeMap::keys).collect();
        let majors = tree.level(1);
        let mut fills = vec![Vec::new(); majors.len()];
        let mut filled = vec![false; majors.len()];
        for code in known.filled_from.sources() {
            let Some(place) = majors.place(code) else { continue };
            for (from, part) in known.filled_from.targets(code).unwrap_or_default() {
                if let Some(from) = majors.place(from) {
                    fills[from].push((place, *part));
                    filled[place] = true;
                }
            }
        }
        let fields = used.into_iter().filter(|field| !field.is_empty()).map(|field| {
            let own = key.with(field);
            (field.clone(), shares_of_field(known, tree, field, draws, &own))
        });
        Entering { fields: fields.collect(), transfers: transfers(known, tree), fills, filled }
    }

    /// How often the employed of a unit group change occupation, where others are filled from its
    /// major group.
    pub(crate) fn moving(&self, major: usize, unit: usize) -> Option<f64> {
        (!self.fills[major].is_empty()).then(|| self.transfers[unit])
    }

    /// Draws of the entrants of a unit group over a period, of `entrants` of its major group. Those of
    /// all its unit groups sum to them.
    pub(crate) fn of_unit(
        &self,
        tree: &Tree,
        unit: usize,
        (entrants, period): (&[f64], &PeriodCells),
        before: Before<'_>,
    ) -> Vec<f64> {
        let level = tree.level(4);
        let (major, minor) = (level.major[unit], level.parent[unit]);
        let siblings = level.children[minor].len() as f64;
        let part = |own: f64, all: f64, of: f64| if all > 0.0 { own / all } else { 1.0 / of };
        let majors = level.major.iter().filter(|own| **own == major).count() as f64;
        let by_size = |draw: usize| part(before.unit[draw], before.major[draw], majors);
        if self.filled[major] {
            return entrants.iter().enumerate().map(|(d, all)| all * by_size(d)).collect();
        }
        // Who would have entered the groups that are filled from here, by field.
        let graduates = &period.graduates;
        let sent =
            self.fills[major].iter().filter_map(|(of, part)| Some((graduates.get(*of)?, part)));
        let sent: Vec<(&BTreeMap<String, Vec<f64>>, f64)> =
            sent.map(|(of, part)| (of, *part)).collect();
        let own = graduates.get(major).map(|own| (own, 1.0));
        (0..entrants.len())
            .map(|draw| {
                let (mut placed, mut by_field, mut moved) = (0.0, 0.0, 0.0);
                for (fields, share) in sent.iter().copied().chain(own) {
                    for (field, persons) in fields {
                        let persons = persons[draw] * share;
                        let known = self.fields.get(field).map(|of| &of[minor]);
                        if let Some(shares) = known.filter(|shares| !shares.is_empty()) {
                            by_field += persons;
                            placed += persons * shares[draw];
                        }
                    }
                }
                for (fields, share) in &sent {
                    moved += share * fields.values().map(|persons| persons[draw]).sum::<f64>();
                }
                let rest = (entrants[draw] + moved - by_field) * by_size(draw);
                let placed = placed * part(before.unit[draw], before.minor[draw], siblings);
                let up = match before.moving.map(|all| all[draw]) {
                    Some(all) if all > 0.0 => before.unit[draw] * self.transfers[unit] / all,
                    _ => by_size(draw),
                };
                placed + rest - moved * up
            })
            .collect()
    }
}

/// Draws of the share of each minor group among those of a field of study in its major group. What
/// holds in this country is one of what holds in others: countries are weighted at random (Bayesian
/// bootstrap; Rubin 1981), by the number of persons interviewed.
fn shares_of_field(
    known: &DetailedOccupationInputs,
    tree: &Tree,
    field: &str,
    draws: usize,
    key: &Key,
) -> Vec<Vec<f64>> {
    let minors = tree.level(3);
    let mut countries: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    let empty = || (vec![0.0; minors.len()], vec![0.0; minors.len()]);
    for (own, cell) in known.fields.iter().flat_map(|fields| &fields.table.cells) {
        let (country, of, code, _) = own;
        let (Some(place), Some(value)) = (minors.place(code), cell.observed.value()) else {
            continue;
        };
        if of == field {
            let sample = known.fields.as_ref().and_then(|fields| fields.sample.get(own));
            let (persons, asked) = countries.entry(country.as_str()).or_insert_with(empty);
            persons[place] += value.get();
            asked[place] += sample.copied().unwrap_or(0.0);
        }
    }
    // Persons as shares of their major group, times the number interviewed there.
    let counted: Vec<(Vec<f64>, Vec<f64>)> = countries
        .iter()
        .map(|(country, (persons, asked))| {
            let streams = key.with(country).streams();
            let weights = (0..draws).map(|draw| -ln(streams.draw(draw).uniform())).collect();
            let (mut all, mut sample) = (BTreeMap::new(), BTreeMap::new());
            for (minor, major) in minors.major.iter().enumerate() {
                *all.entry(*major).or_insert(0.0) += persons[minor];
                *sample.entry(*major).or_insert(0.0) += asked[minor];
            }
            let of = |(minor, major): (usize, &usize)| {
                let total: f64 = all[major];
                if total > 0.0 { sample[major] * persons[minor] / total } else { 0.0 }
            };
            (minors.major.iter().enumerate().map(of).collect(), weights)
        })
        .collect();
    let mut shares: Vec<Vec<f64>> = (0..minors.len())
        .into_par_iter()
        .map(|minor| {
            let mut sum = vec![0.0; draws];
            for (persons, weights) in &counted {
                sum.iter_mut()
                    .zip(weights)
                    .for_each(|(sum, weight)| *sum += weight * persons[minor]);
            }
            sum
        })
        .collect();
    for major in 0..tree.level(1).len() {
        let own: Vec<usize> = (0..minors.len()).filter(|m| minors.major[*m] == major).collect();
        let all: Vec<f64> = (0..draws).map(|d| own.iter().map(|m| shares[*m][d]).sum()).collect();
        for minor in own {
            match all.iter().all(|all| *all > 0.0) {
                true => shares[minor].iter_mut().zip(&all).for_each(|(own, all)| *own /= all),
                false => shares[minor].clear(),
            }
        }
    }
    shares
}

/// By unit group, the share that changes occupation in a year, of the last year of any country; the
/// mean of its major group where it is not known, one where nothing is.
fn transfers(known: &DetailedOccupationInputs, tree: &Tree) -> Vec<f64> {
    let level = tree.level(4);
    let last = last_shares(known, tree, TRANSFER, |_| true);
    let mut sums: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (unit, (value, _)) in &last {
        let (sum, count) = sums.entry(level.major[*unit]).or_default();
        *sum += value;
        *count += 1.0;
    }
    let mean = |major: &usize| sums.get(major).map_or(1.0, |(sum, count)| sum / count);
    let of =
        |(unit, major): (usize, &usize)| last.get(&unit).map_or(mean(major), |(share, _)| *share);
    level.major.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staffing::stack::Stack;
    use crate::synthetic::groups::groups;
    use crate::synthetic::shaped::{Shape, parts};
    use suranys_core::{Year, YearSpan};

    /// Two occupations, each of two sub-major groups, four minor groups and eight unit groups.
    fn tree() -> Tree {
        let shape = Shape {
            sections: vec![(90_000.0, 0.0)],
            regions: vec![1.0],
            occupations: vec![(0.5, 0.3), (0.5, 0.6)],
            ripple: 0.01,
        };
        let known = groups(&parts(&shape), 3_000.0, false);
        Tree::read(&known, &["o0".to_owned(), "o1".to_owned()]).expect("groups")
    }

    fn period(graduates: [&[(&str, f64)]; 2]) -> PeriodCells {
        let nothing = || Stack::zeros(0, 0, 0);
        let of = |fields: &[(&str, f64)]| -> BTreeMap<String, Vec<f64>> {
            fields.iter().map(|(field, n)| ((*field).to_owned(), vec![*n])).collect()
        };
        PeriodCells {
            period: YearSpan::new(Year(2023), Year(2027)).expect("ordered"),
            ends: [0, 0],
            exits: nothing(),
            expansion: nothing(),
            entrants: None,
            graduates: graduates.map(of).to_vec(),
            nation: None,
        }
    }

    /// The first is filled from the second. Graduates of the field X work in its first two minor
    /// groups, three quarters and one; its first unit group changes twice as often as others.
    fn entering() -> Entering {
        let mut transfers = vec![1.0; 16];
        transfers[8] = 2.0;
        let mut shares = vec![Vec::new(); 4];
        shares.extend([0.75, 0.25, 0.0, 0.0].map(|share| vec![share]));
        Entering {
            fields: BTreeMap::from([("X".to_owned(), shares)]),
            transfers,
            fills: vec![vec![], vec![(0, 1.0)]],
            filled: vec![true, false],
        }
    }

    fn entrants(unit: usize, all: f64, period: &PeriodCells, tree: &Tree) -> f64 {
        // Ten in each unit group of the second, five of the first; 10 × (2 + 7) change occupation.
        let size = if unit < 8 { 5.0 } else { 10.0 };
        let (unit_of, minor, major) = ([size], [2.0 * size], [8.0 * size]);
        let before = Before { unit: &unit_of, minor: &minor, major: &major, moving: Some(&[90.0]) };
        entering().of_unit(tree, unit, (&[all], period), before)[0]
    }

    /// Expected values: by hand. Of 40 entrants and the 8 who will move up, 24 are of the field: those
    /// of the first minor group number 18, and the other 24 are spread alike, three each; 8 leave upwards,
    /// two parts in nine from the first unit group and one from each other.
    #[test]
    fn graduates_enter_where_their_field_works_and_those_who_move_up_leave() {
        let tree = tree();
        let period = period([&[("X", 8.0)], &[("X", 16.0)]]);
        let made: Vec<f64> = (8..16).map(|unit| entrants(unit, 40.0, &period, &tree)).collect();
        let moved = |parts: f64| 8.0 * parts / 9.0;
        let expected = [
            9.0 + 3.0 - moved(2.0),
            9.0 + 3.0 - moved(1.0),
            3.0 + 3.0 - moved(1.0),
            3.0 + 3.0 - moved(1.0),
            3.0 - moved(1.0),
            3.0 - moved(1.0),
            3.0 - moved(1.0),
            3.0 - moved(1.0),
        ];
        for (made, expected) in made.iter().zip(expected) {
            assert!((made - expected).abs() < 1e-12, "{made} {expected}");
        }
        assert!((made.iter().sum::<f64>() - 40.0).abs() < 1e-12);
        // Of 12 entrants of the group that is filled, each of eight alike has as many.
        for unit in 0..8 {
            assert!((entrants(unit, 12.0, &period, &tree) - 1.5).abs() < 1e-12);
        }
    }

    /// By hand: those whose field is not known, or where nobody of the field works in the major group, are
    /// spread as the employed: 48 alike, six each, less those who move up.
    #[test]
    fn graduates_of_no_known_field_are_spread_as_the_employed() {
        let tree = tree();
        for field in ["", "Y"] {
            let period = period([&[(field, 8.0)], &[(field, 16.0)]]);
            let made = entrants(10, 40.0, &period, &tree);
            assert!((made - (6.0 - 8.0 / 9.0)).abs() < 1e-12, "{field}: {made}");
        }
    }
}
