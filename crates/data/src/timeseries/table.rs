//! A tidy table: how it is read, and what it holds.

use crate::timeseries::period::{Frequency, Period};

/// Which columns to read, and how periods are counted.
#[derive(Debug, Clone)]
pub struct TidyOptions {
    /// Column of the series' names.
    pub id: String,
    /// Column of periods.
    pub time: String,
    /// Column of values.
    pub value: String,
    /// Column of SDMX observation status codes, if there is one: `B` begins a new segment.
    pub status: Option<String>,
    /// Column of linking factors, if there is one: in the row of a break, what values before it are
    /// multiplied by to join those after it.
    pub link: Option<String>,
    /// Column of reasons why values are missing, if there is one: in a period that is `not_applicable`
    /// what is measured did not exist.
    pub reason: Option<String>,
    /// Encoding of a CSV file; UTF-8 by default.
    pub encoding: Option<String>,
    /// Frequency; none to take it from the form of most periods. Where most are whole numbers that
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
    /// Periods in which what is measured did not exist, in order; also before the first value.
    pub absent: Vec<Period>,
    /// Rows of the values, zero where none stands; empty of a series that is no table's.
    pub rows: Vec<u32>,
    /// Row of the last value, or of the series' first row when none was observed.
    pub row: u64,
}

impl TidySeries {
    /// The period of the last value; none when none was observed.
    #[must_use]
    pub fn last(&self) -> Option<Period> {
        self.values.len().checked_sub(1).map(|steps| self.first.plus(steps))
    }

    /// Place of the first value after the last period in which what is measured did not exist.
    #[must_use]
    pub fn begins(&self) -> usize {
        let after = |absent: &Period| absent.count() - self.first.count() + 1;
        let place = self.absent.last().map_or(0, after);
        usize::try_from(place).unwrap_or_default().min(self.values.len())
    }

    /// The row of the value at a place, or that of the last one where it has none of its own.
    #[must_use]
    pub fn row_of(&self, at: usize) -> u64 {
        self.rows.get(at).filter(|row| **row > 0).map_or(self.row, |row| u64::from(*row))
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
    /// Periods in a season, 1 for none.
    pub season: usize,
    /// The series.
    pub series: Vec<TidySeries>,
}
