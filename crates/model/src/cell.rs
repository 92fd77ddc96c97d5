//! Labels of cells in panels of draws.

/// Label of the national total in a panel with that one cell.
pub const TOTAL: &str = "_T";

/// Label of a cell of two classifications, such as a section in a region.
#[must_use]
pub fn cell(first: &str, second: &str) -> String {
    format!("{first}|{second}")
}
