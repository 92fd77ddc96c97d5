//! Series with nobody in them.

use crate::check::looked::Looked;
use crate::package::open::{Package, Row};
use std::collections::BTreeMap;
use suranys_core::Diagnostic;

/// A yearly series of persons has a figure above zero in some year: a region or a section in which
/// nobody was ever counted is a gap written as zeros, or a code that does not belong.
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
            let above = table.number(row, "value").is_some_and(|value| value > 0.0);
            series.entry(name).or_insert((false, row)).0 |= above;
        }
        for (name, (above, row)) in series {
            looked.at += 1;
            if !above {
                let which = name.join(", ");
                looked.find(
                    Diagnostic::error(
                        "empty",
                        table.span(row, "value"),
                        format!("the series of `{which}` has no figure above zero in any year"),
                    )
                    .found(row.text("value"))
                    .allowed("a figure above zero in at least one year")
                    .help("give its figures, or take its rows out if the code does not exist"),
                );
            }
        }
    }
    looked
}
