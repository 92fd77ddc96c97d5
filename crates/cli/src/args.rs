//! Arguments that several commands share.

use crate::paths::default_package;
use clap::Args;
use std::path::PathBuf;
use suranys_core::aliases::replaced;
use suranys_core::diagnostic::nearest;
use suranys_core::limits::YEARS;
use suranys_core::run::Measure;
use suranys_core::{Vintage, Year};

/// A column and a text, written as `column=text`.
///
/// # Errors
/// When the text is not so written.
pub fn pair(text: &str) -> Result<(String, String), String> {
    let (column, text) =
        text.split_once('=').ok_or_else(|| format!("`{text}` is not written as `column=value`"))?;
    Ok((column.to_owned(), text.to_owned()))
}

/// The package a command works on, as an operand.
#[derive(Debug, Args)]
pub struct PackageOperand {
    /// Folder of the data package.
    #[arg(id = "package", value_name = "PACKAGE", default_value_os_t = default_package())]
    pub folder: PathBuf,
}

/// The package behind what a command works on, as an option.
#[derive(Debug, Args)]
pub struct PackageOption {
    /// Folder of the data package; for a report or a stored run, the one it was made from.
    #[arg(id = "package", long = "package", default_value_os_t = default_package(), value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// The scenarios of a run.
#[derive(Debug, Args)]
pub struct ScenarioOptions {
    /// Scenario file; repeat for more, the baseline first. What it extends is looked for next to it,
    /// then in the `scenarios` folder next to the package. Without it: baseline, optimistic and
    /// pessimistic from that folder.
    #[arg(id = "scenario", long = "scenario", value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// The vintage of a run.
#[derive(Debug, Clone, Copy, Args)]
pub struct VintageOption {
    /// Forecast with what was known at the end of this year; no later than the last year of data.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(years()))]
    as_of: Option<i32>,
}

/// Years a vintage may be of.
fn years() -> std::ops::RangeInclusive<i64> {
    i64::from(*YEARS.start())..=i64::from(*YEARS.end())
}

impl VintageOption {
    /// The vintage asked for; none for all data.
    pub fn get(self) -> Option<Vintage> {
        self.as_of.map(|year| Vintage(Year(year)))
    }
}

/// The measure of a name, be it of today or of an earlier format.
pub fn measure(word: &str) -> Result<Measure, String> {
    let known = || Measure::ALL.map(Measure::key);
    Measure::from_key(word).ok_or_else(|| {
        if let Some(new) = replaced(word) {
            return format!("`{word}` is made no more; in its place: {new}");
        }
        let near =
            nearest(word, known()).map_or(String::new(), |near| format!("is `{near}` meant? "));
        format!("`{word}` is not a measure; {near}there are: {}", known().join(", "))
    })
}
