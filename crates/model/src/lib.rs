//! The national forecast of personnel need.
//!
//! Plain values in, plain values out: this crate touches no file, so the whole of it can be
//! tested on a synthetic country. The rooms:
//!
//! - [`demand`]: employment by section and region, in draws, with parts that sum to totals;
//! - [`replacement`]: exits of the employed by sex and single year of age;
//! - [`occupation`]: staffing of sections, employment by occupation;
//! - [`supply`]: the labour force, graduates, the unemployed who can be hired;
//! - [`balance`]: new plus replacement demand;
//! - [`synthetic`]: a synthetic country of any size;
//! - `accounts`: all of them together for one scenario, and the figures a report shows;
//! - `indicators`: what is shown beside the balance;
//! - `explain`: the tree of a figure, down to the cells it rests on;
//! - [`sweep`]: many runs on one base forecast, and what explains their spread;
//! - [`forecast`]: the whole, from validated inputs to a run's output.

pub mod cell;
mod comparison;
pub mod cross_tab;
pub mod ipf;
pub mod labour_force;

mod accounts;
mod assumptions;
mod draw_by_draw;
pub mod employment;
pub mod entrants;
mod error;
mod explain;
mod indicators;
pub mod occupation;
mod outturns;
mod quality;
pub mod replacement;
mod run;
pub mod sensitivity;
mod summary;
pub mod synthetic;
mod tuning;

pub use crate::comparison::contributions::{
    Contribution, INTERACTION, Method, Split, contributions,
};
pub use crate::comparison::matched::{Comparison, Side, compare};
pub use crate::error::ModelError;
pub use crate::explain::explainer::Explainer;
pub use crate::explain::query::Asked;
pub use crate::run::{Progress, forecast, look_back_vintage};
