//! Every model fitted at every origin of every regime, once.

use crate::models::registry;
use crate::series::{Series, SeriesError};
use rayon::prelude::*;
use std::collections::BTreeSet;
use suranys_core::Year;
use suranys_core::math::mean;

/// Fewest observed points at an origin whose errors teach weights and bands.
pub(crate) const MIN_TRAINED: usize = 3;

/// One origin: the last observed year of what the models saw.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The year.
    pub year: Year,
    /// Observed points of the regime so far.
    pub points: usize,
    /// Logarithm of the last value.
    pub last: f64,
    /// In-sample mean absolute log change and the number of changes.
    pub changes: (f64, usize),
    /// In-sample mean absolute change of level.
    pub level_change: f64,
    /// Log path of each registered model; `None` where it had too few points.
    pub paths: Vec<Option<Vec<f64>>>,
    /// Missing years each model filled.
    pub interpolated: Vec<usize>,
    /// Log outcomes by horizon, to the end of the regime.
    pub actual: Vec<Option<f64>>,
}

impl Origin {
    /// The year `step` (from zero) horizons ahead falls in.
    pub fn target(&self, step: usize) -> Year {
        self.year.plus(step as i32 + 1)
    }
}

/// All origins of each series, in order of year; paths reach `horizon` years or the end of the
/// regime, whichever is later.
pub(crate) fn origins(panel: &[Series], horizon: usize) -> Result<Vec<Vec<Origin>>, SeriesError> {
    if panel.is_empty() {
        return Err(SeriesError::EmptyPanel);
    }
    let mut seen = BTreeSet::new();
    for series in panel {
        if !seen.insert(series.id()) {
            return Err(SeriesError::Duplicate { id: series.id().to_owned() });
        }
    }
    Ok(panel.par_iter().map(|series| origins_of(series, horizon)).collect())
}

fn origins_of(series: &Series, horizon: usize) -> Vec<Origin> {
    let mut origins = Vec::new();
    for regime in series.regimes() {
        let log = regime.log();
        for end in 0..log.values().len() {
            let (Some(seen), Some(last)) = (log.until(end), log.values()[end]) else { continue };
            let actual = log.values()[end + 1..].to_vec();
            let fits: Vec<_> = registry().iter().map(|model| model.fit(&seen)).collect();
            let reach = horizon.max(actual.len());
            let levels: Vec<f64> = regime.values()[..=end].iter().flatten().copied().collect();
            let steps: Vec<f64> = levels.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
            // The naive model's error scale is the scale of the series.
            let scale = fits.first().and_then(|f| f.as_ref()?.error_scale).unwrap_or(0.0);
            origins.push(Origin {
                year: regime.start().plus(end as i32),
                points: seen.points(),
                last,
                changes: (scale, seen.points() - 1),
                level_change: mean(&steps).unwrap_or(0.0),
                interpolated: fits
                    .iter()
                    .map(|f| f.as_ref().map_or(0, |f| f.interpolated))
                    .collect(),
                paths: fits.iter().map(|f| f.as_ref().map(|f| f.path(reach))).collect(),
                actual,
            });
        }
    }
    origins
}
