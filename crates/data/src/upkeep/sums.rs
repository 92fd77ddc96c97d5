//! The figures that a revised one moves: totals, the same total in other tables, tables that sum to others,
//! as the checks of the package demand.

use crate::check::sum::group_name;
use crate::check::unit::factor_of;
use crate::package::descriptor::{CrossRule, IdentityRule, SumRule};
use crate::package::open::{Package, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::numeric;

/// A cell of the column `value`: name of the table, place of the row among those that were read.
pub(crate) type Cell = (String, usize);

/// How often rules are gone through at most: longer than any chain of tables that sum to others.
const PASSES: usize = 64;
/// Share of a tolerance by which rounding of sums may exceed it, as in the checks.
const ROUNDING: f64 = 1e-9;

/// Figures by cell as they would be: the revised ones, and all that they move.
///
/// A total moves by as much as its parts do, so that what rounding, or a defect that is known, leaves between
/// them stays. One that did not agree with its parts before and does now is left as it was published. What is
/// missing stays missing.
pub(crate) fn moved(package: &Package, revised: &BTreeMap<Cell, f64>) -> BTreeMap<Cell, f64> {
    let by_rule = revised.keys().map(|cell| (cell.clone(), 0)).collect();
    let mut chain = Chain { package, new: revised.clone(), by_rule };
    for _ in 0..PASSES {
        let mut rule = 0;
        let mut any = false;
        for table in package.tables.values() {
            let ours = &table.resource.suranys;
            for one in &ours.sums {
                rule += 1;
                any |= chain.sum(table, one, rule);
            }
            for one in &ours.cross_sums {
                rule += 1;
                any |= chain.cross(table, one, rule);
            }
            for one in &ours.identities {
                rule += 1;
                any |= chain.identity(table, one, rule);
            }
        }
        if !any {
            break;
        }
    }
    chain.new
}

struct Chain<'p> {
    package: &'p Package,
    new: BTreeMap<Cell, f64>,
    /// The rule that moved a cell first: no other moves it again, so that nothing is added twice.
    by_rule: BTreeMap<Cell, usize>,
}

/// A figure before and after.
#[derive(Debug, Clone, Copy)]
struct Figure {
    before: Option<f64>,
    after: Option<f64>,
}

impl Figure {
    /// By how much it moves; nothing where it was not known.
    fn shift(self) -> f64 {
        self.before.zip(self.after).map_or(0.0, |(before, after)| after - before)
    }
}

