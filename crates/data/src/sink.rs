//! A file that appears whole or not at all.

use crate::store::{StoreError, at};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file being written: it stands under its own name only once [`Sink::finish`] has been called;
/// dropped before, it leaves nothing.
#[derive(Debug)]
pub struct Sink {
    target: PathBuf,
    temporary: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl Sink {
    /// Begins to write `target`.
    ///
    /// # Errors
    /// When the target names no file or its folder can't be written.
    pub fn create(target: &Path) -> Result<Sink, StoreError> {
        let name =
            target.file_name().ok_or_else(|| StoreError::Outside(target.display().to_string()))?;
        let name = format!(".{}.tmp-{}", name.to_string_lossy(), std::process::id());
        let temporary = target.with_file_name(name);
        let writer = BufWriter::new(File::create(&temporary).map_err(at(&temporary))?);
        Ok(Sink { target: target.to_owned(), temporary, writer: Some(writer) })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match &mut self.writer {
            Some(writer) => writer.write_all(bytes).map_err(at(&self.temporary)),
            None => Ok(()),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// When the file system refuses; nothing is left then.
    pub fn finish(mut self) -> Result<(), StoreError> {
        if let Some(writer) = self.writer.take() {
            let file = writer.into_inner().map_err(|e| at(&self.temporary)(e.into_error()))?;
            file.sync_all().map_err(at(&self.temporary))?;
        }
        fs::rename(&self.temporary, &self.target).map_err(at(&self.target))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // After `finish` there is nothing under this name any more.
        let _ = fs::remove_file(&self.temporary);
    }
}
