//! Rulebooks, and the evidence of a package that rules are applied to.

pub(crate) mod book;
pub(crate) mod causes;
pub(crate) mod evidence;
pub(crate) mod letter;
pub(crate) mod panel;
pub(crate) mod signal;
