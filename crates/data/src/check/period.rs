//! Periods of first and last year.

use crate::check::looked::Looked;
use crate::package::open::Package;
use suranys_core::text;
use suranys_core::{Diagnostic, Year};

/// No period ends before it begins.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(rule) = &table.resource.suranys.period else { continue };
        for row in &table.rows {
            let (from, to) = (Year::parse(row.text(&rule.from)), Year::parse(row.text(&rule.to)));
            let (Some(from), Some(to)) = (from, to) else { continue };
            looked.at += 1;
            if to < from {
                let message =
                    text!("the period ends in {to}, before it begins in {from}", to, from);
                looked.find(
                    Diagnostic::error("period", table.span(row, &rule.to), message)
                        .found(to.to_string())
                        .allowed(text!("{from} or later", from))
                        .help(text!("correct `{from}` or `{to}`", from = rule.from, to = rule.to)),
                );
            }
        }
    }
    looked
}
