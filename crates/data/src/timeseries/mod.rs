//! Tidy tables of time series: one row for each series and period.

mod findings;
mod hierarchy;
mod panel;
mod parquet;
mod period;
mod reader;
mod row;
mod stream;
mod table;
mod text;

pub use crate::timeseries::findings::Findings;
pub use crate::timeseries::hierarchy::{Link, Links, read_hierarchy};
pub use crate::timeseries::period::{Frequency, Period};
pub use crate::timeseries::stream::{TidyStream, read_tidy};
pub use crate::timeseries::table::{Break, TidyError, TidyOptions, TidySeries, TidyTable};
