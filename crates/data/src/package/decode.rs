//! Bytes to text: UTF-8 and declared Windows-1251 are read, everything else is refused with the
//! reason.

use crate::layout::encoding::utf16_unmarked;
use crate::package::lines::Ends;
use std::borrow::Cow;
use suranys_core::{Text, text};

/// Why bytes are not read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: Text,
    /// How to fix it.
    pub help: Text,
    /// Whether the file is no text at all, in no encoding.
    pub is_no_text: bool,
}

impl Refused {
    /// A text that is not read.
    pub(crate) fn new(message: impl Into<Text>, help: impl Into<Text>) -> Refused {
        Refused { message: message.into(), help: help.into(), is_no_text: false }
    }
}

fn refused(message: impl Into<Text>, help: impl Into<Text>) -> Refused {
    Refused::new(message, help)
}

/// How files that are no text begin, what they are, and what to do with them.
static OTHERS: [(&[u8], Text, Text); 3] = [
    (&[0x1F, 0x8B], text!("the file is compressed by gzip"), text!("decompress it")),
    (
        b"PK\x03\x04",
        text!("the file is a ZIP archive or an Excel workbook"),
        text!("save the table in it as CSV in UTF-8"),
    ),
    (b"PAR1", text!("the file is in the Parquet format"), text!("save the table as CSV in UTF-8")),
];

/// Encodings that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// Windows-1251, in which every byte has a meaning.
    Windows1251,
}

impl Encoding {
    /// Whether a name is that of one of them.
    pub(crate) fn is_streamed(name: &str) -> bool {
        ["utf-8", "utf8", "windows-1251", "cp1251"].contains(&name.to_lowercase().as_str())
    }

    /// Bytes as text.
    pub(crate) fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Encoding::Utf8 => String::from_utf8_lossy(bytes),
            Encoding::Windows1251 => encoding_rs::WINDOWS_1251.decode_without_bom_handling(bytes).0,
        }
    }
}

/// A file looked at piece by piece: whether it is text in the encoding declared.
pub(crate) struct Examination {
    encoding: Encoding,
    begun: bool,
    /// The beginning of a character whose end is in the next piece.
    begun_character: Vec<u8>,
    ends: Ends,
}

impl Examination {
    /// Of a file in a declared encoding, UTF-8 when none is.
    ///
    /// # Errors
    /// When the encoding is not read.
    pub(crate) fn new(declared: Option<&str>) -> Result<Examination, Refused> {
        let declared = declared.unwrap_or("utf-8").to_lowercase();
        let encoding = match declared.as_str() {
            "utf-8" | "utf8" => Encoding::Utf8,
            "windows-1251" | "cp1251" => Encoding::Windows1251,
            other => {
                return Err(refused(
                    text!("the declared encoding `{other}` is not read", other),
                    text!("`utf-8` and `windows-1251` are read; convert the file to one of them"),
                ));
            }
        };
        let (begun_character, ends) = (Vec::new(), Ends::default());
        Ok(Examination { encoding, begun: false, begun_character, ends })
    }

