//! The national forecast of job openings.
//!
//! Plain values in, plain values out: this crate touches no file, so all of it can be
//! tested on a synthetic country. The rooms, each of which uses only those above it:
//!
//! - `assumptions`: a scenario's parameters, one value for each draw;
//! - [`ipf`], [`cross_tab`]: cross-classified employment that meets its margins;
//! - [`replacement`]: exits of the employed by sex and single year of age;
//! - [`population`]: what population, migration and participation add to the labour force, and the
//!   participation it needs;
//! - [`employment`]: employment by section and region, hired workers, labour force and unemployment,
//!   in draws, with components that sum to totals;
//! - `staffing`: sub-major, minor and unit groups from other countries' staffing and own counts;
//! - [`occupation`]: staffing of sections, employment by occupation;
//! - [`entrants`]: graduates, migrants, the unemployed who can be hired, by occupation and region;
//! - `accounts`: all of them together for one scenario, and the figures a report shows;
//! - `indicators`, `outturns`: what is shown next to the balance;
//! - `ground`: what runs with the same settings share;
//! - [`run`](forecast): everything, from validated inputs to a run's output;
//! - [`sensitivity`]: many runs on one base forecast, and what explains their spread;
//! - `explain`, `comparison`: the tree of a figure, and what differs between scenarios;
//! - [`synthetic`]: countries that are none, for tests.
//!
//! Draws are in [`suranys_core::panel`]'s types, in one order: cells, years, draws. The numbers
//! that are not estimated are in `tuning` and `employment::tuning`, each with its basis.

mod accounts;
mod assumptions;
pub mod cell;
mod comparison;
pub mod cross_tab;
mod draw_by_draw;
pub mod employment;
pub mod entrants;
mod error;
mod explain;
mod ground;
mod history;
mod indicators;
pub mod ipf;
pub mod occupation;
mod outturns;
pub mod population;
mod published;
mod quality;
pub mod replacement;
mod run;
pub mod sensitivity;
mod staffing;
pub mod stages;
mod summary;
pub mod synthetic;
mod tuning;

pub use crate::comparison::contributions::{
    Contribution, INTERACTION, Method, Split, contributions,
};
pub use crate::comparison::matched::{Comparison, Side, compare};
pub use crate::comparison::reference::Reference;
pub use crate::comparison::shares::{SharedHeadline, shared_headline};
pub use crate::error::ModelError;
pub use crate::explain::explainer::Explainer;
pub use crate::explain::query::Asked;
pub use crate::ground::{Ground, look_back_vintage};
pub use crate::run::{OnGround, Progress, forecast, forecast_on, forecast_to};
pub use crate::summary::TakeDraws;
