//! What a terminal shows: results as plain English text, in full units.

pub mod differences;
pub mod explanation;
pub mod number;
pub mod table;
pub mod visible;
