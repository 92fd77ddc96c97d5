//! A folder that appears whole or not at all, and a folder read.

use crate::store::error::{StoreError, at, shown};
use crate::store::standing::{Standing, standing};
use crate::store::target::{Target, Wanted};
use crate::store::temporary::{Temporary, Turn, parent_of};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use suranys_core::{Text, text};

/// How often the place is looked at anew when another program, without a lock, changes it.
const TRIES: usize = 20;

/// How names of folders are changed; a file system may not know how to exchange two.
pub(crate) trait Names {
    /// Gives each of two folders the other's name, in one step.
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()>;
    /// Gives a folder another name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
}

/// The names of the file system that is there.
pub(crate) struct Disk;

impl Names for Disk {
    #[cfg(target_os = "linux")]
    fn exchange(&self, a: &Path, b: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn exchange(&self, _a: &Path, _b: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
}

/// Whether an exchange failed since there is none: network shares and file systems of programs
/// call it invalid, old kernels and sandboxes not known or not permitted.
fn is_unsupported(error: &io::Error) -> bool {
    use ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported)
}

impl Target {
    /// Writes files as the whole content of the folder, in one step: whoever looks sees the former
    /// content or the new one. What a run that is killed leaves, the next one puts right. Gives
    /// what the user should know.
    ///
    /// # Errors
    /// When what stands there now is not ours, a name leads out of the folder, or the file system
    /// refuses; the folder is as before then.
    pub fn write(self, files: &[(String, Vec<u8>)]) -> Result<Vec<Text>, StoreError> {
        self.write_by(files, &Disk)
    }

    /// Writes the folder by the given way to change names.
    pub(crate) fn write_by(
        self,
        files: &[(String, Vec<u8>)],
        names: &dyn Names,
    ) -> Result<Vec<Text>, StoreError> {
        let inside = |name: &str| {
            let mut parts = Path::new(name).components();
            !name.is_empty() && parts.all(|c| matches!(c, Component::Normal(_)))
        };
        if let Some((name, _)) = files.iter().find(|(name, _)| !inside(name)) {
            return Err(StoreError::Outside(name.clone()));
        }
        self.may_be_written()?;
        let mut temporary = Temporary::next_to(&self.place, true)?;
        let making = temporary.making();
        fs::create_dir(&making).map_err(at(&self.named))?;
        for (name, bytes) in files {
            write_synced(&making.join(name), bytes).map_err(at(&self.named.join(name)))?;
        }
        self.put(&mut temporary, names)
    }

    /// Puts what is whole in its place.
    fn put(
        mut self,
        temporary: &mut Temporary,
        names: &dyn Names,
    ) -> Result<Vec<Text>, StoreError> {
        let parent = parent_of(&self.place).to_owned();
        let turn = Turn::of(&parent, &self.named)?;
        for _ in 0..TRIES {
            self.may_be_written()?;
            let done = match standing(&self.place)? {
                Standing::Free => self.put_first(temporary, names)?,
                _ => self.replace(temporary, names)?,
            };
            if done {
                turn.settle();
                return Ok(self.notes);
            }
        }
        Err(StoreError::Busy(shown(&self.named)))
    }

    /// Puts the new folder where nothing is; says whether nothing was.
    fn put_first(&self, temporary: &Temporary, names: &dyn Names) -> Result<bool, StoreError> {
        match names.rename(&temporary.making(), &self.place) {
            Ok(()) => Ok(true),
            Err(error) => match standing(&self.place) {
                // The step replaces an empty folder, and no other.
                Ok(Standing::Free) => Err(at(&self.named)(error)),
                _ => Ok(false),
            },
        }
    }

