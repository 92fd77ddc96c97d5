//! The key to a chart's colours, above its drawing.

use crate::charts::canvas::{
    Area, Canvas, DEEP, INK, INTERVAL80, INTERVAL95, SMALL, Side, VIVID, leading,
};
use crate::error::ReportError;
use crate::labels::LabelBook;
use plotters::style::RGBColor;

/// Width of a colour sample.
const SAMPLE: i32 = 36;
/// Space between sample and word, and between entries.
const GAP: i32 = 10;
const ENTRY_GAP: i32 = 36;
/// Space below the legend.
const BELOW: i32 = 14;
/// Half the height of a line sample.
const LINE: i32 = 3;
/// Half the height of a field sample.
const FIELD: i32 = 10;
/// Most lines of an entry.
const LINES: usize = 3;

/// Looks of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// A filled field.
    Field,
    /// A line.
    Line,
    /// A dot.
    Dot,
    /// A dot that is not filled.
    Ring,
}

/// Draws the key in as many rows as needed and returns the area left below it.
pub fn legend(canvas: &mut Canvas, area: Area, entries: &[(Sample, RGBColor, &str)]) -> Area {
    let mut x = area.left;
    let mut y = area.top + leading(SMALL) / 2;
    let room = f64::from(area.right - area.left - SAMPLE - GAP);
    for (sample, colour, text) in entries {
        let lines = canvas.ruler().wrap(text, SMALL, false, room, LINES);
        let width = |line: &String| canvas.ruler().width(line, SMALL, false) as i32;
        let width = lines.iter().map(width).max().unwrap_or(0);
        if x > area.left && x + SAMPLE + GAP + width > area.right {
            x = area.left;
            y += leading(SMALL);
        }
        let half = match sample {
            Sample::Field => FIELD,
            _ => LINE,
        };
        match sample {
            Sample::Dot | Sample::Ring => {
                let radius = FIELD.unsigned_abs() / 2 + 2;
                canvas.dot((x + SAMPLE / 2, y), radius, *colour, *sample == Sample::Dot);
            }
            _ => canvas.rect(
                Area { left: x, top: y - half, right: x + SAMPLE, bottom: y + half },
                *colour,
            ),
        }
        for (n, line) in (0..).zip(&lines) {
            let at = (x + SAMPLE + GAP, y + n * leading(SMALL));
            canvas.write(line, at, SMALL, false, INK, Side::Start);
        }
        y += (lines.len() as i32 - 1) * leading(SMALL);
        x += SAMPLE + GAP + width + ENTRY_GAP;
    }
    Area { top: y + leading(SMALL) / 2 + BELOW, ..area }
}

/// The key of a fan chart.
pub fn fan_legend(
    canvas: &mut Canvas,
    area: Area,
    labels: &LabelBook,
) -> Result<Area, ReportError> {
    Ok(legend(
        canvas,
        area,
        &[
            (Sample::Line, INK, labels.text("legend.published")?),
            (Sample::Line, DEEP, labels.text("legend.median")?),
            (Sample::Field, INTERVAL80, labels.text("legend.interval80")?),
            (Sample::Field, INTERVAL95, labels.text("legend.interval95")?),
            (Sample::Dot, VIVID, labels.text("legend.break")?),
        ],
    ))
}
