//! Sections by major groups of a scenario: what unit groups have their shares of.

use crate::accounts::growing::ends;
use crate::accounts::measures::Accounts;
use crate::accounts::stocks::Place;
use crate::staffing::base::Base;
use crate::staffing::stack::Stack;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::run::{FigureKey, Measure};
use suranys_core::{Year, YearSpan};

/// A reporting period.
pub(crate) struct PeriodCells {
    pub(crate) period: YearSpan,
    /// Persons in the cells at both ends of the period, places among [`Cells::years`].
    pub(crate) ends: [usize; 2],
    /// Exits over the period, by major group and section, per unit of a unit group's index.
    pub(crate) exits: Stack,
    /// Growth of the growing cells, by major group and section.
    pub(crate) expansion: Stack,
    /// Entrants by major group, where known.
    pub(crate) entrants: Option<Vec<Vec<f64>>>,
    /// Graduates among them by major group and field of study, under an empty one those whose field is
    /// not known.
    pub(crate) graduates: Vec<BTreeMap<String, Vec<f64>>>,
    /// Openings and entrants of all of them together, where entrants are known.
    pub(crate) nation: Option<(Vec<f64>, Vec<f64>)>,
}

/// Sections by major groups in the years and periods that are reported.
pub(crate) struct Cells {
    pub(crate) years: Vec<Year>,
    /// Employment of each of the years.
    pub(crate) employed: Vec<Stack>,
    pub(crate) periods: Vec<PeriodCells>,
}

impl Cells {
    /// The cells of a scenario; `index` are the draws of the exit index by unit group, alike where
    /// absent.
    pub(crate) fn read(
        accounts: &Accounts,
        base: &Base,
        index: Option<&[Vec<f64>]>,
    ) -> Option<Cells> {
        let mut years = vec![accounts.base_year()];
        for period in &accounts.periods {
            years.extend([period.from().previous(), period.from(), period.to()]);
        }
        years.sort_unstable();
        years.dedup();
        let employed: Option<Vec<Stack>> =
            years.iter().map(|year| employed(accounts, base, *year)).collect();
        let mean = index.map(|index| mean_index(base, index));
        let period = |period: &YearSpan| {
            let at = |year: Year| years.iter().position(|own| *own == year);
            let [before, after] = ends(*period);
            let entrants = entrants(accounts, base, *period);
            let nation = entrants.as_ref().and_then(|_| {
                let of = |measure| accounts.draws(&key(accounts, measure, *period));
                Some((of(Measure::JobOpenings)?.to_vec(), of(Measure::Entrants)?.to_vec()))
            });
            Some(PeriodCells {
                period: *period,
                ends: [at(before)?, at(after)?],
                exits: exits(accounts, base, *period, mean.as_ref())?,
                expansion: expansion(accounts, base, *period)?,
                entrants,
                graduates: graduates(accounts, base, *period),
                nation,
            })
        };
        let periods: Option<Vec<PeriodCells>> = accounts.periods.iter().map(period).collect();
        Some(Cells { employed: employed?, periods: periods?, years })
    }
}

fn key(accounts: &Accounts, measure: Measure, period: YearSpan) -> FigureKey {
    FigureKey::national(&accounts.scenario.id, measure, period.from()).until(period.to())
}

fn empty(base: &Base) -> Stack {
    Stack::zeros(base.majors.groups(), base.majors.sections(), base.majors.draws())
}

/// Calls `of` for each major group and section with its place and codes.
fn each(base: &Base, mut of: impl FnMut(usize, usize, &str, &str) -> Option<()>) -> Option<()> {
    for (group, code) in base.tree.level(1).codes.iter().enumerate() {
        for (section, name) in base.sections.iter().enumerate() {
            of(group, section, code.as_str(), name)?;
        }
    }
    Some(())
}

fn employed(accounts: &Accounts, base: &Base, year: Year) -> Option<Stack> {
    let mut stack = empty(base);
    each(base, |group, section, code, name| {
        stack.cell_mut(group, section).copy_from_slice(accounts.staffed(name, code, year)?);
        Some(())
    })?;
    Some(stack)
}

