//! Known counts met in every draw: the table nearest to the drawn one with sections, major groups and
//! counts as they are (I-projection; Csiszár 1975).

use crate::staffing::counts::Count;
use crate::staffing::stack::Stack;
use crate::staffing::tree::Level;
use crate::tuning::staffing::{MAX_ROUNDS, TOLERANCE};
use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::Key;
use suranys_core::numeric::exp;
use suranys_core::rng::Streams;

/// What came of the counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Anchored {
    /// Draws of each count.
    pub(crate) drawn: Vec<Vec<f64>>,
    /// Draws of the same groups before.
    pub(crate) before: Vec<Vec<f64>>,
    /// Draws in which the counts do not fit into their major groups: they stay as they were.
    pub(crate) impossible: usize,
    /// Draws whose margins were not all met.
    pub(crate) not_met: usize,
}

/// The columns into which the unit groups collapse: those of a major group that the same counts include.
struct Columns {
    /// By unit group.
    of_unit: Vec<usize>,
    /// By column: its major group.
    major: Vec<usize>,
    /// By count: its columns and its section.
    counts: Vec<(Vec<usize>, Option<usize>)>,
}

impl Columns {
    fn of(counts: &[Count], units: &Level) -> Columns {
        let mut inside: Vec<Vec<usize>> = vec![Vec::new(); units.len()];
        for (at, count) in counts.iter().enumerate() {
            count.units.iter().for_each(|unit| inside[*unit].push(at));
        }
        let mut places: BTreeMap<(usize, &[usize]), usize> = BTreeMap::new();
        let mut columns = Columns { of_unit: Vec::new(), major: Vec::new(), counts: Vec::new() };
        for (unit, counts) in inside.iter().enumerate() {
            let next = places.len();
            let at = *places.entry((units.major[unit], counts)).or_insert(next);
            if at == next {
                columns.major.push(units.major[unit]);
            }
            columns.of_unit.push(at);
        }
        for count in counts {
            let mut own: Vec<usize> = count.units.iter().map(|u| columns.of_unit[*u]).collect();
            own.sort_unstable();
            own.dedup();
            columns.counts.push((own, count.section));
        }
        columns
    }

    fn len(&self) -> usize {
        self.major.len()
    }

    /// Whether counts of all sections fit into major groups: no set of major groups has fewer persons
    /// than the counts that lie in it alone.
    fn possible(&self, counts: &[f64], majors: &[f64]) -> bool {
        let sets: Vec<(u64, f64)> = self
            .counts
            .iter()
            .zip(counts)
            .filter(|((_, section), _)| section.is_none())
            .map(|((columns, _), persons)| {
                let set = columns.iter().fold(0_u64, |set, c| set | 1 << self.major[*c].min(63));
                (set, *persons)
            })
            .collect();
        // Of all sets of major groups only those matter in which a major group's counts reach another.
        let mut tight: Vec<u64> = sets.iter().map(|(set, _)| *set).collect();
        for at in 0..tight.len() {
            for other in 0..at {
                if tight[at] & tight[other] != 0 && tight.len() < MAX_SETS {
                    tight.push(tight[at] | tight[other]);
                }
            }
        }
        tight.iter().all(|set| {
            let inside = sets.iter().filter(|(own, _)| own & !set == 0);
            let known: f64 = inside.map(|(_, persons)| persons).sum();
            let room = majors.iter().enumerate().filter(|(g, _)| set & (1 << g.min(&63)) != 0);
            known < room.map(|(_, persons)| persons).sum::<f64>()
        })
    }
}

/// Max sets of major groups that are looked at; arithmetic.
const MAX_SETS: usize = 1_000;

/// The projection of one draw.
struct Projection<'a> {
    columns: &'a Columns,
    sections: &'a [f64],
    majors: &'a [f64],
    counts: &'a [f64],
}

