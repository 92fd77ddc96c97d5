//! Figures that are a part of another table's.

use crate::check::looked::{Difference, Looked, amount_text};
use crate::check::other_table::{group, values};
use crate::check::sum::group_name;
use crate::package::open::Package;
use suranys_core::Diagnostic;
use suranys_core::text;

/// No figure exceeds that of the other table by more than rounding explains: there are no more hired
/// workers than employed, and no more unemployed than there are in the labour force.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        for rule in &table.resource.suranys.bounds {
            let Some(other) = package.tables.get(&rule.resource) else { continue };
            let theirs = values(package, table, other, &rule.by);
            for row in &table.rows {
                let name = group(row, &rule.by);
                let (Some(own), Some(max)) = (table.number(row, "value"), theirs.get(&name)) else {
                    continue;
                };
                looked.at += 1;
                if own - max <= rule.tolerance * (1.0 + 1e-9) {
                    continue;
                }
                let key = group_name(&rule.by, &name);
                let message = text!(
                    "for {key} the figure exceeds {max} in `{resource}`, of which it is a part",
                    key,
                    max = amount_text(*max),
                    resource = rule.resource
                );
                let diagnostic = Diagnostic::error("bound", table.span(row, "value"), message)
                    .found(row.text("value"))
                    .allowed(text!("at most {max}", max = amount_text(*max)))
                    .help(text!(
                        "correct the figure, its unit, or that of `{resource}`",
                        resource = rule.resource
                    ));
                looked.differs(diagnostic, Difference { key, amount: own - max });
            }
        }
    }
    looked
}
