//! Models of one series.

pub(crate) mod arima;
pub(crate) mod ces;
pub(crate) mod drift;
pub(crate) mod ets;
pub(crate) mod local;
pub(crate) mod point_model;
pub(crate) mod theta;
