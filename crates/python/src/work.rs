//! A piece of work on a thread of its own, while Python goes on: the interpreter is free, progress is shown,
//! and an interrupt stops the work.

use crate::refusal::refusal;
use pyo3::exceptions::PyWarning;
use pyo3::prelude::*;
use pyo3::types::PyType;
use std::ffi::CString;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};
use std::time::Duration;
use suranys_core::progress::{Follower, Stopped};
use suranys_runner::Failure;

/// How long at most until an interrupt is heard and progress shown.
const PAUSE: Duration = Duration::from_millis(100);
/// Room for calls within calls, as the main thread of a program has.
const STACK: usize = 8 << 20;

/// What the thread that works and the one that waits share.
#[derive(Default)]
struct Shared {
    /// Per cent done and what is being done; taken when it is shown.
    state: Mutex<Option<(f64, String)>>,
    notes: Mutex<Vec<String>>,
    stop: AtomicBool,
}

impl Follower for Shared {
    fn at(&self, percent: f64, doing: &str) -> Result<(), Stopped> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = Some((percent, doing.to_owned()));
        self.going_on()
    }

    fn going_on(&self) -> Result<(), Stopped> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(Stopped),
            false => Ok(()),
        }
    }

    fn note(&self, text: &str) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }
}

/// Does a piece of work, and gives with it what a reader should know, of which Python is warned too.
///
/// `progress` is called with the per cent done and what is being done; without it the package shows
/// progress itself, where somebody looks on.
pub fn done<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&dyn Follower) -> Result<T, Failure> + Send,
) -> PyResult<(T, Vec<String>)> {
    let shown = py.import("suranys._progress")?.call_method1("follow", (progress,))?.unbind();
    let shared = Shared::default();
    let finished = py.allow_threads(|| {
        scope(|scope| {
            let (end, ended) = channel::<()>();
            let worker = Builder::new().stack_size(STACK).spawn_scoped(scope, || {
                // Dropped when the work is done, however it ends.
                let _end = end;
                work(&shared)
            });
            let worker =
                worker.map_err(|why| Failure::Usage(format!("no thread to work on: {why}").into()));
            let mut refused = None;
            while let (Ok(_), Err(RecvTimeoutError::Timeout)) = (&worker, ended.recv_timeout(PAUSE))
            {
                if refused.is_none() {
                    refused = Python::with_gil(|py| look(py, &shown, &shared)).err();
                    shared.stop.store(refused.is_some(), Ordering::Relaxed);
                }
            }
            let made = worker.and_then(|worker| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            match refused {
                Some(interrupt) => Err(Ended::Interrupted(interrupt)),
                None => made.map_err(Ended::Failed),
            }
        })
    });
    shown.bind(py).call_method0("close")?;
    let made = finished.map_err(|ended| match ended {
        Ended::Interrupted(interrupt) => interrupt,
        Ended::Failed(failure) => refusal(py, failure),
    })?;
    let notes = shared.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
    warn(py, &notes)?;
    Ok((made, notes))
}

/// How work ended that gave nothing.
enum Ended {
    Interrupted(PyErr),
    Failed(Failure),
}

/// Whether there was an interrupt; shows how far the work is.
fn look(py: Python<'_>, shown: &Py<PyAny>, shared: &Shared) -> PyResult<()> {
    py.check_signals()?;
    let state = shared.state.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((percent, doing)) = state {
        shown.bind(py).call_method1("at", (percent, doing))?;
    }
    Ok(())
}

/// Warns of each, where the caller stands.
fn warn(py: Python<'_>, notes: &[String]) -> PyResult<()> {
    let kind = py.import("suranys._findings")?.getattr("Note")?;
    let kind = kind.downcast::<PyType>().map(|kind| kind.clone().into_any());
    let kind = kind.unwrap_or_else(|_| py.get_type::<PyWarning>().into_any());
    for note in notes {
        PyErr::warn(py, &kind, &CString::new(note.replace('\0', " "))?, 1)?;
    }
    Ok(())
}
