//! Places under uncertainty: for each item a bar of its likely places, the first on the left.

use crate::charts::canvas::{
    Area, DEEP, Head, INK, INTERVAL80, INTERVAL95, Picture, SMALL, Side, Studio, leading, sheet,
};
use crate::charts::data::Datum;
use crate::charts::legend::{Sample, legend};
use crate::charts::rows::Rows;
use crate::error::ReportError;
use suranys_core::Quantiles;

/// Height of what is drawn in a row.
const ROW: i32 = 32;
/// Room for the column on the right.
const PROBABILITY: i32 = 130;
/// Half the thickness of the 95% and of the 80% prediction interval.
const RANGE95: i32 = 8;
const RANGE80: i32 = 12;
/// Radius of a median.
const DOT: i32 = 6;
/// Grid lines at most.
const TICKS: usize = 6;

/// An item with the distribution of its place, and what stands on the right of it.
pub struct Placed {
    /// Name.
    pub name: String,
    /// Its place.
    pub rank: Quantiles,
    /// A probability in words.
    pub note: String,
    /// Its place as the data of the chart.
    pub datum: Datum,
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
    let stand = Rows::new(studio, rows.iter().map(|r| r.name.as_str()), ROW);
    let column = if rows.iter().all(|r| r.note.is_empty()) { 0 } else { PROBABILITY };
    let picture = sheet(studio, head, 0, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let top = area.top + leading(SMALL);
        let at = (area.right, top - leading(SMALL) / 2);
        canvas.write(note, at, SMALL, false, INK, Side::End);
        let field = stand.field(Area { top, right: area.right - column - DOT, ..area });
        let room = f64::from(field.right - field.left);
        let x = |rank: f64| field.left + ((rank - 1.0) / (last - 1.0) * room) as i32;
        for tick in ticks(last) {
            canvas.grid(x(tick), field);
            let at = (x(tick), field.bottom + leading(SMALL) / 2);
            let text = canvas.labels().number(tick, 0);
            canvas.write(&text, at, SMALL, false, INK, Side::Middle);
        }
        let at = (field.right, field.bottom + leading(SMALL) + leading(SMALL) / 2);
        canvas.write(axis, at, SMALL, false, INK, Side::End);
        canvas.reaches(field.bottom + 2 * leading(SMALL));
        for (n, r) in (0_i32..).zip(rows) {
            stand.name(canvas, field, n, &r.name);
            let row = stand.at(field, n);
            let y = (row.top + row.bottom) / 2;
            let mut strip = |from: f64, to: f64, half: i32, colour| {
                let (from, to) = (x(from), x(to).max(x(from) + 1));
                canvas
                    .rect(Area { left: from, right: to, top: y - half, bottom: y + half }, colour);
            };
            strip(r.rank.lo95(), r.rank.hi95(), RANGE95, INTERVAL95);
            strip(r.rank.lo80(), r.rank.hi80(), RANGE80, INTERVAL80);
            canvas.dot((x(r.rank.median()), y), DOT.unsigned_abs(), DEEP, true);
            canvas.write(&r.note, (area.right, y), SMALL, false, INK, Side::End);
            let range = (r.rank.lo80().floor(), r.rank.hi80().ceil());
            let labels = canvas.labels();
            let range = labels.between(&labels.number(range.0, 0), &labels.number(range.1, 0));
            let more =
                if r.note.is_empty() { String::new() } else { format!("; {note} {}", r.note) };
            canvas.hint(
                Area { left: area.left, right: area.right, ..row },
                format!("{}: {range}{more}", r.name),
            );
            canvas.shows_datum(r.datum.clone());
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
