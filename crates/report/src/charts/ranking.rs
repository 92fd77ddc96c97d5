//! Places under uncertainty: for each item a bar of its likely places, the first on the left.

use crate::charts::canvas::{
    Area, DEEP, GRID, Head, INK, INTERVAL80, INTERVAL95, Picture, SMALL, Side, Studio, TEXT,
    leading, sheet,
};
use crate::charts::legend::{Sample, legend};
use crate::error::ReportError;
use suranys_core::Quantiles;

/// Height of a row, and of one whose name takes two lines.
const ROW: i32 = 42;
const TALL_ROW: i32 = 54;
/// Size of a name in two lines.
const TWO_LINES: f64 = 19.0;
const GAP: i32 = 14;
/// Widest column of names, and the column on the right.
const NAMES: f64 = 560.0;
const PROBABILITY: i32 = 130;
/// Half the thickness of the 95% and of the 80% prediction interval.
const RANGE95: i32 = 8;
const RANGE80: i32 = 12;
/// Grid lines at most.
const TICKS: usize = 6;
/// Room for the legend, and for the heading of the column on the right.
const LEGEND: i32 = 50;

/// An item with the distribution of its place, and what stands on the right of it.
pub struct Placed {
    /// Name.
    pub name: String,
    /// Its place.
    pub rank: Quantiles,
    /// A probability in words.
    pub note: String,
}

/// Draws the items in their order; none when there is nothing to rank. `axis` names the places,
/// `note` the column on the right.
pub fn ranking(
    studio: &Studio,
    head: Head,
    (axis, note): (&str, &str),
    rows: &[Placed],
) -> Result<Option<Picture>, ReportError> {
    let last = rows.iter().map(|r| r.rank.hi95()).fold(1.0, f64::max).ceil();
    if rows.len() < 2 || last <= 1.0 {
        return Ok(None);
    }
    let entries = [
        (Sample::Dot, DEEP, studio.labels.text("legend.median")?),
        (Sample::Field, INTERVAL80, studio.labels.text("legend.interval80")?),
        (Sample::Field, INTERVAL95, studio.labels.text("legend.interval95")?),
    ];
    let long = rows.iter().any(|r| studio.ruler.width(&r.name, TEXT, false) > NAMES);
    let (row, size, lines) = if long { (TALL_ROW, TWO_LINES, 2) } else { (ROW, TEXT, 1) };
    let height = LEGEND + leading(SMALL) + rows.len() as i32 * row + 2 * leading(SMALL);
    let picture = sheet(studio, head, height, |canvas, area| {
        legend(canvas, area, &entries);
        let top = area.top + LEGEND + leading(SMALL);
        let at = (area.right, top - leading(SMALL) / 2);
        canvas.write(note, at, SMALL, false, INK, Side::End);
        let widest = rows
            .iter()
            .map(|r| canvas.ruler().width(&r.name, size, false))
            .fold(0.0, f64::max)
            .min(NAMES);
        let left = area.left + widest as i32 + GAP;
        let right = area.right - PROBABILITY;
        let bottom = top + rows.len() as i32 * row;
        let room = f64::from(right - left);
        let x = |rank: f64| left + ((rank - 1.0) / (last - 1.0) * room) as i32;
        for tick in ticks(last) {
            canvas.line((x(tick), top), (x(tick), bottom), GRID, 2);
            let at = (x(tick), bottom + leading(SMALL) / 2);
            let text = canvas.labels().number(tick, 0);
            canvas.write(&text, at, SMALL, false, INK, Side::Middle);
        }
        let at = (right, bottom + leading(SMALL) + leading(SMALL) / 2);
        canvas.write(axis, at, SMALL, false, INK, Side::End);
        for (n, r) in (0_i32..).zip(rows) {
            let y = top + n * row + row / 2;
            let shown = canvas.ruler().wrap(&r.name, size, false, NAMES, lines);
            let mut at = y - (shown.len() as i32 - 1) * leading(size) / 2;
            for line in shown {
                canvas.write(&line, (left - GAP, at), size, false, INK, Side::End);
                at += leading(size);
            }
            let mut strip = |from: f64, to: f64, half: i32, colour| {
                let (from, to) = (x(from), x(to).max(x(from) + 1));
                canvas
                    .rect(Area { left: from, right: to, top: y - half, bottom: y + half }, colour);
            };
            strip(r.rank.lo95(), r.rank.hi95(), RANGE95, INTERVAL95);
            strip(r.rank.lo80(), r.rank.hi80(), RANGE80, INTERVAL80);
            canvas.dot((x(r.rank.median()), y), 6, DEEP, true);
            canvas.write(&r.note, (area.right, y), SMALL, false, INK, Side::End);
            let range = (r.rank.lo80().floor(), r.rank.hi80().ceil());
            let labels = canvas.labels();
            let range = labels.between(&labels.number(range.0, 0), &labels.number(range.1, 0));
            let row_area =
                Area { left: area.left, right: area.right, top: y - row / 2, bottom: y + row / 2 };
            let more =
                if r.note.is_empty() { String::new() } else { format!("; {note} {}", r.note) };
            canvas.hint(row_area, format!("{}: {range}{more}", r.name));
        }
        Ok(())
    })?;
    Ok(Some(picture))
}

/// Whole places from the first to the last, at even steps.
fn ticks(last: f64) -> Vec<f64> {
    let step = ((last - 1.0) / TICKS as f64).ceil().max(1.0);
    (0..=TICKS).map(|n| 1.0 + step * n as f64).filter(|rank| *rank <= last).collect()
}
