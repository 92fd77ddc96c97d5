//! A file that appears whole or not at all.

use crate::store::error::{StoreError, at};
use crate::store::form::mark;
use crate::store::target::{Target, Wanted};
use crate::store::temporary::{Temporary, Turn, parent_of};
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
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
                let file = OpenOptions::new().write(true).create_new(true).open(temporary.making());
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
    pub fn finish(self) -> Result<Vec<String>, StoreError> {
        Sink::finish_all(vec![self])
    }

    /// Gives files their names, those of one command together: another run's names come before
    /// all of them or after.
    ///
    /// # Errors
    /// As [`Sink::finish`].
    pub fn finish_all(sinks: Vec<Sink>) -> Result<Vec<String>, StoreError> {
        let mut whole = Vec::new();
        for Sink { target, temporary, writer, hash } in sinks {
            let file = writer.into_inner().map_err(|e| at(&target.named)(e.into_error()))?;
            if let Some(temporary) = temporary {
                mark(&file, &hash.hex());
                file.sync_all().map_err(at(&target.named))?;
                whole.push((target, temporary));
            }
        }
        let Some((first, _)) = whole.first() else { return Ok(Vec::new()) };
        let turn = Turn::of(parent_of(&first.place), &first.named)?;
        for (target, _) in &whole {
            target.may_be_written()?;
        }
        let mut notes = Vec::new();
        for (target, temporary) in whole {
            fs::rename(temporary.making(), &target.place).map_err(at(&target.named))?;
            notes.extend(target.notes);
        }
        turn.settle();
        Ok(notes)
    }
}
