//! The period that a heading says.

use crate::layout::footnote::unmarked_year;
use crate::layout::period::{Part, Parts, Periods, parts};
use crate::timeseries::period::written;

/// Rows in which a header is looked for.
pub(crate) const LOOKED_AT: usize = 60;
/// Columns with a period that make a row one of periods.
pub(crate) const MIN_DATED: usize = 2;

/// The period of a header, or the part of one.
pub(crate) fn period(text: &str) -> Option<Parts> {
    let (bare, _) = unmarked_year(text);
    if let Ok(plain) = Periods::default().plain(bare)
        && let Some(read) = written(&plain)
        && (read.is_year() || plain.parse::<i64>().is_err())
        && bare.len() >= 4
    {
        return match plain.parse::<i64>() {
            Ok(year) => Some(Parts { year: Some(year), ..Parts::default() }),
            // Kept as it is: its year and part come from the text again.
            Err(_) => Some(whole(&plain)),
        };
    }
    parts(bare).filter(|parts| !parts.span)
}

/// Year and part of a period that programs write.
fn whole(plain: &str) -> Parts {
    let year = plain.get(..4).and_then(|year| year.parse().ok());
    let rest = plain.get(4..).unwrap_or_default().trim_start_matches('-');
    let number = |text: &str| text.parse::<i64>().ok();
    let part = match rest.chars().next() {
        Some('Q' | 'q') => number(&rest[1..]).map(Part::Quarter),
        Some('S' | 's' | 'H' | 'h') => number(&rest[1..]).map(Part::Half),
        Some('M' | 'm') => number(&rest[1..]).map(Part::Month),
        _ => number(rest.get(..2).unwrap_or_default()).map(Part::Month),
    };
    Parts { year, part, span: false }
}
