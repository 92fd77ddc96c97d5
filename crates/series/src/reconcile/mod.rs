//! Forecasts of series that add up, made to add up in every draw.

pub mod coherent;
pub mod hierarchy;
pub mod projection;
