//! Value, status and reason for missing agree.

use crate::check::looked::Looked;
use crate::package::open::Package;
use suranys_core::Diagnostic;
use suranys_core::text;

/// An empty value has status M and a reason; a value has neither. A row that gives a range
/// instead of a value (`low`, `high`) has status M too.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        if ["value", "obs_status", "missing_reason"].iter().any(|name| table.field(name).is_none())
        {
            continue;
        }
        for row in &table.rows {
            looked.at += 1;
            let (value, status, reason) =
                (row.text("value"), row.text("obs_status"), row.text("missing_reason"));
            let (column, message, allowed) =
                match (value.is_empty(), status == "M", reason.is_empty()) {
                    (true, true, false) | (false, false, true) => continue,
                    (true, false, _) => {
                        ("obs_status", text!("the value is empty, so its status is M"), "M".into())
                    }
                    (true, true, true) => (
                        "missing_reason",
                        text!("a missing value says why it is missing"),
                        text!("a reason"),
                    ),
                    (false, true, _) => (
                        "obs_status",
                        text!("there is a value, so its status is not M"),
                        text!("A, B, E, F, I or P"),
                    ),
                    (false, false, false) => (
                        "missing_reason",
                        text!("a value that is there has no reason for missing"),
                        text!("an empty cell"),
                    ),
                };
            looked.find(
                Diagnostic::error("status", table.span(row, column), message)
                    .found(row.text(column))
                    .allowed(allowed)
                    .help(text!("an unknown figure is never a zero: leave it empty, with status M and a reason")),
            );
        }
    }
    looked
}
