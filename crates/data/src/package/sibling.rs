//! What lies next to a data package: its scenarios, rulebooks and sweeps.

use std::path::{Path, PathBuf};

/// The path of `name` in the folder that holds the package's; it need not be there.
#[must_use]
pub fn sibling(package: &Path, name: &str) -> PathBuf {
    package.parent().unwrap_or(Path::new("")).join(name)
}

/// The folder `name` next to a package, where there is one.
#[must_use]
pub fn sibling_folder(package: &Path, name: &str) -> Option<PathBuf> {
    Some(sibling(package, name)).filter(|folder| is_folder(folder))
}

/// The file `name` next to a package, where there is one.
#[must_use]
pub fn sibling_file(package: &Path, name: &str) -> Option<PathBuf> {
    Some(sibling(package, name)).filter(|file| file.is_file())
}

/// Whether there is a folder at a path.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}
