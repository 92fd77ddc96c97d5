//! Demand: employment by section and region.
//!
//! The series engine forecasts the total, the sections and the regions; the employment function
//! on value added joins it for the total and the sections, with the weight its past earns.
//! Sections and regions are brought to the total in every draw, then a scenario's growth moves
//! the sections, and regions as their sections are moved.

mod backtest;
mod base_forecasts;
mod candidate;
mod effect;
pub mod function;
pub mod growth;
mod panel;
pub mod projection;
pub mod reconcile;
mod rolling;
pub mod spliced;
mod stacking;
mod trajectory;
mod tuning;

pub use crate::cell::TOTAL;
pub use crate::employment::backtest::{ScoreLine, backtest, scoreboard};
pub use crate::employment::base_forecasts::{BaseForecasts, base_forecasts};
pub use crate::employment::candidate::Candidate;
pub use crate::employment::projection::EmploymentProjection;
