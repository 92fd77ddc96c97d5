//! Ranks under uncertainty: for each occupation a bar of its likely ranks, first places on the left.

use super::Words;
use super::words::number;
use crate::error::ReportError;
use crate::figures::canvas::{
    Area, BAND80, BAND95, DEEP, GRID, Head, INK, Picture, SMALL, Side, TEXT, leading, sheet,
};
use crate::font::Ruler;
use crate::view::Foot;
use suranys_core::list::ListOutput;

/// Most occupations shown.
const SHOWN: usize = 30;
const ROW: i32 = 42;
const GAP: i32 = 14;
/// Widest column of names, and the column of probabilities.
const NAMES: f64 = 560.0;
const PROBABILITY: i32 = 110;
/// Half the thickness of the 95 and of the 80 per cent range.
const RANGE95: i32 = 8;
const RANGE80: i32 = 12;
/// Grid lines at most.
const TICKS: usize = 6;

/// Draws the chart; none when nothing is ranked.
pub fn ranks(
    output: &ListOutput,
    words: &Words,
    ruler: &Ruler,
) -> Result<Option<Picture>, ReportError> {
    let rows: Vec<_> = output.ranked.iter().take(SHOWN).collect();
    let last = rows.iter().map(|r| r.rank.hi95).fold(1.0, f64::max).ceil();
    if rows.is_empty() || last <= 1.0 {
        return Ok(None);
    }
    let (count, top) = (rows.len().to_string(), output.top.to_string());
    let mark = if output.synthetic { Some(words.text("mark.synthetic")?.to_owned()) } else { None };
    let head = Head {
        name: "ranks".to_owned(),
        title: words.fill("figure.title", &[("count", &count)])?,
        subtitle: words.fill("figure.subtitle", &[("top", &top)])?,
        description: words.text("figure.alt")?.to_owned(),
        foot: Foot {
            source: words.text("figure.foot")?.to_owned(),
            status: words.text("figure.status")?.to_owned(),
            mark,
        },
    };
    let height = rows.len() as i32 * ROW + leading(SMALL);
    let picture = sheet(ruler, head, height, |canvas, area| {
        let name = |id: &str| {
            let judged = output.judged(id);
            judged.map_or(id.to_owned(), |j| {
                format!("{} {}", code(id), words.name(&j.subject.labels, id))
            })
        };
        let widest = rows
            .iter()
            .map(|r| canvas.ruler().width(&name(&r.id), TEXT, false))
            .fold(0.0, f64::max)
            .min(NAMES);
        let left = area.left + widest as i32 + GAP;
        let right = area.right - PROBABILITY;
        let bottom = area.top + rows.len() as i32 * ROW;
        let room = f64::from(right - left);
        let x = |rank: f64| left + ((rank - 1.0) / (last - 1.0) * room) as i32;
        for tick in ticks(last) {
            canvas.line((x(tick), area.top), (x(tick), bottom), GRID, 2);
            let at = (x(tick), bottom + leading(SMALL) / 2);
            canvas.write(&number(tick), at, SMALL, false, INK, Side::Middle);
        }
        for (n, r) in (0_i32..).zip(&rows) {
            let y = area.top + n * ROW + ROW / 2;
            let shown = canvas.ruler().fit(&name(&r.id), TEXT, false, NAMES);
            canvas.write(&shown, (left - GAP, y), TEXT, false, INK, Side::End);
            let mut strip = |from: f64, to: f64, half: i32, colour| {
                let (from, to) = (x(from), x(to).max(x(from) + 1));
                canvas
                    .rect(Area { left: from, right: to, top: y - half, bottom: y + half }, colour);
            };
            strip(r.rank.lo95, r.rank.hi95, RANGE95, BAND95);
            strip(r.rank.lo80, r.rank.hi80, RANGE80, BAND80);
            canvas.dot((x(r.rank.median), y), 6, DEEP, true);
            let share = format!("{:.0} %", 100.0 * r.top);
            canvas.write(&share, (area.right, y), SMALL, false, INK, Side::End);
        }
        Ok(())
    })?;
    Ok(Some(picture))
}

/// The code of an occupation without the edition of its classification.
pub fn code(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, code)| code)
}

/// Whole ranks from the first to the last, at even steps.
fn ticks(last: f64) -> Vec<f64> {
    let step = ((last - 1.0) / TICKS as f64).ceil().max(1.0);
    (0..=TICKS).map(|n| 1.0 + step * n as f64).filter(|rank| *rank <= last).collect()
}
