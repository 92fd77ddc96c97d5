//! Days as numbers: days since 1970-01-01 in the Gregorian calendar, by Hinnant's algorithms.

/// Days that a record may tell of, the last one aside: 1990-01-01 to 2100-01-01.
const POSSIBLE: std::ops::Range<i32> = 7305..47_482;

/// The number of a day.
pub(crate) fn number(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number.
pub(crate) fn civil(number: i32) -> (i32, i32, i32) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i32::from(month <= 2), month, day)
}

/// A day as ISO 8601 has it.
pub(crate) fn text(number: i32) -> String {
    let (year, month, day) = civil(number);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Months since the year 0 of the month that a day is in.
pub(crate) fn month(number: i32) -> i32 {
    let (year, month, _) = civil(number);
    year * 12 + month - 1
}

/// A month as ISO 8601 has it.
pub(crate) fn month_text(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// The quarter that a month is in, as tables of a package have it: `2025-Q1`.
pub(crate) fn quarter_text(month: i32) -> String {
    format!("{:04}-Q{}", month.div_euclid(12), month.rem_euclid(12) / 3 + 1)
}

/// A month written as `2025-01`.
pub(crate) fn read_month(text: &str) -> Result<i32, String> {
    let wrong = || format!("`{text}` is not a month, written as `2025-01`");
    let (year, month) = text.split_once('-').ok_or_else(wrong)?;
    let (year, month) = (digits(year.as_bytes()), digits(month.as_bytes()));
    match (year, month) {
        (Some(year @ 1990..=2100), Some(month @ 1..=12)) => Ok(year * 12 + month - 1),
        _ => Err(wrong()),
    }
}

/// A day written as `2025-01-31`.
pub(crate) fn read_day(text: &str) -> Result<i32, String> {
    read(text).ok_or_else(|| format!("`{text}` is not a day, written as `2025-01-31`"))
}

/// The day of a text: `2025-01-31`, with a time after it or without, or `31.01.2025`. None for any other
/// text, a day that is not in the calendar, and one that no record can tell of.
pub(crate) fn read(text: &str) -> Option<i32> {
    let text = text.as_bytes();
    let (date, rest) = text.split_at_checked(10)?;
    if !rest.is_empty() && rest.first() != Some(&b'T') && rest.first() != Some(&b' ') {
        return None;
    }
    let (year, month, day) = match (date.get(4)?, date.get(7)?, date.get(2)?, date.get(5)?) {
        (b'-', b'-', ..) => (date.get(..4)?, date.get(5..7)?, date.get(8..)?),
        (_, _, b'.', b'.') => (date.get(6..)?, date.get(3..5)?, date.get(..2)?),
        _ => return None,
    };
    let (year, month, day) = (digits(year)?, digits(month)?, digits(day)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let number = number(year, month, day);
    // The 31st of a month of thirty days is another day.
    let real = day <= 28 || civil(number) == (year, month, day);
    (real && POSSIBLE.contains(&number)).then_some(number)
}

fn digits(text: &[u8]) -> Option<i32> {
    if text.is_empty() || text.len() > 4 {
        return None;
    }
    text.iter().try_fold(0, |value, c| c.is_ascii_digit().then(|| value * 10 + i32::from(c - b'0')))
}

/// Whether a number is of a day that a record may tell of.
pub(crate) fn is_possible(number: i32) -> bool {
    POSSIBLE.contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected: `date -d @0`, `date -u -d 2024-02-29 +%s` over 86,400.
    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(number(1970, 1, 1), 0);
        assert_eq!(number(2024, 2, 29), 19_782);
        for number in POSSIBLE {
            let (year, month, day) = civil(number);
            assert_eq!(super::number(year, month, day), number);
            assert_eq!(read(&text(number)), Some(number));
        }
        assert_eq!(text(POSSIBLE.start), "1990-01-01");
        assert_eq!(text(POSSIBLE.end), "2100-01-01");
    }

    #[test]
    fn a_text_is_a_day_or_none() {
        assert_eq!(read("29.02.2024"), Some(19_782));
        assert_eq!(read("2024-02-29T10:00:00+05:00"), Some(19_782));
        for wrong in
            ["2023-02-29", "2024-13-01", "31.04.2024", "1900-01-01", "2024-2-29", "", "2024-02-29x"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(month_text(month(19_782)), "2024-02");
        assert_eq!(quarter_text(month(19_782)), "2024-Q1");
        assert_eq!(quarter_text(month(19_782) + 10), "2024-Q4");
        assert_eq!(read_month("2024-02"), Ok(month(19_782)));
    }
}
