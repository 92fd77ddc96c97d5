//! Which models are combined, and how; one regression for all of a panel.

pub mod combination;
pub mod global_model;
pub mod members;
pub mod past_forecast;
pub mod training;
pub mod trajectory;
pub mod weights;
