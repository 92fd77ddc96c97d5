//! Why a figure is what it is: its tree of terms, in one draw, down to the cells of the
//! package and the parameters of the scenario.
//!
//! The tree is made from the same accounts as the figure, so the two can't differ. See
//! [`suranys_core::explanation`] for why it is in one draw.

mod exits;
pub(crate) mod explainer;
mod forecasts;
mod indicators;
pub(crate) mod query;
mod stocks;
mod supply;
mod tree;
