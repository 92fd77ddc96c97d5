//! Units of measured columns.

use crate::check::looked::Looked;
use crate::package::open::{DESCRIPTOR, Package, Table};
use suranys_core::diagnostic::nearest;
use suranys_core::{Diagnostic, Span};

/// Units a column may declare, with the factor to the unit used inside (persons for persons).
const UNITS: [(&str, f64); 11] = [
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
    ("staff positions", 1.0),
];
/// Amounts, shown with the currency that the package declares in place of [`CURRENCY`].
const AMOUNTS: [(&str, f64); 2] = [("CUR per month", 1.0), ("million CUR", 1e6)];
/// Where the currency stands in a unit of amounts.
const CURRENCY: &str = "CUR";

/// Every unit a column of the package may declare, with its factor.
pub fn units(currency: Option<&str>) -> Vec<(String, f64)> {
    let amounts = AMOUNTS
        .iter()
        .filter_map(|(unit, factor)| Some((unit.replace(CURRENCY, currency?), *factor)));
    UNITS.iter().map(|(unit, factor)| ((*unit).to_owned(), *factor)).chain(amounts).collect()
}

/// The factor from a column's unit to the unit used inside: persons, items, or the unit itself.
pub fn factor(package: &Package, unit: Option<&str>) -> f64 {
    let known = units(package.descriptor.suranys.currency.as_deref());
    known.iter().find(|(name, _)| Some(name.as_str()) == unit).map_or(1.0, |(_, factor)| *factor)
}

/// The factor from the unit of a table's values to the unit used inside.
pub fn factor_of(package: &Package, table: &Table) -> f64 {
    factor(package, table.field("value").and_then(|field| field.unit.as_deref()))
}

/// Tables that say what they measure must say in which unit.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    let units = units(package.descriptor.suranys.currency.as_deref());
    let known: Vec<&str> = units.iter().map(|(unit, _)| unit.as_str()).collect();
    for resource in &package.descriptor.resources {
        if resource.suranys.measure.is_none() {
            continue;
        }
        for field in resource.schema.fields.iter().filter(|f| f.name == "value") {
            looked.at += 1;
            let declared = field.unit.as_deref().unwrap_or("");
            if !known.contains(&declared) {
                let help = nearest(declared, known.iter().copied())
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