    /// Puts the new folder in the place of a former one, in one step where the file system can;
    /// says whether the former one was still there.
    fn replace(
        &mut self,
        temporary: &mut Temporary,
        names: &dyn Names,
    ) -> Result<bool, StoreError> {
        let (making, swap) = (temporary.making(), temporary.swap());
        let refused = |error| at(&self.named)(error);
        // Next to the target, so that a former folder that may not be written to can be moved too.
        names.rename(&making, &swap).map_err(refused)?;
        match names.exchange(&swap, &self.place) {
            Ok(()) => {}
            Err(error) => {
                names.rename(&swap, &making).map_err(refused)?;
                return match error.kind() {
                    ErrorKind::NotFound => Ok(false),
                    _ if is_unsupported(&error) => self.replace_by_two(temporary, names),
                    _ => Err(refused(error)),
                };
            }
        }
        // What came out is looked at once more: somebody may have put a file in it meanwhile.
        if let Err(strange) = self.check_former(&swap) {
            return match names.exchange(&swap, &self.place) {
                Ok(()) => {
                    names.rename(&swap, &making).map_err(refused)?;
                    Err(strange)
                }
                Err(why) => Err(self.stranded(temporary, why)),
            };
        }
        self.drop_former(temporary);
        Ok(true)
    }

    /// The same in two steps. Between them the former folder lies next to its place, where the next
    /// run finds it if this one is killed.
    fn replace_by_two(
        &mut self,
        temporary: &mut Temporary,
        names: &dyn Names,
    ) -> Result<bool, StoreError> {
        let (making, swap) = (temporary.making(), temporary.swap());
        match names.rename(&self.place, &swap) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(at(&self.named)(error)),
        }
        let put = self.check_former(&swap).and_then(|()| {
            let error = names.rename(&making, &self.place).err();
            error.map_or(Ok(()), |error| Err(at(&self.named)(error)))
        });
        if let Err(error) = put {
            return match names.rename(&swap, &self.place) {
                Ok(()) => Err(error),
                Err(why) => Err(self.stranded(temporary, why)),
            };
        }
        self.drop_former(temporary);
        Ok(true)
    }

    /// That the former folder can't be put back: it stays where it is for a later run.
    fn stranded(&self, temporary: &mut Temporary, why: io::Error) -> StoreError {
        temporary.keep();
        StoreError::Stranded { path: shown(&self.named), former: shown(&temporary.swap()), why }
    }

    fn check_former(&self, former: &Path) -> Result<(), StoreError> {
        match standing(former)? {
            Standing::Free => Ok(()),
            Standing::Ours if self.wanted == Wanted::Folder => Ok(()),
            Standing::Ours => Err(StoreError::NotEmpty(shown(&self.named))),
            Standing::Strange(found) => {
                Err(StoreError::NotOurs { path: shown(&self.named), found })
            }
        }
    }

    /// Removes the former folder; that it can't be removed does not undo what is written.
    fn drop_former(&mut self, temporary: &mut Temporary) {
        if let Err(error) = temporary.remove_replaced() {
            self.notes.push(text!(
                "`{path}` is written; what was there before can't be removed: {why}",
                path = shown(&self.named),
                why = error
            ));
        }
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all())
}

/// Every file under a folder with its content, by relative path with forward slashes, sorted. A link
/// to a file stands for it; what is neither a file nor a folder, or a link to a folder, is there by
/// its name and without content.
///
/// # Errors
/// When something can't be read.
pub fn read_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(at(&next))? {
            let entry = entry.map_err(at(&next))?;
            let path = entry.path();
            if entry.file_type().map_err(at(&path))?.is_dir() {
                waiting.push(path);
                continue;
            }
            let inside = path.strip_prefix(folder).unwrap_or(&path).components();
            let parts: Vec<_> = inside.map(|c| c.as_os_str().to_string_lossy()).collect();
            // A pipe would wait for somebody to write.
            let bytes = match fs::metadata(&path).is_ok_and(|found| found.is_file()) {
                true => crate::ordinary::read(&path).map_err(at(&path))?,
                false => Vec::new(),
            };
            found.push((parts.join("/"), bytes));
        }
    }
    found.sort();
    Ok(found)
}
