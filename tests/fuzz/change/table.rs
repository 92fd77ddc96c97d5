//! Changes to tables: rows, columns, cells, the way they are written.

use crate::dice::Dice;
use crate::hostile;

/// The table after one change. Cells are taken to hold no separator, as those of the seeds do.
pub fn change(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(file) else {
        return crate::change::bytes::change(file, dice);
    };
    let head = text.lines().next().unwrap_or_default();
    let separator = [';', '\t'].into_iter().find(|mark| head.contains(*mark)).unwrap_or(',');
    let mut rows: Vec<Vec<String>> =
        text.lines().map(|line| line.split(separator).map(str::to_owned).collect()).collect();
    if rows.is_empty() {
        return hostile::text(dice).into_bytes();
    }
    // The header is hit as often as any other row, and on top of that by changes of its own.
    let row = dice.below(rows.len());
    let other = dice.below(rows.len());
    let width = rows[0].len().max(1);
    let column = dice.below(width);
    match dice.below(30) {
        0 => drop(rows.remove(row)),
        1 => rows.truncate(row + 1),
        2 => rows.swap(row, other),
        3 => {
            let copy = rows[row].clone();
            rows.insert(other, copy);
        }
        4 => rows.iter_mut().filter(|row| column < row.len()).for_each(|row| {
            row.remove(column);
        }),
        5 => rows.iter_mut().filter(|row| column < row.len()).for_each(|row| {
            let copy = row[column].clone();
            row.push(copy);
        }),
        6 => {
            let with = dice.below(width);
            rows.iter_mut()
                .filter(|row| column.max(with) < row.len())
                .for_each(|row| row.swap(column, with));
        }
        7 => {
            let cell = hostile::text(dice);
            rows.iter_mut().skip(1).filter(|row| column < row.len()).for_each(|row| {
                row[column].clone_from(&cell);
            });
        }
        8 => rows[row].push(hostile::text(dice)),
        9 => drop(rows[row].pop()),
        10 => {
            if let Some(name) = rows[0].get_mut(column) {
                *name = hostile::text(dice);
            }
        }
        11 => {
            let gone = rows[row].get(column).cloned();
            rows.retain(|row| row.get(column) != gone.as_ref());
        }
        12 => {
            let kept = rows[row].get(column).cloned();
            let head = rows[0].clone();
            rows.retain(|row| *row == head || row.get(column) == kept.as_ref());
        }
        13..=16 => {
            let from = rows[other].get(column).cloned();
            if let (Some(cell), Some(from)) = (rows[row].get_mut(column), from) {
                *cell = from;
            }
        }
        17..=19 => scale(&mut rows, row, column, dice),
        20 => return written(&rows, separator, dice),
        _ => {
            if let Some(cell) = rows[row].get_mut(column) {
                *cell = hostile::text(dice);
            }
        }
    }
    joined(&rows, &separator.to_string(), "\n").into_bytes()
}

/// Multiplies or moves a number, or all of a column.
fn scale(rows: &mut [Vec<String>], row: usize, column: usize, dice: &mut Dice) {
    let all = dice.once_in(3);
    let factor = *dice.pick(&[0.0, -1.0, 1e-6, 1e-3, 0.5, 1.001, 2.0, 1e3, 1e6, 1e12, 1e150]);
    for (at, row_cells) in rows.iter_mut().enumerate().skip(1) {
        let cell = row_cells.get_mut(column).filter(|_| all || at == row);
        if let Some((cell, number)) = cell.and_then(|c| c.parse::<f64>().ok().map(|n| (c, n))) {
            *cell = (number * factor).to_string();
        }
    }
}

/// The same table in another hand: ends of lines, marks, encodings, quotes.
fn written(rows: &[Vec<String>], separator: char, dice: &mut Dice) -> Vec<u8> {
    let own = separator.to_string();
    let text = |end: &str| joined(rows, &own, end);
    match dice.below(11) {
        0 => text("\r\n").into_bytes(),
        1 => text("\r").into_bytes(),
        2 => text("\n\n").into_bytes(),
        3 => [&[0xEF, 0xBB, 0xBF], text("\n").as_bytes()].concat(),
        4 => text("\n").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        5 => [0xFE, 0xFF]
            .into_iter()
            .chain(text("\n").encode_utf16().flat_map(u16::to_be_bytes))
            .collect(),
        6 => text("\n").trim_end().to_owned().into_bytes(),
        7 => {
            let other = dice.pick(&[",", ";", "\t", "|", ""]);
            joined(rows, other, "\n").into_bytes()
        }
        8 => {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let rows: Vec<Vec<String>> =
                rows.iter().map(|row| row.iter().map(quoted).collect()).collect();
            joined(&rows, &own, "\n").into_bytes()
        }
        9 => text("\n").replacen(|_| true, "\"", 1).into_bytes(),
        _ => {
            // Windows-1251 as far as these tables need it, which is of no more than one byte.
            text("\n").chars().map(|c| if c.is_ascii() { c as u8 } else { 0xC0 }).collect()
        }
    }
}

fn joined(rows: &[Vec<String>], separator: &str, end: &str) -> String {
    let mut text = rows.iter().map(|row| row.join(separator)).collect::<Vec<_>>().join(end);
    text.push_str(end);
    text
}
