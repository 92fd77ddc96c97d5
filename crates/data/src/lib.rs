//! Reads and checks data packages and scenario files, and stores results.
//!
//! The only crate of the project that touches files. What it hands out is validated: holding an
//! [`suranys_core::Inputs`] means its package passed every check.

mod cell;
mod demo;
mod forms;
mod grouping;
mod layout;
mod load_error;
mod microdata;
mod ordinary;
mod package;
mod parquet;
mod store;
mod toml;

mod check;
mod rulebook;
mod skeleton;
mod timeseries;
mod upkeep;
mod workspace;

pub use crate::check::checks;
pub use crate::check::report::{CheckInfo, CheckReport};
pub use crate::demo::{SYNTHETIC_RUN, synthetic_package};
pub use crate::forms::reader::{FormsAsked, read_panel_form, read_panel_forms};
pub use crate::layout::book::layout_names;
pub use crate::layout::row::{LongRow, LongTable};
pub use crate::load_error::LoadError;
pub use crate::microdata::{
    StaffingRow, SurveyRequest, SurveyStaffing, read_staffing_survey, staffing_of_persons,
};
pub use crate::package::find::{
    default_package, default_report, default_rules, packages, read_country,
};
pub use crate::package::open::CannotRun;
pub use crate::package::series::PackageSeries;
pub use crate::package::sibling::{is_folder, sibling, sibling_file, sibling_folder};
pub use crate::parquet::frame::Frame;
pub use crate::rulebook::book::{RuleRequest, is_day, read_rulebook, rulebook_dates};
pub use crate::rulebook::causes::read_cause_book;
pub use crate::rulebook::evidence::read_package_evidence;
pub use crate::rulebook::letter::read_letter;
pub use crate::rulebook::panel::read_panel_rules;
pub use crate::rulebook::signal::read_signal_book;
pub use crate::skeleton::{SkeletonError, SkeletonRequest, skeleton_package};
pub use crate::store::draws::{DRAWS_FOLDER, DrawFiles};
pub use crate::store::edition::{
    is_edition, is_manifest, manifest_file, read_manifest, read_manifest_as_it_is,
};
pub use crate::store::error::StoreError;
pub use crate::store::folder::read_folder;
pub use crate::store::headline::read_headlines;
pub use crate::store::parquet::{ParquetFile, parquet_bytes};
pub use crate::store::report_tables::{ReportFigures, read_report_figures};
pub use crate::store::run::{is_run, read_run, run_folder_differences, write_run};
pub use crate::store::run_table::figures as run_figures;
pub use crate::store::sink::Sink;
pub use crate::store::standing::{MANIFEST, result_differences};
pub use crate::store::sweep::{read_swept, write_swept};
pub use crate::store::target::Target;
pub use crate::timeseries::{
    Break, Findings, Frequency, Link, Links, Period, TidyError, TidyOptions, TidySeries,
    TidyStream, TidyTable, read_hierarchy, read_layout, read_tidy,
};
pub use crate::toml::definition::{Definition, Vocabulary, read_definition};
pub use crate::toml::scenario::{
    MIN_DRAWS, ResolvedScenario, ScenarioFile, read_resolved, read_scenarios, read_scenarios_for,
    read_written_for,
};
pub use crate::toml::scenario_edit::{ParameterEdit, ScenarioEdit, YearsEdit, edited_scenario};
pub use crate::toml::scenario_notes::scenario_notes;
pub use crate::toml::scenario_schema::scenario_schema;
pub use crate::toml::scenario_setting::{Difference, Setting, differences};
pub use crate::toml::sweep::{SweepVocabulary, read_sweep};
pub use crate::toml::sweep_schema::sweep_schema;
pub use crate::upkeep::difference::{CellChange, Change, package_differences};
pub use crate::upkeep::error::UpkeepError;
pub use crate::upkeep::import::{ImportRequest, import_rows};
pub use crate::upkeep::mixture::{Vintages, package_fingerprints};
pub use crate::upkeep::ready::{PackageState, Reach, TableState, package_state};
pub use crate::upkeep::revise::{FigureRevision, revise_figures};
pub use crate::upkeep::revision::{Revision, reseal_package};
pub use crate::upkeep::seal::Resealed;
pub use crate::upkeep::template::table_template;
pub use crate::upkeep::year::{YearRequest, add_year, year_templates};
pub use crate::workspace::excerpt::{Excerpt, excerpts};
pub use crate::workspace::scenarios::{scenario_names, scenario_text, write_scenario};
pub use crate::workspace::stamp::stamp;
pub use crate::workspace::unpacked::unpacks_within;

