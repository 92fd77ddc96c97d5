//! A tidy table: how it is read, and what it holds.

use crate::layout::number::{BLANKS, Numbers};
use crate::timeseries::error::TidyError;
use crate::timeseries::period::{Frequency, Period};
use suranys_core::{Diagnostic, Span, Text, text};

/// How a file is read: what is not said is recognised by its layout.
#[derive(Debug, Clone, Default)]
pub struct TidyOptions {
    /// The layout by its name in `data/layouts/layouts.toml`, `long` or `down`; recognised where none is
    /// named.
    pub layout: Option<String>,
    /// Columns of the series' names; of several, a name is made of all.
    pub id: Vec<String>,
    /// Column of periods, or columns of the year and of the part of it.
    pub time: Vec<String>,
    /// Column of values.
    pub value: Option<String>,
    /// Column of observation status codes or flags, if there is one: a break begins a new segment.
    pub status: Option<String>,
    /// Column of linking factors, if there is one: in the row of a break, what values before it are
    /// multiplied by to join those after it.
    pub link: Option<String>,
    /// Column of reasons why values are missing, if there is one: in a period that is `not_applicable`
    /// what is measured did not exist.
    pub reason: Option<String>,
    /// Encoding of a text; recognised where none is named.
    pub encoding: Option<String>,
    /// Sheet of a workbook; the first with a table where none is named.
    pub sheet: Option<String>,
    /// The mark of decimals; recognised by the whole column where none is named.
    pub decimal: Option<char>,
    /// The mark of thousands, next to blanks and apostrophes; recognised likewise.
    pub thousands: Option<char>,
    /// Texts that stand for missing values, next to those of any table.
    pub missing: Vec<String>,
    /// Frequency; none to take it from the form of most periods. Where most are whole numbers that
    /// are no years, they are counts of periods of this frequency.
    pub frequency: Option<Frequency>,
    /// Whether a period without a row counts as missing; otherwise it is a finding. A row without
    /// a value always counts as missing.
    pub holes: bool,
    /// Series that end before this period, or before this year, are left out; none to read all.
    pub end_from: Option<String>,
    /// Whether columns that tell no series apart name it too: those that are the same in all rows, or follow
    /// from others.
    pub every_key: bool,
    /// Columns of the file that are read as nothing; known once it is opened.
    pub unused: Vec<String>,
}

/// Columns of a table with one row for each series and period, where no others are asked for.
const COLUMNS: [&str; 3] = ["series_id", "period", "value"];

impl TidyOptions {
    /// The columns that name a series.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        if self.id.is_empty() { vec![COLUMNS[0].to_owned()] } else { self.id.clone() }
    }

    /// What the columns that name a series are called in messages.
    #[must_use]
    pub fn id_name(&self) -> String {
        self.ids().join(", ")
    }

    /// What the columns of periods are called in messages.
    #[must_use]
    pub fn time_name(&self) -> String {
        if self.time.is_empty() { COLUMNS[1].to_owned() } else { self.time.join(" and ") }
    }

    /// What the column of values is called.
    #[must_use]
    pub fn value_name(&self) -> String {
        self.value.clone().unwrap_or_else(|| COLUMNS[2].to_owned())
    }

    /// Whether one of the columns asked for is in a header.
    pub(crate) fn has_one(&self, header: &[String]) -> bool {
        let names = [self.ids(), vec![self.time_name(), self.value_name()]].concat();
        names.iter().any(|name| header.contains(name))
    }

    /// Makes sure that the marks named for numbers differ and can stand in one.
    ///
    /// # Errors
    /// When one is both that of decimals and that of thousands, or is none of those that numbers have.
    pub(crate) fn marks(&self, file: &str) -> Result<(), TidyError> {
        let wrong = |message: Text, mark: char, help: Text| {
            let finding = Diagnostic::error("number", Span::file(file), message);
            let finding = finding.found(mark.to_string());
            let allowed = text!("a point, a comma, an apostrophe or a blank");
            Err(TidyError::Findings(vec![finding.allowed(allowed).help(help)]))
        };
        let named = [self.decimal, self.thousands];
        let is_mark = |mark: &char| matches!(mark, '.' | ',') || BLANKS.contains(mark);
        if let Some(mark) = named.into_iter().flatten().find(|mark| !is_mark(mark)) {
            let message = text!("`{mark}` is no mark of a number", mark);
            return wrong(message, mark, text!("name the mark that the numbers have"));
        }
        match named {
            [Some(decimal), Some(thousands)] if decimal == thousands => {
                let message = text!(
                    "`{mark}` can't be both the mark of decimals and that of thousands",
                    mark = decimal
                );
                let help = text!("give it to one of `--decimal` and `--thousands`");
                wrong(message, decimal, help)
            }
            _ => Ok(()),
        }
    }

    /// What is said of the numbers.
    pub(crate) fn numbers(&self) -> Numbers {
        Numbers { decimal: self.decimal, thousands: self.thousands }
    }
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
#[derive(Debug, Clone)]
pub struct TidyTable {
    /// Frequency of all of them.
    pub frequency: Frequency,
    /// Periods in a season, 1 for none.
    pub season: usize,
    /// The series.
    pub series: Vec<TidySeries>,
    /// How it was read: columns by name.
    pub options: TidyOptions,
    /// What a reader of the table should know, its layout first.
    pub notes: Vec<Text>,
}
