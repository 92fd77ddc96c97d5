//! The manifest of an edition: what it was made from, and the fingerprints of what it holds.

use crate::store::error::{StoreError, shown};
use crate::store::seal::{Seal, seal, sealed};
use crate::store::standing::MANIFEST;
use serde::Serialize;
use std::path::Path;
use suranys_core::run::RunManifest;
use suranys_core::{Text, ToText, text};

/// Whether a folder holds an edition.
#[must_use]
pub fn is_edition(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file()
}

/// The manifest of an edition.
///
/// # Errors
/// When it is not there, not what a manifest should be, or was changed since it was written.
pub fn read_manifest(folder: &Path) -> Result<RunManifest, StoreError> {
    let (manifest, bytes) = read_manifest_as_it_is(folder)?;
    whole(folder, &bytes)?;
    Ok(manifest)
}

/// That a manifest is as it was written.
pub(crate) fn whole(folder: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    match seal(bytes) {
        Seal::Whole | Seal::Absent => Ok(()),
        Seal::Broken => Err(StoreError::Manifest {
            path: shown(&folder.join(MANIFEST)),
            why: text!("it was changed since it was written; make the report again"),
        }),
    }
}

/// The manifest of an edition and its bytes, be it as it was written or not.
///
/// # Errors
/// When it is not there, or not what a manifest should be.
pub fn read_manifest_as_it_is(folder: &Path) -> Result<(RunManifest, Vec<u8>), StoreError> {
    let path = folder.join(MANIFEST);
    if !is_edition(folder) {
        return Err(StoreError::NoManifest(shown(&path)));
    }
    let unreadable = |why: Text| StoreError::Manifest { path: shown(&path), why };
    let bytes = crate::ordinary::read(&path).map_err(|e| unreadable(e.to_text()))?;
    let manifest = serde_json::from_slice(&bytes).map_err(|e| unreadable(e.to_string().into()))?;
    Ok((manifest, bytes))
}

/// A manifest as a file of the folder it speaks of. It bears its own fingerprint.
///
/// # Errors
/// When it can't be written as JSON.
pub fn manifest_file(manifest: &impl Serialize) -> Result<(String, Vec<u8>), StoreError> {
    Ok((MANIFEST.to_owned(), sealed(&pretty(manifest)?)))
}

/// Whether these are the bytes of a manifest, as this version writes it or as earlier ones did,
/// without a fingerprint.
///
/// # Errors
/// When it can't be written as JSON.
pub fn is_manifest(bytes: &[u8], manifest: &impl Serialize) -> Result<bool, StoreError> {
    let json = pretty(manifest)?;
    Ok(bytes == sealed(&json) || bytes == [json.as_slice(), b"\n"].concat())
}

fn pretty(manifest: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec_pretty(manifest).map_err(|error| StoreError::Manifest {
        path: MANIFEST.to_owned(),
        why: error.to_string().into(),
    })
}
