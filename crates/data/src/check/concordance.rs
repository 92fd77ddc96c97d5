//! Weights of a concordance.

use crate::check::looked::Looked;
use crate::package::open::Package;
use std::collections::BTreeMap;
use suranys_core::Diagnostic;
use suranys_core::text;

/// Weights of each source code sum to one, so that nobody is lost or counted twice.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.concordance else { continue };
        let mut sums: BTreeMap<&str, (f64, &crate::package::open::Row)> = BTreeMap::new();
        for row in &table.rows {
            let Some(weight) = table.number(row, &rule.weight) else { continue };
            sums.entry(row.text(&rule.from)).or_insert((0.0, row)).0 += weight;
        }
        for (from, (sum, row)) in sums {
            looked.at += 1;
            if (sum - 1.0).abs() > rule.tolerance {
                looked.find(
                    Diagnostic::error(
                        "concordance",
                        table.span(row, &rule.weight),
                        text!("the weights of `{from}` sum to {sum}", from, sum),
                    )
                    .found(sum.to_string())
                    .allowed("1")
                    .help(text!("correct the weights so that each source code is divided wholly")),
                );
            }
        }
    }
    looked
}
