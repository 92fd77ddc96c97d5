//! Rows of a form, whatever file they stand in.

use std::collections::BTreeMap;

/// Rows and columns that are read: far more than any classification of occupations, or a form, has.
pub const ROWS: usize = 20_000;
pub const COLUMNS: usize = 200;

/// A row: its number in the file, and the texts of its cells by their columns' places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number, the first being 1.
    pub line: u64,
    /// Texts that are not empty.
    pub cells: BTreeMap<usize, String>,
}
