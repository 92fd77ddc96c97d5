//! How wide prediction intervals are, by a panel's own past errors.

pub mod conformal;
pub mod error_scale;
pub mod interval_factor;
pub(crate) mod level;
pub mod quantile;
pub mod support;
