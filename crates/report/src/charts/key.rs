//! A key of numbers: what stands for a name where the name itself has no room.

use crate::charts::canvas::{Area, Canvas, FAINT, INK, SMALL, Side, leading};
use crate::charts::name_placement::{Named, places};

/// Room for a letter before its name, and space between columns and above the key.
const LETTER: i32 = 46;
const GAP: i32 = 24;
/// Least width of a column.
const COLUMN: i32 = 460;
/// Most lines of a name.
const LINES: usize = 3;

/// Writes the key from the top of `area` on, in as many columns as have room; gives where it ends.
pub fn letter_key(canvas: &mut Canvas, area: Area, entries: &[(String, String)]) -> i32 {
    if entries.is_empty() {
        return area.top;
    }
    let columns = ((area.right - area.left + GAP) / (COLUMN + GAP)).max(1);
    let width = (area.right - area.left + GAP) / columns - GAP;
    let in_column = entries.len().div_ceil(columns as usize);
    let mut bottom = area.top;
    for (n, column) in (0..).zip(entries.chunks(in_column)) {
        let left = area.left + n * (width + GAP);
        let mut y = area.top + GAP;
        for (letter, name) in column {
            let room = f64::from(width - LETTER);
            let at = (left, y + leading(SMALL) / 2);
            canvas.write(letter, at, SMALL, true, INK, Side::Start);
            for line in canvas.ruler().wrap(name, SMALL, false, room, LINES) {
                let at = (left + LETTER, y + leading(SMALL) / 2);
                canvas.write(&line, at, SMALL, false, INK, Side::Start);
                y += leading(SMALL);
            }
        }
        bottom = bottom.max(y);
    }
    bottom
}

/// What stands for place `n` of a key: a number, which every language reads.
pub fn letter(n: usize) -> String {
    (n + 1).to_string()
}

/// Writes the names of marks where no name lies on another or on a mark, and a number for each that
/// finds no such place; gives the numbers with their names. `others` stay free of names where that
/// can be.
pub fn named_marks(
    canvas: &mut Canvas,
    marks: &[Named],
    names: &[&str],
    (others, field): (&[Area], Area),
) -> Vec<(String, String)> {
    let height = leading(SMALL);
    let found = places(marks, others, height, field);
    let mut letters: Vec<(String, String)> = Vec::new();
    // A number takes the place of the name, so that the others may find better ones.
    let mut shown: Vec<String> = Vec::new();
    let mut fitted = marks.to_vec();
    for ((name, place), mark) in names.iter().zip(&found).zip(&mut fitted) {
        if place.is_some() {
            shown.push((*name).to_owned());
            continue;
        }
        let letter = letter(letters.len());
        mark.width = canvas.ruler().width(&letter, SMALL, true).ceil() as i32;
        letters.push((letter.clone(), (*name).to_owned()));
        shown.push(letter);
    }
    let places = if letters.is_empty() { found } else { places(&fitted, others, height, field) };
    for ((text, place), mark) in shown.iter().zip(places).zip(&fitted) {
        let is_letter = letters.iter().any(|(letter, _)| letter == text);
        let Some((place, line)) = place else {
            // Nothing is free even for a number: it stands on its mark.
            canvas.write(text, mark.centre, SMALL, is_letter, INK, Side::Middle);
            continue;
        };
        if let Some((from, to)) = line {
            canvas.line(from, to, FAINT, 1);
        }
        let at = (place.left, (place.top + place.bottom) / 2);
        canvas.write(text, at, SMALL, is_letter, INK, Side::Start);
    }
    letters
}
