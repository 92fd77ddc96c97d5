//! Bounds on what one server does at a time, all of them.

use std::time::Duration;

/// What a server does at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; further ones wait to be taken.
    pub connections: usize,
    /// Streams of events at a time.
    pub streams: usize,
    /// Bytes of a body, uploads aside.
    pub body: usize,
    /// Bytes of an uploaded table.
    pub upload: usize,
    /// Time for a request to be read and answered, streams of events aside.
    pub request: Duration,
    /// Time for the head of a request to arrive, and for a connection to stay without one.
    pub head: Duration,
    /// Time for which a connection whose reader takes nothing stays.
    pub stalled: Duration,
    /// Time for a stream of events without any.
    pub stream: Duration,
    /// Time for a job once it runs.
    pub job: Duration,
    /// Short pieces of work that wait: a preview, a chart, a tree.
    pub waiting: usize,
    /// Long pieces of work that wait or run: a full run, a report.
    pub jobs: usize,
    /// Jobs that are remembered when they are done.
    pub remembered: usize,
    /// Bytes of runs that are held.
    pub runs: usize,
    /// Bytes of answers that are held.
    pub answers: usize,
    /// Bytes of finished reports that are held.
    pub reports: usize,
    /// How often files are looked at for changes.
    pub look: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 512,
            streams: 64,
            body: 256 << 10,
            upload: 8 << 20,
            request: Duration::from_secs(60),
            head: Duration::from_secs(15),
            stalled: Duration::from_secs(30),
            stream: Duration::from_secs(1800),
            job: Duration::from_secs(900),
            waiting: 256,
            jobs: 8,
            remembered: 64,
            runs: 768 << 20,
            answers: 128 << 20,
            reports: 128 << 20,
            look: Duration::from_secs(2),
        }
    }
}
