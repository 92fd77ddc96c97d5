//! Exports read by several workers at once: pieces of files go out in their order, findings come back and
//! are put in that order again.

mod columns;
mod piece;
mod send;
mod work;

pub(crate) use crate::reading::piece::Reading;

use crate::failure::Failure;
use crate::normalise::Noticed;
use crate::reading::piece::{At, FILE, Gave, Task};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::limits::LISTED;
use suranys_core::{Diagnostic, Span};

/// Pieces that wait for each worker.
const WAITING: usize = 2;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Rows, those that are no records aside.
    pub(crate) read: u64,
    /// Rows that are wrong.
    pub(crate) rejected: u64,
    /// Rows kept.
    pub(crate) kept: u64,
    pub(crate) noticed: Noticed,
    /// Findings about whole files, then the first ones about rows, in the order of files and rows.
    pub(crate) findings: Vec<Diagnostic>,
    /// How many findings there are in all.
    pub(crate) found: u64,
}

/// Who gets every finding of what is left out.
pub(crate) trait Rejects: Send {
    /// Takes a finding.
    ///
    /// # Errors
    /// When it can't be written.
    fn reject(&mut self, finding: &Diagnostic) -> Result<(), Failure>;
}
impl Reading<'_> {
    /// Reads files into the store. `progress` learns how many rows are read.
    ///
    /// # Errors
    /// When the store can't be written. What is wrong with the files is among the findings.
    pub(crate) fn read(
        &self,
        files: &[PathBuf],
        rejects: &mut dyn Rejects,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Tally, Failure> {
        let (send, tasks) = sync_channel::<Task>(WAITING * self.workers);
        let tasks = Arc::new(Mutex::new(tasks));
        let (give, given) = sync_channel::<Result<Gave, Failure>>(WAITING * self.workers);
        // What each of them is at, the reader first.
        let at: Vec<At> = (0..=self.workers).map(|_| At::default()).collect();
        std::thread::scope(|scope| {
            let (first, others) = at.split_at(1);
            let mut all = Vec::new();
            for at in first {
                let send = send.clone();
                all.push((at, scope.spawn(move || self.send_all(files, &send, at))));
            }
            drop(send);
            for at in others {
                let (tasks, give) = (tasks.clone(), give.clone());
                all.push((at, scope.spawn(move || self.work(&tasks, &give, at))));
            }
            // Whoever still sends learns when nobody listens any more.
            drop((tasks, give));
            let tally = collect(&given, rejects, progress);
            drop(given);
            for (at, thread) in all {
                // Libraries stop so on some damaged files.
                if thread.join().is_err() {
                    let file = at.0.lock().unwrap_or_else(PoisonError::into_inner).to_string();
                    let message = "the file is so damaged that it can't be read";
                    return Err(Failure::one(Diagnostic::error(FILE, Span::file(file), message)));
                }
            }
            tally
        })
    }
}

/// Puts what pieces gave in the order of the pieces.
fn collect(
    given: &Receiver<Result<Gave, Failure>>,
    rejects: &mut dyn Rejects,
    progress: &mut dyn FnMut(u64),
) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let mut early: BTreeMap<u64, Vec<Diagnostic>> = BTreeMap::new();
    // Findings about whole files come first: others may be many.
    let (mut next, mut of_files) = (0, 0);
    for gave in given {
        let gave = gave?;
        tally.read += gave.read;
        tally.rejected += gave.rejected;
        tally.kept += gave.kept;
        tally.noticed.add(&gave.noticed);
        progress(tally.read);
        early.insert(gave.number, gave.findings);
        while let Some(findings) = early.remove(&next) {
            next += 1;
            for finding in findings {
                rejects.reject(&finding)?;
                tally.found += 1;
                if finding.check == FILE {
                    tally.findings.insert(of_files, finding);
                    of_files += 1;
                } else if tally.findings.len() < LISTED {
                    tally.findings.push(finding);
                }
            }
        }
    }
    Ok(tally)
}
