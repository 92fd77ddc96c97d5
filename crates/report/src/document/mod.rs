//! The one document: chapters of blocks, the same for every format. Picks rows and words; computes
//! nothing.
//!
//! [`block`] holds what a document is made of and [`table`] its tables; [`report`] puts together the
//! report of a run, [`list_annex`] the annex of a list of in-demand professions.

mod annex_tables;
mod assumptions;
pub mod block;
pub mod certainty;
mod changes;
mod chapter_tables;
mod comparison;
mod front;
mod glossary;
mod indicators;
mod labour_force;
pub mod letter;
pub mod list_annex;
mod list_chapter;
pub mod list_tables;
mod published;
pub mod report;
pub mod sheets;
pub mod signal_chapter;
pub mod signal_tables;
mod summary;
pub mod table;
