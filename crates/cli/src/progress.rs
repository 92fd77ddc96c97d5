//! Progress on stderr; silent when that is no terminal.

use crate::terminal::note;
use indicatif::{ProgressBar, ProgressStyle};
use suranys_core::Text;
use suranys_core::display_text::visible;
use suranys_core::progress::{Follower, Portion, Stopped};

/// How far along a piece of work is, in per cent.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar at its start.
    pub fn new() -> Progress {
        Progress(bar(100, "{bar:30} {percent:>3}% {msg}"))
    }

    /// Says what is being done and how far along the work is, in per cent.
    pub fn at(&self, percent: f64, doing: &str) {
        self.0.set_message(visible(doing).into_owned());
        self.0.set_position(percent as u64);
    }

    /// Says what is being done and which share, 0 to 1, of a portion of the work is done.
    pub fn within(&self, portion: Portion, done: f64, doing: &str) {
        self.at(portion.at(done), doing);
    }

    /// Does what writes to the terminal itself.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

/// A command is stopped by the system, and what it writes is whole or not there.
impl Follower for Progress {
    fn at(&self, percent: f64, doing: &str) -> Result<(), Stopped> {
        Progress::at(self, percent, doing);
        Ok(())
    }

    fn note(&self, text: &str) {
        self.aside(|| note(text));
    }

    fn tell(&self, text: &Text) {
        self.aside(|| note(text));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How many of a number of runs are made.
pub struct RunCounter(ProgressBar);

impl RunCounter {
    /// A bar at its start.
    pub fn new(count: usize) -> RunCounter {
        RunCounter(bar(count as u64, "{bar:30} {pos}/{len} runs, {eta} left {msg}"))
    }

    /// Says what is done before the first run.
    pub fn prepare(&self, doing: &str) {
        self.0.set_message(visible(doing).into_owned());
    }

    /// The first run begins: from here on is timed how long the others will take.
    pub fn begin(&self) {
        self.0.set_message("");
        self.0.reset_eta();
    }

    /// One more is made.
    pub fn one_more(&self) {
        self.0.inc(1);
    }
}

impl Drop for RunCounter {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn bar(length: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
