//! Notes on the values of one series.

use crate::screening::oddities::{Kind, Oddity, oddities};
use suranys_core::{Diagnostic, Span};
use suranys_core::{Text, text};

/// A series to be screened, with its place in a file.
///
/// ```
/// use suranys_series::screening::{Screened, past};
///
/// let values: Vec<Option<f64>> = [812.4, 820.1, 8330.0, 829.7, 841.2].map(Some).to_vec();
/// let notes = past(&Screened {
///     file: "employed.csv",
///     column: "value",
///     id: "a",
///     values: &values,
///     breaks: &[],
///     season: 1,
///     place: &|at| (at as u64 + 2, (2019 + at).to_string()),
/// });
/// assert_eq!((notes[0].check.as_str(), notes[0].span.row), ("power-of-ten", Some(4)));
/// ```
pub struct Screened<'a> {
    /// File it stands in.
    pub file: &'a str,
    /// Column of its values.
    pub column: &'a str,
    /// Its name; empty where its table holds no other.
    pub id: &'a str,
    /// Its values, consecutive.
    pub values: &'a [Option<f64>],
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
    let value = |at: usize| series.values.get(at).copied().flatten().unwrap_or(f64::NAN);
    let first = *one.places.first()?;
    let (row, period) = (series.place)(first);
    let other = text!(
        "{value} in {period}",
        value = value(one.neighbour),
        period = (series.place)(one.neighbour).1
    );
    let this = text!("{value} in {period}", value = value(first), period);
    let count = one.places.len();
    let more = match count {
        1 => None,
        _ if matches!(one.kind, Kind::UnitChange(_)) => None,
        _ => {
            let also = one.places[1..].iter().take(NAMED - 1).map(|at| {
                let (row, period) = (series.place)(*at);
                text!("{value} in {period} (row {row})", value = value(*at), period, row)
            });
            let dots = if count > NAMED { ", ..." } else { "" };
            Some((Text::listed(also), dots))
        }
    };
    let (check, said, help) = match one.kind {
        Kind::PowerOfTen(power) => (
            "power-of-ten",
            text!("{this} is about {times} {other}", this, times = times(power), other),
            text!(
                "look it up in its source: a digit too many or too few, or another unit; if it is right, a \
             break in the status column says so"
            ),
        ),
        Kind::UnitChange(power) => {
            let up_to = first == 0;
            let at = if first == 0 { one.places.last().copied().unwrap_or(first) } else { first };
            let edge = (series.place)(at).1;
            (
                "unit-change",
                if up_to {
                    text!(
                        "up to {edge} values are about {times} the others: {this}, {other}",
                        edge,
                        times = times(power),
                        this,
                        other
                    )
                } else {
                    text!(
                        "from {edge} values are about {times} the others: {this}, {other}",
                        edge,
                        times = times(power),
                        this,
                        other
                    )
                },
                text!("bring all values to one unit, or mark the break in the status column"),
            )
        }
        Kind::ThousandsMark => (
            "thousands-mark",
            text!("{this} has three decimals and is about a thousandth of {other}", this, other),
            text!(
                "a mark of thousands may have been read as a decimal mark: write the number without it"
            ),
        ),
        Kind::Zero => (
            "zero",
            text!("{this} stands among values far from zero, such as {other}", this, other),
            text!("if nothing is known, leave the cell empty: missing is not zero"),
        ),
        Kind::Outlier => (
            "outlier",
            text!("{this} is far from the rest, such as {other}", this, other),
            text!("look it up in its source; if it is right, nothing need be done"),
        ),
    };
    let said = match more {
        None => said,
        Some((also, dots)) => {
            text!("{said}; {count} values in all, also {also}{dots}", said, count, also, dots)
        }
    };
    let said = match series.id {
        "" => said,
        id => text!("`{id}`: {said}", id, said),
    };
    let span = Span::cell(series.file, row, series.column);
    let note = Diagnostic::note(check, span, said);
    let note = note.found(value(first).to_string()).help(help);
    Some(note.of_series(series.id).of_period(period))
}

/// A power of ten as a multiple, in words.
fn times(power: i32) -> Text {
    match power {
        -1 => text!("a tenth of"),
        -2 => text!("a hundredth of"),
        -3 => text!("a thousandth of"),
        ..-3 => text!("10^{power} times", power),
        1 => text!("ten times"),
        2 => text!("a hundred times"),
        3 => text!("a thousand times"),
        _ => text!("10^{power} times", power),
    }
}
