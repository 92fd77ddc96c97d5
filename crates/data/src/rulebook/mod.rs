//! Rulebooks, and the material rules are applied to.

mod book;
mod material;
mod run;
mod synthetic;

pub use book::{RuleRequest, read_rulebook, rulebook_dates};
pub use material::{RuleSource, read_material, read_register};
pub use run::RunFiles;
pub use synthetic::{SYNTHETIC_RUN, synthetic_package};
