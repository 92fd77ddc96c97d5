//! Figures, tables and the source of synthetic countries.

use std::collections::BTreeMap;
use suranys_core::inputs::{Cell, Source, Table};
use suranys_core::observation::{MissingReason, ObsStatus, Observed, Status};
use suranys_core::time::Year;
use suranys_core::unit::Quantity;

/// Last year with figures of a country of any size.
pub(super) const LAST: Year = Year(2025);
/// Status of every figure.
pub(crate) const SYNTHETIC: Status = Status { obs: ObsStatus::Normal, synthetic: true };
/// Identifier of the one source.
pub(super) const SOURCE: &str = "synthetic";

/// The source that every table cites.
pub(super) fn source() -> Source {
    Source {
        id: SOURCE.to_owned(),
        publisher: String::new(),
        dataset: "synthetic figures".to_owned(),
        locator: String::new(),
        vintage: Year(2000),
        licence: String::new(),
    }
}

/// A figure; missing where the quantity can't have the value.
pub(super) fn figure<T: Quantity>(value: f64) -> Cell<T> {
    let observed = T::new(value).map_or(Observed::Missing(MissingReason::NotApplicable), |value| {
        Observed::Value(value, SYNTHETIC)
    });
    Cell { observed, row: 0, published: LAST, source: 0 }
}

/// A table with rows from the second line on, in key order.
pub(super) fn table<K: Ord, T>(resource: &str, cells: BTreeMap<K, Cell<T>>) -> Table<K, T> {
    let rows = (2..).zip(cells).map(|(row, (key, cell))| (key, Cell { row, ..cell })).collect();
    Table {
        resource: resource.to_owned(),
        path: format!("tables/{resource}.csv"),
        cells: rows,
        sources: vec![SOURCE.to_owned()],
    }
}
