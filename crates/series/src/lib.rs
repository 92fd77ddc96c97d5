#![doc = include_str!("../README.md")]

// The rooms, from the floor up: `tuning`, every constant with its basis; `preprocess`, gaps, breaks,
// seasons; `optim`, searches; `models`, one model of one series each; `ensemble`, which are combined,
// and how; `calibration`, prediction intervals from past errors; then the doors, and what is built on
// them.
mod backtest;
mod calibration;
mod ensemble;
mod error;
mod evaluation;
mod fitted;
mod forecast;
mod forecaster;
mod level;
mod models;
mod optim;
mod paths;
mod preprocess;
pub mod reconcile;
#[cfg(test)]
mod reference;
pub mod scores;
pub mod screening;
mod spec;
mod tuning;

pub use crate::calibration::conformal::{Calibration, TrainingSet};
pub use crate::ensemble::members::left_out_with_gaps;
pub use crate::error::{Differs, ForecastError, SpecificationError, Unfit};
pub use crate::evaluation::{Evaluation, Evaluator, ModelScores, Unscored};
pub use crate::fitted::Fitted;
pub use crate::forecast::Forecast;
pub use crate::forecaster::Forecaster;
pub use crate::level::{Interval, Level, LevelError};
pub use crate::paths::{Drawn, Together, path_intervals, path_medians};
pub use crate::preprocess::gaps::bridged;
pub use crate::preprocess::outlier::Outliers;
pub use crate::preprocess::segment::segment;
pub use crate::spec::{Model, ModelSelection};
pub use suranys_core::Key;
pub use suranys_core::panel::PathDraws;
pub use suranys_core::progress::Stopped;
