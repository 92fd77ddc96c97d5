//! The national forecast of personnel need.
//!
//! Plain values in, plain values out: this crate touches no file, so the whole of it can be
//! tested on a made-up country. The rooms:
//!
//! - [`demand`]: employment by section and region, in draws, with parts that sum to totals;
//! - [`replacement`]: exits of the employed by sex and single year of age;
//! - [`balance`]: new plus replacement demand, and the figures a report shows;
//! - [`forecast`]: the whole, from validated inputs to a run's output.

pub mod balance;
pub mod demand;
mod error;
mod forecast;
mod outcomes;
pub mod replacement;
mod summary;

pub use error::ModelError;
pub use forecast::{Progress, forecast};
