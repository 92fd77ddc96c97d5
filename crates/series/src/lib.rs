//! Short official annual time series in, calibrated forecast distributions out.
//!
//! A [`Series`] is a positive stock with breaks; a fit never straddles a break. Several models
//! are fitted on the log scale and combined with weights learnt over the whole panel; bands come
//! from the panel's own rolling-origin errors, not from a model's variance. [`backtest`] scores
//! all that against naive and drift, and [`forecast_panel`] uses what the backtest chooses.
//!
//! [`engine`] takes any series, annual, quarterly or monthly, of any sign, and [`reconcile`] makes
//! forecasts of series that add up add up.

mod backtest;
mod calibrate;
mod combine;
pub mod engine;
mod evaluate;
mod forecast;
pub mod models;
pub mod reconcile;
mod rolling;
mod score;
mod series;

pub use backtest::{Backtest, Score, backtest};
pub use forecast::{ForecastNote, Options, SeriesForecast, forecast_panel};
pub use series::{LogRegime, Regime, Series, SeriesError};
