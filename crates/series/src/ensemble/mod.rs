//! Which models are combined, and how.

pub mod combination;
pub mod members;
