//! Synthetic countries: every figure is marked synthetic, and nothing in them is of any country.
//!
//! There are two, since they are opposites: [`country`] draws one of any size at random from a
//! seed, with the tables that employment needs and no more, for tests of identities and of scale;
//! the one for tests of the accounts is stated in full, nothing drawn, with every table the
//! forecast can read.

#[cfg(test)]
pub(crate) mod exits;
#[cfg(test)]
pub(crate) mod groups;
#[cfg(test)]
pub(crate) mod shaped;
mod sized;
pub(crate) mod tables;

pub use crate::synthetic::sized::{Size, country};
