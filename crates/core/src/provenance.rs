//! Where things come from: fingerprints of files, cells of tables.

use crate::observation::{MissingReason, Status};
use crate::time::Year;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 of some bytes, as lower-case hexadecimal text.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of bytes that come in parts.
#[derive(Debug, Clone, Default)]
pub struct Sha256Stream(Sha256);

impl Sha256Stream {
    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The SHA-256 of all bytes added, as lower-case hexadecimal text.
    #[must_use]
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A file and the SHA-256 of its content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Path with forward slashes, relative to the package, scenario or report folder it lies in.
    pub path: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

impl Fingerprint {
    /// The fingerprint of `bytes` stored at `path`.
    #[must_use]
    pub fn of(path: impl Into<String>, bytes: &[u8]) -> Fingerprint {
        Fingerprint { path: path.into(), sha256: sha256_hex(bytes) }
    }

    /// The fingerprints of files, each a path and its content.
    #[must_use]
    pub fn of_files(files: &[(String, Vec<u8>)]) -> Vec<Fingerprint> {
        files.iter().map(|(path, bytes)| Fingerprint::of(path.as_str(), bytes)).collect()
    }
}

/// A cell of a package's table that a figure rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceCell {
    /// Resource of the package.
    pub resource: String,
    /// File of the package.
    pub file: String,
    /// Line of the file, the header being line 1.
    pub row: u64,
    /// The figure, in the unit used inside; absent when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Why it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingReason>,
    /// Its status.
    pub status: Status,
    /// Identifier of the source cited.
    pub source: String,
    /// Who published it.
    pub publisher: String,
    /// Title or number of the publisher's table.
    pub dataset: String,
    /// Year in which the copy used was published.
    pub vintage: Year,
}

#[cfg(test)]
mod tests {
    /// Expected value: FIPS 180-2, appendix B.1.
    #[test]
    fn sha256_of_abc() {
        assert_eq!(
            super::sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let mut parts = super::Sha256Stream::default();
        [b"a", b"b", b"c"].into_iter().for_each(|part| parts.add(part));
        assert_eq!(parts.hex(), super::sha256_hex(b"abc"));
    }
}
