//! Codes whose classification another column names.

use crate::check::looked::Looked;
use crate::package::descriptor::CodesOf;
use crate::package::open::Package;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Diagnostic;
use suranys_core::diagnostic::nearest;
use suranys_core::text;

/// Every code is one of its row's dimension. A foreign key can't say it: a column may stand in any of
/// several classifications. A word that the rule does not know is found by the column's constraints.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.dimension else { continue };
        let known: BTreeMap<&str, BTreeSet<&str>> = rule
            .of
            .iter()
            .filter_map(|(dimension, of)| Some((dimension.as_str(), codes(package, of)?)))
            .collect();
        for row in &table.rows {
            let dimension = row.text(&rule.field);
            let Some(codes) = known.get(dimension) else { continue };
            looked.at += 1;
            let code = row.text(&rule.code);
            if codes.contains(code) {
                continue;
            }
            let help = nearest(code, codes.iter().copied())
                .map_or(text!("correct the code, or `{field}`", field = rule.field), |near| {
                    text!("is `{near}` meant?", near)
                });
            let message =
                text!("`{code}` is not a code of the dimension `{dimension}`", code, dimension);
            looked.find(
                Diagnostic::error("dimension", table.span(row, &rule.code), message)
                    .found(code)
                    .allowed(codes.iter().copied().collect::<Vec<_>>().join(", "))
                    .help(help),
            );
        }
    }
    looked
}

/// The codes of a dimension; `None` where the package does not have their table.
fn codes<'a>(package: &'a Package, of: &'a CodesOf) -> Option<BTreeSet<&'a str>> {
    match of {
        CodesOf::Codes(codes) => Some(codes.iter().map(String::as_str).collect()),
        CodesOf::Table(name) => {
            let list = package.tables.get(name)?;
            let key = list.resource.schema.primary_key.list().first()?;
            Some(list.rows.iter().map(|row| row.text(key)).collect())
        }
    }
}
