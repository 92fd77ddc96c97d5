//! Search and regression that models are fitted with.

pub mod low_discrepancy;
pub mod regression;
pub mod simplex;
