//! A tidy table: how it is read, its series, and why it could not be read.

use crate::package::open::CannotRun;
use crate::timeseries::period::{Frequency, Period};
use suranys_core::Diagnostic;
use thiserror::Error;

/// Which columns to read, and how periods are counted.
#[derive(Debug, Clone)]
pub struct TidyOptions {
    /// Column of the series' names.
    pub id: String,
    /// Column of periods.
    pub time: String,
    /// Column of values.
    pub value: String,
    /// Column of SDMX observation status codes, if there is one: `B` begins a new regime.
    pub status: Option<String>,
    /// Column of linking factors, if there is one: in the row of a break, what values before it are
    /// multiplied by to join those after it.
    pub link: Option<String>,
    /// Encoding of a CSV file; UTF-8 unless told.
    pub encoding: Option<String>,
    /// Frequency; none to tell it from the form of most periods. Where most are whole numbers that
    /// are no years, they are counts of periods of this frequency.
    pub frequency: Option<Frequency>,
    /// Whether a period without a row counts as missing; otherwise it is a finding. A row without
    /// a value always counts as missing.
    pub holes: bool,
}

/// One series: consecutive periods, `None` where no row or no value stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TidySeries {
    /// Name.
    pub id: String,
    /// The period of the first value.
    pub first: Period,
    /// Values from the first to the last observed one; empty when none was observed.
    pub values: Vec<Option<f64>>,
    /// Breaks, by their place among the values, in order.
    pub breaks: Vec<Break>,
    /// Row of the last value, or of the series' first row when none was observed.
    pub row: u64,
}

impl TidySeries {
    /// The period of the last value; none when none was observed.
    #[must_use]
    pub fn last(&self) -> Option<Period> {
        self.values.len().checked_sub(1).map(|steps| self.first.plus(steps))
    }
}

/// A value with which a series begins to measure something else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    /// Place of the first value of the new kind.
    pub at: usize,
    /// Factor that joins earlier values to it, if one is given.
    pub link: Option<f64>,
}

/// A table's series, in the order in which they first appear.
#[derive(Debug, Clone, PartialEq)]
pub struct TidyTable {
    /// Frequency of all of them.
    pub frequency: Frequency,
    /// Periods in a season, as of [`TidyStream::season`](crate::TidyStream::season).
    pub season: usize,
    /// The series.
    pub series: Vec<TidySeries>,
}

/// Why a table could not be read.
#[derive(Debug, Error)]
pub enum TidyError {
    /// What is wrong in it, and where.
    #[error("the table has {} findings", .0.len())]
    Findings(Vec<Diagnostic>),
    /// It could not be looked at.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
}
