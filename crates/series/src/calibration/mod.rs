//! How wide prediction intervals are, by what a panel's own past says.

pub mod conformal;
pub mod error_scale;
pub mod interval_factor;
pub mod quantile;
pub mod support;
