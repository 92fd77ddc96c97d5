//! Short official time series in, calibrated forecast distributions out.
//!
//! [`forecast`] takes any series, annual, quarterly or monthly, of any sign; [`simulate`] draws from
//! its distribution; [`reconcile`] makes forecasts of totals and components coherent; [`backtest`]
//! and [`scores`] evaluate forecasts on the past, and [`calibration`] makes intervals as wide as past
//! errors. The rooms, from the floor up:
//!
//! - [`tuning`]: every constant, with its basis;
//! - [`preprocess`]: gaps, breaks, seasons;
//! - [`optim`]: searches and regressions; [`models`]: one model of one series each;
//! - [`ensemble`]: which models are combined, and how;
//! - [`calibration`]: prediction intervals from past errors;
//! - [`forecast`], [`simulate`], [`reconcile`]: what is asked for;
//! - [`scores`], [`backtest`], [`evaluation`]: pseudo-out-of-sample evaluation;
//! - [`screening`]: what looks wrong in series and their forecasts.

pub mod backtest;
pub mod calibration;
pub mod ensemble;
pub mod error;
pub mod evaluation;
pub mod forecast;
pub mod models;
pub mod optim;
pub mod preprocess;
pub mod reconcile;
#[cfg(test)]
mod reference;
pub mod scores;
pub mod screening;
pub mod simulate;
pub mod spec;
mod tuning;
