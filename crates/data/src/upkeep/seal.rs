//! Sizes and hashes of resources, written anew into the descriptor whose text else stays as it is.

use crate::package::descriptor::{Descriptor, Resource};
use crate::package::open::{CannotRun, DESCRIPTOR, Overlay, fed, inside};
use crate::upkeep::error::UpkeepError;
use crate::upkeep::json_text::{elements, members};
use std::ops::Range;
use std::path::Path;
use suranys_core::provenance::sha256_hex;
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, ToText, text};

/// What the descriptor says of a resource's file and what it is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resealed {
    /// Name of the resource.
    pub resource: String,
    /// Path of its file in the package.
    pub path: String,
    /// Size in bytes that the descriptor says; none where it says none.
    pub bytes_before: Option<u64>,
    /// Size in bytes that the file has.
    pub bytes: u64,
    /// Hash that the descriptor says; none where it says none.
    pub hash_before: Option<String>,
    /// Hash that the file has.
    pub hash: String,
}

/// The text of a descriptor in which the sizes and hashes of wanted resources are those of their files, as
/// they would be with an overlay.
///
/// # Errors
/// When a file can't be read.
pub(crate) fn resealed(
    folder: &Path,
    text: &str,
    descriptor: &Descriptor,
    overlay: &Overlay,
    wanted: impl Fn(&Resource) -> bool,
) -> Result<(String, Vec<Resealed>), UpkeepError> {
    let (mut changed, mut unread, mut edits) = (Vec::new(), Vec::new(), Vec::new());
    let places = resources(text).filter(|places| places.len() == descriptor.resources.len());
    let places = places.ok_or_else(|| CannotRun::Descriptor {
        path: folder.join(DESCRIPTOR).display().to_string(),
        why: text!("its list of resources can't be found"),
    })?;
    for (resource, place) in descriptor.resources.iter().zip(places) {
        if !wanted(resource) {
            continue;
        }
        let content = |path: &str| match (overlay.get(path), inside(folder, path)) {
            (Some(bytes), _) => Ok(bytes.clone()),
            (None, Some(file)) => crate::ordinary::read(&file).map_err(|why| why.to_text()),
            (None, None) => Err(text!("its path leaves the package")),
        };
        // Of several files, what stands in them in a row.
        let bytes: Result<Vec<Vec<u8>>, Text> = resource.paths().map(content).collect();
        let bytes = bytes.map(|parts| parts.concat());
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                let message =
                    text!("the file of `{name}` can't be read: {why}", name = resource.name, why);
                let finding = Diagnostic::error("file", Span::file(DESCRIPTOR), message);
                unread.push(
                    finding
                        .found(&resource.path)
                        .allowed(text!("an ordinary file inside the package"))
                        .help(text!("restore the file, or correct its path")),
                );
                continue;
            }
        };
        let hash = format!("sha256:{}", sha256_hex(&bytes));
        let by_lines =
            |declared: &String| *declared == format!("sha256:{}", sha256_hex(&fed(&bytes)));
        let length = bytes.len() as u64;
        let same = resource.hash.as_ref() == Some(&hash) && resource.bytes == Some(length);
        let alike = resource.bytes.is_some()
            && resource
                .hash
                .as_ref()
                .is_some_and(|hash_before| *hash_before != hash && by_lines(hash_before));
        if same || alike {
            continue;
        }
        edits.extend(edits_of(text, place.start, length, &hash));
        changed.push(Resealed {
            resource: resource.name.clone(),
            path: resource.paths().collect::<Vec<_>>().join(" + "),
            bytes_before: resource.bytes,
            bytes: length,
            hash_before: resource.hash.clone(),
            hash,
        });
    }
    if !unread.is_empty() {
        return Err(UpkeepError::Findings(unread));
    }
    edits.sort_by_key(|(place, _)| place.start);
    let mut new = text.to_owned();
    for (place, with) in edits.into_iter().rev() {
        new.replace_range(place, &with);
    }
    Ok((new, changed))
}

/// Places of the resources in the text of a descriptor.
fn resources(text: &str) -> Option<Vec<Range<usize>>> {
    let all = members(text, 0)?;
    let (_, place) = all.into_iter().find(|(key, _)| key == "resources")?;
    elements(text, place.start)
}

/// What is to be written where, so that the resource at a place has this size and hash. A member that is
/// not there is added after the path, as far in as that.
fn edits_of(text: &str, at: usize, length: u64, hash: &str) -> Vec<(Range<usize>, String)> {
    let all = members(text, at).unwrap_or_default();
    let mut edits = Vec::new();
    let mut added = String::new();
    let path = all.iter().find(|(key, _)| key == "path").map(|(_, place)| place.clone());
    let Some(path) = path else { return edits };
    // Between the comma before a member, or the bracket, and the member: a line's end and blanks.
    let gap = {
        let head = text.get(..path.start).unwrap_or_default();
        let key = head.rfind("\"path\"").unwrap_or_default();
        let before = head.get(..key).unwrap_or_default();
        before.get(before.trim_end().len()..).unwrap_or_default()
    };
    for (key, value) in [("bytes", length.to_string()), ("hash", format!("\"{hash}\""))] {
        match all.iter().find(|(known, _)| known == key) {
            Some((_, place)) => edits.push((place.clone(), value)),
            None => added.push_str(&format!(",{gap}\"{key}\": {value}")),
        }
    }
    if !added.is_empty() {
        edits.push((path.end..path.end, added));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash of `a\n` is that of `printf 'a\n' | sha256sum`.
    const OF_A: &str = "sha256:87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";

    fn sealed(descriptor: &str, file: &[u8]) -> (String, usize) {
        let folder = tempfile::tempdir().expect("temporary folder");
        std::fs::write(folder.path().join("a.csv"), file).expect("written");
        std::fs::write(folder.path().join(DESCRIPTOR), descriptor).expect("written");
        let read: Descriptor = serde_json::from_str(descriptor).expect("a descriptor");
        let (text, changed) =
            resealed(folder.path(), descriptor, &read, &Overlay::new(), |_| true).expect("read");
        (text, changed.len())
    }

    #[test]
    fn sizes_and_hashes_are_written_and_all_else_stays() {
        let head =
            "{\n   \"name\":\"x\" ,\r\n\"resources\": [ {\"name\": \"a\",\n  \"path\": \"a.csv\"";
        let tail = ", \"schema\": {}}\n]}\n\n";
        let as_is = format!("{head},\n  \"bytes\": 2,\n  \"hash\": \"{OF_A}\"{tail}");
        assert_eq!(sealed(&as_is, b"a\n"), (as_is.clone(), 0));
        let other = as_is.replace("87428", "00000").replace("\"bytes\": 2", "\"bytes\": 7");
        assert_eq!(sealed(&other, b"a\n"), (as_is.clone(), 1));
        assert_eq!(sealed(&format!("{head}{tail}"), b"a\n"), (as_is.clone(), 1));
        // CR LF for LF is the same file.
        assert_eq!(sealed(&as_is, b"a\r\n"), (as_is.clone(), 0));
        assert_eq!(sealed(&as_is, b"b\r\n").1, 1);
    }

    #[test]
    fn a_file_that_is_not_there_is_reported() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let text =
            "{\"name\":\"x\",\"resources\":[{\"name\":\"a\",\"path\":\"../a.csv\",\"schema\":{}}]}";
        let read: Descriptor = serde_json::from_str(text).expect("a descriptor");
        let why = resealed(folder.path(), text, &read, &Overlay::new(), |_| true);
        assert!(matches!(why, Err(UpkeepError::Findings(found)) if found.len() == 1));
    }
}