    /// Looks at the next piece. The first is long enough to recognise what the file is.
    ///
    /// # Errors
    /// When it is not text in the encoding.
    pub(crate) fn piece(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        if !std::mem::replace(&mut self.begun, true) {
            beginning(bytes)?;
        }
        if let Some(at) = bytes.iter().position(|b| *b == 0) {
            let message = text!(
                "line {line} holds a zero byte, which no text has",
                line = self.line(&bytes[..at])
            );
            let help = text!("remove the byte, or save the file as UTF-8");
            return Err(Refused { is_no_text: true, ..refused(message, help) });
        }
        if self.encoding == Encoding::Windows1251 {
            self.ends.take_all(bytes);
            return Ok(());
        }
        let mut bytes = bytes;
        let joined;
        if !self.begun_character.is_empty() {
            self.begun_character.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.begun_character);
            bytes = &joined;
        }
        let (whole, rest) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes, &[][..]),
            Err(error) if error.error_len().is_none() => bytes.split_at(error.valid_up_to()),
            Err(error) => return Err(self.not_utf8(&bytes[..error.valid_up_to()])),
        };
        self.ends.take_all(whole);
        self.begun_character = rest.to_vec();
        Ok(())
    }

    /// The encoding of a file whose pieces are all looked at.
    ///
    /// # Errors
    /// When the last character has no end.
    pub(crate) fn end(self) -> Result<Encoding, Refused> {
        if self.begun_character.is_empty() { Ok(self.encoding) } else { Err(self.not_utf8(&[])) }
    }

    /// The line that a byte stands in, `before` being what of its piece comes before it.
    fn line(&self, before: &[u8]) -> u64 {
        let mut ends = self.ends;
        ends.take_all(before);
        ends.count + 1
    }

    fn not_utf8(&self, before: &[u8]) -> Refused {
        refused(
            text!(
                "the file is not UTF-8: line {line} holds a byte that has no meaning there",
                line = self.line(before)
            ),
            text!(
                "save the file as UTF-8, or declare `\"encoding\": \"windows-1251\"` if that is what it is"
            ),
        )
    }
}

/// What a file's first bytes say that it is, when that is no text.
fn beginning(bytes: &[u8]) -> Result<(), Refused> {
    let convert = text!("save the file as UTF-8");
    for (mark, name) in
        [(&[0xFF, 0xFE][..], "UTF-16 little-endian"), (&[0xFE, 0xFF][..], "UTF-16 big-endian")]
    {
        if bytes.starts_with(mark) {
            return Err(refused(
                text!("the file begins with the byte-order mark of {name}", name),
                convert,
            ));
        }
    }
    if let Some((_, what, help)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        let why = refused(what, help);
        return Err(Refused { is_no_text: true, ..why });
    }
    if utf16_unmarked(bytes).is_some() {
        return Err(refused(
            text!("the file looks like UTF-16 without a byte-order mark"),
            convert,
        ));
    }
    Ok(())
}

/// A file's bytes without the byte-order mark of UTF-8.
pub(crate) fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes)
}

/// Decodes a file by the encoding its descriptor declares (UTF-8 when it declares none). A UTF-8
/// byte-order mark is dropped.
///
/// # Errors
/// When the bytes or the declaration are of another encoding.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, Refused> {
    let mut examination = Examination::new(declared)?;
    examination.piece(bytes)?;
    Ok(examination.end()?.text(unmarked(bytes)).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_with_and_without_a_mark_and_declared_windows_1251_are_read() {
        assert_eq!(decode("Қала".as_bytes(), None).as_deref(), Ok("Қала"));
        assert_eq!(decode(&[0xEF, 0xBB, 0xBF, b'a'], None).as_deref(), Ok("a"));
        // "Да" in windows-1251, by the code table of Unicode's mapping CP1251.TXT.
        assert_eq!(decode(&[0xC4, 0xE0], Some("windows-1251")).as_deref(), Ok("Да"));
    }

    #[test]
    fn other_encodings_are_refused_with_the_reason() {
        assert!(decode(&[0xC4, 0xE0], None).is_err_and(|r| r.help.contains("windows-1251")));
        assert!(decode(&[0xFF, 0xFE, b'a', 0], None).is_err_and(|r| r.message.contains("UTF-16")));
        assert!(decode(b"a", Some("koi8-r")).is_err_and(|r| r.message.contains("`koi8-r`")));
        for (bytes, word) in [
            (&b"a\r\nb\0c"[..], "line 2 holds a zero byte"),
            (b"a\0b\0", "UTF-16 without"),
            (b"\0a\0b", "UTF-16 without"),
            // RFC 1952, 2.3.1, and the local file header of ZIP's APPNOTE.TXT, 4.3.7.
            (b"\x1F\x8B\x08\0", "gzip"),
            (b"PK\x03\x04\x14", "workbook"),
        ] {
            let why = decode(bytes, None).expect_err(word);
            assert!(why.message.contains(word) && !why.help.contains("1251"), "{why:?}");
        }
    }
}
