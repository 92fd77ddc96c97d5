//! A workspace of data packages and scenarios in the browser: an HTTP interface over
//! [`suranys_runner`], and the page that uses it.
//!
//! Nothing is decided here. What a figure is comes from the model, what a list says from the rules, how a
//! chart looks from the report; this crate reads requests, lets work wait its turn on threads of its own,
//! holds what was made by what it was made from, and bounds what anybody may ask of it.

mod answer;
mod api;
mod app;
mod cache;
mod extract;
mod guard;
mod jobs;
mod lane;
mod language;
mod limits;
mod page;
mod pass;
mod problem;
mod serve;
mod stalling;

pub use crate::guard::POLICY;
pub use crate::limits::Limits;
pub use crate::problem::{FindingBody, PROBLEM_JSON, Problem, ProblemBody};
pub use crate::serve::{Options, ServeError, Stop, serve};
