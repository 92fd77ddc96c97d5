//! The interface for programs, which the page itself uses.

mod charts;
mod evidence;
mod figures;
mod findings;
mod jobs;
mod list;
mod openapi;
mod panel;
mod runs;
mod scenarios;
mod why;
mod workspace;

pub use crate::api::openapi::routes;
