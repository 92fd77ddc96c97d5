//! A folder of results that appears whole or not at all.

use crate::failure::Failure;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What is being written, next to where it will stand.
pub(crate) struct Folder {
    place: PathBuf,
    making: TempDir,
}

impl Folder {
    /// Begins where nothing is yet.
    ///
    /// # Errors
    /// When something stands there, or the folder above can't be written.
    pub(crate) fn begin(place: &Path) -> Result<Folder, Failure> {
        let refused = |why: std::io::Error| Failure::io(place, &why);
        let place = std::path::absolute(place).map_err(refused)?;
        free(&place)?;
        let parent = place.parent().unwrap_or(Path::new("/"));
        let making = tempfile::Builder::new()
            .prefix(".suranys-import-")
            .tempdir_in(parent)
            .map_err(refused)?;
        fs::create_dir(making.path().join(WHOLE)).map_err(refused)?;
        Ok(Folder { place, making })
    }

    /// The folder while it is written.
    pub(crate) fn path(&self) -> PathBuf {
        self.making.path().join(WHOLE)
    }

    /// A folder for what is needed meanwhile, which goes when the work is done.
    ///
    /// # Errors
    /// When it can't be made.
    pub(crate) fn aside(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.making.path().join(name);
        fs::create_dir_all(&path).map_err(|why| Failure::io(&path, &why))?;
        Ok(path)
    }

    /// Writes a file of it.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path().join(name);
        let write = || {
            let mut file = File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|why| Failure::io(&path, &why))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// When something stands there by now, or the file system refuses.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        free(&self.place)?;
        fs::rename(self.path(), &self.place).map_err(|why| Failure::io(&self.place, &why))
    }
}

/// Name of what will be the folder.
const WHOLE: &str = "whole";

/// That nothing is at a place but an empty folder.
fn free(place: &Path) -> Result<(), Failure> {
    match fs::read_dir(place).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::CouldNotRun(format!(
            "`{}` is not empty: name a new folder",
            place.display()
        ))),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(why) => Err(Failure::io(place, &why)),
    }
}
