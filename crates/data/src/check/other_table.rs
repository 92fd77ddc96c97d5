//! Figures of tables that share their keys, in the unit of one of them.

use crate::check::unit::factor_of;
use crate::package::open::{Package, Row, Table};
use std::collections::BTreeMap;

/// The codes of a row in some columns.
pub type Group<'a> = Vec<&'a str>;

/// The codes of a row.
pub fn group<'a>(row: &'a Row, by: &[String]) -> Group<'a> {
    by.iter().map(|column| row.text(column)).collect()
}

/// The values of another table by the codes in `by`, in the unit of `own`; rows without a value are
/// left out.
pub fn values<'a>(
    package: &Package,
    own: &Table,
    other: &'a Table,
    by: &[String],
) -> BTreeMap<Group<'a>, f64> {
    let factor = factor_of(package, other) / factor_of(package, own);
    let value = |row: &'a Row| Some((group(row, by), other.number(row, "value")? * factor));
    other.rows.iter().filter_map(value).collect()
}
