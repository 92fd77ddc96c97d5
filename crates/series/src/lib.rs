//! Short official annual time series in, calibrated forecast distributions out.

mod backtest;
mod forecast;
mod series;

pub use backtest::{Backtest, Score, backtest};
pub use forecast::{ForecastNote, Options, SeriesForecast, forecast_panel};
pub use series::{LogRegime, Regime, Series, SeriesError};