/// By major group and section, the mean of the index over its unit groups.
fn mean_index(base: &Base, index: &[Vec<f64>]) -> Stack {
    let mut mean = empty(base);
    let each = mean.groups_mut().into_par_iter().enumerate();
    each.for_each(|(major, mut group)| {
        for unit in base.tree.units_of(1, major) {
            for (section, into) in group.cells_mut().enumerate() {
                let shares = base.shares.cell(unit, section);
                for ((sum, share), index) in into.iter_mut().zip(shares).zip(&index[unit]) {
                    *sum += share * index;
                }
            }
        }
    });
    mean
}

/// Exits over a period per unit of the index. In every draw and year the exits of the unit groups of a
/// major group sum to the major group's.
fn exits(
    accounts: &Accounts,
    base: &Base,
    period: YearSpan,
    mean: Option<&Stack>,
) -> Option<Stack> {
    let mut sums = empty(base);
    let draws = sums.draws();
    let each = sums.groups_mut().into_par_iter().zip(&base.tree.level(1).codes).enumerate();
    each.map(|(group, (mut into, code))| {
        for year in period.years() {
            let rate = accounts.exits.rate(&Place::Occupation(code.to_string()), year)?.draws();
            let (mut all, mut weighted) = (vec![0.0; draws], vec![0.0; draws]);
            for (section, name) in base.sections.iter().enumerate() {
                let stock = accounts.staffed(name, code.as_str(), year.previous())?;
                for (draw, persons) in stock.iter().enumerate() {
                    all[draw] += persons;
                    weighted[draw] +=
                        mean.map_or(*persons, |mean| persons * mean.cell(group, section)[draw]);
                }
            }
            for (cell, name) in into.cells_mut().zip(&base.sections) {
                let stock = accounts.staffed(name, code.as_str(), year.previous())?;
                for (draw, (sum, persons)) in cell.iter_mut().zip(stock).enumerate() {
                    if weighted[draw] > 0.0 {
                        *sum += persons * rate[draw] * all[draw] / weighted[draw];
                    }
                }
            }
        }
        Some(())
    })
    .collect::<Option<()>>()?;
    Some(sums)
}

/// Growth of the growing cells of a section over a period, each staffed as the section.
fn expansion(accounts: &Accounts, base: &Base, period: YearSpan) -> Option<Stack> {
    let growing = accounts.growing.get(&period)?;
    let [before, after] = ends(period);
    let mut stack = empty(base);
    each(base, |group, section, code, name| {
        let Some(cells) = growing.of_sections().get(name) else { return Some(()) };
        for (year, cell, sign) in [(before, &cells[0], -1.0), (after, &cells[1], 1.0)] {
            let staffed = accounts.staffed(name, code, year)?;
            let all = accounts.projection.sections.get(name, year)?;
            let into = stack.cell_mut(group, section);
            for (((sum, growing), staffed), all) in
                into.iter_mut().zip(cell.draws().iter()).zip(staffed).zip(all)
            {
                if *all > 0.0 {
                    *sum += sign * growing * staffed / all;
                }
            }
        }
        Some(())
    })?;
    Some(stack)
}

fn entrants(accounts: &Accounts, base: &Base, period: YearSpan) -> Option<Vec<Vec<f64>>> {
    let codes = base.tree.level(1).codes.iter();
    let of = |code: &suranys_core::Code<suranys_core::Occupation>| {
        let key = key(accounts, Measure::Entrants, period).in_occupation(code.as_str());
        Some(accounts.draws(&key)?.to_vec())
    };
    codes.map(of).collect()
}

/// Graduates of a period by major group and field; none where they are not known.
fn graduates(
    accounts: &Accounts,
    base: &Base,
    period: YearSpan,
) -> Vec<BTreeMap<String, Vec<f64>>> {
    let of = |code: &suranys_core::Code<suranys_core::Occupation>| {
        let mut sums: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        let years = period.years();
        let known = years.filter_map(|year| accounts.entrants.graduates(code.as_str(), year));
        for (field, draws) in known.flatten() {
            match sums.get_mut(field) {
                Some(sum) => sum.iter_mut().zip(draws).for_each(|(sum, own)| *sum += own),
                None => {
                    sums.insert(field.clone(), draws.clone());
                }
            }
        }
        sums
    };
    base.tree.level(1).codes.iter().map(of).collect()
}
