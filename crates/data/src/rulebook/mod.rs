//! Rulebooks, and the material rules are applied to.

mod book;
mod evidence;
mod run;

pub use book::{RuleRequest, read_rulebook, rulebook_dates};
pub use evidence::{RuleSource, read_evidence, read_register};
pub use run::RunFiles;
