//! Which models are combined, and how; one regression for all of a panel.

pub(crate) mod combination;
pub(crate) mod global_model;
pub(crate) mod members;
pub(crate) mod past_forecast;
pub(crate) mod training;
pub(crate) mod trajectory;
pub(crate) mod weights;
