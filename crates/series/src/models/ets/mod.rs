//! Exponential smoothing in state-space form.

pub mod estimate;
mod form;
mod search;
