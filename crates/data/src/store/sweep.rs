//! Finished runs of a sweep: a small file each, named after the fingerprint of all it depends on,
//! so that a run that is there need not be made again.

use crate::store::folder::{StoreError, at};
use crate::store::sink::{Sink, temporary_start};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use suranys_core::sensitivity::SweptRun;

/// Characters of the fingerprint that name the file.
const NAME: usize = 32;

fn place(folder: &Path, key: &str) -> PathBuf {
    let name: String = key.chars().take(NAME).collect();
    folder.join(format!("{name}.json"))
}

/// Removes what a killed sweep left half-written in `folder`, of the runs with these keys alone:
/// those that are about to be made, so that no other process is writing them. Gives how many.
///
/// # Errors
/// When the file system refuses.
pub fn clean_swept<'k>(
    folder: &Path,
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<usize, StoreError> {
    if !folder.is_dir() {
        return Ok(0);
    }
    let begun: BTreeSet<String> = keys
        .into_iter()
        .filter_map(|key| place(folder, key).file_name().map(temporary_start))
        .collect();
    let mut removed = 0;
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let of = name.rfind('-').and_then(|end| name.get(..=end));
        if of.is_some_and(|start| begun.contains(start)) {
            fs::remove_file(&path).map_err(at(&path))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Stores a finished run in `folder`, whole or not at all.
///
/// # Errors
/// When the file system refuses.
pub fn write_swept(folder: &Path, run: &SweptRun) -> Result<(), StoreError> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let path = place(folder, &run.key);
    let damaged = |why: String| StoreError::Damaged { path: path.display().to_string(), why };
    let mut bytes = serde_json::to_vec(run).map_err(|e| damaged(e.to_string()))?;
    bytes.push(b'\n');
    let mut sink = Sink::create(&path)?;
    sink.write(&bytes)?;
    sink.finish()
}

/// The finished run with this key, from the first of `folders` that has it.
///
/// # Errors
/// When its file can't be read or is not what it should be.
pub fn read_swept(folders: &[PathBuf], key: &str) -> Result<Option<SweptRun>, StoreError> {
    let Some(path) = folders.iter().map(|f| place(f, key)).find(|path| path.is_file()) else {
        return Ok(None);
    };
    let damaged = |why: String| StoreError::Damaged { path: path.display().to_string(), why };
    let bytes = crate::ordinary::read(&path).map_err(at(&path))?;
    let run: SweptRun = serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))?;
    match run.key == key {
        true => Ok(Some(run)),
        false => Err(damaged("it holds another run than its name says".to_owned())),
    }
}
