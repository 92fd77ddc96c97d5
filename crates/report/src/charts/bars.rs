//! Horizontal bars with ranges, one for each of several things, the greatest first.

use crate::charts::canvas::{
    Area, Canvas, DEEP, GRID, Head, INK, Picture, SMALL, Side, Studio, TEXT, leading, sheet,
};
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Scale, central, extent, hint, spread};
use crate::error::ReportError;
use plotters::style::RGBColor;
use suranys_core::run::Figure;

/// Height of a row, and of one whose name takes two lines.
pub const ROW: i32 = 42;
pub const TALL_ROW: i32 = 54;
/// Size of a name in two lines.
pub const TWO_LINES: f64 = 19.0;
/// Half the thickness of a bar, of the 80% and of the 95% prediction interval.
const BAR: i32 = 14;
const RANGE80: i32 = 4;
const RANGE95: i32 = 1;
/// Half the height of a range's ends.
const END: i32 = 7;
/// Room for legend and axis.
pub const LEGEND: i32 = 50;
/// Space between names and bars.
const GAP: i32 = 14;
/// Widest column of names.
pub const NAMES: f64 = 560.0;
/// Fill of the bars: light enough for the range to stand out.
const FILL: RGBColor = RGBColor(0x7f, 0xae, 0xd0);

/// A bar for each row.
pub fn bars(
    studio: &Studio,
    head: Head,
    rows: Vec<(&str, &Figure)>,
) -> Result<Option<Picture>, ReportError> {
    let mut rows = rows;
    rows.sort_by(|a, b| central(b.1).total_cmp(&central(a.1)).then_with(|| a.0.cmp(b.0)));
    let Some(scale) = Scale::over(rows.iter().flat_map(|(_, f)| extent(f)), true) else {
        return Ok(None);
    };
    if rows.is_empty() {
        return Ok(None);
    }
    let entries = [
        (Sample::Field, FILL, studio.labels.text("legend.median")?),
        (Sample::Line, INK, studio.labels.text("legend.interval-bar")?),
    ];
    let long = rows.iter().any(|(name, _)| studio.ruler.width(name, TEXT, false) > NAMES);
    let (row_height, size, lines) = if long { (TALL_ROW, TWO_LINES, 2) } else { (ROW, TEXT, 1) };
    let height = LEGEND + rows.len() as i32 * row_height + leading(SMALL);
    let picture = sheet(studio, head, height, |canvas, area| {
        legend(canvas, area, &entries);
        let names = rows.iter().map(|(name, _)| *name);
        let field = field(canvas, area, &scale, names, size, rows.len() as i32 * row_height);
        for (n, (name, figure)) in rows.iter().enumerate() {
            let y = field.top + n as i32 * row_height + row_height / 2;
            named(canvas, field, y, name, size, lines);
            bar(canvas, field, &scale, y, figure);
            let row = Area { top: y - row_height / 2, bottom: y + row_height / 2, ..field };
            hint(canvas, row, name, figure);
        }
        let zero = scale.place(0.0, field.left, field.right);
        canvas.line((zero, field.top), (zero, field.bottom), DEEP, 2);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// The field of rows `height` high next to their names and below the legend, with its axis drawn.
pub fn field<'n>(
    canvas: &mut Canvas,
    area: Area,
    scale: &Scale,
    names: impl Iterator<Item = &'n str>,
    size: f64,
    height: i32,
) -> Area {
    let widest =
        names.map(|name| canvas.ruler().width(name, size, false)).fold(0.0, f64::max).min(NAMES);
    let last = scale.ticks().last().map_or(0.0, |tick| {
        canvas.ruler().width(&scale.label(*tick, canvas.labels()), SMALL, false)
    });
    let field = Area {
        left: area.left + widest as i32 + GAP,
        right: area.right - last as i32 / 2,
        top: area.top + LEGEND,
        bottom: area.top + LEGEND + height,
    };
    axis(canvas, field, scale);
    field
}

/// The name of a row next to the field, in as many lines as it needs, `y` being their middle.
pub fn named(canvas: &mut Canvas, field: Area, y: i32, name: &str, size: f64, lines: usize) {
    let shown = canvas.ruler().wrap(name, size, false, NAMES, lines);
    let mut at = y - (shown.len() as i32 - 1) * leading(size) / 2;
    for line in shown {
        canvas.write(&line, (field.left - GAP, at), size, false, INK, Side::End);
        at += leading(size);
    }
}

fn axis(canvas: &mut Canvas, field: Area, scale: &Scale) {
    for tick in scale.ticks() {
        let x = scale.place(tick, field.left, field.right);
        canvas.line((x, field.top), (x, field.bottom), GRID, 2);
        let at = (x, field.bottom + leading(SMALL) / 2);
        let text = scale.label(tick, canvas.labels());
        canvas.write(&text, at, SMALL, false, INK, Side::Middle);
    }
}

fn bar(canvas: &mut Canvas, field: Area, scale: &Scale, y: i32, figure: &Figure) {
    let x = |value: f64| scale.place(value, field.left, field.right);
    let mut strip = |from: i32, to: i32, half: i32, colour| {
        let (left, right) = (from.min(to), from.max(to));
        canvas.rect(Area { left, right, top: y - half, bottom: y + half }, colour);
    };
    strip(x(0.0), x(central(figure)), BAR, FILL);
    if let Some(q) = spread(figure) {
        strip(x(q[0]), x(q[4]), RANGE95, INK);
        strip(x(q[1]), x(q[3]), RANGE80, INK);
        for end in [q[0], q[4]] {
            strip(x(end) - 1, x(end) + 1, END, INK);
        }
    }
}
