//! Parts against published totals.

use crate::check::looked::{Difference, Looked, amount_text};
use crate::package::open::{Package, Row, Table};
use std::collections::BTreeMap;
use suranys_core::text;
use suranys_core::{Diagnostic, numeric};

/// `name=value` for each column of a group, as known defects name it.
pub fn group_name(columns: &[String], values: &[&str]) -> String {
    columns.iter().zip(values).map(|(c, v)| format!("{c}={v}")).collect::<Vec<_>>().join(";")
}

#[derive(Default)]
struct Group<'a> {
    parts: Vec<f64>,
    incomplete: bool,
    total: Option<(&'a Row, f64)>,
}

/// In every group whose parts are all there, parts sum to the total within the tolerance that
/// rounding explains. Where a part is missing, those that are there do not exceed the total: no
/// part is below zero where the rule is used.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for rule in &table.resource.suranys.sums {
            let mut groups: BTreeMap<Vec<&str>, Group<'_>> = BTreeMap::new();
            for row in &table.rows {
                let group =
                    groups.entry(rule.by.iter().map(|c| row.text(c)).collect()).or_default();
                match (row.text(&rule.over) == rule.total, table.number(row, "value")) {
                    (true, Some(total)) => group.total = Some((row, total)),
                    (true, None) => {}
                    (false, Some(part)) => group.parts.push(part),
                    (false, None) => group.incomplete = true,
                }
            }
            for (name, group) in groups {
                let Some((row, total)) = group.total else { continue };
                if group.parts.is_empty() {
                    continue;
                }
                looked.at += 1;
                let sum = numeric::sum(group.parts.iter().copied());
                let apart = if group.incomplete { sum - total } else { (sum - total).abs() };
                // Half a unit of the last printed digit may stand on either side of a tolerance.
                if apart > rule.tolerance * (1.0 + 1e-9) {
                    let group = &group_name(&rule.by, &name);
                    let sides = Sides { group, sum, total, tolerance: rule.tolerance };
                    differs(&mut looked, "sum", table, row, &sides);
                }
            }
        }
    }
    looked
}

/// The same total in two tables.
pub fn run_cross(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for rule in &table.resource.suranys.cross_sums {
            let Some(other) = package.tables.get(&rule.resource) else { continue };
            let matches = |row: &Row, filter: &BTreeMap<String, String>| {
                filter.iter().all(|(c, v)| row.text(c) == v)
            };
            let theirs: BTreeMap<Vec<&str>, f64> = other
                .rows
                .iter()
                .filter(|row| matches(row, &rule.other_filter))
                .filter_map(|row| {
                    Some((
                        rule.by.iter().map(|c| row.text(c)).collect(),
                        other.number(row, "value")?,
                    ))
                })
                .collect();
            for row in table.rows.iter().filter(|row| matches(row, &rule.filter)) {
                let name: Vec<&str> = rule.by.iter().map(|c| row.text(c)).collect();
                let (Some(own), Some(their)) = (table.number(row, "value"), theirs.get(&name))
                else {
                    continue;
                };
                looked.at += 1;
                let expected = their * rule.factor;
                if (own - expected).abs() > rule.tolerance {
                    let group = &group_name(&rule.by, &name);
                    let (sum, total, tolerance) = (own, expected, rule.tolerance);
                    let sides = Sides { group, sum, total, tolerance };
                    differs(&mut looked, "cross_sum", table, row, &sides);
                }
            }
        }
    }
    looked
}

/// Parts set against a total.
struct Sides<'a> {
    group: &'a str,
    sum: f64,
    total: f64,
    tolerance: f64,
}

fn differs(looked: &mut Looked, check: &str, table: &Table, row: &Row, sides: &Sides<'_>) {
    let Sides { group, sum, total, tolerance } = *sides;
    let amount = sum - total;
    let message = text!(
        "for {group} the parts sum to {sum}, the total is {total}",
        group,
        sum = amount_text(sum),
        total = amount_text(total)
    );
    let diagnostic = Diagnostic::error(check, table.span(row, "value"), message)
        .found(text!("difference {amount}", amount = amount_text(amount)))
        .allowed(text!("at most {max}", max = tolerance))
        .help(text!(
            "correct the figure; if the source itself contradicts, name it in `known_defects` \
             with its reason"
        ));
    looked.differs(diagnostic, Difference { key: group.to_owned(), amount });
}
