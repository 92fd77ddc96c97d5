//! How wide prediction intervals are, by a panel's own past errors.

pub(crate) mod conformal;
pub(crate) mod error_scale;
pub(crate) mod kept_level;
pub(crate) mod quantile;
pub(crate) mod support;
