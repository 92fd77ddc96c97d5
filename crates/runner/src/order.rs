//! What a run is made from.

use std::path::{Path, PathBuf};
use suranys_core::Vintage;

/// What a run is made from.
#[derive(Debug, Clone)]
pub struct Order {
    /// Folder of the data package.
    pub package: PathBuf,
    /// Scenario files, the baseline first; empty for the three next to the package.
    pub scenarios: Vec<PathBuf>,
    /// Vintage; none for all data.
    pub as_of: Option<Vintage>,
    /// Whether the draws of its figures are kept.
    pub draws: bool,
}

impl Order {
    /// A run of a package under the scenarios next to it, at a vintage, without draws.
    #[must_use]
    pub fn of(package: &Path, as_of: Option<Vintage>) -> Order {
        Order { package: package.to_path_buf(), scenarios: Vec::new(), as_of, draws: false }
    }
}
