//! Which files may be replaced: those that this program wrote and nobody changed since.
//!
//! A table in a file of its own has no manifest next to it. Where the file system keeps attributes of
//! files, the file bears the fingerprint of its content in one, and a change shows. Where it does
//! not, or the attribute was lost on the way, as in a copy, a file is known by the columns that
//! tables of ours begin with, be it CSV, JSON or Parquet; a change below them doesn't show then.

use crate::store::error::{StoreError, at, shown};
use crate::store::seal::{Seal, seal};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use suranys_core::provenance::Sha256Stream;
use suranys_core::text;

/// Columns that tables of ours begin with.
const FORMS: [&[&str]; 7] = [
    &["series_id", "period", "model", "point"],
    &["series_id", "period", "draw", "value"],
    &["series_id", "reason"],
    &["file", "row", "column", "series_id", "period", "check"],
    &["from_run", "from_scenario", "to_run", "to_scenario"],
    &["from_scenario", "to_scenario", "measure"],
    &["year", "body", "region", "occupation", "question", "answer"],
];
/// Bytes looked at of the beginning of a file, and of the end of a Parquet file.
const HEAD: u64 = 1 << 14;
const FOOT: u64 = 1 << 20;
const PARQUET: &[u8] = b"PAR1";
/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// That a file may be written at `place`: nothing is there, or what is there is empty or ours.
///
/// # Errors
/// When anything else is there.
pub(crate) fn is_replaceable(place: &Path, named: &Path) -> Result<(), StoreError> {
    let metadata = match fs::metadata(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(at(named))?,
    };
    let path = shown(named);
    if metadata.is_dir() {
        return Err(StoreError::Kind { path, found: text!("a folder"), wanted: text!("file") });
    }
    if metadata.len() == 0 {
        return Ok(());
    }
    let not_ours = |found| StoreError::NotOurs { path: path.clone(), found };
    let mut file = File::open(place).map_err(at(named))?;
    match marked(&file) {
        Some(mark) if mark == fingerprint(&mut file).map_err(at(named))? => Ok(()),
        Some(_) => Err(not_ours(text!("its content is not what was written"))),
        None if is_of_form(&mut file, metadata.len()).map_err(at(named))? => Ok(()),
        None => Err(not_ours(text!("no table of ours"))),
    }
}

/// That a file still has the content of a SHA-256.
///
/// # Errors
/// When it has another, or can't be read.
pub(crate) fn is_as_read(place: &Path, named: &Path, former: &str) -> Result<(), StoreError> {
    let mut file = File::open(place).map_err(at(named))?;
    if fingerprint(&mut file).map_err(at(named))? == former {
        return Ok(());
    }
    Err(StoreError::Meanwhile(shown(named)))
}

/// The fingerprint of what is left of a file.
fn fingerprint(file: &mut File) -> std::io::Result<String> {
    let (mut hash, mut bytes) = (Sha256Stream::default(), vec![0; CHUNK]);
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(hash.hex()),
            read => hash.add(bytes.get(..read).unwrap_or_default()),
        }
    }
}

/// Whether a file without a mark is ours by what it holds.
fn is_of_form(file: &mut File, length: u64) -> std::io::Result<bool> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD).read_to_end(&mut head)?;
    if head.starts_with(PARQUET) {
        let mut foot = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(FOOT)))?;
        file.take(FOOT).read_to_end(&mut foot)?;
        // The schema stands in the foot: names of columns in their order, each after its length.
        return Ok(FORMS.iter().any(|names| {
            let mut rest = foot.as_slice();
            names.iter().all(|name| match position(rest, name.as_bytes()) {
                Some(at) => {
                    rest = rest.get(at + name.len()..).unwrap_or_default();
                    true
                }
                None => false,
            })
        }));
    }
    if head.starts_with(b"{") {
        file.seek(SeekFrom::Start(0))?;
        let mut whole = Vec::new();
        file.take(FOOT).read_to_end(&mut whole)?;
        return Ok(seal(&whole) == Seal::Whole);
    }
    let text = String::from_utf8_lossy(&head);
    if let Some(rows) = text.strip_prefix("[\n") {
        let first = rows.lines().next().unwrap_or_default().trim_end_matches(',');
        let row = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(first);
        let names = row.map(|row| row.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        return Ok(begins(&names));
    }
    let header = text.lines().next().unwrap_or_default();
    let names: Vec<String> = header.split(',').map(str::to_owned).collect();
    Ok(text == "[]\n" || begins(&names))
}

fn begins(names: &[String]) -> bool {
    FORMS.iter().any(|form| {
        names.len() >= form.len() && names.iter().zip(*form).all(|(name, known)| name == known)
    })
}

fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// Name of the attribute that holds the fingerprint of a file's content.
#[cfg(target_os = "linux")]
const MARK: &str = "user.suranys.sha256";

/// Gives a file the fingerprint of its content as an attribute, if its file system keeps such.
#[cfg(target_os = "linux")]
pub(crate) fn mark(file: &File, sha256: &str) {
    use rustix::fs::{XattrFlags, fsetxattr};
    let _ = fsetxattr(file, MARK, sha256.as_bytes(), XattrFlags::empty());
}

/// The fingerprint that a file bears.
#[cfg(target_os = "linux")]
fn marked(file: &File) -> Option<String> {
    let mut bytes = [0; 64];
    let length = rustix::fs::fgetxattr(file, MARK, &mut bytes).ok()?;
    Some(String::from_utf8_lossy(bytes.get(..length)?).into_owned())
}

/// Elsewhere files bear none.
#[cfg(not(target_os = "linux"))]
pub(crate) fn mark(_file: &File, _sha256: &str) {}

#[cfg(not(target_os = "linux"))]
fn marked(_file: &File) -> Option<String> {
    None
}
