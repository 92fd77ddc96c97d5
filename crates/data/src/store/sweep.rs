//! Finished runs of a sweep: a small file each, named after the fingerprint of all it depends on,
//! so that a run that is there need not be made again.

use crate::store::error::{StoreError, at, shown};
use crate::store::seal::{Seal, seal, sealed};
use crate::store::sink::Sink;
use crate::store::target::Target;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use suranys_core::sensitivity::SweptRun;
use suranys_core::{Text, text};

/// Characters of the fingerprint that name the file.
const NAME: usize = 32;

fn place(folder: &Path, key: &str) -> PathBuf {
    let name: String = key.chars().take(NAME).collect();
    folder.join(format!("{name}.json"))
}

/// Stores a finished run in `folder`, whole or not at all; the file bears its own fingerprint.
///
/// # Errors
/// When the file system refuses.
pub fn write_swept(folder: &Path, run: &SweptRun) -> Result<(), StoreError> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let path = place(folder, &run.key);
    let damaged = |why: Text| StoreError::Damaged { path: shown(&path), why };
    let bytes = serde_json::to_vec(run).map_err(|e| damaged(e.to_string().into()))?;
    let mut sink = Sink::create(Target::file(&path, &[])?)?;
    sink.write(&sealed(&bytes))?;
    sink.finish().map(|_| ())
}

/// The finished run with this key and these values of the swept parameters, from the first of
/// `folders` that has it.
///
/// # Errors
/// When its file can't be read, or is not as it was written.
pub fn read_swept(
    folders: &[PathBuf],
    key: &str,
    parameters: &BTreeMap<String, f64>,
) -> Result<Option<SweptRun>, StoreError> {
    let mut places = folders.iter().map(|folder| place(folder, key));
    let Some(path) = places.find(|path| path.is_file()) else { return Ok(None) };
    let unbelievable = |why: Text| StoreError::Unbelievable { path: shown(&path), why };
    let bytes = crate::ordinary::read(&path).map_err(at(&path))?;
    match seal(&bytes) {
        Seal::Whole => {}
        Seal::Broken => return Err(unbelievable(text!("it was changed since it was written"))),
        Seal::Absent => {
            return Err(unbelievable(text!(
                "it has no fingerprint of its content, or is none of ours"
            )));
        }
    }
    let run: SweptRun =
        serde_json::from_slice(&bytes).map_err(|e| unbelievable(e.to_string().into()))?;
    // As a file holds them, to the digit.
    let held = serde_json::to_vec(parameters).and_then(|bytes| serde_json::from_slice(&bytes));
    let held: BTreeMap<String, f64> = held.map_err(|e| unbelievable(e.to_string().into()))?;
    match (run.key == key, run.parameters == held) {
        (true, true) => Ok(Some(run)),
        (false, _) => Err(unbelievable(text!("it holds another run than its name says"))),
        (_, false) => {
            Err(unbelievable(text!("it holds other parameters than its name stands for")))
        }
    }
}
