//! Figures of sub-major, minor and unit groups under a scenario, made group by group: no draws but
//! those that later stages compare are held.

use crate::accounts::measures::{Accounts, unit};
use crate::accounts::tables::SECTION_TABLE;
use crate::staffing::base::Base;
use crate::staffing::cells::Cells;
use crate::staffing::entering::{Before, Entering};
use crate::staffing::evidence::{Evidence, counted, grade, spread};
use crate::staffing::exits::ExitIndex;
use crate::staffing::regional::regional_employment;
use crate::staffing::stack::Stack;
use crate::summary::estimate;
use rayon::prelude::*;
use std::collections::BTreeSet;
use suranys_core::detailed_occupations::DetailedOccupationInputs;
use suranys_core::distribution::Estimate;
use suranys_core::numeric::ln;
use suranys_core::occupation_groups::{
    OccupationGroup, OccupationGroupDraws, OccupationGroupFigure,
};
use suranys_core::run::{FigureKey, Measure};
use suranys_core::{Key, ObsStatus, Status, Year, YearSpan};

/// What a scenario says of the groups.
#[derive(Debug, Default)]
pub(crate) struct GroupFigures {
    /// The groups; of the baseline only.
    pub(crate) groups: Vec<OccupationGroup>,
    pub(crate) figures: Vec<OccupationGroupFigure>,
    /// Draws over the policy period; of the baseline only.
    pub(crate) draws: Vec<OccupationGroupDraws>,
}

/// Draws of one group: employment by year, and flows by period.
struct Flows {
    employed: Vec<Vec<f64>>,
    periods: Vec<PeriodFlows>,
}

/// Draws of a period: expansion, exits, entrants where known.
type PeriodFlows = (Vec<f64>, Vec<f64>, Option<Vec<f64>>);

fn add(sum: &mut [f64], other: &[f64]) {
    sum.iter_mut().zip(other).for_each(|(sum, value)| *sum += value);
}

impl Flows {
    fn zeros(cells: &Cells, draws: usize) -> Flows {
        let none = || vec![0.0; draws];
        let period = |known: bool| (none(), none(), known.then(none));
        Flows {
            employed: cells.years.iter().map(|_| none()).collect(),
            periods: cells.periods.iter().map(|p| period(p.entrants.is_some())).collect(),
        }
    }

    fn add(&mut self, other: &Flows) {
        for (sum, own) in self.employed.iter_mut().zip(&other.employed) {
            add(sum, own);
        }
        for (sum, own) in self.periods.iter_mut().zip(&other.periods) {
            add(&mut sum.0, &own.0);
            add(&mut sum.1, &own.1);
            if let (Some(sum), Some(own)) = (&mut sum.2, &own.2) {
                add(sum, own);
            }
        }
    }

    /// A unit group: its share of each section and major group.
    fn of_unit(base: &Base, cells: &Cells, index: Option<&[Vec<f64>]>, unit: usize) -> Flows {
        let draws = base.shares.draws();
        let major = base.tree.level(4).major[unit];
        let mut flows = Flows::zeros(cells, draws);
        for section in 0..base.shares.sections() {
            let shares = base.shares.cell(unit, section);
            let take = |sum: &mut [f64], cell: &[f64]| {
                for ((sum, share), value) in sum.iter_mut().zip(shares).zip(cell) {
                    *sum += share * value;
                }
            };
            for (sum, stack) in flows.employed.iter_mut().zip(&cells.employed) {
                take(sum, stack.cell(major, section));
            }
            for (sum, period) in flows.periods.iter_mut().zip(&cells.periods) {
                take(&mut sum.0, period.expansion.cell(major, section));
                take(&mut sum.1, period.exits.cell(major, section));
            }
        }
        if let Some(index) = index {
            for (_, exits, _) in &mut flows.periods {
                exits.iter_mut().zip(&index[unit]).for_each(|(exits, index)| *exits *= index);
            }
        }
        flows
    }
}

/// What the figures of one scenario are made from.
struct Maker<'a> {
    accounts: &'a Accounts,
    base: &'a Base,
    cells: &'a Cells,
    /// Draws of the exit index by unit group.
    index: Option<&'a [Vec<f64>]>,
    /// Employment by major group at the years of the cells, for shares of entrants.
    majors: Vec<Vec<Vec<f64>>>,
    entering: &'a Entering,
    /// Those of a major group who change occupation at the years of the cells, where others are filled
    /// from it.
    moving: Vec<Vec<Option<Vec<f64>>>>,
    baseline: bool,
    tables: Vec<String>,
    /// Whether any figure behind the groups is synthetic.
    synthetic: bool,
    evidence: [Evidence; 3],
    counted: BTreeSet<usize>,
    labels: &'a DetailedOccupationInputs,
}

