//! A file that appears whole or not at all.

use crate::store::folder::{StoreError, at};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written: it stands under its own name only once [`Sink::finish`] has been called;
/// dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Sink {
    /// As the user names it, for messages.
    named: PathBuf,
    target: PathBuf,
    /// The name until the file is whole; none for a device or a pipe.
    temporary: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl Sink {
    /// Begins to write the file `named`. A process that is killed before the file is whole leaves
    /// it under a hidden name, `.NAME.tmp-` and the number of the process, which may be removed.
    ///
    /// # Errors
    /// When the path names no file or its folder can't be written.
    pub fn create(named: &Path) -> Result<Sink, StoreError> {
        // A link is followed; a device or a pipe is written to, not replaced.
        let target = fs::canonicalize(named).unwrap_or_else(|_| named.to_owned());
        let (temporary, file) = if target.exists() && !target.is_file() {
            (None, fs::OpenOptions::new().write(true).open(&target))
        } else {
            let name = target
                .file_name()
                .ok_or_else(|| StoreError::Outside(named.display().to_string()))?;
            let name = format!("{}{}", temporary_start(name), std::process::id());
            let temporary = target.with_file_name(name);
            let file = File::create(&temporary);
            (Some(temporary), file)
        };
        let writer = Some(BufWriter::new(file.map_err(at(named))?));
        Ok(Sink { named: named.to_owned(), target, temporary, writer })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match &mut self.writer {
            Some(writer) => writer.write_all(bytes).map_err(at(&self.named)),
            None => Ok(()),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When the file system refuses; nothing is left then.
    pub fn finish(mut self) -> Result<(), StoreError> {
        if let Some(writer) = self.writer.take() {
            let file = writer.into_inner().map_err(|e| at(&self.named)(e.into_error()))?;
            if self.temporary.is_some() {
                file.sync_all().map_err(at(&self.named))?;
            }
        }
        match &self.temporary {
            Some(temporary) => fs::rename(temporary, &self.target).map_err(at(&self.named)),
            None => Ok(()),
        }
    }
}

/// What the name of a file begins with while it is being written; the number of the process
/// follows.
pub(crate) fn temporary_start(name: &OsStr) -> String {
    format!(".{}.tmp-", name.to_string_lossy())
}

/// Whether two paths lead to the same file, be it there or yet to be written. What is no file, as
/// a device, may be written to by many.
#[must_use]
pub fn same_file(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let there = fs::canonicalize(path).ok();
        there.filter(|path| path.is_file()).or_else(|| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
            (!path.exists()).then_some(folder.join(path.file_name()?))
        })
    };
    matches!((place(a), place(b)), (Some(a), Some(b)) if a == b)
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // After `finish` there is nothing under this name any more.
            let _ = fs::remove_file(temporary);
        }
    }
}
