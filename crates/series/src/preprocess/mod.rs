//! What is done to a series before a model sees it.

pub(crate) mod gaps;
pub(crate) mod observed;
pub(crate) mod outlier;
pub(crate) mod season;
pub(crate) mod segment;
