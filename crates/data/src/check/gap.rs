//! Years without a row.

use crate::check::looked::Looked;
use crate::package::open::Package;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::{Diagnostic, Span, Year};
use suranys_core::{Text, text};

/// Each series has a row for every year between its first and its last, missing ones as M.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.years else { continue };
        let mut series: BTreeMap<Vec<&str>, BTreeSet<i64>> = BTreeMap::new();
        for row in &table.rows {
            // A year that can't be one is found by the check of values; no gap reaches to it.
            if let Some(Year(year)) = Year::parse(row.text(&rule.field)) {
                let name = rule.by.iter().map(|column| row.text(column)).collect();
                series.entry(name).or_default().insert(i64::from(year));
            }
        }
        for (name, years) in &series {
            let (Some(first), Some(last)) = (years.first(), years.last()) else { continue };
            looked.at += 1;
            let absent: Vec<i64> = (*first..=*last)
                .filter(|y| !years.contains(y) && !rule.allowed_gaps.contains(y))
                .collect();
            if !absent.is_empty() {
                let listed = absent.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
                let which = if name.is_empty() {
                    Text::default()
                } else {
                    text!(" of `{name}`", name = name.join(", "))
                };
                looked.find(
                    Diagnostic::error(
                        "gap",
                        Span {
                            column: Some(rule.field.clone()),
                            ..Span::file(table.resource.path.as_str())
                        },
                        text!("the series{which} has no row for {listed}", which, listed),
                    )
                    .found(text!("{first} to {last} without {listed}", first, last, listed))
                    .allowed(text!("a row for every year of a series"))
                    .help(text!("add the rows with an empty value, status M and the reason")),
                );
            }
        }
    }
    looked
}
