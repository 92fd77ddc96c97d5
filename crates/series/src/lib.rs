//! Short official time series in, calibrated forecast distributions out.
//!
//! [`engine`] takes any series, annual, quarterly or monthly, of any sign, and [`reconcile`] makes
//! forecasts of series that add up add up.

pub mod engine;
pub mod reconcile;
