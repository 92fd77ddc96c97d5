//! Years and spans of years. The year measured is not the year known: see [`Vintage`].

use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i32);

impl Year {
    /// The year `n` years later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Year {
        Year(self.0 + n)
    }

    /// The year before.
    #[must_use]
    pub fn previous(self) -> Year {
        self.plus(-1)
    }

    /// Whole years from `other` to `self`.
    #[must_use]
    pub fn since(self, other: Year) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An inclusive span of years, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct YearSpan {
    from: Year,
    to: Year,
}

impl YearSpan {
    /// The span from `from` to `to`, both included; `None` when `to` is before `from`.
    #[must_use]
    pub fn new(from: Year, to: Year) -> Option<YearSpan> {
        (from <= to).then_some(YearSpan { from, to })
    }

    /// First year.
    #[must_use]
    pub fn from(self) -> Year {
        self.from
    }

    /// Last year.
    #[must_use]
    pub fn to(self) -> Year {
        self.to
    }

    /// Whether `year` lies in the span.
    #[must_use]
    pub fn contains(self, year: Year) -> bool {
        self.from <= year && year <= self.to
    }

    /// The years of the span, in order.
    pub fn years(self) -> impl DoubleEndedIterator<Item = Year> + Clone {
        (self.from.0..=self.to.0).map(Year)
    }

    /// Number of years in the span, at least one.
    #[must_use]
    pub fn count(self) -> usize {
        usize::try_from(self.to.since(self.from) + 1).unwrap_or(1)
    }
}

impl fmt::Display for YearSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from, self.to)
    }
}

/// The year up to whose end things are taken as known.
///
/// A run at vintage 2022 sees no figure *about* a later year and no projection
/// or legal rule *published* in a later year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vintage(pub Year);

impl Vintage {
    /// Whether a thing measured in, or published in, `year` was known.
    #[must_use]
    pub fn knows(self, year: Year) -> bool {
        year <= self.0
    }
}

impl fmt::Display for Vintage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
