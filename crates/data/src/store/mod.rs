//! Results on disk: whole or not at all, and in the place of nothing but former results of ours.

pub(crate) mod draws;
pub(crate) mod edition;
pub(crate) mod error;
pub(crate) mod folder;
mod form;
pub(crate) mod headline;
pub(crate) mod parquet;
pub(crate) mod report_tables;
pub(crate) mod run;
pub(crate) mod run_table;
pub(crate) mod seal;
pub(crate) mod sink;
pub(crate) mod standing;
pub(crate) mod sweep;
pub(crate) mod target;
mod temporary;
#[cfg(test)]
mod tests;
mod tidy;
mod together;
