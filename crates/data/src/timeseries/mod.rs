//! Tidy tables of time series: one row for each series and period.

pub(crate) mod error;
pub(crate) mod findings;
mod hierarchy;
mod official;
mod panel;
pub(crate) mod parquet;
pub(crate) mod period;
mod reader;
mod row;
mod stream;
mod table;
mod text;

pub use crate::timeseries::error::TidyError;
pub use crate::timeseries::findings::Findings;
pub use crate::timeseries::hierarchy::{Link, Links, read_hierarchy};
pub use crate::timeseries::official::read_layout;
pub(crate) use crate::timeseries::official::{bytes_of, layout_of_bytes};
pub use crate::timeseries::period::{Frequency, Period};
pub use crate::timeseries::stream::{TidyStream, read_tidy};
pub use crate::timeseries::table::{Break, TidyOptions, TidySeries, TidyTable};
