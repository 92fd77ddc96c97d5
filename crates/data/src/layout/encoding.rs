//! Which encoding a text is in, when nobody says it: by its marks, or by the words it makes.

use crate::layout::book::book;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// The encoding of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detected {
    Utf8,
    /// Another, whose text this is.
    Other {
        name: String,
        text: String,
    },
    /// None: why, and whether another may be meant.
    Unknown {
        why: String,
        other: bool,
    },
}

/// Decodes by a declared name, as far as the web's encodings have it.
pub(crate) fn read_declared(bytes: &[u8], name: &str) -> Option<String> {
    let encoding = Encoding::for_label(name.trim().as_bytes())?;
    let encoding = match (encoding == UTF_16LE, bytes) {
        (true, [0xFE, 0xFF, ..]) => UTF_16BE,
        _ => encoding,
    };
    let (text, _, damaged) = encoding.decode(bytes);
    (!damaged).then(|| text.into_owned())
}

/// What the letters that are not of ASCII must be worth on average, by how frequent a language has each.
const COMMON_SHARE: f64 = 0.5;
/// What a capital letter behind another is worth of a small one.
const CAPITAL: f64 = 0.8;
/// How much better than the next an encoding must be.
const LEAD: f64 = 0.1;

/// The encoding of bytes.
pub(crate) fn detect(bytes: &[u8]) -> Detected {
    let utf16 = match bytes {
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        // In UTF-16 every other byte of plain Latin text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        let (text, _, damaged) = encoding.decode(bytes);
        return match damaged || bytes.len() % 2 == 1 {
            true => {
                let why = format!("the file is not whole as {}", encoding.name());
                Detected::Unknown { why, other: false }
            }
            false => Detected::Other { name: encoding.name().to_owned(), text: text.into_owned() },
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return Detected::Utf8,
        // A text with letters in UTF-8 before the byte that is none is a damaged one, no other.
        Err(wrong) if !bytes[..wrong.valid_up_to()].is_ascii() => return Detected::Utf8,
        Err(_) => {}
    }
    let mut best: Vec<(f64, String, String)> = Vec::new();
    for name in &book().encodings.candidates {
        let Some(encoding) = Encoding::for_label(name.as_bytes()) else { continue };
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        best.push((worth(&text), name.clone(), text.into_owned()));
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names = || best.iter().map(|one| format!("`{}`", one.1)).collect::<Vec<_>>().join(", ");
    match (best.first(), best.get(1)) {
        (Some(first), Some(second)) if first.0 >= COMMON_SHARE && first.0 - second.0 >= LEAD => {
            Detected::Other { name: first.1.clone(), text: first.2.clone() }
        }
        _ => {
            let why = format!(
                "the file is not UTF-8, and in none of {} alone does it make words",
                names()
            );
            Detected::Unknown { why, other: true }
        }
    }
}

/// What the letters that are not of ASCII are worth on average, by how frequent a language has each, less
/// the share of those that stand where no word has them: a small letter before a capital one, or a letter
/// of another script next to one.
fn worth(text: &str) -> f64 {
    let common = &book().encodings.common;
    let (mut letters, mut frequent, mut wrong) = (0.0, 0.0, 0.0);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            if c.is_alphabetic() {
                letters += 1.0;
                let small = c.to_lowercase().next().unwrap_or(c);
                let worth = common.iter().find(|(letters, _)| letters.contains(small));
                let capital = c.is_uppercase() && before.is_uppercase();
                frequent +=
                    worth.map_or(0.0, |(_, worth)| if capital { worth * CAPITAL } else { *worth });
                let mixed = before.is_ascii_alphabetic();
                let risen = before.is_lowercase() && c.is_uppercase();
                wrong += f64::from(u8::from(mixed || risen));
            } else if !c.is_whitespace() && !"№«»–—…“”„¹²³°±×".contains(c) {
                letters += 1.0;
                wrong += 1.0;
            }
        } else if c.is_ascii_alphabetic() && before.is_alphabetic() && !before.is_ascii() {
            wrong += 1.0;
        }
        before = c;
    }
    if letters == 0.0 { 0.0 } else { (frequent - wrong) / letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: the text itself, written in each encoding by `encoding_rs`.
    #[test]
    fn an_encoding_is_known_by_its_words() {
        for text in ["Шымкент,2019,1\n", "ТАРАЗ,2019,1\n", "город,год,занято\nпосёлок,2020,3\n"]
        {
            for name in ["windows-1251", "koi8-r", "ibm866"] {
                let encoding = Encoding::for_label(name.as_bytes()).expect("known");
                let bytes = encoding.encode(text).0.into_owned();
                let expected = Detected::Other { name: name.to_owned(), text: text.to_owned() };
                assert_eq!(detect(&bytes), expected, "{name}: {text}");
            }
            assert_eq!(detect(text.as_bytes()), Detected::Utf8);
            let utf16: Vec<u8> = [0xFF, 0xFE]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect();
            let Detected::Other { name, text: read } = detect(&utf16) else { panic!() };
            assert_eq!((name.as_str(), read.as_str()), ("UTF-16LE", text));
        }
        // "Côte" and "Réunion" in Windows-1252.
        let latin = b"C\xF4te d'Ivoire,2019,1\nR\xE9union,2019,2\n";
        assert!(matches!(detect(latin), Detected::Unknown { .. }));
        assert!(matches!(detect("Қала,1\n\u{d0}".as_bytes()), Detected::Utf8));
    }
}
