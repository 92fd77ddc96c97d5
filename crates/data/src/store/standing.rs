//! What stands where a result is to be written, and whether it is ours and as we wrote it.
//!
//! A folder of ours has a manifest that names this program and every file with its fingerprint. It
//! is as we wrote it when the manifest is whole, every file it names is there with its content, and
//! nothing else is. Only such a folder may be replaced.

use crate::store::error::{StoreError, at, shown};
use crate::store::seal::{Seal, seal};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use suranys_core::provenance::{Fingerprint, sha256_hex};
use suranys_core::{Text, text};

/// Name of the manifest in a folder of results, by which it is known as one of ours.
pub const MANIFEST: &str = "manifest.json";
/// Name of the file by which a folder is known as a stored run of ours.
pub(crate) const RUN_MARK: &str = "run.json";
/// Characters of the fingerprint of `run.json` that name the folder of a stored run.
const RUN_NAME: usize = 16;
/// What a manifest of ours calls its program.
const PROGRAM: &str = "suranys";
/// Where manifests say which program made them, and in which format.
const PROGRAM_AT: [&str; 3] = ["/program", "/run/program", "/of/program"];
const FORMAT_AT: [&str; 3] = ["/format", "/run/format", "/sweep"];
/// How often a folder is looked at again before what is seen is believed.
const LOOKS: usize = 20;
/// Names reported of what is strange.
const NAMED: usize = 5;

/// What stands at a place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing, or an empty folder.
    Free,
    /// A folder of ours as we wrote it.
    Ours,
    /// Anything else: the first names of what is not as we wrote it, and how many more.
    Strange(Text),
}

/// The name of a stored run's folder, by its `run.json`.
pub(crate) fn run_name(head: &[u8]) -> String {
    sha256_hex(head).chars().take(RUN_NAME).collect()
}

/// Whether a `run.json` is as it was written: by its fingerprint, else, as earlier versions wrote
/// none, by its folder's name.
pub(crate) fn is_run_whole(folder: &Path, head: &[u8]) -> bool {
    match seal(head) {
        Seal::Whole => true,
        Seal::Broken => false,
        Seal::Absent => {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let named = name.len() == RUN_NAME && name.chars().all(|c| c.is_ascii_hexdigit());
            !named || name == run_name(head)
        }
    }
}

/// Whether a manifest says that this program wrote it.
pub(crate) fn names_us(manifest: &Value) -> bool {
    let program = PROGRAM_AT.iter().any(|at| manifest.pointer(at) == Some(&PROGRAM.into()));
    program && FORMAT_AT.iter().any(|at| manifest.pointer(at).is_some())
}

/// What stands at `place`, which no link leads elsewhere.
///
/// # Errors
/// When it can't be looked at.
pub(crate) fn standing(place: &Path) -> Result<Standing, StoreError> {
    let mut found = look(place);
    for _ in 0..LOOKS {
        if matches!(found, Ok(Standing::Free | Standing::Ours)) {
            break;
        }
        // Another writer may have exchanged the folder meanwhile: half of one and half of the other
        // was seen then.
        let before = std::mem::replace(&mut found, look(place));
        if matches!((&before, &found), (Ok(before), Ok(now)) if before == now) {
            break;
        }
    }
    found
}

/// [`standing`], looked at once.
fn look(place: &Path) -> Result<Standing, StoreError> {
    match fs::symlink_metadata(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Standing::Free),
        Err(error) => return Err(at(place)(error)),
        Ok(found) if !found.is_dir() => {
            return Ok(Standing::Strange(text!("it is no folder")));
        }
        Ok(_) => {}
    }
    let top = entries(place)?;
    if top.is_empty() {
        return Ok(Standing::Free);
    }
    let Some((mark, known)) = manifest(place)? else {
        let names: Vec<Text> = top.iter().map(|path| name_in(place, path).into()).collect();
        return Ok(Standing::Strange(text!(
            "no manifest of ours, but {found}",
            found = first_of(&names)
        )));
    };
    let strange = strange(place, mark, &known)?;
    match strange.is_empty() {
        true => Ok(Standing::Ours),
        false => Ok(Standing::Strange(first_of(&strange))),
    }
}

