//! Synthetic countries: every figure is marked synthetic, and nothing in them is of any country.
//!
//! There are two, since they are opposites: [`country`] draws one of any size at random from a seed,
//! with no more tables than employment needs, for tests of identities and of scale; that for tests of
//! the accounts draws nothing, but has every table the forecast can read, so that what each figure
//! must be can be worked out by hand.

#[cfg(test)]
pub(crate) mod shaped;
mod sized;
mod tables;

pub use crate::synthetic::sized::{Size, country};
