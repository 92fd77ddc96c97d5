//! What lies next to a data package and belongs to it: names of files and folders.

use std::path::{Path, PathBuf};
use suranys_data::{sibling, sibling_file, sibling_folder};

/// The sweep of which a report shows the sensitivities, next to a package.
pub(crate) const REPORTED_SWEEP: &str = "sweeps/tornado.toml";
/// The scenarios of a report after the baseline, in the folder of scenarios next to a package.
const OTHER_SCENARIOS: [&str; 2] = ["optimistic.toml", "pessimistic.toml"];
/// The folder of scenarios next to a package.
const SCENARIO_FOLDER: &str = "scenarios";
/// Folders next to a package that belong to it.
const NEXT_TO: [&str; 3] = [SCENARIO_FOLDER, "rules", "sweeps"];
/// The baseline's file in the folder of scenarios.
const BASELINE: &str = "baseline.toml";

/// The folder of scenarios next to a package.
pub fn scenarios_folder(package: &Path) -> PathBuf {
    sibling(package, SCENARIO_FOLDER)
}

/// The baseline next to a package.
pub fn baseline(package: &Path) -> PathBuf {
    scenarios_folder(package).join(BASELINE)
}

fn own_scenario(package: &Path, name: &str) -> Option<PathBuf> {
    sibling_file(package, &format!("{SCENARIO_FOLDER}/{name}"))
}

/// The scenarios next to a package that a report is made of: the baseline, and of the others those
/// that are there.
pub fn reported_scenarios(package: &Path) -> Vec<PathBuf> {
    let others = OTHER_SCENARIOS.into_iter().filter_map(|name| own_scenario(package, name));
    std::iter::once(baseline(package)).chain(others).collect()
}

/// What a command reads that works on a package: the package, and the folders next to it that
/// belong to it.
pub fn read_with(package: &Path) -> Vec<PathBuf> {
    let next_to = NEXT_TO.iter().filter_map(|name| sibling_folder(package, name));
    std::iter::once(package.to_path_buf()).chain(next_to).collect()
}

/// The folder of rulebooks: that named, else `rules` next to the package, else `data/rules`.
pub fn rulebooks(named: Option<&Path>, package: &Path) -> PathBuf {
    named.map_or_else(
        || sibling_folder(package, "rules").unwrap_or_else(|| PathBuf::from("data/rules")),
        Path::to_path_buf,
    )
}
