//! The manifest of an edition: what it was made from, and the fingerprints of what it holds.

use crate::store::folder::{MANIFEST, StoreError};
use serde::Serialize;
use std::path::Path;
use suranys_core::run::RunManifest;

/// Whether a folder holds an edition.
#[must_use]
pub fn is_edition(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// The manifest among an edition's files, as [`read_folder`](crate::read_folder) gives them.
///
/// # Errors
/// When it is not there, or not what a manifest should be.
pub fn read_manifest(
    folder: &Path,
    files: &[(String, Vec<u8>)],
) -> Result<RunManifest, StoreError> {
    let path = folder.join(MANIFEST).display().to_string();
    match files.iter().find(|(name, _)| name == MANIFEST) {
        None => Err(StoreError::NoManifest(path)),
        Some((_, bytes)) => serde_json::from_slice(bytes)
            .map_err(|error| StoreError::Manifest { path, why: error.to_string() }),
    }
}

/// A manifest as a file of the folder it speaks of.
///
/// # Errors
/// When it can't be written as JSON.
pub fn manifest_file(manifest: &impl Serialize) -> Result<(String, Vec<u8>), StoreError> {
    let mut bytes = serde_json::to_vec_pretty(manifest).map_err(|error| StoreError::Manifest {
        path: MANIFEST.to_owned(),
        why: error.to_string(),
    })?;
    bytes.push(b'\n');
    Ok((MANIFEST.to_owned(), bytes))
}
