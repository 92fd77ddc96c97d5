//! Short official time series in, calibrated forecast distributions out.
//!
//! [`engine`] takes any series, annual, quarterly or monthly, of any sign, and [`reconcile`] makes
//! forecasts of series that add up add up.

pub mod backtest;
pub mod calibration;
pub mod ensemble;
pub mod forecast;
pub mod models;
pub mod optim;
pub mod preprocess;
pub mod reconcile;
#[cfg(test)]
mod reference;
pub mod simulate;
