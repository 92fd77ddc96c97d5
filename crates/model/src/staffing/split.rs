//! The children of each group, in draws.

use crate::staffing::concentration::LevelFit;
use crate::staffing::gamma::{ln_gamma_draw, shares};
use crate::staffing::stack::Stack;
use crate::staffing::tree::Level;
use crate::tuning::staffing::{SPLIT_ROUNDS, SURVEY_WEIGHT, TEMPER_CHILDREN};
use rayon::prelude::*;
use std::ops::Range;
use suranys_core::numeric::{exp, ln};
use suranys_core::rng::Streams;
use suranys_core::{Code, Key, Occupation};

/// Draws of the children of every group of `above`, whose persons they sum to in every section and
/// draw.
///
/// A country departs from the shares that countries have in common by one deviation for each group
/// and draw, which all sections share: independent ones would average out over sections. National
/// shares are Dirichlet about the centre standardised to the group's sections (with `surveys`, logs of
/// shares in neighbours' surveys, mixed in by half where known); then the children are fitted to the
/// sections and to those shares.
pub(crate) fn split(
    above: &Stack,
    codes_above: &[Code<Occupation>],
    level: &Level,
    fit: &LevelFit,
    surveys: Option<&[Option<f64>]>,
    key: &Key,
) -> Stack {
    let mut made = Stack::zeros(level.len(), above.sections(), above.draws());
    let parts = made.parts_mut(level.children.iter().map(Range::len));
    let groups: Vec<(usize, &Range<usize>, &mut [f64])> = level
        .children
        .iter()
        .zip(parts)
        .enumerate()
        .map(|(parent, (range, part))| (parent, range, part))
        .collect();
    groups.into_par_iter().for_each(|(parent, range, part)| {
        let group = Group {
            parent,
            range: range.clone(),
            fit,
            surveys,
            kappa: key.with("concentration").with(codes_above[parent].as_str()).streams(),
            children: range
                .clone()
                .map(|v| key.with("share").with(level.codes[v].as_str()).streams())
                .collect(),
        };
        group.draw(above, part);
    });
    made
}

struct Group<'a> {
    parent: usize,
    range: Range<usize>,
    fit: &'a LevelFit,
    surveys: Option<&'a [Option<f64>]>,
    kappa: Streams,
    children: Vec<Streams>,
}

impl Group<'_> {
    /// Writes all draws of the children, `[child][section][draw]`.
    fn draw(&self, above: &Stack, part: &mut [f64]) {
        let (sections, draws, width) = (above.sections(), above.draws(), self.range.len());
        if width == 1 {
            for section in 0..sections {
                let from = section * draws;
                part[from..from + draws].copy_from_slice(above.cell(self.parent, section));
            }
            return;
        }
        let centre: Vec<f64> = (0..sections)
            .flat_map(|section| self.range.clone().map(move |v| (section, v)))
            .map(|(section, v)| self.fit.centre[[section, v]])
            .collect();
        let mut tables = Tables {
            persons: vec![[0.0; AT_ONCE]; sections],
            national: vec![[0.0; AT_ONCE]; width],
            cells: vec![[0.0; AT_ONCE]; sections * width],
        };
        let (mut persons, mut national) = (vec![0.0; sections], vec![0.0; width]);
        for from in (0..draws).step_by(AT_ONCE) {
            let count = AT_ONCE.min(draws - from);
            for lane in 0..count {
                for (section, persons) in persons.iter_mut().enumerate() {
                    *persons = above.cell(self.parent, section)[from + lane];
                    tables.persons[section][lane] = *persons;
                }
                let all: f64 = persons.iter().sum();
                self.national(from + lane, &persons, all, &centre, &mut national);
                for (into, share) in tables.national.iter_mut().zip(&national) {
                    into[lane] = share * all;
                }
            }
            tables.fit(&centre);
            for (section, row) in tables.cells.chunks_exact(width).enumerate() {
                for (child, values) in row.iter().enumerate() {
                    let at = (child * sections + section) * draws + from;
                    part[at..at + count].copy_from_slice(&values[..count]);
                }
            }
        }
    }

    /// National shares of the children in a draw.
    fn national(&self, draw: usize, persons: &[f64], all: f64, centre: &[f64], into: &mut [f64]) {
        let width = into.len();
        into.fill(0.0);
        for (persons, row) in persons.iter().zip(centre.chunks_exact(width)) {
            let weight = if all > 0.0 { persons / all } else { 1.0 };
            into.iter_mut().zip(row).for_each(|(sum, share)| *sum += weight * share);
        }
        if let Some(surveys) = self.surveys {
            for (share, log) in into.iter_mut().zip(&surveys[self.range.clone()]) {
                if let Some(log) = log {
                    *share = exp((1.0 - SURVEY_WEIGHT) * ln(*share) + SURVEY_WEIGHT * log);
                }
            }
        }
        let sum: f64 = into.iter().sum();
        let probability = self.kappa.draw(draw).uniform();
        let kappa = TEMPER_CHILDREN * self.fit.concentrations.at(self.parent, probability);
        for (share, streams) in into.iter_mut().zip(&self.children) {
            *share = ln_gamma_draw(kappa * *share / sum, &mut streams.draw(draw));
        }
        shares(into);
    }
}

/// Draws that are fitted next to each other; time.
const AT_ONCE: usize = 8;

/// One number for each of several draws.
type Lanes = [f64; AT_ONCE];

/// Persons by section, by child, and by section and child, of several draws.
struct Tables {
    persons: Vec<Lanes>,
    national: Vec<Lanes>,
    cells: Vec<Lanes>,
}

fn each(into: &mut Lanes, by: &Lanes, of: impl Fn(f64, f64) -> f64) {
    into.iter_mut().zip(by).for_each(|(value, by)| *value = of(*value, *by));
}

fn ratio(target: f64, sum: f64) -> f64 {
    if sum > 0.0 { target / sum } else { 0.0 }
}

impl Tables {
    /// Children by section nearest to the centre with the persons of each section and, as nearly as a
    /// few rounds come, those of each child; sections are exact.
    fn fit(&mut self, centre: &[f64]) {
        let width = self.national.len();
        let rows = self.cells.chunks_exact_mut(width).zip(centre.chunks_exact(width));
        for ((row, shares), persons) in rows.zip(&self.persons) {
            for (cell, share) in row.iter_mut().zip(shares) {
                *cell = persons.map(|persons| persons * share);
            }
        }
        let mut factors = vec![[0.0; AT_ONCE]; width];
        for _ in 0..SPLIT_ROUNDS {
            factors.fill([0.0; AT_ONCE]);
            for row in self.cells.chunks_exact(width) {
                for (sum, cell) in factors.iter_mut().zip(row) {
                    each(sum, cell, |sum, cell| sum + cell);
                }
            }
            for (factor, target) in factors.iter_mut().zip(&self.national) {
                each(factor, target, |sum, target| ratio(target, sum));
            }
            for (row, persons) in self.cells.chunks_exact_mut(width).zip(&self.persons) {
                let mut total = [0.0; AT_ONCE];
                for (cell, factor) in row.iter_mut().zip(&factors) {
                    each(cell, factor, |cell, factor| cell * factor);
                    each(&mut total, cell, |total, cell| total + cell);
                }
                each(&mut total, persons, |total, persons| ratio(persons, total));
                for cell in row {
                    each(cell, &total, |cell, factor| cell * factor);
                }
            }
        }
    }
}
