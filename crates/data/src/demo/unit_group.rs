//! One synthetic unit group, and rows of tables about it.

use crate::package::open::{Package, Row};
use suranys_core::Key;

/// The source that every synthetic row names.
pub const SOURCE: &str = "synthetic-generator";

/// Rows of a table, cell by cell.
pub type Rows = Vec<Vec<String>>;

/// One synthetic unit group.
pub struct Unit<'p> {
    /// Identifier of the unit group.
    pub id: &'p str,
    /// Identifier of its major group.
    pub major: &'p str,
    /// Whether it is a group of professionals.
    pub professional: bool,
    /// Persons employed.
    pub employed: f64,
    /// How short of people it is, in standard deviations.
    pub tightness: f64,
    /// Key of its random numbers.
    pub key: Key,
}

impl Unit<'_> {
    /// A standard normal number for a purpose.
    pub fn normal(&self, name: &str) -> f64 {
        self.key.with(name).draw(0).normal()
    }

    /// A number from 0 to 1 for a purpose.
    pub fn uniform(&self, name: &str) -> f64 {
        self.key.with(name).draw(0).uniform()
    }
}

/// The rows of a table of the package; none where it has no such table.
pub fn rows_of<'p>(package: &'p Package, name: &str) -> impl Iterator<Item = &'p Row> + use<'p> {
    package.tables.get(name).into_iter().flat_map(|table| &table.rows)
}

/// Texts as the cells of a row.
pub fn cells<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}
