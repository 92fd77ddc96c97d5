//! List rules: verdicts that can be left open, and always say why.
//!
//! A rule that can't be evaluated is [undetermined](suranys_core::shortage_list::Verdict::Undetermined),
//! never dropped and never false: a missing figure must not take a profession off a list in silence. The rulebook itself, with
//! the acts behind each rule, is data; this crate holds the logic every rulebook shares.

mod assess;
mod causes;
mod chain;
mod compare;
mod consultation;
mod data_request;
mod diff;
mod evaluate;
mod evidence;
mod history;
mod panel;
mod panel_forms;
mod profile;
mod rank;
mod recommend;
mod signal;
mod switching;
mod three_valued;

pub use crate::assess::assess;
pub use crate::causes::{causes, with_causes};
pub use crate::compare::compare;
pub use crate::consultation::{contradictions, lines};
pub use crate::data_request::data_requests;
pub use crate::diff::{book_changes, verdict_changes};
pub use crate::evaluate::evaluate;
pub use crate::evidence::exchange::whole_year_ratio;
pub use crate::panel::{opinions, panel_points, strange_answers};
pub use crate::panel_forms::{FormRequest, panel_forms, panel_occupations};
pub use crate::profile::SubjectProfile;
pub use crate::recommend::recommend;
pub use crate::signal::assemble::{Grading, graded, signal};
pub use crate::signal::panel::panel_evidence;
pub use crate::signal::request::SignalRequest;
pub use crate::signal::score::{Agreement, agreement};
