//! How far along a longer piece of work is, and whether it is to go on.

use crate::sentence::Text;
use crate::text;
use thiserror::Error;

/// Nobody wants a piece of work any more that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub struct Stopped;

impl Stopped {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        text!("stopped before it was done; nothing was written")
    }
}

crate::worded!(Stopped);

/// Who follows a piece of work: learns how far it is and what to know of it, and may stop it.
pub trait Follower: Sync {
    /// Learns what is being done and how far along the work is, in per cent.
    ///
    /// # Errors
    /// When the work is to stop.
    fn at(&self, percent: f64, doing: &str) -> Result<(), Stopped>;

    /// Is asked within a longer stage whether the work is to go on.
    ///
    /// # Errors
    /// When the work is to stop.
    fn going_on(&self) -> Result<(), Stopped> {
        Ok(())
    }

    /// Learns what a reader of the result should know.
    fn note(&self, text: &str);

    /// Learns the same as a sentence, to be translated; whoever does not translate has the English.
    fn tell(&self, text: &Text) {
        self.note(text);
    }

    /// Learns what is being done and which share, 0 to 1, of a portion of the work is done.
    ///
    /// # Errors
    /// When the work is to stop.
    fn within(&self, portion: Portion, done: f64, doing: &str) -> Result<(), Stopped> {
        self.at(portion.at(done), doing)
    }
}

/// A hook for work that nobody follows.
///
/// # Errors
/// Never.
pub fn unfollowed(_: &str, _: f64) -> Result<(), Stopped> {
    Ok(())
}

/// A portion of a longer piece of work, as the per cent of the whole at which it begins and ends.
///
/// ```
/// use suranys_core::progress::Portion;
///
/// let forecasting = Portion::new(5.0, 45.0);
/// assert_eq!(forecasting.at(0.5), 25.0);
/// assert_eq!(Portion::WHOLE.nth(1, 4), Portion::new(25.0, 50.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Portion {
    from: f64,
    to: f64,
}

impl Portion {
    /// All of the work.
    pub const WHOLE: Portion = Portion { from: 0.0, to: 100.0 };

    /// The portion between two per cents of the whole.
    #[must_use]
    pub const fn new(from: f64, to: f64) -> Portion {
        Portion { from, to }
    }

    /// Per cent of the whole that is done when of this portion a share `done`, 0 to 1, is done.
    #[must_use]
    pub fn at(self, done: f64) -> f64 {
        self.from + done * (self.to - self.from)
    }

    /// The portion of one of `count` equal parts, counted from 0.
    #[must_use]
    pub fn nth(self, place: usize, count: usize) -> Portion {
        let part = (self.to - self.from) / count.max(1) as f64;
        let from = self.from + part * place as f64;
        Portion { from, to: from + part }
    }
}
