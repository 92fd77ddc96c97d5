//! Series without a figure.

use crate::check::looked::Looked;
use crate::package::open::{Package, Row};
use std::collections::BTreeMap;
use suranys_core::Diagnostic;
use suranys_core::text;

/// A yearly series of persons has a figure in some year. Zeros are figures: a city may have no agriculture.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let settings = &table.resource.suranys;
        let (Some("persons"), Some(rule)) = (settings.measure.as_deref(), &settings.years) else {
            continue;
        };
        let mut series: BTreeMap<Vec<&str>, (bool, &Row)> = BTreeMap::new();
        for row in &table.rows {
            let name = rule.by.iter().map(|column| row.text(column)).collect();
            // What can't be read is reported as such.
            let known = !row.text("value").is_empty();
            series.entry(name).or_insert((false, row)).0 |= known;
        }
        for (name, (known, row)) in series {
            looked.at += 1;
            if !known {
                let which = name.join(", ");
                looked.find(
                    Diagnostic::error(
                        "empty",
                        table.span(row, "value"),
                        text!("the series of `{which}` has no figure in any year", which),
                    )
                    .found(row.text("value"))
                    .allowed(text!("a figure in at least one year, zero where there is nobody"))
                    .help(text!(
                        "give its figures, or take its rows out if the code does not exist"
                    )),
                );
            }
        }
    }
    looked
}
