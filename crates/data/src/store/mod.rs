//! Results on disk: whole or not at all.

pub(crate) mod edition;
pub(crate) mod folder;
pub(crate) mod parquet;
pub(crate) mod report_tables;
pub(crate) mod run;
pub(crate) mod run_table;
pub(crate) mod sink;
pub(crate) mod sweep;
