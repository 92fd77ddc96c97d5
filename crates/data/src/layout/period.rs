//! Periods as publishers and spreadsheets write them, by what the whole column shows.

use crate::layout::book::{among, book};
use crate::timeseries::period::written;
use std::borrow::Cow;
use suranys_core::time::{day_number, numbered_day};
use suranys_core::{Text, text};

/// Days that a spreadsheet may count: 1941 to 2119, so that no year and hardly a number of rows is one.
pub(crate) const SERIALS: std::ops::RangeInclusive<i64> = 15_000..=80_000;
/// The day that spreadsheets count as zero, in days before the first of 1970.
const SERIAL_ZERO: i64 = 25_569;
/// Bytes of the longest text that is taken for a period.
const LONGEST: usize = 60;
/// Months of a year.
const MONTHS: u32 = 12;
/// Places named of many.
pub(crate) const NAMED: usize = 3;

/// What a text is that is not a period which series are forecast by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Odd {
    Week,
    Day,
    /// Several years or months in one, as `2006_2008`.
    Span,
    /// The average of a year among its parts, as `2014M13`.
    WholeYear,
    /// A day that may be in one order or another.
    Slashes,
    /// A month by its name with two digits, as `Jan-18`.
    ShortYear,
}

impl Odd {
    /// What it is, and what to do.
    pub(crate) fn said(self) -> (Text, Text) {
        match self {
            Odd::Week => (
                text!(
                    "a week or a day of one; weeks are not forecast, since years have 52 of them or 53"
                ),
                text!("add the weeks up, or average them, to months or quarters"),
            ),
            Odd::Day => (
                text!("a day within a month; days are not forecast"),
                text!(
                    "add the days up, or average them, to months or quarters; where a day stands for its \
                 period, write the period"
                ),
            ),
            Odd::Span => (
                text!(
                    "several years or months in one; spans that overlap or add up are no series of periods"
                ),
                text!(
                    "take figures of single periods; where a span stands for its middle, write that"
                ),
            ),
            Odd::WholeYear => {
                (text!("the figure of a whole year among its parts"), text!("leave the rows out"))
            }
            Odd::Slashes => (
                text!("a day whose month may be the first number or the second"),
                text!("write days as `2024-07-01`"),
            ),
            Odd::ShortYear => (
                text!("a month with two digits, which may be a year of any century or a day"),
                text!("write the year with four digits, as `2018-01`"),
            ),
        }
    }
}

/// A text looked at alone.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Loose {
    /// As programs write it.
    Strict,
    Rewritten(String),
    /// A day that a spreadsheet may have counted.
    Serial(String),
    /// Six digits that may be a year and a month.
    Compact(String),
    /// The numbers of a day, the year last.
    Slashed(u32, u32, i64),
    Odd(Odd),
    Unknown,
}

/// How the periods of a column are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Periods {
    /// Whole numbers are days counted by a spreadsheet.
    pub serial: bool,
    /// Whole numbers are years and months, as `202401`.
    pub compact: bool,
    /// Whether the day comes before the month, where slashes part them.
    pub day_first: Option<bool>,
    /// Whether days are seven apart.
    pub weekly: bool,
}

impl Periods {
    /// A period as programs write it; the text as it is where it is none.
    ///
    /// # Errors
    /// With what it is, where it is something else than a period of a series.
    pub(crate) fn plain<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Odd> {
        match loose(text) {
            Loose::Strict | Loose::Rewritten(_) if self.weekly && day_number(text).is_some() => {
                Err(Odd::Week)
            }
            Loose::Serial(day) if self.serial => Ok(Cow::Owned(day)),
            Loose::Compact(month) if self.compact => Ok(Cow::Owned(month)),
            Loose::Strict | Loose::Serial(_) | Loose::Compact(_) | Loose::Unknown => {
                Ok(Cow::Borrowed(text))
            }
            Loose::Rewritten(text) => Ok(Cow::Owned(text)),
            Loose::Slashed(a, b, year) => {
                let first = self.day_first.ok_or(Odd::Slashes)?;
                let (day, month) = if first { (a, b) } else { (b, a) };
                self.day(&format!("{year:04}-{month:02}-{day:02}")).map(Cow::Owned)
            }
            Loose::Odd(Odd::Day) if self.weekly => Err(Odd::Week),
            Loose::Odd(odd) => Err(odd),
        }
    }

