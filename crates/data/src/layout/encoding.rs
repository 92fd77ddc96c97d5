//! Which encoding a text is in, when nobody says it: by its marks, or by the words it makes.

use crate::layout::book::{Variant, book};
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
    if let Some(variant) = variant(name) {
        return decoded(variant, bytes);
    }
    let encoding = Encoding::for_label(name.trim().as_bytes())?;
    let encoding = match (encoding == UTF_16LE, bytes) {
        (true, [0xFE, 0xFF, ..]) => UTF_16BE,
        _ => encoding,
    };
    let (text, _, damaged) = encoding.decode(bytes);
    (!damaged).then(|| text.into_owned())
}

/// Whether there is an encoding of a name.
pub(crate) fn is_known(name: &str) -> bool {
    variant(name).is_some() || Encoding::for_label(name.trim().as_bytes()).is_some()
}

/// The variant of a name.
fn variant(name: &str) -> Option<&'static Variant> {
    book().encodings.variants.iter().find(|one| one.name.eq_ignore_ascii_case(name.trim()))
}

/// Bytes in a variant of another encoding.
fn decoded(variant: &Variant, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_label(variant.of.as_bytes())?;
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let letter = |c: char| {
        let at = variant.instead.chars().position(|other| other == c);
        at.and_then(|at| variant.letters.chars().nth(at)).unwrap_or(c)
    };
    Some(text.chars().map(letter).collect())
}

/// UTF-16 without its mark: of the first bytes of each pair, or of the second, nearly all are those of Latin or of
/// Cyrillic letters.
pub(crate) fn utf16_unmarked(bytes: &[u8]) -> Option<&'static Encoding> {
    const LOOKED_AT: usize = 4096;
    let looked = &bytes[..bytes.len().min(LOOKED_AT)];
    // No text in another encoding has a byte of zero.
    if looked.len() < 4 || !looked.contains(&0) {
        return None;
    }
    let high = |byte: &u8| matches!(byte, 0 | 4);
    let share = |from: usize| {
        let all = looked.iter().skip(from).step_by(2);
        all.clone().filter(|byte| high(byte)).count() * 10 >= all.count() * 9
    };
    match (share(0), share(1)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
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
        _ => utf16_unmarked(bytes),
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
        let mut found = (worth(&text), name.clone(), text.into_owned());
        for variant in book().encodings.variants.iter().filter(|variant| variant.of == *name) {
            let Some(text) = decoded(variant, bytes) else { continue };
            let worth = worth(&text);
            if worth > found.0 {
                found = (worth, variant.name.clone(), text);
            }
        }
        best.push(found);
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

/// What a letter that stands where no word has it takes away: text has hardly any.
const WRONG: f64 = 3.0;

/// What the letters that are not of ASCII are worth on average, by how frequent a language has each, less
/// what those take away that no word has or has there: a small letter before a capital one, or a letter
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
                let foreign = worth.is_none();
                let mixed = before.is_ascii_alphabetic();
                let risen = before.is_lowercase() && c.is_uppercase();
                wrong += f64::from(u8::from(foreign || mixed || risen));
            } else if !c.is_whitespace() && !"№«»–—…“”„¹²³°±×".contains(c) {
                letters += 1.0;
                wrong += 1.0;
            }
        } else if c.is_ascii_alphabetic() && before.is_alphabetic() && !before.is_ascii() {
            wrong += 1.0;
        }
        before = c;
    }
    if letters == 0.0 { 0.0 } else { (frequent - WRONG * wrong) / letters }
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
        // Kazakh letters where Windows-1251 has others (KZ-1048): by hand from both tables.
        let (bytes, text) = (b"\x8d\xe0\xe7\xe0\x9d\xf1\xf2\xe0\xed,1\n", "Қазақстан,1\n");
        let expected = Detected::Other { name: "kz-1048".to_owned(), text: text.to_owned() };
        assert_eq!(detect(bytes), expected);
        assert_eq!(read_declared(bytes, "kz-1048").as_deref(), Some(text));
        // "Российская Федерация" in Macintosh Cyrillic, which would be nearly words.
        let macintosh =
            b"\x90\xee\xf1\xf1\xe8\xe9\xf1\xea\xe0\xdf \x94\xe5\xe4\xe5\xf0\xe0\xf6\xe8\xdf,1\n";
        assert!(matches!(detect(macintosh), Detected::Unknown { .. }));
        let unmarked: Vec<u8> = "Алматы,2019\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(detect(&unmarked), Detected::Other { name, .. } if name == "UTF-16LE"));
        // "Côte" and "Réunion" in Windows-1252.
        let latin = b"C\xF4te d'Ivoire,2019,1\nR\xE9union,2019,2\n";
        assert!(matches!(detect(latin), Detected::Unknown { .. }));
        assert!(matches!(detect("Қала,1\n\u{d0}".as_bytes()), Detected::Utf8));
    }
}
