//! Differences of scenarios, draw by draw, and what explains them.

pub(crate) mod contributions;
pub(crate) mod matched;
pub(crate) mod reference;
pub(crate) mod shapley;
pub(crate) mod shares;