    fn day(&self, day: &str) -> Result<String, Odd> {
        match written(day) {
            Some(_) => Ok(day.to_owned()),
            None if self.weekly => Err(Odd::Week),
            None => Err(Odd::Day),
        }
    }
}

/// What the periods of a column show.
#[derive(Debug, Default, Clone)]
pub(crate) struct PeriodLook {
    /// Whole numbers that may be days a spreadsheet counted, those that begin or end a month, and the
    /// first of them.
    serials: usize,
    of_months: usize,
    numbers: usize,
    /// Whole numbers that may be years and months.
    compact: usize,
    first: Vec<(String, String)>,
    /// Greatest first and second numbers of days with slashes, and whether all are the first of a month
    /// by one order or the other.
    slashed: [u32; 2],
    ones: [bool; 2],
    any_slashed: bool,
    /// By day of the week, whether one stands there; and days seen.
    weekdays: [bool; 7],
    days: usize,
}

impl PeriodLook {
    /// Takes the next text of the column.
    pub(crate) fn add(&mut self, text: &str) {
        let found = loose(text);
        self.numbers += usize::from(text.parse::<i64>().is_ok());
        if let Some(day) = day_number(text).or(match &found {
            Loose::Rewritten(text) => day_number(text),
            _ => None,
        }) {
            self.days += 1;
            self.weekdays[day.rem_euclid(7) as usize] = true;
        }
        match found {
            Loose::Serial(day) => {
                self.serials += 1;
                self.of_months += usize::from(written(&day).is_some());
                if self.first.len() < NAMED {
                    self.first.push((text.to_owned(), day));
                }
            }
            Loose::Compact(month) => {
                self.compact += 1;
                if self.first.len() < NAMED {
                    self.first.push((text.to_owned(), month));
                }
            }
            Loose::Slashed(a, b, _) => {
                if !self.any_slashed {
                    (self.any_slashed, self.ones) = (true, [true, true]);
                }
                self.slashed = [self.slashed[0].max(a), self.slashed[1].max(b)];
                self.ones = [self.ones[0] && a == 1, self.ones[1] && b == 1];
            }
            _ => {}
        }
    }

    /// How the column is written.
    pub(crate) fn periods(&self) -> Periods {
        let day_first = match (self.any_slashed, self.slashed, self.ones) {
            (false, ..) => None,
            (_, [first, second], _) if first > MONTHS && second <= MONTHS => Some(true),
            (_, [first, second], _) if first <= MONTHS && second > MONTHS => Some(false),
            (_, _, [true, false]) => Some(true),
            (_, _, [false, true]) => Some(false),
            (_, _, [true, true]) => Some(true),
            _ => None,
        };
        let weekly = self.days > NAMED && self.weekdays.iter().filter(|seen| **seen).count() == 1;
        let serial =
            self.serials > 1 && self.serials == self.numbers && self.of_months == self.serials;
        let compact = self.compact > 1 && self.compact == self.numbers;
        Periods { serial, compact, day_first, weekly }
    }

    /// What of the column is read otherwise than it is written, for people.
    pub(crate) fn note(&self, column: &str) -> Option<Text> {
        let first = |take: &dyn Fn(&(String, String)) -> String| {
            self.first.iter().map(take).collect::<Vec<_>>().join(", ")
        };
        let (numbers, days) = (|| first(&|one| one.0.clone()), || first(&|one| one.1.clone()));
        match self.periods() {
            Periods { serial: true, .. } => Some(text!(
                "`{column}` holds days counted by a spreadsheet ({numbers}), which are read as days ({days})",
                column,
                numbers = numbers(),
                days = days()
            )),
            Periods { compact: true, .. } => Some(text!(
                "`{column}` holds years and months without a mark between them ({numbers}), which are read as \
                 months ({months})",
                column,
                numbers = numbers(),
                months = days()
            )),
            _ => None,
        }
    }
}

/// A day that a spreadsheet counts, as `2024-07-01`.
pub(crate) fn serial_day(serial: i64) -> String {
    numbered_day(serial - SERIAL_ZERO).unwrap_or_default()
}

