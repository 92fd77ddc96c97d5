//! Where a result is to stand: looked at before the work begins, and once more when it is done.
//!
//! Every result goes to its place by way of a [`Target`]; there is no other way to write.

use crate::store::error::{StoreError, at, shown};
use crate::store::form::{is_as_read, is_replaceable};
use crate::store::standing::{Standing, standing, whole_above};
use crate::store::temporary::parent_of;
use crate::store::tidy::tidy;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use suranys_core::{Text, text};

/// What may be written at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A folder, in the place of a former one of ours that is as we wrote it.
    Folder,
    /// A folder where nothing is yet.
    NewFolder,
    /// A file, in the place of a former one of ours.
    File,
    /// A file of a package, in the place of the one that was read.
    Member,
    /// What is no file and takes bytes, such as a pipe.
    Device,
}

/// The place of a result, apart from everything the command reads.
#[derive(Debug)]
pub struct Target {
    /// As the user names it, for messages.
    pub(crate) named: PathBuf,
    /// Where it is, links followed.
    pub(crate) place: PathBuf,
    pub(crate) wanted: Wanted,
    /// What was found and the user should know.
    pub(crate) notes: Vec<Text>,
    /// Of a file of a package: the SHA-256 of the content that it takes the place of.
    pub(crate) former: String,
}

impl Target {
    /// A folder that is written whole: new, empty, or ours and as we wrote it. `inputs` are the
    /// files and folders that the command reads.
    ///
    /// # Errors
    /// When anything else stands there, the folder is an input, holds one or lies in one, lies in
    /// a report, a stored run or a package, or can't be written.
    pub fn folder(named: &Path, inputs: &[PathBuf]) -> Result<Target, StoreError> {
        Target::whole(named, inputs, Wanted::Folder)
    }

    /// A folder that is written whole where nothing is yet: new or empty.
    ///
    /// # Errors
    /// As [`Target::folder`], and when anything stands there.
    pub fn new_folder(named: &Path, inputs: &[PathBuf]) -> Result<Target, StoreError> {
        Target::whole(named, inputs, Wanted::NewFolder)
    }

    fn whole(named: &Path, inputs: &[PathBuf], wanted: Wanted) -> Result<Target, StoreError> {
        let place = resolved(named)?;
        apart(named, &place, inputs)?;
        Target::looked_at(named, place, wanted)
    }

    /// A place that is apart from the inputs, after what dead runs left there was put right.
    fn looked_at(named: &Path, place: PathBuf, wanted: Wanted) -> Result<Target, StoreError> {
        let notes = tidy(&place)?;
        let target =
            Target { named: named.to_owned(), place, wanted, notes, former: String::new() };
        target.may_be_written()?;
        writable(parent_of(&target.place), named)?;
        Ok(target)
    }

    /// A file: new, empty or ours. A link is followed; a device or a pipe is written to, not
    /// replaced.
    ///
    /// # Errors
    /// When anything else stands there, the file is an input, lies in one or in a report, a stored
    /// run or a package, or its folder can't be written.
    pub fn file(named: &Path, inputs: &[PathBuf]) -> Result<Target, StoreError> {
        let device = fs::metadata(named).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if device {
            let (named, place) = (named.to_owned(), named.to_owned());
            let (wanted, notes, former) = (Wanted::Device, Vec::new(), String::new());
            return Ok(Target { named, place, wanted, notes, former });
        }
        let place = resolved(named)?;
        apart(named, &place, inputs)?;
        fs::metadata(parent_of(&place)).map_err(at(named))?;
        Target::looked_at(named, place, Wanted::File)
    }

    /// A file of a package, whose content was that of a SHA-256 when it was read. A link is followed.
    ///
    /// # Errors
    /// When the file is another by now, or its folder can't be written.
    pub(crate) fn member(named: &Path, former: &str) -> Result<Target, StoreError> {
        let place = resolved(named)?;
        let notes = tidy(&place)?;
        let (named, former) = (named.to_owned(), former.to_owned());
        let target = Target { named, place, wanted: Wanted::Member, notes, former };
        target.may_be_written()?;
        writable(parent_of(&target.place), &target.named)?;
        Ok(target)
    }

    /// That a folder is no input, holds none and lies in none, nor in a report, a stored run or a
    /// package.
    ///
    /// # Errors
    /// When it does.
    pub fn is_apart(named: &Path, inputs: &[PathBuf]) -> Result<(), StoreError> {
        apart(named, &resolved(named)?, inputs)
    }

