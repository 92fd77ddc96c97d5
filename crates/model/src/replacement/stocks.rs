//! The employed whose exits are counted.

use suranys_core::{DrawPanel, Year};

/// Employment that people leave: persons, annual average, of the years before the exits and of the
/// base year.
#[derive(Debug, Clone, Copy)]
pub struct Stocks<'a> {
    /// By section; they sum to the nation.
    pub sections: &'a DrawPanel,
    /// By region; they sum to the nation.
    pub regions: &'a DrawPanel,
    /// Last year with observed employment.
    pub base_year: Year,
}
