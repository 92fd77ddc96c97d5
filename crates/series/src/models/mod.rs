//! Models of one series, and one regression for all of a panel.

pub mod arima;
pub mod ces;
pub mod drift;
pub mod ets;
pub mod global;
pub mod local;
pub mod model;
pub mod theta;
