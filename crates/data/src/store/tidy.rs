//! What runs that were stopped left next to a target is put right.

use crate::store::error::{StoreError, shown};
use crate::store::standing::{Standing, standing};
use crate::store::temporary::{REPLACED, Turn, dead, is_hidden_of, parent_of, swap_of};
use crate::store::together::{Left, left, settle};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use suranys_core::{Text, text};

/// Puts back what a killed run took out of the place of `target`, and removes what dead runs of
/// ours left next to it. What lives, what somebody else named alike, and what can't be determined or
/// removed is left alone, and stops nothing.
///
/// # Errors
/// When others do not end.
pub(crate) fn tidy(target: &Path) -> Result<Vec<Text>, StoreError> {
    let parent = parent_of(target);
    let mut found: Vec<PathBuf> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()))
        .map(|entry| entry.path())
        .filter(|path| is_hidden_of(path, target))
        .collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    found.sort();
    let turn = Turn::of(parent, target)?;
    let (mut notes, mut firsts) = (Vec::new(), Vec::new());
    for folder in found {
        // An empty folder was left before its lock was made.
        if fs::remove_dir(&folder).is_ok() {
            continue;
        }
        let Some(lock) = dead(&folder) else { continue };
        match left(&folder) {
            Left::Alone => {}
            Left::Due(first, others) => {
                drop(lock);
                firsts.extend(dead(&first).map(|lock| (first, others, lock)));
                continue;
            }
            Left::Undecided => {
                notes.push(text!("`{path}` was written with other files by a run that was stopped, of which nothing is \
                     left; look at it, and remove it", path = shown(&folder)));
                continue;
            }
            Left::First(others) => {
                firsts.push((folder, others, lock));
                continue;
            }
        }
        let swap = swap_of(&folder);
        let replaced = folder.join(REPLACED);
        if fs::symlink_metadata(&swap).is_ok() {
            let there = fs::symlink_metadata(target).is_ok();
            if !replaced.exists() && !there {
                if fs::rename(&swap, target).is_err() {
                    continue;
                }
                let target = shown(target);
                notes.push(text!(
                    "`{target}` is put back, which a run that was stopped had moved",
                    target
                ));
            } else {
                let ours = || matches!(standing(&swap), Ok(Standing::Ours | Standing::Free));
                if !replaced.exists() && !ours() {
                    notes.push(text!("`{path}` was left by a run that was stopped and is not all ours; look at it, \
                         and remove it", path = shown(&swap)));
                    continue;
                }
                if File::create(&replaced).is_err() || fs::remove_dir_all(&swap).is_err() {
                    continue;
                }
            }
        }
        let _ = fs::remove_dir_all(&folder);
    }
    turn.settle();
    // Others may lie in other folders, whose turn is waited for by nobody who has this one.
    drop(turn);
    for (folder, others, _lock) in firsts {
        if settle(&folder, others, &mut notes)? {
            let _ = fs::remove_dir_all(&folder);
        }
    }
    Ok(notes)
}