/// A text looked at alone.
fn loose(text: &str) -> Loose {
    if text.len() > LONGEST {
        return Loose::Unknown;
    }
    let number = |text: &str, digits: usize| {
        let plain = text.len() <= digits && !text.is_empty();
        (plain && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse::<i64>().ok())
            .flatten()
    };
    let year = |text: &str| (text.len() == 4).then(|| number(text, 4)).flatten();
    let serial = |text: &str| number(text, 5).filter(|number| SERIALS.contains(number));
    if let Some(serial) = serial(text) {
        return Loose::Serial(serial_day(serial));
    }
    if let Some((year, month)) = text.split_at_checked(4).filter(|_| text.len() == 6)
        && let (Some(year @ 1900..=2100), Some(month @ 1..=12)) =
            (number(year, 4), number(month, 2))
    {
        return Loose::Compact(Part::Month(month).of(year));
    }
    if written(text).is_some() {
        return Loose::Strict;
    }
    // A year, or a counted day, that was taken for a number with decimals.
    if let Some((whole, part)) = text.split_once(['.', ',']).filter(|(_, part)| !part.is_empty())
        && part.bytes().all(|b| b == b'0')
    {
        if year(whole).is_some() {
            return Loose::Rewritten(whole.to_owned());
        }
        if let Some(serial) = serial(whole) {
            return Loose::Serial(serial_day(serial));
        }
    }
    if let Some(bare) = without_time(text) {
        return match loose(bare) {
            Loose::Strict => Loose::Rewritten(bare.to_owned()),
            other => other,
        };
    }
    let day = |year: i64, month: i64, day: i64| {
        let text = format!("{year:04}-{month:02}-{day:02}");
        match (written(&text), day_number(&text)) {
            (Some(_), _) => Loose::Rewritten(text),
            (None, Some(_)) => Loose::Odd(Odd::Day),
            (None, None) => Loose::Unknown,
        }
    };
    let three: Vec<&str> = text.split(['.', '/', '-']).collect();
    if let [a, b, c] = three[..] {
        let marks: Vec<char> = text.chars().filter(|c| ".-/".contains(*c)).collect();
        if let (Some(a), Some(b), Some(year)) = (number(a, 2), number(b, 2), year(c)) {
            return match marks[..] {
                ['/', '/'] if (1..=31).contains(&a) && (1..=31).contains(&b) => {
                    Loose::Slashed(a as u32, b as u32, year)
                }
                ['.', '.'] => day(year, b, a),
                _ => Loose::Unknown,
            };
        }
        if let (Some(year), Some(b), Some(c)) = (year(a), number(b, 2), number(c, 2))
            && marks.windows(2).all(|pair| pair[0] == pair[1])
            && marks.first() != Some(&'-')
        {
            return day(year, b, c);
        }
    }
    if day_number(text).is_some() {
        return Loose::Odd(Odd::Day);
    }
    if let (Some(start), Some(rest)) = (text.get(..4), text.get(4..))
        && year(start).is_some()
    {
        let rest = rest.trim_start_matches(['-', ' ']);
        if rest.strip_prefix(['W', 'w']).and_then(|week| number(week, 2)).is_some() {
            return Loose::Odd(Odd::Week);
        }
        if among(&book().words.whole_year, rest) && !rest.is_empty() {
            return Loose::Odd(Odd::WholeYear);
        }
    }
    if let Some((from, to)) = text.split_once(['_', '-', '/', '\u{2013}', '\u{2014}'])
        && year(from.trim()).is_some()
        && (year(to.trim()).is_some() || to.len() == 2 && text.contains('/'))
    {
        return Loose::Odd(Odd::Span);
    }
    if let [a, b] = &tokens(text)[..]
        && let (month, digits) = if number(a, 2).is_some() { (b, a) } else { (a, b) }
        && digits.len() == 2
        && number(digits, 2).is_some()
        && book().words.months.iter().any(|names| names.contains(&month.to_lowercase()))
    {
        return Loose::Odd(Odd::ShortYear);
    }
    match parts(text) {
        Some(Parts { year: Some(year), part: Some(part), .. }) => Loose::Rewritten(part.of(year)),
        Some(Parts { year: Some(year), part: None, .. }) => Loose::Rewritten(year.to_string()),
        Some(Parts { span: true, .. }) => Loose::Odd(Odd::Span),
        _ => Loose::Unknown,
    }
}

