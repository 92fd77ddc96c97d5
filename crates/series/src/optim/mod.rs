//! Searches that models are fitted with.

pub(crate) mod low_discrepancy;
pub(crate) mod simplex;
