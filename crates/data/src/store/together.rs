//! Files that one command writes together: after a run was stopped between two of them, the next one
//! gives all their names, or none.
//!
//! Before the first file is given its name, its hidden folder names those of the others, and theirs
//! name its. The first name decides: where it is given, the others are due; where it is not, none is.

use crate::store::error::{StoreError, at, shown};
use crate::store::form::{is_as_read, is_replaceable};
use crate::store::temporary::{MAKING, Temporary, Turn, dead, is_hidden_of, parent_of};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use suranys_core::{Text, text};

/// In the hidden folder of the first file: hidden folder and target of each of the others.
const THEN: &str = "then";
/// In the hidden folder of a file of a package: the SHA-256 of the content it takes the place of.
pub(crate) const FORMER: &str = "former";
/// In the hidden folders of the others: that of the first.
const AFTER: &str = "after";

/// A file that is written after another: its hidden folder and where it is to stand.
type Other = (PathBuf, PathBuf);

/// Writes down which files are written together.
///
/// # Errors
/// When the file system refuses.
pub(crate) fn tie(first: &Temporary, others: &[(&Temporary, &Path)]) -> io::Result<()> {
    let first = first.folder();
    let mut then: Vec<&Path> = Vec::new();
    for (other, target) in others {
        write(&other.folder().join(AFTER), &[first])?;
        then.extend([other.folder(), *target]);
    }
    if then.is_empty() { Ok(()) } else { write(&first.join(THEN), &then) }
}

/// Paths in a hidden folder, each relative to where that lies if it is there too, so that they stay
/// right when the folder around them is moved.
fn write(mark: &Path, paths: &[&Path]) -> io::Result<()> {
    let place = mark.parent().map(parent_of);
    let mut bytes = Vec::new();
    for path in paths {
        let near = path.file_name().filter(|_| Some(parent_of(path)) == place);
        bytes.extend(near.unwrap_or(path.as_os_str()).as_encoded_bytes());
        bytes.push(0);
    }
    let mut file = File::create(mark)?;
    file.write_all(&bytes)?;
    file.sync_all()
}

/// The paths of a mark in a hidden folder; none where there is no mark.
fn read(folder: &Path, mark: &str) -> Option<Vec<PathBuf>> {
    let bytes = fs::read(folder.join(mark)).ok()?;
    let paths = bytes.strip_suffix(&[0])?.split(|byte| *byte == 0);
    Some(paths.map(|bytes| parent_of(folder).join(os_string(bytes))).collect())
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// What the hidden folder of a dead run holds.
pub(crate) enum Left {
    /// A result of its own, or one of several of which the first has no name yet.
    Alone,
    /// One of several whose first has its name: the hidden folder of that, and the others.
    Due(PathBuf, Vec<Other>),
    /// A file of whose first nothing is left.
    Undecided,
    /// The first of these.
    First(Vec<Other>),
}

/// What a dead run left in a hidden folder.
pub(crate) fn left(folder: &Path) -> Left {
    let is_made = |folder: &Path| fs::symlink_metadata(folder.join(MAKING)).is_ok();
    let others = |folder: &Path| -> Option<Vec<Other>> {
        let pair = |pair: &[PathBuf]| Some((pair.first()?.clone(), pair.get(1)?.clone()));
        Some(read(folder, THEN)?.chunks(2).filter_map(pair).collect())
    };
    if let Some(others) = others(folder) {
        return Left::First(others);
    }
    let Some(first) = read(folder, AFTER).and_then(|first| first.into_iter().next()) else {
        return Left::Alone;
    };
    match others(&first) {
        Some(_) if is_made(&first) => Left::Alone,
        Some(others) => Left::Due(first, others),
        None if is_made(folder) => Left::Undecided,
        None => Left::Alone,
    }
}

/// Gives a file that is due its name; says whether nothing of it is left to do.
fn follow(folder: &Path, target: &Path, notes: &mut Vec<Text>) -> bool {
    let made = folder.join(MAKING);
    if fs::symlink_metadata(&made).is_err() {
        return fs::remove_dir_all(folder).is_ok();
    }
    let may = match fs::read(folder.join(FORMER)) {
        Ok(former) => is_as_read(target, target, &String::from_utf8_lossy(&former)),
        Err(_) => is_replaceable(target, target),
    };
    let done = may.and_then(|()| fs::rename(&made, target).map_err(at(target)));
    notes.push(match &done {
        Ok(()) => text!("`{path}` is put in its place, which a run that was stopped had written with other files", path = shown(target)),
        Err(why) => text!("`{path}` is not what was written with other files by a run that was stopped, which lies in \
             `{made}`: {why}", path = shown(target), made = shown(&made), why),
    });
    done.is_ok() && fs::remove_dir_all(folder).is_ok()
}

/// Gives the others of a first file their names if it has its own, and removes them if not; says
/// whether nothing of them is left to do.
///
/// # Errors
/// When others do not end.
pub(crate) fn settle(
    folder: &Path,
    others: Vec<Other>,
    notes: &mut Vec<Text>,
) -> Result<bool, StoreError> {
    let named = fs::symlink_metadata(folder.join(MAKING)).is_err();
    let mut settled = true;
    for (other, target) in others.iter().filter(|(other, target)| is_hidden_of(other, target)) {
        let turn = Turn::of(parent_of(target), target)?;
        settled &= match dead(other) {
            Some(_lock) if named => follow(other, target, notes),
            Some(_lock) => fs::remove_dir_all(other).is_ok(),
            None => fs::symlink_metadata(other).is_err(),
        };
        turn.settle();
    }
    Ok(settled)
}
