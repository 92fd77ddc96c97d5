//! Periods of time series, as text and as counts.

use std::fmt;

/// How periods follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Years, as `2024`.
    Annual,
    /// Quarters, as `2024Q3`.
    Quarterly,
    /// Months, as `2024-07`.
    Monthly,
    /// A count, without season.
    Index,
}

impl Frequency {
    /// Periods in a season; 1 for none.
    #[must_use]
    pub fn season(self) -> usize {
        match self {
            Frequency::Quarterly => 4,
            Frequency::Monthly => 12,
            Frequency::Annual | Frequency::Index => 1,
        }
    }

    /// What a period of this frequency looks like.
    pub(super) fn form(self) -> &'static str {
        match self {
            Frequency::Annual => "a year as `2024`",
            Frequency::Quarterly => "a quarter as `2024Q3`",
            Frequency::Monthly => "a month as `2024-07`",
            Frequency::Index => "a whole number",
        }
    }
}

/// A period, counted in its frequency's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub(super) count: i64,
    pub(super) per_year: i64,
}

impl Period {
    /// Periods since the first of year zero, or the whole number it is.
    #[must_use]
    pub fn count(self) -> i64 {
        self.count
    }

    /// The period so many steps later.
    #[must_use]
    pub fn plus(self, steps: usize) -> Period {
        Period { count: self.count + steps as i64, ..self }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, part) =
            (self.count.div_euclid(self.per_year), self.count.rem_euclid(self.per_year) + 1);
        match self.per_year {
            4 => write!(f, "{year}Q{part}"),
            12 => write!(f, "{year:04}-{part:02}"),
            _ => write!(f, "{year}"),
        }
    }
}

/// A period as read: the form it was written in and its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// A whole number: a year or a count.
    Whole(i64),
    Quarter(i64),
    Month(i64),
}

/// Reads a period's form and count.
pub(super) fn written(text: &str) -> Option<Written> {
    if let Ok(count) = text.parse::<i64>() {
        return (count.abs() <= i64::from(i32::MAX)).then_some(Written::Whole(count));
    }
    let year = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i64 = year.parse().ok()?;
    let rest = text.get(4..)?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok());
    if let Some(part) = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(['Q', 'q']) {
        let part: i64 = digits(part)??;
        return (1..=4).contains(&part).then_some(Written::Quarter(year * 4 + part - 1));
    }
    let part = rest.strip_prefix(['-', 'M', 'm'])?;
    let part = part.strip_suffix("-01").filter(|p| p.len() == 2).unwrap_or(part);
    let part: i64 = digits(part)??;
    (1..=12).contains(&part).then_some(Written::Month(year * 12 + part - 1))
}