/// What of a folder of ours is not as its manifest says: each name, with what is wrong with it;
/// none where there is no manifest of ours.
///
/// # Errors
/// When it can't be looked at.
pub fn result_differences(folder: &Path) -> Result<Option<Vec<Text>>, StoreError> {
    let folder = fs::canonicalize(folder).map_err(at(folder))?;
    let Some((mark, known)) = manifest(&folder)? else { return Ok(None) };
    strange(&folder, mark, &known).map(Some)
}

/// What of a folder with a manifest of ours is not as the manifest says.
fn strange(place: &Path, mark: &str, known: &Manifest) -> Result<Vec<Text>, StoreError> {
    let mut strange = Vec::new();
    if !known.whole {
        strange.push(text!("`{mark}` (changed)", mark));
    }
    let mut missing: BTreeSet<&str> = known.files.keys().map(String::as_str).collect();
    let mut waiting = vec![place.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for path in entries(&folder)? {
            let name = name_in(place, &path);
            let kind = fs::symlink_metadata(&path).map_err(at(&path))?.file_type();
            if kind.is_dir() {
                let inside = format!("{name}/");
                match known.files.keys().any(|file| file.starts_with(&inside)) {
                    true => waiting.push(path),
                    false => strange.push(text!("`{inside}` (not in its manifest)", inside)),
                }
                continue;
            }
            if name == mark {
                continue;
            }
            missing.remove(name.as_str());
            match known.files.get(&name) {
                None => strange.push(text!("`{name}` (not in its manifest)", name)),
                Some(sha256) => {
                    let same = kind.is_file()
                        && sha256_hex(&crate::ordinary::read(&path).map_err(at(&path))?) == *sha256;
                    if !same {
                        strange.push(text!("`{name}` (changed)", name));
                    }
                }
            }
        }
    }
    strange.extend(missing.into_iter().map(|name| text!("`{name}` (missing)", name)));
    strange.sort();
    Ok(strange)
}

/// What a manifest of ours says.
struct Manifest {
    /// Whether it is as it was written, as far as it tells.
    whole: bool,
    /// SHA-256 of each file.
    files: BTreeMap<String, String>,
}

/// The manifest of a folder and its name; none where there is none of ours.
fn manifest(place: &Path) -> Result<Option<(&'static str, Manifest)>, StoreError> {
    for mark in [MANIFEST, RUN_MARK] {
        let path = place.join(mark);
        if !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            continue;
        }
        let bytes = crate::ordinary::read(&path).map_err(at(&path))?;
        let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
        if !names_us(&value) {
            continue;
        }
        let outputs = value.get("outputs").cloned().unwrap_or_default();
        let Ok(outputs) = serde_json::from_value::<Vec<Fingerprint>>(outputs) else { continue };
        let whole = match mark {
            RUN_MARK => is_run_whole(place, &bytes),
            _ => seal(&bytes) != Seal::Broken,
        };
        let files = outputs.into_iter().map(|one| (one.path, one.sha256)).collect();
        return Ok(Some((mark, Manifest { whole, files })));
    }
    Ok(None)
}

/// The folder above `place` that is whole as it is, and what it is: a report, a stored run, a
/// package. Nothing may be added to it.
pub(crate) fn whole_above(place: &Path) -> Option<(&Path, Text)> {
    place.ancestors().skip(1).find_map(|folder| {
        if folder.join(crate::package::open::DESCRIPTOR).is_file() {
            return Some((folder, text!("a data package")));
        }
        let (mark, _) = manifest(folder).ok()??;
        Some((
            folder,
            if mark == RUN_MARK { text!("a stored run") } else { text!("a result of ours") },
        ))
    })
}

/// Paths in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let read = fs::read_dir(folder).map_err(at(folder))?;
    let mut found = Vec::new();
    for entry in read {
        found.push(entry.map_err(at(folder))?.path());
    }
    found.sort();
    Ok(found)
}

/// The name of a path in a folder, with forward slashes.
fn name_in(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = inside.components().map(|c| shown(c.as_ref())).collect();
    parts.join("/")
}

/// The first of some names, and how many more there are.
fn first_of(names: &[Text]) -> Text {
    let first = names.iter().take(NAMED).map(|name| match name.starts_with('`') {
        true => name.clone(),
        false => text!("`{name}`", name),
    });
    let listed = Text::listed(first);
    let more = names.len().saturating_sub(NAMED);
    match more {
        0 => listed,
        _ => text!("{listed} and {more} more", listed, more),
    }
}
