//! A file that appears whole or not at all.

use crate::store::error::{StoreError, at};
use crate::store::folder::{Disk, Names};
use crate::store::form::mark;
use crate::store::target::{Target, Wanted};
use crate::store::temporary::{Temporary, Turn, parent_of};
use crate::store::together::{FORMER, tie};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use suranys_core::Text;
use suranys_core::provenance::Sha256Stream;

/// A file being written: it stands under its own name only once it is finished; dropped before, it
/// leaves nothing.
#[derive(Debug)]
pub struct Sink {
    target: Target,
    /// Where the file lies until it is whole; none for a device or a pipe.
    temporary: Option<Temporary>,
    writer: BufWriter<File>,
    hash: Sha256Stream,
}

impl Sink {
    /// Begins to write a file. What a process that is killed leaves of it, a hidden `.NAME.tmp-...`
    /// next to it, is removed by the next one that writes there.
    ///
    /// # Errors
    /// When the target is a folder, or the file system refuses.
    pub fn create(target: Target) -> Result<Sink, StoreError> {
        let named = target.named.clone();
        let (temporary, file) = match target.wanted {
            Wanted::Device => (None, OpenOptions::new().write(true).open(&target.place)),
            _ => {
                let temporary = Temporary::next_to(&target.place, false)?;
                let made = temporary.making();
                let file = OpenOptions::new().write(true).create_new(true).open(&made);
                if target.wanted == Wanted::Member {
                    // Who may read a file of a package stays as it was.
                    let may = fs::metadata(&target.place).map(|found| found.permissions());
                    may.and_then(|may| fs::set_permissions(&made, may))
                        .and_then(|()| fs::write(temporary.folder().join(FORMER), &target.former))
                        .map_err(at(&named))?;
                }
                (Some(temporary), file)
            }
        };
        let writer = BufWriter::new(file.map_err(at(&named))?);
        Ok(Sink { target, temporary, writer, hash: Sha256Stream::default() })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// When the file system refuses.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.add(bytes);
        self.writer.write_all(bytes).map_err(at(&self.target.named))
    }

    /// Gives the file its name; what the user should know is given back.
    ///
    /// # Errors
    /// When what stands there now is not ours, or the file system refuses; nothing is left then.
    pub fn finish(self) -> Result<Vec<Text>, StoreError> {
        Sink::finish_all(vec![self])
    }

    /// Gives files their names, those of one command together: another run's names come before
    /// all of them or after. What a run leaves undone that is killed between two names, the next
    /// one that writes one of the files does.
    ///
    /// # Errors
    /// As [`Sink::finish`].
    pub fn finish_all(sinks: Vec<Sink>) -> Result<Vec<Text>, StoreError> {
        Sink::finish_all_by(sinks, &Disk)
    }

    /// Names files by the given way to change names.
    pub(crate) fn finish_all_by(
        sinks: Vec<Sink>,
        names: &dyn Names,
    ) -> Result<Vec<Text>, StoreError> {
        let mut whole = Vec::new();
        for Sink { target, temporary, writer, hash } in sinks {
            let file = writer.into_inner().map_err(|e| at(&target.named)(e.into_error()))?;
            if let Some(temporary) = temporary {
                if target.wanted != Wanted::Member {
                    mark(&file, &hash.hex());
                }
                file.sync_all().map_err(at(&target.named))?;
                whole.push((target, temporary));
            }
        }
        let Some(((first, of_first), others)) = whole.split_first() else {
            return Ok(Vec::new());
        };
        // In the order of their names, so that no two runs wait for each other.
        let folders: BTreeMap<_, _> =
            whole.iter().map(|(target, _)| (parent_of(&target.place), &target.named)).collect();
        let turns = folders.into_iter().map(|(folder, named)| Turn::of(folder, named));
        let turns = turns.collect::<Result<Vec<_>, _>>()?;
        for (target, _) in &whole {
            target.may_be_written()?;
        }
        let others: Vec<_> = others.iter().map(|(t, temporary)| (temporary, &*t.place)).collect();
        tie(of_first, &others).map_err(at(&first.named))?;
        for (target, temporary) in &whole {
            names.rename(&temporary.making(), &target.place).map_err(at(&target.named))?;
        }
        turns.iter().for_each(Turn::settle);
        Ok(whole.into_iter().flat_map(|(target, _)| target.notes).collect())
    }
}
