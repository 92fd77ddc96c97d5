//! Scenario files of a folder: which there are, and how one is written.

use crate::store::error::{StoreError, at, shown};
use crate::store::sink::Sink;
use crate::store::target::Target;
use crate::toml::reader::stem;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use suranys_core::provenance::sha256_hex;

/// The ending of scenario files.
const ENDING: &str = "toml";

/// Names of the scenario files in a folder, without their ending, in order.
#[must_use]
pub fn scenario_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == ENDING) && path.is_file())
        .map(|path| stem(&path))
        .collect();
    names.sort();
    names
}

/// The text of a scenario file; none where there is no such file.
///
/// # Errors
/// When it can't be read, or is not UTF-8.
pub fn scenario_text(path: &Path) -> Result<Option<String>, StoreError> {
    match crate::ordinary::read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// Writes a scenario file, whole or not at all, in the place of the text that was read there; where none
/// was, only if there still is none.
///
/// # Errors
/// When something else stands there by now, or the file system refuses; it is as before then.
pub fn write_scenario(path: &Path, text: &str, former: Option<&str>) -> Result<(), StoreError> {
    let target = match former {
        Some(former) => Target::member(path, &sha256_hex(former.as_bytes()))?,
        None if fs::symlink_metadata(path).is_ok() => {
            return Err(StoreError::Meanwhile(shown(path)));
        }
        None => Target::file(path, &[])?,
    };
    let mut sink = Sink::create(target)?;
    sink.write(text.as_bytes())?;
    sink.finish()?;
    Ok(())
}
