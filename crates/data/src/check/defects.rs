//! Known defects of the sources: findings that the package itself explains.

use crate::check::looked::{Found, Looked};
use crate::check::report::CheckInfo;
use crate::package::open::Package;
use suranys_core::limits::LONGEST_SENTENCE;
use suranys_core::text;
use suranys_core::{Diagnostic, Severity, Text};

/// The check on the list of known defects itself.
pub const INFO: CheckInfo =
    CheckInfo { id: "known_defect", sentence: "every known defect still occurs, with its amount" };

/// Amounts that differ by less are one: half a unit of the third decimal, as amounts are written.
const SAME: f64 = 5e-4;

const TABLE: &str = "known_defects";

/// Checks that find cells or rows that can't be read; what other checks would find there is not known.
const READING: [&str; 2] = ["row", "value"];
/// Checks that set one table against another.
const BETWEEN_TABLES: [&str; 2] = ["cross_sum", "identity"];

/// Marks findings that a known defect explains as accepted; a known defect without a finding is
/// a finding.
pub fn accept(package: &Package, results: &mut [(CheckInfo, Looked)]) -> Looked {
    let mut looked = Looked::default();
    let Some(table) = package.tables.get(TABLE) else { return looked };
    for row in &table.rows {
        looked.at += 1;
        // A package may have its reasons in other languages too, in its label files.
        let reason = Text::of_program(row.text("reason"));
        let reason = text!("known defect: {reason}", reason);
        let path = package.tables.get(row.text("resource")).map(|t| t.resource.path.as_str());
        let amount = table.number(row, "amount");
        let explained = |found: &&mut Found| {
            Some(found.diagnostic.span.file.as_str()) == path
                && found.difference.as_ref().zip(amount).is_some_and(|(difference, amount)| {
                    difference.key == row.text("key") && (difference.amount - amount).abs() < SAME
                })
        };
        let mut accepted = 0;
        for (_, findings) in results.iter_mut().filter(|(info, _)| info.id == row.text("check")) {
            for found in findings.found.iter_mut().filter(explained) {
                let diagnostic = &mut found.diagnostic;
                diagnostic.severity = Severity::Accepted;
                diagnostic.help = Some(reason.clone().cut_to(LONGEST_SENTENCE));
                accepted += 1;
            }
        }
        // What stands in a table or in cells that could not be read is not known to be gone, nor what rests on
        // another table where cells of any could not.
        let concerns = |found: &Found| {
            Some(found.diagnostic.span.file.as_str()) == path
                || BETWEEN_TABLES.contains(&row.text("check"))
        };
        let mut reading = results.iter().filter(|(info, _)| READING.contains(&info.id));
        let unread = package.tables.len() < package.descriptor.resources.len()
            || reading.any(|(_, looked)| looked.found.iter().any(concerns));
        if accepted == 0 && !unread {
            looked.find(
                Diagnostic::error(
                    "known_defect",
                    table.span(row, "key"),
                    text!("this known defect no longer occurs as described"),
                )
                .found(row.text("key"))
                .allowed(text!("a defect that the checks find, with its amount"))
                .help(text!("remove the row, or correct its key and amount")),
            );
        }
    }
    looked
}
