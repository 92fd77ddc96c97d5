//! Values that can't be.

use crate::check::looked::Looked;
use crate::package::open::Package;
use suranys_core::Diagnostic;
use suranys_core::limits::{AMOUNT, PERSONS};
use suranys_core::{Text, text};

/// What a measure can be: least and most, `None` when open.
fn bounds(measure: &str, unit: Option<&str>) -> Option<(Option<f64>, Option<f64>)> {
    Some(match measure {
        "persons" | "count" => (Some(0.0), Some(PERSONS)),
        "amount" => (Some(0.0), Some(AMOUNT)),
        "share" if unit == Some("percent") => (Some(0.0), Some(100.0)),
        "share" => (Some(0.0), Some(1.0)),
        // Central death rates exceed one at the very highest ages.
        "rate" => (Some(0.0), Some(2.0)),
        "index" => (Some(f64::MIN_POSITIVE), Some(AMOUNT)),
        "age" => (Some(0.0), Some(130.0)),
        "growth" => (Some(-100.0), Some(AMOUNT)),
        _ => return None,
    })
}

/// No negative persons, no share above one.
pub fn run(package: &Package) -> Looked {
    let mut looked = Looked::default();
    for table in package.tables.values() {
        let Some(measure) = &table.resource.suranys.measure else { continue };
        let unit = table.field("value").and_then(|f| f.unit.as_deref());
        let Some((min, max)) = bounds(measure, unit) else { continue };
        for row in &table.rows {
            let Some(value) = table.number(row, "value") else { continue };
            looked.at += 1;
            if min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max) {
                let text = row.text("value");
                let bound =
                    |b: Option<f64>| b.map_or(text!("any"), |b| Text::data(format!("{b:.0}")));
                looked.find(
                    Diagnostic::error(
                        "possible",
                        table.span(row, "value"),
                        text!("`{text}` is impossible for a measure of {measure}", text, measure),
                    )
                    .found(text)
                    .allowed(text!("from {min} to {max}", min = bound(min), max = bound(max)))
                    .help(text!("correct the value, or its unit")),
                );
            }
        }
    }
    looked
}
