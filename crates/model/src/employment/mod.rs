//! Demand: employment by section and region, with the labour force and unemployment it goes with.
//!
//! The nation's labour force drifts and its rate of unemployment returns to its recent mean; employment
//! is what they leave. Sections and regions are shares of it, hired workers a share of the employed.
//! A scenario's population, participation and migration move the labour force, its growth of value
//! added the sections, and regions as their sections are moved.

mod backtest;
mod base_forecasts;
mod changes;
mod effect;
pub mod function;
pub mod growth;
mod hired;
mod nation;
mod panel;
pub mod projection;
pub mod reconcile;
mod regional;
mod rolling;
mod shares;
mod spec;
pub mod spliced;
pub(crate) mod tables;
mod tuning;
mod under;

pub use crate::cell::TOTAL;
pub use crate::employment::backtest::{ScoreLine, backtest, past_forecasts, scoreboard};
pub use crate::employment::base_forecasts::{BaseForecasts, base_forecasts};
pub use crate::employment::panel::Panel;
pub use crate::employment::projection::{EmploymentProjection, Hired, RegionalLabour, SeriesFit};
pub use crate::employment::rolling::{Outturn, Rolled, Variant};
