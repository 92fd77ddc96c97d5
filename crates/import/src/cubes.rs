//! What plans give, as counts by code.

use crate::engine::{AUDIT, DURATIONS, Engine, OPENINGS, PERMITS, STOCKS};
use crate::failure::Failure;
use crate::survival::Spells;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use std::collections::BTreeMap;

/// The time a set of records speaks of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Day of the extract: what was open then is open.
    pub(crate) as_of: i32,
    /// First and last month, whole ones.
    pub(crate) first: i32,
    pub(crate) last: i32,
}

impl Window {
    /// Years all of whose months are in it.
    pub(crate) fn years(&self) -> impl Iterator<Item = i32> {
        (self.first.div_euclid(12)..=self.last.div_euclid(12))
            .filter(|year| self.first <= year * 12 && self.last >= year * 12 + 11)
    }

    /// Quarters all of whose months are in it, by their first months.
    pub(crate) fn quarters(&self) -> impl Iterator<Item = i32> {
        (self.first..=self.last - 2).filter(|month| month.rem_euclid(3) == 0)
    }

    /// Its months.
    pub(crate) fn months(&self) -> std::ops::RangeInclusive<i32> {
        self.first..=self.last
    }
}

/// Postings of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) positions: i64,
    /// Postings with a wage, and the sum of those.
    pub(crate) waged: i64,
    pub(crate) wages: i64,
}

/// Postings by month, region and occupation. A region that is not known has an empty code.
pub(crate) type Openings = BTreeMap<(i32, String, String), Opened>;

/// Columns of a result in plain kinds.
struct Plain {
    columns: BTreeMap<String, ArrayRef>,
    rows: usize,
}

impl Plain {
    fn of(batch: &RecordBatch) -> Result<Plain, Failure> {
        let mut columns = BTreeMap::new();
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            let wanted = match column.data_type() {
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
                _ => DataType::Int64,
            };
            columns.insert(field.name().clone(), cast(column, &wanted)?);
        }
        Ok(Plain { columns, rows: batch.num_rows() })
    }

    fn number(&self, name: &str, row: usize) -> i64 {
        self.columns
            .get(name)
            .filter(|column| column.is_valid(row))
            .map_or(0, |column| column.as_primitive::<Int64Type>().value(row))
    }

    fn text(&self, name: &str, row: usize) -> String {
        self.columns
            .get(name)
            .filter(|column| column.is_valid(row))
            .map_or(String::new(), |column| column.as_string::<i32>().value(row).to_owned())
    }
}

impl Engine {
    fn each(
        &self,
        plan: &str,
        numbers: &[(&str, i32)],
        each: &mut dyn FnMut(&Plain, usize),
    ) -> Result<(), Failure> {
        for batch in self.run(plan, numbers)? {
            let plain = Plain::of(&batch)?;
            (0..plain.rows).for_each(|row| each(&plain, row));
        }
        Ok(())
    }

    /// Postings by month, region and occupation.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn openings(&self, window: &Window) -> Result<Openings, Failure> {
        let mut all = Openings::new();
        self.each(OPENINGS, &[("as_of", window.as_of)], &mut |row, at| {
            let key = (
                row.number("month", at) as i32,
                row.text("region", at),
                row.text("occupation", at),
            );
            let (waged, wages) = (row.number("waged", at), row.number("wages", at));
            all.insert(key, Opened { positions: row.number("positions", at), waged, wages });
        })?;
        Ok(all)
    }

    /// What is open on a day, by region and occupation.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn stocks(&self, day: i32) -> Result<BTreeMap<(String, String), i64>, Failure> {
        let mut all = BTreeMap::new();
        self.each(STOCKS, &[("day", day)], &mut |row, at| {
            all.insert(
                (row.text("region", at), row.text("occupation", at)),
                row.number("positions", at),
            );
        })?;
        Ok(all)
    }

    /// Spells by year and occupation.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn durations(
        &self,
        window: &Window,
    ) -> Result<BTreeMap<(i32, String), Spells>, Failure> {
        let mut all: BTreeMap<(i32, String), Spells> = BTreeMap::new();
        let numbers = [("as_of", window.as_of), ("first", window.first)];
        self.each(DURATIONS, &numbers, &mut |row, at| {
            let key = (row.number("year", at) as i32, row.text("occupation", at));
            let ended = row.number("ended", at) != 0;
            all.entry(key).or_default().add(
                row.number("days", at),
                ended,
                row.number("postings", at),
            );
        })?;
        Ok(all)
    }

    /// Workers on permits on a day, by category, section and occupation.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn permits(&self, day: i32) -> Result<BTreeMap<[String; 3], i64>, Failure> {
        let mut all = BTreeMap::new();
        self.each(PERMITS, &[("day", day)], &mut |row, at| {
            let key = ["category", "section", "occupation"].map(|name| row.text(name, at));
            all.insert(key, row.number("positions", at));
        })?;
        Ok(all)
    }

    /// Records by where they went.
    ///
    /// # Errors
    /// When the plan fails.
    pub(crate) fn audit(&self, window: &Window) -> Result<BTreeMap<String, i64>, Failure> {
        let mut all = BTreeMap::new();
        let numbers = [("as_of", window.as_of), ("first", window.first), ("last", window.last)];
        self.each(AUDIT, &numbers, &mut |row, at| {
            all.insert(row.text("step", at), row.number("records", at));
        })?;
        Ok(all)
    }
}
