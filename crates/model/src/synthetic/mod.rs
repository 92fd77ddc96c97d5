//! Synthetic countries: every figure is marked synthetic, and nothing in them is of any country.
//!
//! [`country`] makes one of any size from a seed, for tests of scale and of identities. For tests
//! of the accounts there is one of a stated shape, with every table the forecast can read.

#[cfg(test)]
pub(crate) mod shaped;
mod sized;
mod tables;

pub use crate::synthetic::sized::{Size, country};
