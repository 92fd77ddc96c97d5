//! What is being written lies in a hidden folder next to its target until it is whole.
//!
//! Next to `NAME` a writer makes `.NAME.tmp-` and 16 random hexadecimal digits: process numbers are
//! shared among containers. In it lies a file on which the writer holds a lock for as long as it
//! lives, so that the next run knows a dead one's leftovers from a living one's work, and both from
//! what somebody else named alike. On its way to the target, or out of it, a whole folder stands for
//! a moment next to the hidden one, by the same name and `.swap`.

use crate::store::error::{StoreError, at, shown};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use suranys_core::provenance::sha256_hex;

/// The file on which a living writer holds a lock, and how it begins.
const LOCK: &str = "being-written";
const LOCK_TEXT: &str = "suranys is writing here. If no program holds a lock on this file, the \
                         writer was stopped and the folder may be removed.\n";
/// What is being written, inside the hidden folder.
pub(crate) const MAKING: &str = "new";
/// Says that the folder by the name of `.swap` is a former edition found to be ours.
pub(crate) const REPLACED: &str = "replaced";
/// Digits of a random name.
const DIGITS: usize = 16;
/// Longest name of a target that stands in the hidden one as it is; file systems stop at 255.
const LONG: usize = 200;
/// How often a name is tried, and how long a turn is waited for, by tens of milliseconds.
const TRIES: usize = 20;
const WAITS: usize = 3000;

/// The right to change names in a folder, so that of two runs one waits for the other. Where the
/// file system has no locks there is none, and a name that was taken meanwhile shows as an error.
pub(crate) struct Turn(Option<File>);

impl Turn {
    /// Waits for the turn.
    ///
    /// # Errors
    /// When others do not end.
    pub(crate) fn of(folder: &Path, target: &Path) -> Result<Turn, StoreError> {
        let Ok(file) = File::open(folder) else { return Ok(Turn(None)) };
        for _ in 0..WAITS {
            match file.try_lock() {
                Ok(()) => return Ok(Turn(Some(file))),
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
                Err(TryLockError::Error(_)) => return Ok(Turn(None)),
            }
        }
        Err(StoreError::Busy(shown(target)))
    }

    /// Sees to it that names changed in the folder outlast a power cut.
    pub(crate) fn settle(&self) {
        // What can't be synced is whole all the same.
        if let Some(folder) = &self.0 {
            let _ = folder.sync_all();
        }
    }
}

/// The hidden folder of a living writer; gone when dropped, with what is in it.
#[derive(Debug)]
pub(crate) struct Temporary {
    folder: PathBuf,
    /// Whether what lies here is still needed by a later run.
    kept: bool,
    /// Folders above the target that this writer made.
    parents: Vec<PathBuf>,
    /// Held until the end.
    _lock: File,
}

impl Temporary {
    /// Makes the hidden folder next to `target`; with `parents` also the folders above it.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) fn next_to(target: &Path, parents: bool) -> Result<Temporary, StoreError> {
        let parent = parent_of(target);
        let missing: Vec<PathBuf> = match parents {
            true => parent.ancestors().take_while(|up| !up.exists()).map(Path::to_owned).collect(),
            false => Vec::new(),
        };
        if parents {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        let mut why = StoreError::Busy(shown(target));
        for _ in 0..TRIES {
            let mut name = start(target);
            name.push(format!("{:0DIGITS$x}", RandomState::new().hash_one(())));
            let folder = parent.join(name);
            match fs::create_dir(&folder).and_then(|()| locked(&folder)) {
                Ok(lock) => {
                    return Ok(Temporary { folder, kept: false, parents: missing, _lock: lock });
                }
                // Somebody has the name, or took the folder for a dead one's before it was locked.
                Err(error)
                    if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound)
                        && parent.is_dir() =>
                {
                    why = at(target)(error);
                }
                Err(error) => {
                    let _ = fs::remove_dir_all(&folder);
                    remove_empty(&missing);
                    return Err(at(target)(error));
                }
            }
        }
        Err(why)
    }

    /// The hidden folder itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where what is being written lies.
    pub(crate) fn making(&self) -> PathBuf {
        self.folder.join(MAKING)
    }

    /// Where a whole folder stands on its way in or out.
    pub(crate) fn swap(&self) -> PathBuf {
        swap_of(&self.folder)
    }

    /// Leaves everything for a later run.
    pub(crate) fn keep(&mut self) {
        self.kept = true;
    }

    /// Removes the former edition from the place where it stands on its way out. If it can't be
    /// removed, that it may be is kept for later runs.
    ///
    /// # Errors
    /// When it can't be removed.
    pub(crate) fn remove_replaced(&mut self) -> Result<(), StoreError> {
        let (mark, swap) = (self.folder.join(REPLACED), self.swap());
        File::create(&mark).map_err(at(&mark))?;
        fs::remove_dir_all(&swap).map_err(|error| {
            self.kept = true;
            at(&swap)(error)
        })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
        remove_empty(&self.parents);
    }
}

/// Removes folders, the innermost first, in which nothing is.
fn remove_empty(folders: &[PathBuf]) {
    for folder in folders {
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Makes the lock file in a hidden folder just made, and takes the lock.
fn locked(folder: &Path) -> std::io::Result<File> {
    let path = folder.join(LOCK);
    let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    match file.try_lock() {
        // Without locks nobody takes a folder for a dead one's.
        Ok(()) | Err(TryLockError::Error(_)) => {}
        Err(TryLockError::WouldBlock) => return Err(ErrorKind::NotFound.into()),
    }
    file.write_all(LOCK_TEXT.as_bytes())?;
    // Another may have found the file before it was locked, and removed it.
    fs::metadata(&path).map(|_| file)
}

/// Whether a path has the name of a hidden folder of a target.
pub(crate) fn is_hidden_of(folder: &Path, target: &Path) -> bool {
    let begun = start(target);
    let digits = |rest: &[u8]| {
        rest.len() == DIGITS && rest.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b))
    };
    let ours = |name: &OsStr| {
        name.as_encoded_bytes().strip_prefix(begun.as_encoded_bytes()).is_some_and(digits)
    };
    parent_of(folder) == parent_of(target) && folder.file_name().is_some_and(ours)
}

/// The lock of a hidden folder whose writer is dead; none where it lives or can't be determined.
pub(crate) fn dead(folder: &Path) -> Option<File> {
    let path = folder.join(LOCK);
    if !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
        return None;
    }
    let mut file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    file.try_lock().ok()?;
    let mut text = Vec::new();
    (&mut file).take(LOCK_TEXT.len() as u64 + 1).read_to_end(&mut text).ok()?;
    // The writer may have been stopped while it wrote the text.
    LOCK_TEXT.as_bytes().starts_with(&text).then_some(file)
}

/// The folder a target lies in.
pub(crate) fn parent_of(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the name of a hidden folder begins with; random digits follow.
fn start(target: &Path) -> OsString {
    let name = target.file_name().unwrap_or_default();
    let mut start = OsString::from(".");
    match name.len() <= LONG {
        true => start.push(name),
        false => {
            let short: String = sha256_hex(name.as_encoded_bytes()).chars().take(DIGITS).collect();
            start.push(short);
        }
    }
    start.push(".tmp-");
    start
}

pub(crate) fn swap_of(folder: &Path) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".swap");
    PathBuf::from(name)
}
