//! What a terminal shows: results as plain English text, in full units.

pub mod differences;
pub mod explanation;
pub mod list;
pub mod number;
pub mod panel;
pub mod reasons;
pub mod rule_changes;
pub mod sheet;
pub mod table;
