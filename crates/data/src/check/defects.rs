//! Known defects of the sources: findings that the package itself explains.

use super::Looked;
use crate::check::report::CheckInfo;
use crate::package::open::Package;
use suranys_core::{Diagnostic, Severity};

/// The check on the list of known defects itself.
pub const INFO: CheckInfo =
    CheckInfo { id: "known_defect", sentence: "every known defect still occurs, with its amount" };

const TABLE: &str = "known_defects";

/// Marks findings that a known defect explains as accepted; a known defect without a finding is
/// a finding.
pub fn accept(package: &Package, results: &mut [(CheckInfo, Looked)]) -> Looked {
    let mut looked = Looked::default();
    let Some(table) = package.tables.get(TABLE) else { return looked };
    for row in &table.rows {
        looked.at += 1;
        let path = package.tables.get(row.text("resource")).map(|t| t.resource.path.as_str());
        let amount = table.number(row, "amount");
        let explained = |d: &&mut Diagnostic| {
            Some(d.span.file.as_str()) == path
                && d.message.starts_with(&format!("for {} ", row.text("key")))
                && d.found.as_deref() == amount.map(|a| format!("difference {a:.3}")).as_deref()
        };
        let mut accepted = 0;
        for (_, findings) in results.iter_mut().filter(|(info, _)| info.id == row.text("check")) {
            for diagnostic in findings.found.iter_mut().filter(explained) {
                diagnostic.severity = Severity::Accepted;
                diagnostic.help = Some(format!("known defect: {}", row.text("reason")));
                accepted += 1;
            }
        }
        if accepted == 0 {
            looked.find(
                Diagnostic::error(
                    "known_defect",
                    table.span(row, "key"),
                    "this known defect no longer occurs as described",
                )
                .found(row.text("key"))
                .allowed("a defect that the checks find, with its amount")
                .help("remove the row, or correct its key and amount"),
            );
        }
    }
    looked
}
