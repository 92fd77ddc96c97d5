//! Periods across a table that only the others next to them show.

use crate::layout::footnote::YEAR;
use crate::layout::grid::{Grid, GridRow};
use crate::layout::heading::{LOOKED_AT, MIN_DATED, period};
use crate::layout::period::{NAMED, SERIALS, serial_day};
use crate::timeseries::period::written;
use std::borrow::Cow;
use suranys_core::{Text, text};

/// The cells of a row of periods that show one only next to the others: days counted by a spreadsheet, and years
/// with the mark of a footnote right behind them (`20231` after `2022`); as they are read, by their places, and
/// whether they are days.
fn next_to_others(row: &GridRow) -> (Vec<(usize, String)>, bool) {
    let all: Vec<(usize, &str)> = row.filled().collect();
    let plain = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let serials: Vec<(usize, i64)> = all
        .iter()
        .filter(|(_, text)| plain(text, 5..=5))
        .filter_map(|(at, text)| Some((*at, text.parse().ok()?)))
        .filter(|(_, serial)| SERIALS.contains(serial))
        .collect();
    let days: Vec<(usize, String)> =
        serials.iter().map(|(at, serial)| (*at, serial_day(*serial))).collect();
    let rising = serials.windows(2).all(|pair| pair[0].1 < pair[1].1);
    let numbers = all.iter().filter(|(_, text)| text.parse::<f64>().is_ok()).count();
    if days.len() > MIN_DATED
        && days.len() == numbers
        && rising
        && days.iter().all(|(_, day)| written(day).is_some())
    {
        return (days, true);
    }
    let year = |at: usize| {
        let (_, text) = all.get(at)?;
        period(text)?.year
    };
    let marked = all.iter().enumerate().filter_map(|(nth, (at, text))| {
        let (own, mark) = text.split_at_checked(YEAR).filter(|_| plain(text, 5..=6))?;
        let own: i64 = own.parse().ok()?;
        let before = nth.checked_sub(1).and_then(year).is_some_and(|year| own == year + 1);
        let after = year(nth + 1).is_some_and(|year| own + 1 == year);
        (before || after).then(|| (*at, format!("{own} {mark})")))
    });
    (marked.collect(), false)
}

/// A table whose row of periods has them as all others are written, and what is to be said of that.
pub(crate) fn with_periods(grid: &Grid) -> (Cow<'_, Grid>, Vec<Text>) {
    let dated = |row: &GridRow| row.filled().filter(|(_, text)| period(text).is_some()).count();
    let looked = grid.rows.iter().take(LOOKED_AT).enumerate();
    let read = looked.map(|(at, row)| (at, row, next_to_others(row)));
    let found =
        read.into_iter().find(|(_, row, read)| !read.0.is_empty() || dated(row) >= MIN_DATED);
    let Some((at, row, (cells, days))) = found.filter(|(.., read)| !read.0.is_empty()) else {
        return (Cow::Borrowed(grid), Vec::new());
    };
    let mut notes = Vec::new();
    if days {
        let named = |take: &dyn Fn(&(usize, String)) -> String| {
            cells.iter().take(NAMED).map(take).collect::<Vec<_>>().join(", ")
        };
        notes.push(text!(
            "the header holds days counted by a spreadsheet ({numbers}), which are read as days ({days})",
            numbers = named(&|(at, _)| row.text(*at).to_owned()),
            days = named(&|(_, day)| day.clone())
        ));
    }
    let mut grid = grid.clone();
    for (column, text) in cells {
        if let Some(cell) = grid.rows.get_mut(at).and_then(|row| row.cells.get_mut(column)) {
            *cell = text;
        }
    }
    (Cow::Owned(grid), notes)
}
