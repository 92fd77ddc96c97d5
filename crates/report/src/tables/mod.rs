//! Result tables as columns, for programs: of a run, and of a list.

pub mod list;
mod occupation_groups;
pub mod panel;
pub mod run;
pub mod schema;
pub mod signal;
