//! What is done to a series before a model sees it.

pub mod gaps;
pub mod observed;
pub mod outlier;
pub mod season;
pub mod segment;