/// A day whose time is its beginning, without the time.
fn without_time(text: &str) -> Option<&str> {
    let (day, time) = text.split_once(['T', ' '])?;
    let zero = time.trim_end_matches('Z');
    let is_zero = zero.contains(':') && zero.chars().all(|c| "0:.".contains(c));
    (is_zero && day.len() >= 8).then_some(day)
}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Quarter(i64),
    Month(i64),
    Half(i64),
    /// The whole of it.
    Year,
}

impl Part {
    /// The part of a year, as programs write it.
    pub(crate) fn of(self, year: i64) -> String {
        match self {
            Part::Quarter(n) => format!("{year:04}Q{n}"),
            Part::Month(n) => format!("{year:04}-{n:02}"),
            Part::Half(n) => format!("{year:04}-S{n}"),
            Part::Year => format!("{year:04}"),
        }
    }
}

/// What the words of a header or a cell say of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub year: Option<i64>,
    pub part: Option<Part>,
    /// Whether several months or years are named.
    pub span: bool,
}

/// Reads words: `2024 г.`, `январь 2024`, `III квартал`, `Q3`, `1 полугодие 2024 года`, `1990 [YR1990]`.
pub(crate) fn parts(text: &str) -> Option<Parts> {
    if text.len() > LONGEST || text.contains(['+', ',']) || text.contains("--") {
        return None;
    }
    let words = &book().words;
    let bare = text.split_once('[').map_or(text, |(before, _)| before);
    let mut parts = Parts::default();
    let (mut number, mut kind): (Option<i64>, Option<&str>) = (None, None);
    for token in tokens(bare) {
        let small = token.to_lowercase();
        let of = |list: &[String]| list.contains(&small);
        if let Ok(value) = token.parse::<i64>() {
            match token.len() {
                4 if parts.year.is_none() => parts.year = Some(value),
                1 | 2 if number.is_none() => number = Some(value),
                _ => return None,
            }
        } else if let Some(place) = words.months.iter().position(|month| of(month)) {
            parts.span |= parts.part.is_some();
            parts.part = Some(Part::Month(place as i64 + 1));
        } else if let Some(value) = roman(&token) {
            number = Some(value);
        } else if of(&words.quarter) {
            kind = Some("quarter");
        } else if of(&words.half) {
            kind = Some("half");
        } else if !of(&words.year) {
            return None;
        }
    }
    if parts.span {
        return Some(Parts { span: true, ..Parts::default() });
    }
    match (kind, number, parts.part) {
        (Some("quarter"), Some(n @ 1..=4), None) => parts.part = Some(Part::Quarter(n)),
        (Some("half"), Some(n @ 1..=2), None) => parts.part = Some(Part::Half(n)),
        (None, None, _) => {}
        _ => return None,
    }
    (parts.year.is_some() || parts.part.is_some()).then_some(parts)
}

/// A Roman numeral of a quarter, in Latin letters or the Cyrillic ones that look alike.
fn roman(token: &str) -> Option<i64> {
    match token {
        "I" | "\u{406}" => Some(1),
        "II" | "\u{406}\u{406}" => Some(2),
        "III" | "\u{406}\u{406}\u{406}" => Some(3),
        "IV" | "\u{406}V" => Some(4),
        _ => None,
    }
}

/// Runs of letters and runs of digits.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let same = before.is_alphanumeric() && before.is_ascii_digit() == c.is_ascii_digit();
        match found.last_mut() {
            _ if !c.is_alphanumeric() => {}
            Some(last) if same => last.push(c),
            _ => found.push(c.to_string()),
        }
        before = c;
    }
    found
}

