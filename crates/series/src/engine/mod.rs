//! Any short series: annual, quarterly, monthly; positive, zero or negative.
//!
//! [`learn`] takes what a panel's own past teaches (how wide the bands must be), [`forecast`]
//! answers for one series at a time, so that any number of series can stream through.

pub mod arima;
mod model;

pub use model::{PointModel, Path, Sample};
