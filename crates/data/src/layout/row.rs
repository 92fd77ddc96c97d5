//! What a file of any layout is read as.

use std::sync::Arc;
use suranys_core::ObsStatus;
use suranys_core::Text;

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRow {
    /// What it is of, in the order of [`LongTable::keys`].
    pub keys: Arc<Vec<String>>,
    /// Its period, as `2024`, `2024Q3`, `2024-07` or a day `2024-07-01`.
    pub period: String,
    /// The number as it stands in the file, before the multiplier; none where it is missing.
    pub value: Option<f64>,
    /// Its status, where the file says one.
    pub status: Option<ObsStatus>,
    /// The power of ten that the value is to be multiplied by to be in units.
    pub multiplier: i32,
    /// Footnotes of its row, its column or its cell: their text, or their mark where there is no text.
    pub footnotes: Vec<Arc<str>>,
    /// Line of the file, or row of the sheet, the first being 1.
    pub row: u64,
    /// Column of the value by its header.
    pub column: Arc<str>,
}

/// All figures of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LongTable {
    /// The layout by the name that asks for it.
    pub layout: String,
    /// Names of the keys.
    pub keys: Vec<String>,
    /// Columns by name: of periods and of values; of tables with periods across, what they are called.
    pub period: String,
    /// See [`LongTable::period`].
    pub value: String,
    /// The name of its series, where no key tells several apart.
    pub name: String,
    /// Whether the file says by what power of ten its figures are to be multiplied.
    pub scaled: bool,
    /// The figures, in the order of the file.
    pub rows: Vec<LongRow>,
    /// What a reader of the table should know, the layout first.
    pub notes: Vec<Text>,
}

/// What parts the keys of a series in its name.
const PARTED: &str = "/";

impl LongTable {
    /// The name of the series that a row belongs to.
    #[must_use]
    pub fn id(&self, row: &LongRow) -> String {
        if row.keys.is_empty() { self.name.clone() } else { row.keys.join(PARTED) }
    }
}

/// A power of ten, the nearest number there is.
pub(crate) fn power_of_ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(1.0)
}
