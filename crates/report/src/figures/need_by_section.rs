//! Need by section over the policy period in the baseline: bars, the greatest first.

use super::canvas::{Area, DEEP, GRID, Head, INK, Picture, SMALL, Side, TEXT, leading, sheet};
use super::legend::{Sample, legend};
use super::panel::{Scale, central, extent, spread};
use crate::error::ReportError;
use crate::font::Ruler;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::Unit;
use suranys_core::run::Measure;

/// Height of a row.
const ROW: i32 = 42;
/// Half the thickness of a bar, of the 80 and of the 95 per cent range.
const BAR: i32 = 14;
const RANGE80: i32 = 4;
const RANGE95: i32 = 1;
/// Half the height of a range's ends.
const END: i32 = 7;
/// Room for legend and axis.
const LEGEND: i32 = 50;
/// Space between names and bars.
const GAP: i32 = 14;
/// Widest column of names.
const NAMES: f64 = 480.0;
/// Fill of the bars: light enough for the range to stand out.
const FILL: RGBColor = RGBColor(0x7f, 0xae, 0xd0);

pub fn draw(view: View, ruler: &Ruler) -> Result<Option<Picture>, ReportError> {
    let labels = view.labels;
    let mut rows = Vec::new();
    for section in &view.output.sections {
        let key = view.key(view.baseline_id(), Measure::Need).in_section(&section.code);
        if let Some(figure) = view.cumulated(&key) {
            rows.push((section, figure));
        }
    }
    rows.sort_by(|a, b| {
        central(b.1).total_cmp(&central(a.1)).then_with(|| a.0.code.cmp(&b.0.code))
    });
    let Some(scale) = Scale::over(rows.iter().flat_map(|(_, f)| extent(f)), true) else {
        return Ok(None);
    };
    if rows.is_empty() {
        return Ok(None);
    }
    let period = view.period().to_string();
    let head = Head {
        name: "need-by-section".to_owned(),
        title: labels.fill("figure.need-by-section.title", &[("period", &period)])?,
        subtitle: view.unit(Unit::PersonsCumulated)?.to_owned(),
        description: labels.fill("figure.need-by-section.alt", &[("period", &period)])?,
        foot: view.foot(rows.iter().map(|(_, figure)| *figure))?,
    };
    let height = LEGEND + rows.len() as i32 * ROW + leading(SMALL);
    let picture = sheet(ruler, head, height, |canvas, area| {
        let entries = [
            (Sample::Field, FILL, labels.text("legend.median")?),
            (Sample::Line, INK, labels.text("legend.range-bar")?),
        ];
        legend(canvas, area, &entries);
        let widest = rows
            .iter()
            .map(|(section, _)| canvas.ruler().width(view.short(section), TEXT, false))
            .fold(0.0, f64::max)
            .min(NAMES);
        let left = area.left + widest as i32 + GAP;
        let (top, bottom) = (area.top + LEGEND, area.top + LEGEND + rows.len() as i32 * ROW);
        let last =
            scale.ticks().last().map(|t| canvas.ruler().width(&scale.label(*t), SMALL, false));
        let right = area.right - last.unwrap_or(0.0) as i32 / 2;
        let x = |value: f64| scale.place(value, left, right);
        for tick in scale.ticks() {
            canvas.line((x(tick), top), (x(tick), bottom), GRID, 2);
            let at = (x(tick), bottom + leading(SMALL) / 2);
            canvas.write(&scale.label(tick), at, SMALL, false, INK, Side::Middle);
        }
        for (n, (section, figure)) in rows.iter().enumerate() {
            let y = top + n as i32 * ROW + ROW / 2;
            let name = canvas.ruler().fit(view.short(section), TEXT, false, NAMES);
            canvas.write(&name, (left - GAP, y), TEXT, false, INK, Side::End);
            let (a, b) = (x(0.0), x(central(figure)));
            let mut strip = |from: i32, to: i32, half: i32, colour| {
                let (left, right) = (from.min(to), from.max(to));
                canvas.rect(Area { left, right, top: y - half, bottom: y + half }, colour);
            };
            strip(a, b, BAR, FILL);
            if let Some(q) = spread(figure) {
                strip(x(q[0]), x(q[4]), RANGE95, INK);
                strip(x(q[1]), x(q[3]), RANGE80, INK);
                for end in [q[0], q[4]] {
                    strip(x(end) - 1, x(end) + 1, END, INK);
                }
            }
        }
        canvas.line((x(0.0), top), (x(0.0), bottom), DEEP, 2);
        Ok(())
    })?;
    Ok(Some(picture))
}
