//! Bytes to text: UTF-8 and declared Windows-1251 are read, everything else is refused with the
//! reason.

use crate::lines::Lines;

/// Why bytes are not read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

fn refused(message: impl Into<String>, help: impl Into<String>) -> Refused {
    Refused { message: message.into(), help: help.into() }
}

/// How files that are no text begin, what they are, and what to do with them.
const OTHERS: [(&[u8], &str, &str); 3] = [
    (&[0x1F, 0x8B], "is compressed by gzip", "decompress it"),
    (
        b"PK\x03\x04",
        "is a ZIP archive or an Excel workbook",
        "save the table in it as CSV in UTF-8",
    ),
    (b"PAR1", "is in the Parquet format", "save the table as CSV in UTF-8"),
];

/// Decodes a file by the encoding its descriptor declares (UTF-8 when it declares none). A UTF-8
/// byte-order mark is dropped.
///
/// # Errors
/// When the bytes or the declaration are of another encoding.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, Refused> {
    let convert = "save the file as UTF-8";
    for (mark, name) in
        [(&[0xFF, 0xFE][..], "UTF-16 little-endian"), (&[0xFE, 0xFF][..], "UTF-16 big-endian")]
    {
        if bytes.starts_with(mark) {
            return Err(refused(
                format!("the file begins with the byte-order mark of {name}"),
                convert,
            ));
        }
    }
    if let Some((_, what, help)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Err(refused(format!("the file {what}"), *help));
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        // In UTF-16 every other byte of plain Latin text is zero.
        if at < 2 && bytes.get(at + 2) == Some(&0) {
            return Err(refused("the file looks like UTF-16 without a byte-order mark", convert));
        }
        return Err(refused(
            format!("line {} holds a zero byte, which no text has", line(bytes, at)),
            "remove the byte, or save the file as UTF-8",
        ));
    }
    let declared = declared.unwrap_or("utf-8").to_lowercase();
    let body = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match declared.as_str() {
        "utf-8" | "utf8" => match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(refused(
                format!(
                    "the file is not UTF-8: line {} holds a byte that has no meaning there",
                    line(body, error.valid_up_to())
                ),
                "save the file as UTF-8, or declare `\"encoding\": \"windows-1251\"` if that is what it is",
            )),
        },
        "windows-1251" | "cp1251" => {
            let (text, _, broken) = encoding_rs::WINDOWS_1251.decode(body);
            if broken {
                return Err(refused(
                    "the file holds bytes that windows-1251 does not have",
                    convert,
                ));
            }
            Ok(text.into_owned())
        }
        other => Err(refused(
            format!("the declared encoding `{other}` is not read"),
            "`utf-8` and `windows-1251` are read; convert the file to one of them",
        )),
    }
}

/// The line in which a byte stands.
fn line(bytes: &[u8], at: usize) -> u64 {
    Lines::new(bytes).line(at as u64)
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
