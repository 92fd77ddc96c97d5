//! Rows with names: next to what is drawn, or above it where the sheet is narrow.

use crate::charts::canvas::{Area, Canvas, INK, SMALL, Side, Studio, TEXT, leading};
use crate::charts::panel::Scale;

/// Height of a row, and of one whose name takes two lines.
pub const ROW: i32 = 42;
const TALL_ROW: i32 = 64;
/// Most lines of a name above its row.
const LINES_ABOVE: usize = 3;
/// Space between names and what is drawn, and below a row with its name above it.
const GAP: i32 = 14;
const BELOW: i32 = 10;
/// How far names above their rows stand off the axis.
const INDENT: i32 = 8;
/// Widest column of names.
const NAMES: f64 = 600.0;

/// How rows stand on a sheet.
pub struct Rows {
    /// Size of names, and most lines of one.
    size: f64,
    lines: usize,
    /// Room for the names next to the field; none where they stand above.
    column: Option<i32>,
    /// Height of the names above a row.
    above: i32,
    /// Height of what is drawn in a row.
    drawn: i32,
    count: i32,
}

impl Rows {
    /// Rows of these names, what is drawn in each no less than `drawn` high.
    pub fn new<'n>(studio: &Studio, names: impl Iterator<Item = &'n str>, drawn: i32) -> Rows {
        let names: Vec<&str> = names.collect();
        let count = names.len() as i32;
        if studio.is_narrow() {
            let room = f64::from(studio.room());
            let lines = |name: &&str| studio.ruler.wrap(name, TEXT, false, room, LINES_ABOVE).len();
            let lines = names.iter().map(lines).max().unwrap_or(1);
            let above = lines as i32 * leading(TEXT);
            return Rows { size: TEXT, lines, column: None, above, drawn, count };
        }
        let widest = |size: f64| {
            names.iter().map(|name| studio.ruler.width(name, size, false)).fold(0.0, f64::max)
        };
        let (size, lines, row) = match widest(TEXT) > NAMES {
            true => (SMALL, 2, TALL_ROW),
            false => (TEXT, 1, ROW),
        };
        let column = Some(widest(size).min(NAMES) as i32);
        Rows { size, lines, column, above: 0, drawn: drawn.max(row), count }
    }

    /// The same for another number of rows.
    #[must_use]
    pub fn of(self, count: usize) -> Rows {
        Rows { count: count as i32, ..self }
    }

    /// Height of a row with its name.
    fn row(&self) -> i32 {
        self.above + self.drawn + if self.above > 0 { BELOW } else { 0 }
    }

    /// Height of what is drawn in a row.
    pub fn drawn(&self) -> i32 {
        self.drawn
    }

    /// The field of all rows, from the top of `area` on.
    pub fn field(&self, area: Area) -> Area {
        let left = area.left + self.column.map_or(0, |column| column + GAP);
        Area { left, bottom: area.top + self.count * self.row(), ..area }
    }

    /// The row `n` of a field, its name above left out.
    pub fn at(&self, field: Area, n: i32) -> Area {
        let top = field.top + n * self.row() + self.above;
        Area { top, bottom: top + self.drawn, ..field }
    }

    /// Writes the name of row `n`.
    pub fn name(&self, canvas: &mut Canvas, field: Area, n: i32, name: &str) {
        let row = self.at(field, n);
        let (room, x, side) = match self.column {
            Some(_) => (NAMES, field.left - GAP, Side::End),
            None => (f64::from(field.right - field.left), field.left + INDENT, Side::Start),
        };
        let shown = canvas.ruler().wrap(name, self.size, false, room, self.lines);
        let lines = shown.len() as i32;
        let mut y = match self.column {
            Some(_) => (row.top + row.bottom) / 2 - (lines - 1) * leading(self.size) / 2,
            None => row.top - lines * leading(self.size) + leading(self.size) / 2,
        };
        for line in shown {
            canvas.write(&line, (x, y), self.size, false, INK, side);
            y += leading(self.size);
        }
    }

    /// Grid lines through the rows of a field at the ticks of a scale, with their numbers below and
    /// where the names do not stand in the way of them; gives where the numbers end.
    pub fn axis(&self, canvas: &mut Canvas, field: Area, scale: &Scale) -> i32 {
        let room = f64::from(field.right - field.left);
        let ticks = scale.ticks();
        let widest = ticks
            .iter()
            .map(|tick| canvas.ruler().width(&scale.label(*tick, canvas.labels()), SMALL, false))
            .fold(0.0, f64::max);
        // Numbers that would run into one another are written at every other tick.
        let apart = room / (ticks.len().max(2) - 1) as f64;
        let every = if widest + f64::from(GAP) > apart { 2 } else { 1 };
        for (n, tick) in ticks.into_iter().enumerate() {
            let x = scale.place(tick, field.left, field.right);
            canvas.grid(x, field);
            if n % every == 0 {
                let text = scale.label(tick, canvas.labels());
                let at = (x, field.bottom + leading(SMALL) / 2);
                canvas.write(&text, at, SMALL, false, INK, Side::Middle);
            }
        }
        field.bottom + leading(SMALL)
    }
}
