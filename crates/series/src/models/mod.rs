//! The registry of forecasters.
//!
//! Every model works on natural logarithms: additive on the log scale, multiplicative on levels.

mod drift;
mod ets;
mod naive;

pub use drift::{DampedDrift, Drift};
pub use ets::Ets;
pub use naive::Naive;

use crate::series::LogRegime;

/// A model not yet fitted.
pub trait Forecaster: Sync {
    /// The name in weights, scores and notes.
    fn name(&self) -> &'static str;

    /// Whether other models must beat this one to be used.
    fn benchmark(&self) -> bool {
        false
    }

    /// The fewest observed points the model is fitted to.
    fn min_points(&self) -> usize;

    /// Fits the model; `None` when the regime has fewer than [`Forecaster::min_points`]
    /// observed points.
    fn fit(&self, regime: &LogRegime) -> Option<Fit>;
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    level: f64,
    slope: f64,
    damping: f64,
    /// Mean absolute one-step error in the sample, on the log scale; `None` when the sample
    /// gives no error. Model variance is not used for bands, which rest on out-of-sample errors.
    pub error_scale: Option<f64>,
    /// Missing years filled by constant growth before fitting; zero for models that take gaps.
    pub interpolated: usize,
}

impl Fit {
    /// The point path on the log scale, one value per year ahead:
    /// `level + slope * (damping + damping^2 + ... + damping^h)`.
    #[must_use]
    pub fn path(&self, horizon: usize) -> Vec<f64> {
        let (mut at, mut step) = (self.level, self.slope);
        (0..horizon)
            .map(|_| {
                step *= self.damping;
                at += step;
                at
            })
            .collect()
    }
}

/// Every registered model, in the order of weights and scores; the naive model leads, for it gives
/// each series its scale and stands in for models that cannot be fitted.
#[must_use]
pub fn registry() -> [&'static dyn Forecaster; 4] {
    [&Naive, &Drift, &DampedDrift, &Ets]
}
