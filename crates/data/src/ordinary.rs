//! Ordinary files: what is a pipe, a device, a socket or a folder is reported and never waited for, and
//! what is too large is reported before room is made for it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;
use suranys_core::limits::LARGEST_FILE;
use suranys_core::text;

/// Opens an ordinary file. What a path leads to is looked at before it is opened: to open a pipe is
/// to wait for who writes to it.
///
/// # Errors
/// When there is none, or the file system refuses.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    ordinary(&fs::metadata(path)?)?;
    let file = File::open(path)?;
    ordinary(&file.metadata()?)?;
    Ok(file)
}

fn ordinary(metadata: &fs::Metadata) -> io::Result<()> {
    let kind = match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => return Ok(()),
        (_, true) => text!("a folder"),
        _ => text!("a pipe, a device or a socket"),
    };
    let why = text!("it is no ordinary file, but {kind}", kind);
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// The bytes of an ordinary file of at most [`LARGEST_FILE`].
///
/// # Errors
/// When there is none, it is larger, or the file system refuses.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_all(open(path)?)
}

fn too_large() -> io::Error {
    let why = text!(
        "it has more than {max} bytes, which is the most that is read at once",
        max = LARGEST_FILE
    );
    io::Error::new(io::ErrorKind::FileTooLarge, why)
}

/// What can be read, at most [`LARGEST_FILE`] bytes of it.
///
/// # Errors
/// When there is more, or the file system refuses.
pub(crate) fn read_all(file: File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if length > LARGEST_FILE {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // A pipe does not say how much will come, and a file may grow while it is read.
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE { Err(too_large()) } else { Ok(bytes) }
}

/// What comes through a stream, at most [`LARGEST_FILE`] bytes of it.
///
/// # Errors
/// When there is more, or reading fails.
pub(crate) fn read_stream(stream: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE { Err(too_large()) } else { Ok(bytes) }
}

/// [`read`] as text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let not_utf8 = |_| io::Error::new(io::ErrorKind::InvalidData, text!("it is not UTF-8"));
    String::from_utf8(read(path)?).map_err(not_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_ordinary_file_is_told() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let device = Path::new("/dev/null");
        for path in [folder.path(), device].into_iter().filter(|path| path.exists()) {
            let why = read(path).expect_err("no file").to_string();
            assert!(why.contains("no ordinary file"), "{why}");
        }
    }

    #[test]
    fn what_is_too_large_is_told_before_it_is_read() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("sparse");
        let file = File::create(&path).expect("created");
        file.set_len(LARGEST_FILE + 1).expect("a file with a hole takes no room");
        assert!(read(&path).expect_err("too large").to_string().contains("more than"));
    }
}
