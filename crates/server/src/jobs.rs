//! Long pieces of work: begun, followed, cancelled, and remembered for a while when they are done.

use crate::lane::Watched;
use crate::problem::Problem;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use suranys_core::text;
use tokio::sync::watch;

/// What a job gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gives {
    /// A run, by its key.
    Run(String),
    /// Files of a report, by their paths; they are held under the job's number.
    Report(Vec<String>),
}

/// Where a job is.
#[derive(Debug, Clone)]
pub enum State {
    /// It waits or runs.
    Going,
    /// It is done.
    Done(Gives),
    /// It can't be done.
    Failed(Problem),
    /// Nobody wanted it any more.
    Cancelled,
}

/// A job.
#[derive(Debug)]
pub struct Job {
    /// Its number.
    pub id: u64,
    /// What it makes: `run` or `report`.
    pub kind: &'static str,
    /// What it makes it of: the same is not made twice at a time.
    pub about: String,
    /// How far it is, and how it is stopped.
    pub watched: Watched,
    state: watch::Sender<State>,
}

impl Job {
    /// Where it is, as that is shown.
    pub fn state(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    fn is_going(&self) -> bool {
        matches!(*self.state.borrow(), State::Going)
    }

    /// Stops it.
    pub fn cancel(&self) {
        self.watched.stop();
        self.end(State::Cancelled);
    }

    /// What ends first is how it ends.
    fn end(&self, state: State) {
        self.state.send_if_modified(|now| {
            let going = matches!(now, State::Going);
            if going {
                *now = state;
            }
            going
        });
    }
}

/// All jobs.
#[derive(Debug)]
pub struct Jobs {
    all: Mutex<(u64, BTreeMap<u64, Arc<Job>>)>,
    going: usize,
    remembered: usize,
    time: Duration,
}

impl Jobs {
    /// So many at a time, and so many remembered; each has a time.
    pub fn new(going: usize, remembered: usize, time: Duration) -> Jobs {
        Jobs { all: Mutex::default(), going, remembered, time }
    }

    /// Every change is made in one step, so that what a panic leaves is whole.
    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Arc<Job>>)> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job of a number.
    pub fn get(&self, id: u64) -> Option<Arc<Job>> {
        self.lock().1.get(&id).cloned()
    }

    /// Begins a job, or gives the one that makes the same.
    ///
    /// # Errors
    /// When too many are going.
    pub fn start<F>(
        &self,
        kind: &'static str,
        about: &str,
        make: impl FnOnce(u64, Watched) -> F,
    ) -> Result<Arc<Job>, Problem>
    where
        F: Future<Output = Result<Gives, Problem>> + Send + 'static,
    {
        let job = {
            let mut all = self.lock();
            let same =
                |job: &&Arc<Job>| job.is_going() && (job.kind, job.about.as_str()) == (kind, about);
            if let Some(job) = all.1.values().find(same) {
                return Ok(Arc::clone(job));
            }
            if all.1.values().filter(|job| job.is_going()).count() >= self.going {
                return Err(Problem::busy(text!(
                    "too many jobs are going; cancel one, or ask again later"
                )));
            }
            while all.1.len() >= self.remembered {
                let done = all.1.values().find(|job| !job.is_going()).map(|job| job.id);
                let Some(done) = done else { break };
                all.1.remove(&done);
            }
            all.0 = all.0.saturating_add(1);
            let job = Arc::new(Job {
                id: all.0,
                kind,
                about: about.to_owned(),
                watched: Watched::new(),
                state: watch::Sender::new(State::Going),
            });
            all.1.insert(job.id, Arc::clone(&job));
            job
        };
        let (work, own, time) = (make(job.id, job.watched.clone()), Arc::clone(&job), self.time);
        tokio::spawn(async move {
            let state = match tokio::time::timeout(time, work).await {
                Ok(Ok(gives)) => State::Done(gives),
                Ok(Err(_)) if own.watched.is_stopped() => State::Cancelled,
                Ok(Err(problem)) => State::Failed(problem),
                Err(_) => {
                    own.watched.stop();
                    State::Failed(Problem::busy(text!("the job took too long")))
                }
            };
            own.end(state);
        });
        Ok(job)
    }
}
