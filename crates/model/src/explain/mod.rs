//! Why a figure is what it is: its tree of terms, in one draw, down to the cells of the
//! package and the parameters of the scenario.
//!
//! The tree is the one that made the figure, so the two can't differ. See
//! [`suranys_core::explanation`] for why it is in one draw.

pub(crate) mod explainer;
mod indicators;
pub(crate) mod query;
