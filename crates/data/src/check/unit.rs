//! Units of measured columns.

use super::Looked;
use crate::package::open::{DESCRIPTOR, Package};
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};

/// Units a column may declare, with the factor to the unit used inside (persons for persons).
pub const UNITS: [(&str, f64); 13] = [
    ("persons", 1.0),
    ("thousand persons", 1000.0),
    ("percent", 1.0),
    ("share", 1.0),
    ("index previous year = 100", 1.0),
    ("years", 1.0),
    ("deaths per person-year", 1.0),
    ("items", 1.0),
    ("thousand items", 1000.0),
    ("days", 1.0),
    ("KZT per month", 1.0),
    ("million KZT", 1e6),
    ("staff positions", 1.0),
];

/// Tables that say what they measure must say in which unit.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for resource in &package.descriptor.resources {
        if resource.suranys.measure.is_none() {
            continue;
        }
        for field in resource.schema.fields.iter().filter(|f| f.name == "value") {
            looked.at += 1;
            let known = UNITS.map(|(unit, _)| unit);
            let declared = field.unit.as_deref().unwrap_or("");
            if !known.contains(&declared) {
                let help = nearest(declared, known)
                    .map_or("name the unit".to_owned(), |near| format!("is `{near}` meant?"));
                looked.find(
                    Diagnostic::error(
                        "unit",
                        Span { column: Some(field.name.clone()), ..Span::file(DESCRIPTOR) },
                        format!("column `{}` of `{}` has no known unit", field.name, resource.name),
                    )
                    .found(declared)
                    .allowed(known.join(", "))
                    .help(help),
                );
            }
        }
    }
    looked
}
