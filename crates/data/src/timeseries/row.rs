//! Rows of a tidy table, before they are series.

use crate::timeseries::period::{Form, Written};

/// A row of a series.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub form: Form,
    /// As of [`Written`]; once the frequency is known, of [`Period`](crate::timeseries::period::Period).
    pub count: i64,
    /// Not a number where missing.
    pub value: f64,
    pub row: u32,
    /// Its place among the rows of its series: a table with periods across has a series in one row.
    pub nth: u32,
}

impl Seen {
    pub(super) fn written(self) -> Written {
        Written { form: self.form, count: self.count }
    }
}

/// A row, looked at alone.
#[derive(Debug)]
pub(super) enum Row<'a> {
    /// One that has a place in a series.
    Placed {
        id: &'a str,
        seen: Seen,
        /// A linking factor, or none, where a new segment begins.
        begins: Option<Option<f64>>,
        /// Whether what is measured did not exist in the period.
        absent: bool,
    },
    /// One without a place, of a series or of an unknown one.
    Unplaced(&'a str),
    /// One that is none of any series: the figure of a year among those of its parts.
    LeftOut,
}