/// Least and greatest growth of value added that a scenario may give, per cent per year.
pub const GROWTH_BOUNDS: [f64; 2] = [toml::scenario::GROWTH.0, toml::scenario::GROWTH.1];
/// Least and greatest statutory pension age that a scenario may give, years.
pub const AGE_BOUNDS: [f64; 2] = [toml::scenario::AGES.0, toml::scenario::AGES.1];

use std::path::Path;
use suranys_core::Inputs;
use suranys_core::shortage_list::PackageEvidence;

/// Runs every check on the package in `folder`, and says what is missing for a forecast: what
/// [`read_inputs`] would refuse.
///
/// # Errors
/// When there is no package that could be looked at.
pub fn check_package(folder: &Path) -> Result<CheckReport, CannotRun> {
    Ok(check_inputs(folder)?.report)
}

/// Reads the inputs of the national forecast from a package that passes every check.
///
/// # Errors
/// When the package has findings, misses a table the forecast needs, or can't be looked at.
pub fn read_inputs(folder: &Path) -> Result<Inputs, LoadError> {
    Ok(read_package(folder)?.0.inputs)
}

/// [`read_inputs`] with what rules read, and every series of the package's tables; all of it read once.
///
/// # Errors
/// As [`read_inputs`].
pub fn read_package(folder: &Path) -> Result<(Sound, Vec<PackageSeries>), LoadError> {
    let Checked { mut report, sound, series } = check_inputs(folder)?;
    let sound = sound.ok_or_else(|| {
        report.diagnostics.append(&mut report.missing);
        LoadError::Findings(report)
    })?;
    Ok((sound, series))
}

/// What a package without findings gives.
#[derive(Debug)]
pub struct Sound {
    /// The inputs of a forecast.
    pub inputs: Inputs,
    /// What rules are applied to.
    pub evidence: PackageEvidence,
}

/// A package that was looked at.
#[derive(Debug)]
pub struct Checked {
    /// What all checks say, and what is missing for a forecast.
    pub report: CheckReport,
    /// What it gives, when nothing is wrong or missing.
    pub sound: Option<Sound>,
    /// Every series of every table that says which of its columns holds years and which name a series.
    pub series: Vec<PackageSeries>,
}

/// What [`check_package`] says of a package, and with it what was read.
///
/// # Errors
/// When there is no package that could be looked at.
pub fn check_inputs(folder: &Path) -> Result<Checked, CannotRun> {
    let package = crate::package::open::Package::open(folder)?;
    let series = crate::package::series::series(&package);
    let mut report = check::run(&package);
    match crate::package::assemble::inputs(&package) {
        Ok(inputs) if report.is_clean() => {
            let evidence = crate::rulebook::evidence::evidence(&package);
            return Ok(Checked { report, sound: Some(Sound { inputs, evidence }), series });
        }
        Ok(_) => {}
        Err(missing) => {
            report.missing = suranys_core::diagnostic::listed(
                missing,
                "needed",
                crate::package::open::DESCRIPTOR,
            );
        }
    }
    if !report.is_clean() {
        // Cells that can't be used are among the findings already; tables that are not there aren't.
        report.missing.retain(|one| one.span.row.is_none());
        // So do tables that are there and can't be read.
        let unread = |name: &str| {
            !package.tables.contains_key(name)
                && package.descriptor.resources.iter().any(|resource| resource.name == name)
        };
        report.missing.retain(|one| !one.found.as_deref().is_some_and(unread));
    }
    Ok(Checked { report, sound: None, series })
}
