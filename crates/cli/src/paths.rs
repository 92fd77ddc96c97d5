//! Where things lie when a command does not name them: names of files and folders.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use suranys_core::{Vintage, YearSpan};

/// Folder of data packages.
const PACKAGES: &str = "data";
/// The folder of stored runs when none is named.
pub const RUNS: &str = "reports/runs";

/// The data package when none is named.
pub fn default_package() -> PathBuf {
    suranys_data::default_package(Path::new(PACKAGES))
}

/// The data packages there are.
pub fn packages() -> Vec<PathBuf> {
    suranys_data::packages(Path::new(PACKAGES))
}

/// The folder of the edition of a policy period, as of a vintage.
pub fn edition_folder(period: YearSpan, as_of: Option<Vintage>) -> PathBuf {
    let as_of = as_of.map(|vintage| format!("-as-of-{vintage}")).unwrap_or_default();
    PathBuf::from(format!("reports/{}-{}{as_of}", period.from(), period.to()))
}

/// The folder of a sweep, named after its file.
pub fn sweep_folder(file: &Path) -> PathBuf {
    PathBuf::from(RUNS).join("sweeps").join(file.file_stem().unwrap_or(OsStr::new("")))
}
