//! The fingerprint that a JSON file of ours carries of itself, so that a change shows.
//!
//! It is the last member of the object, `"fingerprint"`, and the SHA-256 of every byte before it.

use serde_json::Value;
use suranys_core::provenance::sha256_hex;

/// Characters of a SHA-256 in hexadecimal.
const LENGTH: usize = 64;
const MEMBER: &str = "fingerprint";
/// What stands before the fingerprint and after it, in JSON over several lines and on one.
const AROUND: [(&str, &str); 2] =
    [(",\n  \"fingerprint\": \"", "\"\n}\n"), (",\"fingerprint\":\"", "\"}\n")];

/// What a file's fingerprint of itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// The file is as it was written.
    Whole,
    /// It was changed since.
    Broken,
    /// There is none: an earlier version wrote the file, or something else did.
    Absent,
}

/// Adds its fingerprint to an object that serde wrote, on one line or pretty, and a line's end. What
/// is no object with members is left as it is.
pub(crate) fn sealed(json: &[u8]) -> Vec<u8> {
    let pretty = json.strip_suffix(b"\n}");
    let (body, [before, after]) = match (pretty, json.strip_suffix(b"}")) {
        (Some(body), _) => (body, [AROUND[0].0, AROUND[0].1]),
        (None, Some(body)) => (body, [AROUND[1].0, AROUND[1].1]),
        (None, None) => return json.to_vec(),
    };
    [body, before.as_bytes(), sha256_hex(body).as_bytes(), after.as_bytes()].concat()
}

/// Whether a file is as it was written, by its own fingerprint.
#[must_use]
pub fn seal(bytes: &[u8]) -> Seal {
    for (before, after) in AROUND {
        let parts = bytes.strip_suffix(after.as_bytes()).and_then(|rest| {
            let (rest, found) = rest.split_at_checked(rest.len().checked_sub(LENGTH)?)?;
            Some((rest.strip_suffix(before.as_bytes())?, found))
        });
        if let Some((body, found)) = parts {
            let same = sha256_hex(body).as_bytes() == found;
            return if same { Seal::Whole } else { Seal::Broken };
        }
    }
    // Another program may have written the file anew, in its own layout.
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) if value.get(MEMBER).is_some() => Seal::Broken,
        _ => Seal::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_file_breaks_its_seal() {
        for json in ["{\"a\":1.5,\"b\":\"x\"}", "{\n  \"a\": 1.5,\n  \"b\": \"x\"\n}"] {
            let whole = sealed(json.as_bytes());
            let read: Value = serde_json::from_slice(&whole).expect("still JSON");
            assert_eq!(read["b"], "x");
            assert_eq!(seal(&whole), Seal::Whole);
            let text = String::from_utf8(whole).expect("text");
            for changed in [
                text.replace("1.5", "1.6"),
                text.replace("\"x\"", "\"y\""),
                format!("{text}\n"),
                text.replace(' ', "  ").replace(":1", ": 1"),
            ] {
                assert_eq!(seal(changed.as_bytes()), Seal::Broken, "{changed}");
            }
            assert_eq!(seal(json.as_bytes()), Seal::Absent);
        }
        assert_eq!(seal(b"no JSON"), Seal::Absent);
    }
}
