//! Forms of exponential smoothing.

/// Trend of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trend {
    None,
    Additive,
    Damped,
}

/// Season of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    None,
    Additive,
    Multiplicative,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub multiplicative: bool,
    pub trend: Trend,
    pub season: Season,
}

impl Form {
    /// Numbers searched.
    pub(super) fn searched(&self) -> usize {
        let trend = match self.trend {
            Trend::None => 2,
            Trend::Additive => 4,
            Trend::Damped => 5,
        };
        trend + usize::from(self.season != Season::None)
    }
}
