//! How far along a longer piece of work is.

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
