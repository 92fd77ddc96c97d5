//! Where things come from: fingerprints of files.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 of some bytes, as lower-case hexadecimal text.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
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
    }
}
