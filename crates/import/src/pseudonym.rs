//! Hashed identifiers: the same for the same text under the same key, and of no use without it.

use crate::failure::Failure;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use suranys_core::provenance::sha256_hex;

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes that SHA-256 takes at once: the key fills one block, so that hashing begins behind it.
const BLOCK: usize = 64;

/// Makes pseudonyms: the first 64 bits of SHA-256 of the key and the text. Cut so short, a hash gives no
/// way to lengthen the text behind the key.
#[derive(Clone)]
pub(crate) struct Pseudonyms {
    keyed: Sha256,
}

impl Pseudonyms {
    /// Those of a key.
    pub(crate) fn new(key: &[u8]) -> Pseudonyms {
        let mut block = [0_u8; BLOCK];
        for (to, from) in block.iter_mut().zip(key) {
            *to = *from;
        }
        Pseudonyms { keyed: Sha256::new_with_prefix(block) }
    }

    /// Those of the key in a file; without a file, of a key made for this run alone and written nowhere.
    ///
    /// # Errors
    /// When the file holds no key, or the machine gives no random bytes.
    pub(crate) fn of(file: Option<&Path>) -> Result<Pseudonyms, Failure> {
        Ok(Pseudonyms::new(&match file {
            Some(path) => read_key(path)?,
            None => random()?,
        }))
    }

    /// The pseudonym of a text, apart for each use.
    pub(crate) fn of_text(&self, text: &str) -> i64 {
        let mut digest = self.keyed.clone();
        digest.update(text.as_bytes());
        let hash = digest.finalize();
        hash.iter().take(8).fold(0_i64, |value, byte| (value << 8) | i64::from(*byte))
    }

    /// By what parts of titles are hashed, so that they can't be looked up without the key.
    pub(crate) fn salt(&self) -> u64 {
        self.of_text("title").cast_unsigned()
    }
}

/// What shows that two runs had the same key, and nothing of it.
pub(crate) fn fingerprint(pseudonyms: &Pseudonyms) -> String {
    sha256_hex(&pseudonyms.of_text("fingerprint").to_be_bytes())
}

fn random() -> Result<Vec<u8>, Failure> {
    let source = Path::new("/dev/urandom");
    let mut key = vec![0; KEY];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut key))
        .map_err(|why| Failure::io(source, &why))?;
    Ok(key)
}

/// Writes a new key that only its owner may read.
///
/// # Errors
/// When something stands there, or the file can't be written.
pub(crate) fn write_key(path: &Path) -> Result<(), Failure> {
    let hex: String = random()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(path)
        .and_then(|mut file| file.write_all(format!("{hex}\n").as_bytes()))
        .map_err(|why| Failure::io(path, &why))
}

fn read_key(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(1024).read_to_end(&mut bytes))
        .map_err(|why| Failure::io(path, &why))?;
    let text = String::from_utf8_lossy(&bytes);
    let pairs = text.trim().as_bytes().chunks(2);
    let key: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    key.filter(|key| key.len() == KEY).ok_or_else(|| {
        let message = "this is no key: 64 hexadecimal digits; make one with `suranys import key`";
        Failure::of_file(path, "key", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: the first 16 digits of `{ printf 'k%.0s' {1..32}; head -c 32 /dev/zero; printf 'abc'; } | sha256sum`.
    #[test]
    fn a_pseudonym_is_a_keyed_hash() {
        let made = Pseudonyms::new(&[b'k'; KEY]);
        assert_eq!(format!("{:016x}", made.of_text("abc")), "ea766f8358dc004c");
        assert_ne!(made.of_text("abc"), Pseudonyms::new(&[b'l'; KEY]).of_text("abc"));
        assert_ne!(made.of_text("abc"), made.of_text("abd"));
    }

    #[test]
    fn a_key_is_written_once_and_read_back() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("key");
        write_key(&path).expect("written");
        assert!(write_key(&path).is_err());
        let (a, b) = (Pseudonyms::of(Some(&path)), Pseudonyms::of(Some(&path)));
        assert_eq!(fingerprint(&a.expect("read")), fingerprint(&b.expect("read")));
        std::fs::write(&path, "abc").expect("written");
        assert!(Pseudonyms::of(Some(&path)).is_err());
    }
}
