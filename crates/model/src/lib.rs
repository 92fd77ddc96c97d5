//! The national forecast of personnel need.
//!
//! Plain values in, plain values out: this crate touches no file, so the whole of it can be
//! tested on a made-up country. The rooms:
//!
//! - [`demand`]: employment by section and region, in draws, with parts that sum to totals;
//! - [`replacement`]: exits of the employed by sex and single year of age;
//! - [`occupation`]: staffing of sections, employment by occupation;
//! - [`supply`]: the labour force, graduates, the unemployed who can be hired;
//! - [`balance`]: new plus replacement demand, and the figures a report shows;
//! - [`forecast`]: the whole, from validated inputs to a run's output.

mod ages;
pub mod balance;
pub mod demand;
mod error;
mod forecast;
pub mod occupation;
mod outcomes;
pub mod replacement;
mod shortage;
mod summary;
pub mod supply;

pub use error::ModelError;
pub use forecast::{Progress, forecast};
