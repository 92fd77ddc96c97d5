//! Levels of prediction intervals.

use suranys_core::{Text, text};
use thiserror::Error;

/// Lower and upper bound of a central prediction interval, in the unit of the series.
pub type Interval = (f64, f64);

/// The level of a central prediction interval: with what probability the outturn lies inside it, above
/// 0 and below 100 per cent.
///
/// ```
/// use suranys_series::Level;
///
/// let level = Level::percent(80.0)?;
/// assert_eq!((level.as_share(), level.to_string()), (0.8, "80".to_owned()));
/// assert!(Level::percent(100.0).is_err(), "nothing but everything is certain");
/// assert!(Level::share(80.0).is_err(), "a share is below one");
/// # Ok::<(), suranys_series::LevelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    percent: f64,
    share: f64,
}

/// A number that is no level: not above 0 and below 100 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub struct LevelError(
    /// The number, in per cent.
    pub f64,
);

impl LevelError {
    /// What went wrong, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        text!("a level is a number between 0 and 100, not {level}", level = self.0)
    }
}

suranys_core::worded!(LevelError);

impl Level {
    /// A level in per cent.
    ///
    /// # Errors
    /// When it is not above 0 and below 100.
    pub fn percent(percent: f64) -> Result<Level, LevelError> {
        Level::checked(Level { percent, share: percent / 100.0 })
    }

    /// A level as a share of one.
    ///
    /// # Errors
    /// When it is not above 0 and below 1.
    pub fn share(share: f64) -> Result<Level, LevelError> {
        Level::checked(Level { percent: 100.0 * share, share })
    }

    fn checked(level: Level) -> Result<Level, LevelError> {
        let inside = |value: f64, end: f64| value > 0.0 && value < end;
        let is_level = inside(level.share, 1.0) && inside(level.percent, 100.0);
        if is_level { Ok(level) } else { Err(LevelError(level.percent)) }
    }

    /// The level in per cent, as it was given.
    #[must_use]
    pub fn as_percent(self) -> f64 {
        self.percent
    }

    /// The level as a share of one.
    #[must_use]
    pub fn as_share(self) -> f64 {
        self.share
    }
}

/// In per cent, without a sign.
impl std::fmt::Display for Level {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.percent)
    }
}
