//! How wide prediction intervals are, by what a panel's own past says.

pub mod conformal;
pub mod error_scale;
pub mod support;
pub mod training;
