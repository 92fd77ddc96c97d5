//! How far the work is, on stderr; silent when that is no terminal.

use crate::terminal::is_watched;
use indicatif::{ProgressBar, ProgressStyle};

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