    /// Looks at a folder in which results are put next to what is there already.
    ///
    /// # Errors
    /// When it is no folder, is an input or lies in one, lies in a report, a stored run or a
    /// package, is one itself, or can't be written.
    pub fn look_into(named: &Path, inputs: &[PathBuf]) -> Result<(), StoreError> {
        let place = resolved(named)?;
        if fs::metadata(&place).is_ok_and(|found| !found.is_dir()) {
            let (path, found) = (shown(named), text!("no folder"));
            return Err(StoreError::Kind { path, found, wanted: text!("folder") });
        }
        // What holds an input next to other things may hold a result next to it too.
        for (input, real) in real(inputs) {
            let how = match (place == real, place.starts_with(&real) && real.is_dir()) {
                (true, _) => "is",
                (_, true) => "lies in",
                _ => continue,
            };
            return Err(StoreError::Input { path: shown(named), how, input: shown(input) });
        }
        within(named, &place.join("result"))?;
        writable(&place, named)
    }

    /// Whether two targets are the same place; many may write to a device.
    #[must_use]
    pub fn is_same(&self, other: &Target) -> bool {
        self.wanted != Wanted::Device && self.place == other.place
    }

    /// Whether what stands at the place now may be replaced.
    ///
    /// # Errors
    /// When it may not.
    pub(crate) fn may_be_written(&self) -> Result<(), StoreError> {
        let path = || shown(&self.named);
        match self.wanted {
            Wanted::Device => Ok(()),
            Wanted::Member => is_as_read(&self.place, &self.named, &self.former),
            Wanted::File => is_replaceable(&self.place, &self.named),
            Wanted::Folder | Wanted::NewFolder => {
                if fs::metadata(&self.place).is_ok_and(|found| !found.is_dir()) {
                    let (found, wanted) = (text!("no folder"), text!("folder"));
                    return Err(StoreError::Kind { path: path(), found, wanted });
                }
                match standing(&self.place)? {
                    Standing::Free => Ok(()),
                    Standing::Ours if self.wanted == Wanted::Folder => Ok(()),
                    _ if self.wanted == Wanted::NewFolder => Err(StoreError::NotEmpty(path())),
                    Standing::Ours => Ok(()),
                    Standing::Strange(found) => Err(StoreError::NotOurs { path: path(), found }),
                }
            }
        }
    }
}

/// Where a path leads, every link followed, also when the end of it is not there yet.
fn resolved(named: &Path) -> Result<PathBuf, StoreError> {
    match fs::canonicalize(named) {
        Ok(place) => return Ok(place),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(at(named)(error)),
    }
    // Only a link can lead nowhere; anything else that is there now was put there meanwhile.
    if let Ok(to) = fs::read_link(named) {
        return Err(StoreError::Dangling { path: shown(named), to: shown(&to) });
    }
    let name = named.file_name().ok_or_else(|| StoreError::Outside(shown(named)))?;
    Ok(resolved(parent_of(named))?.join(name))
}

/// That a place is no input, holds none and lies in none, nor in a folder that is whole as it is.
fn apart(named: &Path, place: &Path, inputs: &[PathBuf]) -> Result<(), StoreError> {
    for (input, real) in real(inputs) {
        let how = match (place == real, real.starts_with(place), place.starts_with(&real)) {
            (true, ..) => "is",
            (_, true, _) => "holds",
            (.., true) if real.is_dir() => "lies in",
            _ => continue,
        };
        return Err(StoreError::Input { path: shown(named), how, input: shown(input) });
    }
    within(named, place)
}

/// The inputs that are there, as named and with links followed.
fn real(inputs: &[PathBuf]) -> impl Iterator<Item = (&PathBuf, PathBuf)> {
    inputs.iter().filter_map(|input| Some((input, fs::canonicalize(input).ok()?)))
}

fn within(named: &Path, place: &Path) -> Result<(), StoreError> {
    match whole_above(place) {
        None => Ok(()),
        Some((folder, what)) => {
            let (path, folder) = (shown(named), shown(folder));
            Err(StoreError::Within { path, folder, what })
        }
    }
}

/// That files can be made in a folder, or in the nearest one above it that is there.
#[cfg(unix)]
fn writable(folder: &Path, named: &Path) -> Result<(), StoreError> {
    use rustix::fs::{Access, access};
    let there = folder.ancestors().find(|up| fs::symlink_metadata(up).is_ok()).unwrap_or(folder);
    access(there, Access::WRITE_OK | Access::EXEC_OK).map_err(|error| at(named)(error.into()))
}

/// Elsewhere that shows when the result is written.
#[cfg(not(unix))]
fn writable(_folder: &Path, _named: &Path) -> Result<(), StoreError> {
    Ok(())
}