impl Projection<'_> {
    /// Fits a table, `[column][section]`; false when the rounds did not suffice.
    fn fit(&self, table: &mut [f64]) -> bool {
        let height = self.sections.len();
        let mut by_major = vec![0.0; self.majors.len()];
        let mut by_section = vec![0.0; height];
        for _ in 0..MAX_ROUNDS {
            self.majors_of(table, &mut by_major);
            for (sum, target) in by_major.iter_mut().zip(self.majors) {
                *sum = ratio(*target, *sum);
            }
            for (column, major) in table.chunks_exact_mut(height).zip(&self.columns.major) {
                column.iter_mut().for_each(|v| *v *= by_major[*major]);
            }
            sections_of(table, &mut by_section);
            for (sum, target) in by_section.iter_mut().zip(self.sections) {
                *sum = ratio(*target, *sum);
            }
            for column in table.chunks_exact_mut(height) {
                column.iter_mut().zip(&by_section).for_each(|(v, factor)| *v *= factor);
            }
            for ((columns, section), target) in self.columns.counts.iter().zip(self.counts) {
                let cells = |c: &usize| match section {
                    Some(section) => c * height + section..c * height + section + 1,
                    None => c * height..(c + 1) * height,
                };
                let sum: f64 = columns.iter().map(|c| table[cells(c)].iter().sum::<f64>()).sum();
                let factor = ratio(*target, sum);
                for c in columns {
                    table[cells(c)].iter_mut().for_each(|v| *v *= factor);
                }
            }
            if self.distance(table, &mut by_major, &mut by_section) < TOLERANCE {
                return true;
            }
        }
        false
    }

    fn majors_of(&self, table: &[f64], into: &mut [f64]) {
        into.fill(0.0);
        let columns = table.chunks_exact(self.sections.len());
        for (column, major) in columns.zip(&self.columns.major) {
            into[*major] += column.iter().sum::<f64>();
        }
    }

    /// Largest relative distance from a margin.
    fn distance(&self, table: &[f64], by_major: &mut [f64], by_section: &mut [f64]) -> f64 {
        self.majors_of(table, by_major);
        sections_of(table, by_section);
        let sections = by_section.iter().zip(self.sections);
        let all = by_major.iter().zip(self.majors).chain(sections);
        let apart = all.filter(|(_, target)| **target > 0.0).map(|(sum, t)| (sum / t - 1.0).abs());
        apart.fold(0.0, f64::max)
    }
}

fn sections_of(table: &[f64], into: &mut [f64]) {
    into.fill(0.0);
    for column in table.chunks_exact(into.len()) {
        into.iter_mut().zip(column).for_each(|(sum, v)| *sum += v);
    }
}

fn ratio(target: f64, sum: f64) -> f64 {
    if sum > 0.0 { target / sum } else { 1.0 }
}

/// Draws of a count.
fn drawn(count: &Count, streams: Streams, draws: usize) -> Vec<f64> {
    let s = count.spread;
    (0..draws).map(|d| count.persons * exp(s * streams.draw(d).normal() - 0.5 * s * s)).collect()
}

/// What fits unit groups to counts: in every draw one factor for the cells of one column and section,
/// within which nothing is known that could tell them apart.
pub(crate) struct Factors {
    columns: Columns,
    sections: usize,
    /// By draw: whether it was met, and the factors by column and section; none where that was
    /// impossible.
    draws: Vec<(bool, Option<Vec<f64>>)>,
    /// Draws of each count.
    drawn: Vec<Vec<f64>>,
}