impl Chain<'_> {
    fn figure(&self, table: &Table, place: usize, row: &Row) -> Figure {
        let before = table.number(row, "value");
        let after = self.new.get(&(table.resource.name.clone(), place)).copied().or(before);
        Figure { before, after }
    }

    /// The rows of a table that have changed.
    fn changed<'t>(&self, table: &'t Table) -> Vec<&'t Row> {
        let name = table.resource.name.as_str();
        let places = self.new.keys().filter(|(of, _)| of == name).map(|(_, place)| *place);
        places.filter_map(|place| table.rows.get(place)).collect()
    }

    /// Moves a total by so much, unless another rule did; says whether it is another than it was.
    fn shift(&mut self, table: &Table, place: usize, total: f64, by: f64, rule: usize) -> bool {
        let cell = (table.resource.name.clone(), place);
        if by == 0.0 || self.by_rule.get(&cell).is_some_and(|first| *first != rule) {
            return false;
        }
        let value = total + by;
        if self.new.get(&cell) == Some(&value) {
            return false;
        }
        self.by_rule.insert(cell.clone(), rule);
        self.new.insert(cell, value);
        true
    }

    fn sum(&mut self, table: &Table, rule: &SumRule, number: usize) -> bool {
        let group = |row: &Row| -> Vec<String> {
            rule.by.iter().map(|column| row.text(column).to_owned()).collect()
        };
        let is_total = |row: &Row| row.text(&rule.over) == rule.total;
        let changed = self.changed(table).into_iter().filter(|row| !is_total(row));
        let groups: BTreeSet<Vec<String>> = changed.map(group).collect();
        let mut any = false;
        for name in groups {
            let (mut parts, mut total) = (Vec::new(), None);
            for (place, row) in table.rows.iter().enumerate().filter(|(_, row)| group(row) == name)
            {
                match (is_total(row), self.figure(table, place, row)) {
                    (true, figure) => total = figure.before.map(|before| (place, before)),
                    (false, figure) => parts.push(figure),
                }
            }
            let Some((place, total)) = total else { continue };
            let agrees = |figures: Vec<Option<f64>>| {
                let incomplete = figures.iter().any(Option::is_none);
                let apart = numeric::sum(figures.into_iter().flatten()) - total;
                let apart = if incomplete { apart } else { apart.abs() };
                apart <= rule.tolerance * (1.0 + ROUNDING)
            };
            let before = agrees(parts.iter().map(|part| part.before).collect());
            let after = agrees(parts.iter().map(|part| part.after).collect());
            if !before && after {
                continue;
            }
            let by = numeric::sum(parts.iter().map(|part| part.shift()));
            any |= self.shift(table, place, total, by, number);
        }
        any
    }

    fn cross(&mut self, table: &Table, rule: &CrossRule, number: usize) -> bool {
        let Some(other) = self.package.tables.get(&rule.resource) else { return false };
        let matches = |row: &Row, filter: &BTreeMap<String, String>| {
            filter.iter().all(|(column, text)| row.text(column) == text)
        };
        let name = |row: &Row| {
            group_name(&rule.by, &rule.by.iter().map(|c| row.text(c)).collect::<Vec<_>>())
        };
        let rows = |of: &Table, filter: &BTreeMap<String, String>| -> BTreeMap<String, usize> {
            let all = of.rows.iter().enumerate().filter(|(_, row)| matches(row, filter));
            all.map(|(place, row)| (name(row), place)).collect()
        };
        let theirs = rows(other, &rule.other_filter);
        let mut any = false;
        for (key, own) in rows(table, &rule.filter) {
            let Some(their) = theirs.get(&key).copied() else { continue };
            let (Some(own_row), Some(their_row)) = (table.rows.get(own), other.rows.get(their))
            else {
                continue;
            };
            let ours = self.figure(table, own, own_row);
            let others = self.figure(other, their, their_row);
            let (Some(own_before), Some(their_before)) = (ours.before, others.before) else {
                continue;
            };
            let agrees = |own: f64, their: f64| (own - their * rule.factor).abs() <= rule.tolerance;
            let before = agrees(own_before, their_before);
            if ours.shift() != 0.0 {
                let after = agrees(own_before + ours.shift(), their_before);
                if before || !after {
                    let by = ours.shift() / rule.factor;
                    any |= self.shift(other, their, their_before, by, number);
                }
            } else if others.shift() != 0.0 {
                let after = agrees(own_before, their_before + others.shift());
                if before || !after {
                    let by = others.shift() * rule.factor;
                    any |= self.shift(table, own, own_before, by, number);
                }
            }
        }
        any
    }

    fn identity(&mut self, table: &Table, rule: &IdentityRule, number: usize) -> bool {
        let (tables, total) = (&self.package.tables, self.package.tables.get(&rule.equals));
        let others: Option<Vec<&Table>> = rule.plus.iter().map(|name| tables.get(name)).collect();
        let (Some(others), Some(total)) = (others, total) else { return false };
        let components: Vec<&Table> = std::iter::once(table).chain(others).collect();
        let name = |row: &Row| -> Vec<String> {
            rule.by.iter().map(|column| row.text(column).to_owned()).collect()
        };
        let changed = components.iter().flat_map(|one| self.changed(one));
        let groups: BTreeSet<Vec<String>> = changed.map(name).collect();
        let place = |of: &Table, key: &[String]| of.rows.iter().position(|row| name(row) == key);
        let own = factor_of(self.package, table);
        let mut any = false;
        for key in groups {
            let figure = |of: &Table| -> Option<Figure> {
                let place = place(of, &key)?;
                Some(self.figure(of, place, of.rows.get(place)?))
            };
            let figures: Option<Vec<(Figure, f64)>> = components
                .iter()
                .map(|of| Some((figure(of)?, factor_of(self.package, of) / own)))
                .collect();
            let Some((figures, at)) = figures.zip(place(total, &key)) else { continue };
            let Some(before) = total.rows.get(at).and_then(|row| total.number(row, "value")) else {
                continue;
            };
            let factor = factor_of(self.package, total) / own;
            let agrees = |of: &dyn Fn(Figure) -> Option<f64>| -> Option<bool> {
                let parts = figures.iter().map(|(figure, factor)| Some(of(*figure)? * factor));
                let parts: Option<Vec<f64>> = parts.collect();
                let apart = (numeric::sum(parts?) - before * factor).abs();
                Some(apart <= rule.tolerance * (1.0 + ROUNDING))
            };
            let (was, is) = (agrees(&|figure| figure.before), agrees(&|figure| figure.after));
            if was != Some(true) && is == Some(true) {
                continue;
            }
            let by = numeric::sum(figures.iter().map(|(figure, factor)| figure.shift() * factor));
            any |= self.shift(total, at, before, by / factor, number);
        }
        any
    }
}
