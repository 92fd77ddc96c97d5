//! Threads of their own for work that takes time, so that whoever reads and answers requests never waits.

use crate::problem::Problem;
use rayon::ThreadPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use suranys_core::progress::{Follower, Stopped};
use suranys_core::text;
use tokio::sync::{Semaphore, oneshot, watch};

/// A number of threads, of pieces of work that run on them at a time, and of such that wait.
#[derive(Debug)]
pub struct Lane {
    pool: ThreadPool,
    running: Arc<Semaphore>,
    taken: Arc<AtomicUsize>,
    max_waiting: usize,
}

/// One of the places of a lane, given back when it is dropped.
struct Taken(Arc<AtomicUsize>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Lane {
    /// A lane that runs so many pieces at a time and lets `max_waiting` of them run or wait.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(
        name: &'static str,
        running: usize,
        max_waiting: usize,
    ) -> Result<Lane, rayon::ThreadPoolBuildError> {
        // A piece that panics is answered as one without a result; the lane goes on.
        let pool = rayon::ThreadPoolBuilder::new()
            .thread_name(move |n| format!("{name}-{n}"))
            .panic_handler(|_| {})
            .build()?;
        let (running, taken) = (Arc::new(Semaphore::new(running)), Arc::default());
        Ok(Lane { pool, running, taken, max_waiting })
    }

    /// Does a piece of work and gives its result.
    ///
    /// # Errors
    /// When too many wait already, or it ended without a result.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let before = self.taken.fetch_add(1, Ordering::AcqRel);
        let taken = Taken(Arc::clone(&self.taken));
        if before >= self.max_waiting {
            return Err(Problem::busy(text!("too much work is waiting; ask again in a moment")));
        }
        let turn = Arc::clone(&self.running).acquire_owned().await;
        let turn = turn.map_err(|_| Problem::broken())?;
        let (give, get) = oneshot::channel();
        self.pool.spawn(move || {
            let result = work();
            drop((turn, taken));
            // Nobody may wait for it any more.
            let _ = give.send(result);
        });
        get.await.map_err(|_| Problem::broken())
    }
}

/// Follows a piece of work: tells how far it is, and stops it when it is to stop.
#[derive(Debug, Clone)]
pub struct Watched {
    stop: Arc<AtomicBool>,
    at: watch::Sender<f64>,
}

impl Watched {
    /// Work that has not begun.
    pub fn new() -> Watched {
        Watched { stop: Arc::default(), at: watch::Sender::new(0.0) }
    }

    /// Stops the work at its next step.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }

    /// Whether it is to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Per cent that are done, as they are shown.
    pub fn percent(&self) -> watch::Receiver<f64> {
        self.at.subscribe()
    }
}

impl Follower for Watched {
    fn at(&self, percent: f64, _: &str) -> Result<(), Stopped> {
        self.at.send_replace(percent);
        self.going_on()
    }

    fn going_on(&self) -> Result<(), Stopped> {
        if self.is_stopped() { Err(Stopped) } else { Ok(()) }
    }

    fn note(&self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One piece runs, one waits, a third is refused; one that panics does not end the lane.
    #[test]
    fn what_is_too_much_is_refused_and_a_panic_ends_nothing() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(too_much());
    }

    async fn too_much() {
        let lane = Arc::new(Lane::new("test", 1, 2).expect("threads"));
        let (open, wait) = std::sync::mpsc::channel::<()>();
        let own = Arc::clone(&lane);
        let first = tokio::spawn(async move { own.run(move || wait.recv()).await });
        while lane.taken.load(Ordering::Acquire) < 1 {
            tokio::task::yield_now().await;
        }
        let own = Arc::clone(&lane);
        let second = tokio::spawn(async move { own.run(|| 2).await });
        while lane.taken.load(Ordering::Acquire) < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(lane.run(|| 3).await.expect_err("full").status, 503);
        open.send(()).expect("waiting");
        assert!(first.await.expect("joined").is_ok());
        assert_eq!(second.await.expect("joined").ok(), Some(2));
        let broken = lane.run(|| -> u8 { panic!("a test") }).await;
        assert_eq!(broken.expect_err("no result").status, 500);
        assert_eq!(lane.run(|| 4).await.ok(), Some(4));
    }
}