impl Factors {
    /// Factors that fit unit groups to the counts in every draw, with sections and major groups met to
    /// 1e-9 of each.
    pub(crate) fn of(
        units: &Stack,
        level: &Level,
        counts: &[Count],
        sections: &[f64],
        majors: impl Fn(usize) -> Vec<f64> + Sync,
        key: &Key,
    ) -> Factors {
        let (height, draws) = (units.sections(), units.draws());
        let columns = Columns::of(counts, level);
        let of_count = |count: &Count| drawn(count, key.with(&count.name).streams(), draws);
        let values: Vec<Vec<f64>> = counts.iter().map(of_count).collect();
        let mut collapsed = Stack::zeros(columns.len(), height, draws);
        collapsed.groups_mut().into_par_iter().enumerate().for_each(|(column, mut group)| {
            for (unit, _) in columns.of_unit.iter().enumerate().filter(|(_, own)| **own == column) {
                for (section, into) in group.cells_mut().enumerate() {
                    into.iter_mut().zip(units.cell(unit, section)).for_each(|(sum, v)| *sum += v);
                }
            }
        });
        let made = (0..draws).into_par_iter().map(|draw| {
            let majors = majors(draw);
            let known: Vec<f64> = values.iter().map(|value| value[draw]).collect();
            if !columns.possible(&known, &majors) {
                return (true, None);
            }
            let start: Vec<f64> = (0..columns.len())
                .flat_map(|c| (0..height).map(move |s| (c, s)))
                .map(|(c, s)| collapsed.cell(c, s)[draw])
                .collect();
            let mut table = start.clone();
            let projection =
                Projection { columns: &columns, sections, majors: &majors, counts: &known };
            let met = projection.fit(&mut table);
            let factors = table.iter().zip(&start).map(|(now, then)| ratio(*now, *then));
            (met, Some(factors.collect()))
        });
        let draws = made.collect();
        Factors { columns, sections: height, draws, drawn: values }
    }

    /// Multiplies the draws of a unit group in a section by theirs.
    fn scale(&self, unit: usize, section: usize, cell: &mut [f64]) {
        let at = self.columns.of_unit[unit] * self.sections + section;
        for (value, (_, factors)) in cell.iter_mut().zip(&self.draws) {
            if let Some(factors) = factors {
                *value *= factors[at];
            }
        }
    }

    /// Draws of the persons that a count would have if the unit groups were fitted.
    pub(crate) fn totals(&self, units: &Stack, count: &Count) -> Vec<f64> {
        let mut cell = vec![0.0; units.draws()];
        sum_of(units, count, |unit, section, own, sum| {
            cell.copy_from_slice(own);
            self.scale(unit, section, &mut cell);
            sum.iter_mut().zip(&cell).for_each(|(sum, v)| *sum += v);
        })
    }
}

/// Fits unit groups to the counts in every draw, with sections and major groups met to 1e-9 of each.
pub(crate) fn anchor(
    units: &mut Stack,
    level: &Level,
    counts: &[Count],
    sections: &[f64],
    majors: impl Fn(usize) -> Vec<f64> + Sync,
    key: &Key,
) -> Anchored {
    if counts.is_empty() {
        return Anchored::default();
    }
    let before = counts.iter().map(|count| totals(units, count)).collect();
    let factors = Factors::of(units, level, counts, sections, majors, key);
    units.groups_mut().into_par_iter().enumerate().for_each(|(unit, mut group)| {
        for (section, cell) in group.cells_mut().enumerate() {
            factors.scale(unit, section, cell);
        }
    });
    Anchored {
        before,
        impossible: factors.draws.iter().filter(|(_, factors)| factors.is_none()).count(),
        not_met: factors.draws.iter().filter(|(met, _)| !met).count(),
        drawn: factors.drawn,
    }
}

/// Draws of the persons in the unit groups of a count.
pub(crate) fn totals(units: &Stack, count: &Count) -> Vec<f64> {
    sum_of(units, count, |_, _, own, sum| {
        sum.iter_mut().zip(own).for_each(|(sum, v)| *sum += v);
    })
}

/// Sums the cells of a count; `add` is given unit group, section, draws and the sum.
fn sum_of(
    units: &Stack,
    count: &Count,
    mut add: impl FnMut(usize, usize, &[f64], &mut [f64]),
) -> Vec<f64> {
    let mut sum = vec![0.0; units.draws()];
    for unit in &count.units {
        for section in (0..units.sections()).filter(|s| count.section.is_none_or(|own| own == *s)) {
            add(*unit, section, units.cell(*unit, section), &mut sum);
        }
    }
    sum
}
