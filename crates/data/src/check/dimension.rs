//! Codes whose classification another column names.

use crate::check::looked::Looked;
use crate::package::descriptor::CodesOf;
use crate::package::open::Package;
use std::collections::BTreeSet;
use suranys_core::Diagnostic;
use suranys_core::diagnostic::nearest;

/// Every code is one of its row's dimension. A foreign key can't say it: a column may stand in any of
/// several classifications. A word that the rule does not know is found by the column's constraints.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.dimension else { continue };
        for row in &table.rows {
            let dimension = row.text(&rule.field);
            let codes: BTreeSet<&str> = match rule.of.get(dimension) {
                Some(CodesOf::Codes(codes)) => codes.iter().map(String::as_str).collect(),
                Some(CodesOf::Table(name)) => {
                    let Some(list) = package.tables.get(name) else { continue };
                    let key = list.resource.schema.primary_key.list().first();
                    let Some(key) = key else { continue };
                    list.rows.iter().map(|row| row.text(key)).collect()
                }
                None => continue,
            };
            looked.at += 1;
            let code = row.text(&rule.code);
            if codes.contains(code) {
                continue;
            }
            let help = nearest(code, codes.iter().copied())
                .map_or(format!("correct the code, or `{}`", rule.field), |near| {
                    format!("is `{near}` meant?")
                });
            let message = format!("`{code}` is not a code of the dimension `{dimension}`");
            looked.find(
                Diagnostic::error("dimension", table.span(row, &rule.code), message)
                    .found(code)
                    .allowed(codes.into_iter().collect::<Vec<_>>().join(", "))
                    .help(help),
            );
        }
    }
    looked
}
