//! Periods of time series, as text and as counts.

use std::fmt;
use std::ops::RangeInclusive;
use suranys_core::{Text, text};

/// Years that are read as such; with fewer or more digits, a whole number is a count.
const YEARS: RangeInclusive<i64> = 1000..=9999;
/// Years a quarter or a month may be of: those of four digits, zeros counted.
const DATED: RangeInclusive<i64> = 0..=9999;
/// Whole numbers that are read as counts: far beyond any table, and no sum of them overflows.
const COUNTS: RangeInclusive<i64> = -(i32::MAX as i64)..=i32::MAX as i64;

/// How periods follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    /// Years, as `2024`.
    Annual,
    /// Half-years, as `2024-S1`.
    HalfYearly,
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
            Frequency::HalfYearly => 2,
            Frequency::Quarterly => 4,
            Frequency::Monthly => 12,
            Frequency::Annual | Frequency::Index => 1,
        }
    }

    /// What a period of this frequency looks like.
    pub(crate) fn form(self) -> Text {
        match self {
            Frequency::Annual => text!("a year as `2024`"),
            Frequency::HalfYearly => text!("a half-year as `2024-S1`"),
            Frequency::Quarterly => text!("a quarter as `2024Q3`"),
            Frequency::Monthly => text!("a month as `2024-07`"),
            Frequency::Index => text!("a whole number"),
        }
    }
}

/// A period, counted in its frequency's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub(crate) count: i64,
    pub(crate) frequency: Frequency,
}

impl suranys_core::ToText for Period {
    fn to_text(&self) -> Text {
        Text::data(self)
    }
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
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        Period { count: self.count.saturating_add(steps), ..self }
    }

    /// How many steps later the last period is that, written, would be read as a period of this
    /// frequency again: years have four digits.
    #[must_use]
    pub fn room(self) -> usize {
        let season = self.frequency.season() as i64;
        let last = match self.frequency {
            Frequency::Annual => *YEARS.end(),
            Frequency::HalfYearly | Frequency::Quarterly | Frequency::Monthly => {
                (DATED.end() + 1) * season - 1
            }
            Frequency::Index => *COUNTS.end(),
        };
        usize::try_from(last.saturating_sub(self.count)).unwrap_or_default()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let season = self.frequency.season() as i64;
        let (year, part) = (self.count.div_euclid(season), self.count.rem_euclid(season) + 1);
        match self.frequency {
            Frequency::HalfYearly => write!(f, "{year:04}-S{part}"),
            Frequency::Quarterly => write!(f, "{year:04}Q{part}"),
            Frequency::Monthly => write!(f, "{year:04}-{part:02}"),
            Frequency::Annual | Frequency::Index => write!(f, "{year}"),
        }
    }
}

/// The form a period is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A whole number: a year or a count.
    Whole,
    Half,
    Quarter,
    Month,
    /// The first day of a month, which is also that of a quarter or a year.
    First,
    /// The last day of one.
    Last,
}

impl Form {
    /// What a text of this form is called.
    pub(crate) fn name(self) -> Text {
        match self {
            Form::Whole => text!("a whole number"),
            Form::Half => text!("a half-year"),
            Form::Quarter => text!("a quarter"),
            Form::Month => text!("a month"),
            Form::First | Form::Last => text!("a day"),
        }
    }
}

/// A period as read: a whole number, or half-years, quarters or months since the first of year zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub form: Form,
    pub count: i64,
}

impl Written {
    /// Whether it may be a year.
    pub(crate) fn is_year(self) -> bool {
        self.form == Form::Whole && YEARS.contains(&self.count)
    }

    /// Its count in a frequency, if it is a period of that.
    pub(crate) fn count_in(self, frequency: Frequency) -> Option<i64> {
        // A day stands for the period that begins or ends with it.
        let of = |months: i64| {
            let past = if self.form == Form::First { self.count } else { self.count + 1 - months };
            (past % months == 0).then_some(past / months)
        };
        match (frequency, self.form) {
            (Frequency::Annual, Form::Whole) => self.is_year().then_some(self.count),
            (Frequency::Annual, Form::First | Form::Last) => {
                of(12).filter(|year| YEARS.contains(year))
            }
            (Frequency::HalfYearly, Form::First | Form::Last) => of(6),
            (Frequency::Quarterly, Form::First | Form::Last) => of(3),
            (Frequency::Monthly, Form::Month | Form::First | Form::Last)
            | (Frequency::HalfYearly, Form::Half)
            | (Frequency::Quarterly, Form::Quarter)
            | (Frequency::Index, Form::Whole) => Some(self.count),
            _ => None,
        }
    }
}

/// The last day of a month, counted from the first of year zero.
pub(crate) fn last_day(month: i64) -> i64 {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a period: `2024`, `-2`, `2024Q3`, `2024-Q3`, `2024-S1`, `2024H1`, `2024-07`, `2024M07`, or the first
/// or the last day of a month; nothing looser, since two ways to read a text are one too many.
pub(crate) fn written(text: &str) -> Option<Written> {
    if let Ok(count) = text.parse::<i64>() {
        let plain = COUNTS.contains(&count) && count.to_string() == text;
        return plain.then_some(Written { form: Form::Whole, count });
    }
    let number = |text: &str| {
        text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i64>().ok()).flatten()
    };
    let year = number(text.get(..4)?)?;
    let rest = text.get(4..)?;
    if let Some(part) = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(['Q', 'q']) {
        let part = number(part).filter(|n| part.len() == 1 && (1..=4).contains(n))?;
        return Some(Written { form: Form::Quarter, count: year * 4 + part - 1 });
    }
    if let Some(part) = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(['S', 's', 'H', 'h']) {
        let part = number(part).filter(|n| part.len() == 1 && (1..=2).contains(n))?;
        return Some(Written { form: Form::Half, count: year * 2 + part - 1 });
    }
    let (part, day) = match rest.strip_prefix('-') {
        Some(dashed) => match dashed.split_once('-') {
            Some((part, day)) => (part, Some(day)),
            None => (dashed, None),
        },
        None => (rest.strip_prefix(['M', 'm'])?, None),
    };
    let part = number(part).filter(|n| part.len() == 2 && (1..=12).contains(n))?;
    let count = year * 12 + part - 1;
    let form = match day {
        None => Form::Month,
        Some("01") => Form::First,
        Some(day) if day == last_day(count).to_string() => Form::Last,
        Some(_) => return None,
    };
    Some(Written { form, count })
}
