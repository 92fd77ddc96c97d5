//! Forecasts of any table of time series, their evaluation, and their reconciliation.

mod drawing;
pub mod evaluate;
pub mod forecast;
mod hierarchy;
pub mod input;
pub mod reconcile;
mod rows;
mod screen;
mod standing_out;

pub use crate::series::drawing::reasons;
