//! Units of measured columns.

use crate::check::looked::Looked;
use crate::package::descriptor::Descriptor;
use crate::package::open::{DESCRIPTOR, Package, Table};
use std::collections::BTreeSet;
use suranys_core::diagnostic::nearest;
use suranys_core::text;
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

/// The currency of a package: the one it declares, else that of the units of its columns, where these name but
/// one.
pub fn currency(descriptor: &Descriptor) -> Option<String> {
    let declared = descriptor.suranys.currency.clone();
    let fields = descriptor.resources.iter().flat_map(|resource| &resource.schema.fields);
    let of = |unit: &str| {
        AMOUNTS.iter().find_map(|(form, _)| {
            let (before, after) = form.split_once(CURRENCY)?;
            let name = unit.strip_prefix(before)?.strip_suffix(after)?;
            let is = name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase());
            is.then(|| name.to_owned())
        })
    };
    let named: BTreeSet<String> = fields.filter_map(|field| of(field.unit.as_deref()?)).collect();
    declared.or_else(|| named.first().filter(|_| named.len() == 1).cloned())
}

/// Units that columns of a package may have.
pub fn units_of(package: &Package) -> Vec<(String, f64)> {
    units(currency(&package.descriptor).as_deref())
}

/// The factor from a column's unit to the unit used inside: persons, items, or the unit itself.
pub fn factor(package: &Package, unit: Option<&str>) -> f64 {
    let known = units_of(package);
    known.iter().find(|(name, _)| Some(name.as_str()) == unit).map_or(1.0, |(_, factor)| *factor)
}

/// The factor from the unit of a table's values to the unit used inside.
pub fn factor_of(package: &Package, table: &Table) -> f64 {
    factor(package, table.field("value").and_then(|field| field.unit.as_deref()))
}

/// What a unit counts, whatever power of ten it counts by.
pub fn counted(unit: &str) -> &str {
    let bare = ["thousand ", "million "].iter().find_map(|power| unit.strip_prefix(power));
    bare.unwrap_or(unit)
}

/// Whether a unit is one of those that are counted in powers of ten: persons and thousands of them.
pub fn has_powers(units: &[(String, f64)], unit: &str) -> bool {
    let alike = units.iter().filter(|(name, _)| counted(name) == counted(unit));
    alike.into_iter().any(|(_, factor)| *factor != 1.0)
}

/// Tables that say what they measure must say in which unit.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    let units = units_of(package);
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
                    .map_or(text!("name the unit"), |near| text!("is `{near}` meant?", near));
                looked.find(
                    Diagnostic::error(
                        "unit",
                        Span { column: Some(field.name.clone()), ..Span::file(DESCRIPTOR) },
                        text!(
                            "column `{name}` of `{table}` has no known unit",
                            name = field.name,
                            table = resource.name
                        ),
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
