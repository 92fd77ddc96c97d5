//! Notes on the values of one series.

use crate::screening::oddities::{Kind, Oddity, oddities};
use suranys_core::{Diagnostic, Span};

/// A series to be screened, with its place in a file.
pub struct Screened<'a> {
    /// File it stands in.
    pub file: &'a str,
    /// Column of its values.
    pub column: &'a str,
    /// Its name; empty where its table holds no other.
    pub id: &'a str,
    /// Its values, consecutive, a missing one being not a number.
    pub values: &'a [f64],
    /// Places at which it is known to begin to measure something else.
    pub breaks: &'a [usize],
    /// Periods in a season, 1 for none.
    pub season: usize,
    /// Row and period of the value at a place.
    pub place: &'a dyn Fn(usize) -> (u64, String),
}

/// Places named of one note.
const NAMED: usize = 3;

/// What does not fit in a series, a note for each kind: how many values, and the first three.
#[must_use]
pub fn past(series: &Screened<'_>) -> Vec<Diagnostic> {
    let found = oddities(series.values, series.breaks, series.season);
    found.iter().filter_map(|one| note(series, one)).collect()
}

fn note(series: &Screened<'_>, one: &Oddity) -> Option<Diagnostic> {
    let value = |at: usize| series.values.get(at).copied().unwrap_or(f64::NAN);
    let first = *one.places.first()?;
    let (row, period) = (series.place)(first);
    let other = format!("{} in {}", value(one.neighbour), (series.place)(one.neighbour).1);
    let this = format!("{} in {period}", value(first));
    let name = if series.id.is_empty() { String::new() } else { format!("`{}`: ", series.id) };
    let count = one.places.len();
    let more = match count {
        1 => String::new(),
        _ => {
            let also: Vec<String> = one.places[1..]
                .iter()
                .take(NAMED - 1)
                .map(|at| {
                    let (row, period) = (series.place)(*at);
                    format!("{} in {period} (row {row})", value(*at))
                })
                .collect();
            let dots = if count > NAMED { ", ..." } else { "" };
            format!("; {count} values in all, also {}{dots}", also.join(", "))
        }
    };
    let (check, said, help) = match one.kind {
        Kind::PowerOfTen(power) => (
            "power-of-ten",
            format!("{this} is about {} {other}", times(power)),
            "look it up in its source: a digit too many or too few, or another unit; if it is right, a \
             break in the status column says so",
        ),
        Kind::UnitChange(power) => {
            let side = if first == 0 { "up to" } else { "from" };
            let at = if first == 0 { one.places.last().copied().unwrap_or(first) } else { first };
            let edge = (series.place)(at).1;
            (
                "unit-change",
                format!(
                    "{side} {edge} values are about {} the others: {this}, {other}",
                    times(power)
                ),
                "bring all values to one unit, or mark the break in the status column",
            )
        }
        Kind::ThousandsMark => (
            "thousands-mark",
            format!("{this} has three decimals and is about a thousandth of {other}"),
            "a mark of thousands may have been read as a decimal mark: write the number without it",
        ),
        Kind::Zero => (
            "zero",
            format!("{this} stands among values far from zero, such as {other}"),
            "if nothing is known, leave the cell empty: missing is not zero",
        ),
        Kind::Outlier => (
            "outlier",
            format!("{this} is far from the rest, such as {other}"),
            "look it up in its source; if it is right, nothing need be done",
        ),
    };
    let more = if matches!(one.kind, Kind::UnitChange(_)) { String::new() } else { more };
    let span = Span::cell(series.file, row, series.column);
    let note = Diagnostic::note(check, span, format!("{name}{said}{more}"));
    let note = note.found(value(first).to_string()).help(help);
    Some(note.of_series(series.id).of_period(period))
}

/// A power of ten as a multiple, in words.
fn times(power: i32) -> String {
    match power {
        -1 => "a tenth of".to_owned(),
        -2 => "a hundredth of".to_owned(),
        -3 => "a thousandth of".to_owned(),
        ..-3 => format!("10^{power} times"),
        1 => "ten times".to_owned(),
        2 => "a hundred times".to_owned(),
        3 => "a thousand times".to_owned(),
        _ => format!("10^{power} times"),
    }
}
