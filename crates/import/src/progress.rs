//! How far the work is, on stderr; silent when that is no terminal.

use crate::terminal::{is_watched, note};
use indicatif::{ProgressBar, ProgressStyle};
use suranys_core::progress::{Follower, Stopped};

/// A line that tells how many rows are done.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Begins a stage.
    pub(crate) fn begin(stage: &str) -> Progress {
        Progress(is_watched().then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {human_pos} {per_sec}")
            {
                bar.set_style(style);
            }
            bar.set_message(stage.to_owned());
            bar
        }))
    }

    /// Says how many are done.
    pub(crate) fn at(&self, done: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(done);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// A line that tells how far a longer piece of work is, in per cent.
pub(crate) struct Steps(Option<ProgressBar>);

impl Steps {
    /// Begins a piece of work.
    pub(crate) fn begin() -> Steps {
        Steps(is_watched().then(|| {
            let bar = ProgressBar::new(100);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} % {msg}") {
                bar.set_style(style);
            }
            bar
        }))
    }
}

impl Follower for Steps {
    fn at(&self, percent: f64, doing: &str) -> Result<(), Stopped> {
        if let Some(bar) = &self.0 {
            bar.set_message(doing.to_owned());
            bar.set_position(percent as u64);
        }
        Ok(())
    }

    fn note(&self, text: &str) {
        note(text);
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
