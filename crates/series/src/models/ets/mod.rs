//! Exponential smoothing in state-space form.

pub(crate) mod estimate;
mod form;
mod search;
