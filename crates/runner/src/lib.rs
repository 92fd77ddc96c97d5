//! The steps of the work joined, for whoever asks for it: the command line, Python.
//!
//! Every function here takes what is asked for as plain values, tells a
//! [`Follower`](suranys_core::progress::Follower) how far it is and what a reader should know, and gives
//! results in memory; it writes nothing and prints nothing. Whatever stops it is a [`Failure`], with
//! located findings where there are any.

pub mod check;
pub mod compare;
mod edition;
pub mod edition_change;
pub mod explain;
mod failure;
mod list;
mod noted;
mod order;
pub mod paths;
pub mod recommend;
mod run;
pub mod series;
pub mod settings;
mod skeleton;
pub mod sweep;
pub mod workbench;

pub use crate::edition::{Edition, edition, full_edition, languages_of, part_keys, theme_keys};
pub use crate::failure::{Failure, FindingWords, listing, listing_in};
pub use crate::list::{Books, SignalAsked, with_signal};
pub use crate::noted::{noted_inputs, of_package, of_scenarios};
pub use crate::order::Order;
pub use crate::run::{
    Files, Made, PROGRAM, VERSION, differing, forecast, forecast_after, forecast_taking, known_by,
    scenario_files, scenarios,
};
pub use crate::skeleton::skeleton;
