//! A file that appears whole or not at all.

use crate::store::{StoreError, at};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written: it stands under its own name only once [`Sink::finish`] has been called;
/// dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Sink {
    target: PathBuf,
    /// The name until the file is whole; none for a device or a pipe.
    temporary: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl Sink {
    /// Begins to write `target`.
    ///
    /// # Errors
    /// When the target names no file or its folder can't be written.
    pub fn create(target: &Path) -> Result<Sink, StoreError> {
        // A link is followed; a device or a pipe is written to, not replaced.
        let target = &fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        if target.exists() && !target.is_file() {
            let file = fs::OpenOptions::new().write(true).open(target).map_err(at(target))?;
            return Ok(Sink {
                target: target.clone(),
                temporary: None,
                writer: Some(BufWriter::new(file)),
            });
        }
        let name =
            target.file_name().ok_or_else(|| StoreError::Outside(target.display().to_string()))?;
        let name = format!("{}{}", temporary_start(name), std::process::id());
        let temporary = target.with_file_name(name);
        let writer = BufWriter::new(File::create(&temporary).map_err(at(&temporary))?);
        Ok(Sink { target: target.clone(), temporary: Some(temporary), writer: Some(writer) })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match &mut self.writer {
            Some(writer) => writer.write_all(bytes).map_err(at(&self.target)),
            None => Ok(()),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When the file system refuses; nothing is left then.
    pub fn finish(mut self) -> Result<(), StoreError> {
        if let Some(writer) = self.writer.take() {
            let file = writer.into_inner().map_err(|e| at(&self.target)(e.into_error()))?;
            if self.temporary.is_some() {
                file.sync_all().map_err(at(&self.target))?;
            }
        }
        match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.target).map_err(at(&self.target)),
            None => Ok(()),
        }
    }
}

/// What the name of a file begins with while it is being written; the number of the process
/// follows.
pub(crate) fn temporary_start(name: &OsStr) -> String {
    format!(".{}.tmp-", name.to_string_lossy())
}

/// Whether two paths lead to the same existing file.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    matches!((fs::canonicalize(a), fs::canonicalize(b)), (Ok(a), Ok(b)) if a == b && a.is_file())
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // After `finish` there is nothing under this name any more.
            let _ = fs::remove_file(temporary);
        }
    }
}
