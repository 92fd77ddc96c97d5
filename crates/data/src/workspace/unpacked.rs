//! How much an archive unpacks to, before anything is made of it.

use std::io::{Cursor, Read as _, copy, sink};
use zip::ZipArchive;

/// How an archive begins, a workbook among them.
const ARCHIVE: &[u8] = b"PK";

/// Whether bytes, where they are an archive, unpack to at max_bytes so many. What an archive says of its own
/// size is not believed.
#[must_use]
pub fn unpacks_within(bytes: &[u8], max_bytes: u64) -> bool {
    if !bytes.starts_with(ARCHIVE) {
        return bytes.len() as u64 <= max_bytes;
    }
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return true };
    let mut left = max_bytes;
    for place in 0..archive.len() {
        let Ok(file) = archive.by_index(place) else { continue };
        // What can't be unpacked further is refused by who reads it.
        let mut file = file.take(left.saturating_add(1));
        let read = copy(&mut file, &mut sink()).unwrap_or(0);
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// A mebibyte of blanks takes a kilobyte when it is packed.
    #[test]
    fn what_unpacks_to_more_is_known() {
        let mut packed = Cursor::new(Vec::new());
        let mut archive = zip::ZipWriter::new(&mut packed);
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("sheet.xml", options).expect("begun");
        archive.write_all(&vec![b' '; 1 << 20]).expect("written");
        archive.finish().expect("whole");
        let bytes = packed.into_inner();
        assert!(bytes.len() < 1 << 14, "{} bytes", bytes.len());
        assert!(unpacks_within(&bytes, 1 << 20));
        assert!(!unpacks_within(&bytes, (1 << 20) - 1));
        assert!(unpacks_within(b"a;b", 3) && !unpacks_within(b"a;b", 2));
    }
}