/// A part of a year that stands in a column of its own: `M03`, `Q01`, `3`, `март`.
///
/// # Errors
/// That it is the average of the whole year.
pub(crate) fn part_alone(text: &str, column: &str) -> Result<Option<Part>, Odd> {
    let words = &book().words;
    if among(&words.whole_year, text) {
        return Err(Odd::WholeYear);
    }
    if let Some(Parts { part: Some(part), year: None, .. }) = parts(text) {
        return Ok(Some(part));
    }
    let named = |list: &[String]| among(list, column);
    if let Some(n @ 1..=4) = roman(text).filter(|_| named(&words.quarter)) {
        return Ok(Some(Part::Quarter(n)));
    }
    let (kind, digits) = match text.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() => (letter.to_ascii_lowercase(), &text[1..]),
        _ => (' ', text),
    };
    let digits = digits.split_once('.').map_or(digits, |(whole, part)| match part {
        "0" | "00" => whole,
        _ => digits,
    });
    let plain =
        !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit());
    let Some(number) = plain.then(|| digits.parse::<i64>().ok()).flatten() else { return Ok(None) };
    Ok(match (kind, number) {
        ('a', 1) => Some(Part::Year),
        ('m', 1..=12) => Some(Part::Month(number)),
        ('q', 1..=4) => Some(Part::Quarter(number)),
        ('s' | 'h', 1..=2) => Some(Part::Half(number)),
        (' ', 1..=4) if named(&words.quarter) => Some(Part::Quarter(number)),
        (' ', 1..=2) if named(&words.half) => Some(Part::Half(number)),
        (' ', 1..=12) if !named(&words.quarter) && !named(&words.half) => Some(Part::Month(number)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str]) -> Vec<Result<String, Odd>> {
        let mut look = PeriodLook::default();
        texts.iter().for_each(|text| look.add(text));
        let periods = look.periods();
        texts.iter().map(|text| periods.plain(text).map(Cow::into_owned)).collect()
    }

    /// Days by `date -d`, spreadsheets counting from 1899-12-30 on.
    #[test]
    fn periods_of_publishers_and_spreadsheets_are_read() {
        for (text, plain) in [
            ("2024", "2024"),
            ("2020.0", "2020"),
            ("31.12.2020", "2020-12-31"),
            ("2024-07-01T00:00:00", "2024-07-01"),
            ("2024/07/01", "2024-07-01"),
            ("2024 г.", "2024"),
            ("январь 2024", "2024-01"),
            ("2024 маусым", "2024-06"),
            ("III квартал 2024 года", "2024Q3"),
            ("3 кв. 2024", "2024Q3"),
            ("Q3 2024", "2024Q3"),
            ("1 полугодие 2024", "2024-S1"),
            ("1990 [YR1990]", "1990"),
        ] {
            assert_eq!(read(&[text]), [Ok(plain.to_owned())], "{text}");
        }
        for (text, odd) in [
            ("2018-W01", Odd::Week),
            ("2006_2008", Odd::Span),
            ("2006-2008", Odd::Span),
            ("январь-март 2024", Odd::Span),
            ("2014M13", Odd::WholeYear),
            ("2024-07-15", Odd::Day),
            ("15.07.2024", Odd::Day),
            ("Jan-18", Odd::ShortYear),
            ("18 янв.", Odd::ShortYear),
        ] {
            assert_eq!(read(&[text]), [Err(odd)], "{text}");
        }
        let serials = ["45292", "45323", "45352"].map(|text| text);
        let days = ["2024-01-01", "2024-02-01", "2024-03-01"];
        assert_eq!(read(&serials), days.map(|day| Ok(day.to_owned())));
        assert_eq!(read(&["45292", "45293"])[0], Ok("45292".to_owned()), "counts stay counts");
        assert_eq!(read(&["202401", "202402"])[1], Ok("2024-02".to_owned()));
        assert_eq!(read(&["202412", "202413"])[0], Ok("202412".to_owned()), "counts stay counts");
        let weeks = ["2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22"];
        assert_eq!(read(&weeks)[1], Err(Odd::Week));
        assert_eq!(read(&["01/01/2024", "01/02/2024"])[1], Ok("2024-02-01".to_owned()));
        assert_eq!(read(&["1/1/2024", "2/1/2024"])[1], Ok("2024-02-01".to_owned()));
        assert_eq!(read(&["3/4/2024", "5/6/2024"])[1], Err(Odd::Slashes));
    }

    #[test]
    fn parts_of_years_stand_alone() {
        assert_eq!(part_alone("M03", "period"), Ok(Some(Part::Month(3))));
        assert_eq!(part_alone("M13", "period"), Err(Odd::WholeYear));
        assert_eq!(part_alone("2", "quarter"), Ok(Some(Part::Quarter(2))));
        assert_eq!(part_alone("март", "x"), Ok(Some(Part::Month(3))));
        assert_eq!(part_alone("A01", "period"), Ok(Some(Part::Year)));
        assert_eq!(part_alone("III", "quarter"), Ok(Some(Part::Quarter(3))));
        assert_eq!(part_alone("M14", "period"), Ok(None));
    }
}
