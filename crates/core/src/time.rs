//! Years, spans of years and days. The year measured is not the year known: see [`Vintage`].

use crate::limits::YEARS;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar year. Read from a file it is one of [`YEARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i32", try_from = "i32")]
pub struct Year(pub i32);

impl From<Year> for i32 {
    fn from(year: Year) -> i32 {
        year.0
    }
}

impl TryFrom<i32> for Year {
    type Error = String;

    fn try_from(year: i32) -> Result<Year, String> {
        let (first, last) = (YEARS.start(), YEARS.end());
        let known = YEARS.contains(&year).then_some(Year(year));
        known.ok_or_else(|| format!("the year {year} is not one from {first} to {last}"))
    }
}

impl Year {
    /// The year written so, if it is one of [`YEARS`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Year> {
        text.parse().ok().filter(|year| YEARS.contains(year)).map(Year)
    }

    /// The year `n` years later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Year {
        Year(self.0.saturating_add(n))
    }

    /// The year before.
    #[must_use]
    pub fn previous(self) -> Year {
        self.plus(-1)
    }

    /// Whole years from `other` to `self`.
    #[must_use]
    pub fn since(self, other: Year) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An inclusive span of years, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends")]
pub struct YearSpan {
    from: Year,
    to: Year,
}

/// The ends of a span as they stand in a file.
#[derive(Deserialize)]
struct Ends {
    from: Year,
    to: Year,
}

impl TryFrom<Ends> for YearSpan {
    type Error = String;

    fn try_from(Ends { from, to }: Ends) -> Result<YearSpan, String> {
        YearSpan::new(from, to)
            .ok_or_else(|| format!("a span ends in {to}, before it begins in {from}"))
    }
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
        usize::try_from(self.to.since(self.from)).map_or(1, |years| years.saturating_add(1))
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

/// A day as figures and files have it: `2024-07-01`.
fn iso_day(text: &str) -> Option<Date> {
    // Other ways to write a day are none: jiff alone would read `20240701`, and a time of day.
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let sound = (year.len(), month.len(), day.len()) == (4, 2, 2)
        && [year, month, day].into_iter().all(is_number);
    sound.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())?
}

/// Days from the first of 1970 to a day such as `2024-07-01`; none where it is no day of the calendar.
#[must_use]
pub fn day_number(day: &str) -> Option<i64> {
    let since = Date::constant(1970, 1, 1).until(iso_day(day)?).ok()?;
    Some(since.get_days().into())
}

/// The day so many days after the first of 1970, as `2024-07-01`; none outside of the years 0 to 9999.
#[must_use]
pub fn numbered_day(number: i64) -> Option<String> {
    let after = Span::new().try_days(number).ok()?;
    let day = Date::constant(1970, 1, 1).checked_add(after).ok()?;
    (day.year() >= 0).then(|| day.to_string())
}

/// Days of a month of the Gregorian calendar, January being 1; none where it is no month.
#[must_use]
pub fn days_of_month(year: u32, month: u32) -> Option<u32> {
    let first = Date::new(year.try_into().ok()?, month.try_into().ok()?, 1).ok()?;
    first.days_in_month().try_into().ok()
}

/// The ISO day some months after another, the last of its month where that has fewer days; none where
/// `day` is no such day.
#[must_use]
pub fn months_after(day: &str, months: i64) -> Option<String> {
    let after = Span::new().try_months(months).ok()?;
    iso_day(day)?.checked_add(after).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_outside_of_what_statistics_speak_of_is_none() {
        for (text, year) in [("1800", Some(1800)), ("2200", Some(2200)), ("1799", None)] {
            assert_eq!(Year::parse(text), year.map(Year));
        }
        for text in ["2201", "-2147483648", "99999999999", "", "2024.0", "０"] {
            assert_eq!(Year::parse(text), None, "{text}");
        }
    }

    /// By hand.
    #[test]
    fn months_are_added_to_days() {
        let after = |day: &str, months| months_after(day, months);
        assert_eq!(after("2023-02-20", 36).as_deref(), Some("2026-02-20"));
        assert_eq!(after("2024-12-01", -6).as_deref(), Some("2024-06-01"));
        assert_eq!(after("2024-01-31", 1).as_deref(), Some("2024-02-29"));
        assert_eq!(after("2023-11-30", 3).as_deref(), Some("2024-02-29"));
        for none in ["2024", "2024-13-01", "2024-02-30", "a-b-c", "", "2024-2-03", "+024-01-01"] {
            assert_eq!(after(none, 1), None, "{none}");
        }
    }

    /// Days by `date -u -d @SECONDS` of GNU coreutils.
    #[test]
    fn days_are_those_of_the_calendar() {
        for (number, day) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (19_723, "2024-01-01"),
            (-719_528, "0000-01-01"),
        ] {
            assert_eq!(numbered_day(number).as_deref(), Some(day));
            assert_eq!(day_number(day), Some(number));
        }
        assert_eq!(numbered_day(-719_529), None);
        assert_eq!(numbered_day(i64::MAX), None);
        assert_eq!(day_number("2023-02-29"), None);
        assert_eq!(days_of_month(2000, 2), Some(29));
        assert_eq!(days_of_month(1900, 2), Some(28));
        assert_eq!(days_of_month(2000, 13), None);
    }

    #[test]
    fn no_year_is_so_far_that_arithmetic_stops() {
        let (first, last) = (Year(i32::MIN), Year(i32::MAX));
        assert_eq!(first.previous(), first);
        assert_eq!(last.since(first), i32::MAX);
        assert_eq!(YearSpan::new(first, last).map(YearSpan::count), Some(1 << 31));
    }
}
