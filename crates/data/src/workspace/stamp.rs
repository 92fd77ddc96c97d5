//! Whether files changed since they were read, without reading them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use suranys_core::provenance::Sha256Stream;

/// Deepest folder that is looked into.
const DEEPEST: usize = 8;
/// Most files that are looked at.
const MAX_FILES: usize = 20_000;

/// A text that is another one when a file below one of these folders was added, removed or written: of
/// names, sizes and times of change. It is compared, and is in no result.
#[must_use]
pub fn stamp(folders: &[PathBuf]) -> String {
    let mut hash = Sha256Stream::default();
    let mut left = MAX_FILES;
    for folder in folders {
        add(folder, DEEPEST, &mut left, &mut hash);
    }
    hash.hex()
}

fn add(path: &Path, deep: usize, left: &mut usize, hash: &mut Sha256Stream) {
    let Ok(found) = fs::metadata(path) else { return };
    if found.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut below: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        below.sort();
        for one in below.into_iter().filter(|_| deep > 0) {
            add(&one, deep - 1, left, hash);
        }
        return;
    }
    if *left == 0 {
        return;
    }
    *left -= 1;
    let changed = found.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed = changed.map_or(0, |since| since.as_nanos());
    hash.add(format!("{}\n{}\n{changed}\n", path.display(), found.len()).as_bytes());
}