/// Figures of all groups under a scenario, the groups of one another in order: a sub-major group, its
/// minor groups, each with its unit groups. `None` when the accounts miss what they are made from.
pub(crate) fn group_figures(
    accounts: &Accounts,
    known: &DetailedOccupationInputs,
    base: &Base,
    key: &Key,
    baseline: bool,
) -> Option<GroupFigures> {
    making(accounts, known, base, key, baseline, |maker| {
        let each: Vec<GroupFigures> = (0..base.tree.level(2).len())
            .into_par_iter()
            .map(|sub_major| maker.sub_major(sub_major))
            .collect();
        let mut all = GroupFigures::default();
        for one in each {
            all.groups.extend(one.groups);
            all.figures.extend(one.figures);
            all.draws.extend(one.draws);
        }
        if baseline {
            all.figures.extend(regional_employment(accounts, base));
        }
        all
    })
}

/// Gives `make` what the figures of a scenario are made from.
fn making<T>(
    accounts: &Accounts,
    known: &DetailedOccupationInputs,
    base: &Base,
    key: &Key,
    baseline: bool,
    make: impl FnOnce(&Maker<'_>) -> T,
) -> Option<T> {
    let draws = base.shares.draws();
    let index = ExitIndex::read(known, &base.tree, &base.mean);
    let index = index.map(|index| index.draw(&base.tree, draws, &key.with("exits-by-unit-group")));
    let cells = Cells::read(accounts, base, index.as_deref())?;
    let groups = base.tree.level(1).len();
    let majors = cells
        .employed
        .iter()
        .map(|stack| (0..groups).map(|group| stack.total(group)).collect())
        .collect();
    let entering = Entering::read(known, &base.tree, &cells, draws, &key.with("fields-of-study"));
    let moving = moving(base, &cells, &entering);
    Some(make(&Maker {
        accounts,
        base,
        cells: &cells,
        index: index.as_deref(),
        majors,
        entering: &entering,
        moving,
        baseline,
        tables: tables(known),
        synthetic: synthetic(known) || accounts.quality.synthetic(SECTION_TABLE),
        evidence: [2, 3, 4].map(|level| Evidence::of(base, level)),
        counted: counted(base),
        labels: known,
    }))
}

/// By year of the cells and major group, those who change occupation, where others are filled from it.
fn moving(base: &Base, cells: &Cells, entering: &Entering) -> Vec<Vec<Option<Vec<f64>>>> {
    let of = |stack: &Stack, major: usize| {
        let mut sum = vec![0.0; base.shares.draws()];
        for unit in base.tree.units_of(1, major) {
            let rate = entering.moving(major, unit)?;
            for section in 0..base.shares.sections() {
                let shares = base.shares.cell(unit, section);
                for ((sum, share), persons) in
                    sum.iter_mut().zip(shares).zip(stack.cell(major, section))
                {
                    *sum += rate * share * persons;
                }
            }
        }
        Some(sum)
    };
    let majors = 0..base.tree.level(1).len();
    let years = cells.employed.par_iter();
    years.map(|stack| majors.clone().map(|major| of(stack, major)).collect()).collect()
}

/// Resources that the groups rest on.
fn tables(known: &DetailedOccupationInputs) -> Vec<String> {
    let mut names: Vec<String> =
        known.staffing.iter().map(|file| file.table.resource.clone()).collect();
    names.extend(known.majors.iter().map(|table| table.resource.clone()));
    names.extend(known.surveys.iter().map(|table| table.resource.clone()));
    names.extend(known.older.iter().map(|file| file.table.resource.clone()));
    names.extend(known.flows.iter().map(|table| table.resource.clone()));
    names
}

/// Whether a figure of staffing or a count is synthetic.
fn synthetic(known: &DetailedOccupationInputs) -> bool {
    let staffing = known.staffing.iter().flat_map(|file| file.table.cells.values());
    let counts = known.counts.iter().flat_map(|table| table.cells.values());
    let own = known.own.iter().flat_map(|table| table.cells.values());
    staffing.chain(counts).chain(own).any(|cell| cell.observed.status().synthetic)
}

impl Maker<'_> {
    fn sub_major(&self, place: usize) -> GroupFigures {
        let tree = &self.base.tree;
        let draws = self.base.shares.draws();
        let mut below = GroupFigures::default();
        let mut sum = Flows::zeros(self.cells, draws);
        for minor in tree.level(3).children[place].clone() {
            let mut units = GroupFigures::default();
            let mut of_minor = Flows::zeros(self.cells, draws);
            for (unit, flows) in self.units(minor) {
                self.report(&mut units, 4, unit, &flows);
                of_minor.add(&flows);
            }
            self.report(&mut below, 3, minor, &of_minor);
            below.groups.append(&mut units.groups);
            below.figures.append(&mut units.figures);
            below.draws.append(&mut units.draws);
            sum.add(&of_minor);
        }
        let mut all = GroupFigures::default();
        self.report(&mut all, 2, place, &sum);
        all.groups.append(&mut below.groups);
        all.figures.append(&mut below.figures);
        all.draws.append(&mut below.draws);
        all
    }

    /// The unit groups of a minor group.
    fn units(&self, minor: usize) -> Vec<(usize, Flows)> {
        let (tree, draws) = (&self.base.tree, self.base.shares.draws());
        let units = tree.level(4).children[minor].clone();
        let mut made: Vec<(usize, Flows)> = units
            .map(|unit| (unit, Flows::of_unit(self.base, self.cells, self.index, unit)))
            .collect();
        let major = tree.level(3).major[minor];
        for (at, period) in self.cells.periods.iter().enumerate() {
            let Some(entrants) = &period.entrants else { continue };
            let before = period.ends[0];
            let mut of_minor = vec![0.0; draws];
            made.iter().for_each(|(_, flows)| add(&mut of_minor, &flows.employed[before]));
            for (unit, flows) in &mut made {
                let stocks = Before {
                    unit: &flows.employed[before],
                    minor: &of_minor,
                    major: &self.majors[before][major],
                    moving: self.moving[before][major].as_deref(),
                };
                let all = (entrants[major].as_slice(), period);
                flows.periods[at].2 = Some(self.entering.of_unit(tree, *unit, all, stocks));
            }
        }
        made
    }

    fn report(&self, into: &mut GroupFigures, level: usize, place: usize, flows: &Flows) {
        let groups = self.base.tree.level(level);
        let code = groups.codes[place].as_str();
        let mut put = |measure: Measure, from: Year, to: Year, estimate: Option<Estimate>| {
            let key = FigureKey::national("", measure, from).until(to);
            into.figures.extend(estimate.map(|estimate| OccupationGroupFigure {
                scenario: self.accounts.scenario.id.clone(),
                code: code.to_owned(),
                region: None,
                measure,
                from,
                to,
                estimate,
                unit: unit(&key),
            }));
        };
        let base_year = self.accounts.base_year();
        let reported = |year: Year| {
            let ends = |p: &YearSpan| year == p.from() || year == p.to();
            year == base_year || self.accounts.periods.iter().any(ends)
        };
        for (year, draws) in self.cells.years.iter().zip(&flows.employed) {
            if reported(*year) {
                put(Measure::Employment, *year, *year, estimate(draws));
            }
        }
        for ((expansion, exits, entrants), cells) in flows.periods.iter().zip(&self.cells.periods) {
            let (from, to) = (cells.period.from(), cells.period.to());
            let [before, after] = cells.ends.map(|at| &flows.employed[at]);
            let change: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
            let openings: Vec<f64> = expansion.iter().zip(exits).map(|(a, b)| a + b).collect();
            put(Measure::NetEmploymentChange, from, to, estimate(&change));
            put(Measure::JobOpenings, from, to, estimate(&openings));
            if self.baseline {
                put(Measure::ReplacementDemand, from, to, estimate(exits));
                put(Measure::ExpansionDemand, from, to, estimate(expansion));
            }
            let (Some(entrants), Some(nation)) = (entrants, &cells.nation) else { continue };
            let shortage = relative_shortage(&openings, entrants, nation);
            let below = shortage.iter().filter(|v| **v > 0.0).count();
            let value = below as f64 / shortage.len().max(1) as f64;
            put(Measure::TightnessProbability, from, to, Some(Estimate::Point { value }));
            if self.baseline {
                put(Measure::Entrants, from, to, estimate(entrants));
                let cover: Vec<f64> = entrants.iter().zip(&openings).map(|(e, o)| e / o).collect();
                put(Measure::Cover, from, to, estimate(&cover));
            }
            if self.baseline && cells.period == self.accounts.period() {
                let over = shortage.iter().zip(&openings);
                into.draws.push(OccupationGroupDraws {
                    code: code.to_owned(),
                    employed: self.first_year(cells.period, flows),
                    shortage: over.map(|(s, o)| ratio(*s, *o)).collect(),
                    growth: self.growth(cells.period, cells.ends, flows),
                });
            }
        }
        if self.baseline {
            let group = self.group(level, place, flows);
            into.groups.push(group);
        }
    }

    /// Employed in the first year of a period.
    fn first_year(&self, period: YearSpan, flows: &Flows) -> Vec<f32> {
        let at = self.cells.years.iter().position(|year| *year == period.from());
        let draws = at.and_then(|at| flows.employed.get(at)).into_iter().flatten();
        draws.map(|value| *value as f32).collect()
    }

    /// Growth in logs per year less the nation's.
    fn growth(&self, period: YearSpan, ends: [usize; 2], flows: &Flows) -> Vec<f32> {
        let years = period.count() as f64;
        let nation = |at: usize, draw: usize| -> f64 {
            self.majors[at].iter().map(|group| group[draw]).sum()
        };
        let log = |now: f64, then: f64| if now > 0.0 && then > 0.0 { ln(now / then) } else { 0.0 };
        let [before, after] = ends;
        let each = flows.employed[after].iter().zip(&flows.employed[before]).enumerate();
        each.map(|(draw, (now, then))| {
            let all = log(nation(after, draw), nation(before, draw));
            ((log(*now, *then) - all) / years) as f32
        })
        .collect()
    }

    fn group(&self, level: usize, place: usize, flows: &Flows) -> OccupationGroup {
        let tree = &self.base.tree;
        let groups = tree.level(level);
        let code = &groups.codes[place];
        let at = self.cells.years.iter().position(|y| *y == self.accounts.base_year());
        let spread = at.and_then(|at| spread(&flows.employed[at]));
        let counted = self.counted_share(level, place);
        let evidence = &self.evidence[level - 2];
        let (proxies, sample) = (evidence.proxies[place], evidence.sample[place]);
        let mut source = self.tables.clone();
        let units: BTreeSet<usize> = tree.units_of(level, place).collect();
        for count in &self.base.counts {
            if count.units.iter().any(|unit| units.contains(unit)) {
                source.push(count.resource.clone());
            }
        }
        source.sort_unstable();
        source.dedup();
        let synthetic = self.synthetic;
        let labels = self.labels.groups.item(code.as_str()).map(|item| item.labels.clone());
        let above = tree.level(level - 1);
        let parent = above.codes[groups.parent[place]].to_string();
        OccupationGroup {
            code: code.to_string(),
            level,
            parent,
            major: tree.level(1).codes[groups.major[place]].to_string(),
            labels: labels.unwrap_or_default(),
            grade: grade(spread, counted, proxies),
            spread,
            counted,
            proxies,
            sample,
            status: Status { obs: ObsStatus::Imputed, synthetic },
            source,
        }
    }

    /// Share of a group's employment of the base year that counts include, by its mean.
    fn counted_share(&self, level: usize, place: usize) -> f64 {
        let (mut inside, mut all) = (0.0, 0.0);
        for unit in self.base.tree.units_of(level, place) {
            let persons = self.base.mean[unit];
            all += persons;
            if self.counted.contains(&unit) {
                inside += persons;
            }
        }
        if all > 0.0 { inside / all } else { 0.0 }
    }
}

/// Openings beyond what entrants would fill if they covered the group's as they cover the nation's.
fn relative_shortage(
    openings: &[f64],
    entrants: &[f64],
    (all_openings, all_entrants): &(Vec<f64>, Vec<f64>),
) -> Vec<f64> {
    let nation = all_openings.iter().zip(all_entrants);
    let own = openings.iter().zip(entrants).zip(nation);
    own.map(|((openings, entrants), (all, of_all))| openings - entrants * all / of_all).collect()
}

fn ratio(value: f64, by: f64) -> f32 {
    if by > 0.0 { (value / by) as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests;
