//! Reads and checks data packages and scenario files, and stores results.
//!
//! The only crate of the project that touches files. What it hands out is validated: holding an
//! [`Inputs`](suranys_core::Inputs) means its package passed every check.

mod assemble;
mod check;
mod decode;
mod definition;
mod descriptor;
mod lines;
mod located;
mod number;
mod package;
mod parquet_file;
mod rulebook;
mod run_store;
mod run_table;
mod scenario;
mod scenario_schema;
mod scenario_setting;
mod sink;
mod store;
mod sweep_file;
mod sweep_schema;
mod sweep_store;
mod tidy;

pub use check::{CheckInfo, CheckReport, checks};
pub use definition::{Definition, Vocabulary, read_definition};
pub use package::CannotRun;
pub use parquet_file::ParquetFile;
pub use rulebook::{
    RuleRequest, RuleSource, RunFiles, SYNTHETIC_RUN, read_material, read_register, read_rulebook,
    rulebook_dates, synthetic_package,
};
pub use run_store::{is_run, read_run, write_run};
pub use scenario::{ResolvedScenario, read_resolved, read_scenarios, read_scenarios_for};
pub use scenario_schema::scenario_schema;
pub use scenario_setting::{Difference, Setting, differences};
pub use sink::{Sink, same_file};
pub use store::{StoreError, parquet_bytes, read_folder, write_folder};
pub use sweep_file::{SweepVocabulary, read_sweep};
pub use sweep_schema::sweep_schema;
pub use sweep_store::{clean_swept, read_swept, write_swept};
pub use tidy::{
    Break, Findings, Frequency, Link, Links, Period, TidyError, TidyOptions, TidySeries,
    TidyStream, TidyTable, read_hierarchy, read_tidy,
};

use std::path::Path;
use suranys_core::Inputs;
use thiserror::Error;

/// Why inputs could not be read.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The package has findings.
    #[error("the package has findings")]
    Findings(CheckReport),
    /// The package could not be looked at.
    #[error(transparent)]
    CannotRun(#[from] CannotRun),
}

/// Runs every check on the package in `folder`.
///
/// # Errors
/// When there is no package that could be looked at.
pub fn check_package(folder: &Path) -> Result<CheckReport, CannotRun> {
    let package = package::Package::open(folder)?;
    Ok(check::run(&package))
}

/// Reads the inputs of the national forecast from a package that passes every check.
///
/// # Errors
/// When the package has findings, lacks a table the forecast needs, or can't be looked at.
pub fn read_inputs(folder: &Path) -> Result<Inputs, LoadError> {
    let package = package::Package::open(folder)?;
    let mut report = check::run(&package);
    if !report.is_clean() {
        return Err(LoadError::Findings(report));
    }
    assemble::inputs(&package).map_err(|diagnostics| {
        report.diagnostics.extend(diagnostics);
        LoadError::Findings(report)
    })
}
