//! Forecasts of totals and components, made coherent in every draw.

pub mod coherent;
pub mod hierarchy;
pub mod projection;
