//! Models of one series.

pub mod arima;
pub mod ces;
pub mod drift;
pub mod ets;
pub mod local;
pub mod point_model;
pub mod theta;
