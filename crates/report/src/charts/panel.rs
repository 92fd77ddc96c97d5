//! A panel with a scale of values upwards and one of years across, and what is drawn in it.

use crate::charts::canvas::{
    Area, Canvas, DEEP, FAINT, GRID, INK, INTERVAL80, INTERVAL95, SMALL, Side, Studio, TEXT, VIVID,
    leading,
};
use crate::charts::data::About;
use crate::display;
use crate::labels::LabelBook;
use suranys_core::run::{Estimate, Figure};
use suranys_core::{ObsStatus, Year};

/// Ticks aimed at on an axis of values.
const TICKS: f64 = 6.0;
/// Space between panels side by side.
const BETWEEN: i32 = 28;
/// Space between axis and label.
const GAP: i32 = 10;
/// Room for half of the last year label.
const LAST_YEAR: i32 = 14;
/// Least space between two year labels.
const YEAR_GAP: f64 = 18.0;
/// Part of the range of values left free above and below.
const HEADROOM: f64 = 0.06;
/// Widths of thin and thick lines.
const THIN: u32 = 2;
const THICK: u32 = 4;
/// Radius of a dot.
const DOT: u32 = 6;
/// Half the length of a dash of a break mark.
const DASH: i32 = 8;
/// Steps between ticks, as multiples of a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Decimals of a tick at most.
const MAX_DECIMALS: usize = 6;

/// A scale of values with round ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Least value.
    pub low: f64,
    /// Greatest value.
    pub high: f64,
    /// Distance of ticks.
    pub step: f64,
}

impl Scale {
    /// A scale over `values` (display units); with zero in it when `zero`.
    pub fn over(values: impl IntoIterator<Item = f64>, zero: bool) -> Option<Scale> {
        let start = if zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        let (low, high) = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold(start, |(low, high), v| (low.min(v), high.max(v)));
        if !low.is_finite() || !high.is_finite() {
            return None;
        }
        let reach = if high > low { high - low } else { high.abs().max(1.0) };
        let low = if zero && low >= 0.0 { 0.0 } else { low - reach * HEADROOM };
        let high = high + reach * HEADROOM;
        let raw = (high - low) / TICKS;
        let mut power = 1.0;
        while power > raw {
            power /= 10.0;
        }
        while power * 10.0 <= raw {
            power *= 10.0;
        }
        let step = STEPS.iter().map(|s| s * power).find(|s| *s >= raw).unwrap_or(power * 10.0);
        Some(Scale { low, high, step })
    }

    /// The ticks within the scale.
    pub fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step).ceil() as i64;
        let last = (self.high / self.step).floor() as i64;
        (first..=last).map(|n| n as f64 * self.step).collect()
    }

    /// A tick as text.
    pub fn label(&self, tick: f64, labels: &LabelBook) -> String {
        // As many as the distance of ticks needs, so that no two are written alike.
        let (mut step, mut decimals) = (self.step * (1.0 + f64::EPSILON), 0);
        while step < 1.0 && decimals < MAX_DECIMALS {
            step *= 10.0;
            decimals += 1;
        }
        labels.number(tick, decimals)
    }

    /// Where a value lies between `from` and `to`.
    pub fn place(&self, value: f64, from: i32, to: i32) -> i32 {
        let part = (value - self.low) / (self.high - self.low);
        (f64::from(from) + part * f64::from(to - from)).round() as i32
    }
}

/// Height of several panels, each as high as one would be alone where they can't stand side by side.
pub fn panels_height(studio: &Studio, height: i32, count: usize) -> i32 {
    if studio.is_narrow() { height * count as i32 } else { height }
}

/// The area of one of several panels, below its title, which is written: side by side, or below one
/// another where the sheet is narrow.
pub fn one_of(canvas: &mut Canvas, area: Area, (n, count): (usize, usize), title: &str) -> Area {
    let (n, count) = (n as i32, (count as i32).max(1));
    let inner = if canvas.is_narrow() {
        let height = (area.bottom - area.top) / count;
        let top = area.top + n * height;
        Area { top, bottom: top + height - BETWEEN, ..area }
    } else {
        let width = (area.right - area.left - BETWEEN * (count - 1)) / count;
        let left = area.left + n * (width + BETWEEN);
        Area { left, right: left + width, ..area }
    };
    let room = f64::from(inner.right - inner.left);
    let title = canvas.ruler().fit(title, TEXT, true, room);
    let at = (inner.left, inner.top + leading(TEXT) / 2);
    canvas.write(&title, at, TEXT, true, INK, Side::Start);
    Area { top: inner.top + leading(TEXT) + leading(SMALL) / 2, ..inner }
}

/// A panel ready to draw in.
pub struct Panel {
    /// The field inside the axes.
    pub field: Area,
    scale: Scale,
    first: Year,
    slots: i32,
}

impl Panel {
    /// Draws axes, grid and labels in `area`, and leaves the field inside them. Years stand in
    /// the middle of equal slots.
    pub fn new(canvas: &mut Canvas, area: Area, scale: Scale, first: Year, last: Year) -> Panel {
        let widest = scale
            .ticks()
            .iter()
            .map(|t| canvas.ruler().width(&scale.label(*t, canvas.labels()), SMALL, false))
            .fold(0.0, f64::max) as i32;
        // The margin of a narrow sheet is too small for half of the last year.
        let last_year = if canvas.is_narrow() { LAST_YEAR } else { 0 };
        let field = Area {
            left: area.left + widest + 2 * GAP,
            right: area.right - last_year,
            bottom: area.bottom - leading(SMALL) - GAP,
            ..area
        };
        let panel = Panel { field, scale, first, slots: last.since(first) + 1 };
        for tick in panel.scale.ticks() {
            let y = panel.y(tick);
            let colour = if tick == 0.0 { INK } else { GRID };
            canvas.line((field.left, y), (field.right, y), colour, THIN);
            let text = panel.scale.label(tick, canvas.labels());
            canvas.write(&text, (field.left - GAP, y), SMALL, false, INK, Side::End);
        }
        let label = canvas.ruler().width("0000", SMALL, false) + YEAR_GAP;
        let slot = f64::from(field.right - field.left) / f64::from(panel.slots.max(1));
        let every = (label / slot).ceil().max(1.0) as i32;
        let y = field.bottom + GAP + leading(SMALL) / 2;
        for n in (0..panel.slots).rev().step_by(every.unsigned_abs() as usize) {
            let year = first.plus(n);
            canvas.write(&year.to_string(), (panel.x(year), y), SMALL, false, INK, Side::Middle);
        }
        canvas.line((field.left, field.bottom), (field.right, field.bottom), FAINT, THIN);
        panel
    }

    /// Middle of a year's slot.
    pub fn x(&self, year: Year) -> i32 {
        let width = f64::from(self.field.right - self.field.left);
        let part = (f64::from(year.since(self.first)) + 0.5) / f64::from(self.slots.max(1));
        self.field.left + (part * width).round() as i32
    }

    /// Width of a year's slot.
    pub fn slot(&self) -> i32 {
        (self.field.right - self.field.left) / self.slots.max(1)
    }

    /// Height of a value in display units.
    pub fn y(&self, value: f64) -> i32 {
        self.scale.place(value, self.field.bottom, self.field.top)
    }

    /// A line through years and values, broken where a year is missing.
    pub fn curve(
        &self,
        canvas: &mut Canvas,
        points: &[(Year, f64)],
        colour: plotters::style::RGBColor,
    ) {
        let mut run: Vec<(i32, i32)> = Vec::new();
        let mut before: Option<Year> = None;
        for (year, value) in points {
            if before.is_some_and(|b| b.plus(1) != *year) {
                self.stroke(canvas, &run, colour);
                run.clear();
            }
            run.push((self.x(*year), self.y(*value)));
            before = Some(*year);
        }
        self.stroke(canvas, &run, colour);
    }

    fn stroke(&self, canvas: &mut Canvas, run: &[(i32, i32)], colour: plotters::style::RGBColor) {
        match run {
            [] => {}
            [one] => canvas.dot(*one, DOT, colour, true),
            more => canvas.path(more, colour, THICK),
        }
    }

    /// History and forecast: published values as a line with break marks, then the 80 and 95 per
    /// cent ranges with the median, fanning out from the last published value.
    pub fn fan(
        &self,
        canvas: &mut Canvas,
        (item, series): (&str, &str),
        history: &[(Year, &Figure)],
        forecast: &[(Year, &Figure)],
        colour: plotters::style::RGBColor,
    ) {
        for (year, figure) in history.iter().chain(forecast) {
            let half = self.slot() / 2;
            let column =
                Area { left: self.x(*year) - half, right: self.x(*year) + half, ..self.field };
            hint(canvas, column, About { item, series, period: &year.to_string() }, figure);
        }
        let ranges: Vec<(Year, [f64; 5])> =
            forecast.iter().filter_map(|(year, figure)| Some((*year, spread(figure)?))).collect();
        let last = history
            .iter()
            .rfind(|(year, _)| ranges.first().is_none_or(|(first, _)| year < first))
            .map(|(year, figure)| (*year, [central(figure); 5]));
        let fan: Vec<(Year, [f64; 5])> = last.into_iter().chain(ranges).collect();
        let (outer, inner) = match colour {
            DEEP => (INTERVAL95, INTERVAL80),
            other => (tint(other, 78), tint(other, 50)),
        };
        for (low, high, colour) in [(0, 4, outer), (1, 3, inner)] {
            let side = |n: usize| {
                fan.iter()
                    .map(move |(year, q)| (self.x(*year), self.y(q.get(n).copied().unwrap_or(0.0))))
            };
            let outline: Vec<(i32, i32)> =
                side(low).chain(side(high).collect::<Vec<_>>().into_iter().rev()).collect();
            if fan.len() > 1 {
                canvas.polygon(&outline, colour);
            }
        }
        let medians: Vec<(Year, f64)> = fan.iter().map(|(year, q)| (*year, q[2])).collect();
        if medians.len() > 1 {
            self.curve(canvas, &medians, colour);
        }
        for (year, figure) in history.iter().filter(|(_, f)| f.status.obs == ObsStatus::Break) {
            self.break_mark(canvas, *year, central(figure));
        }
        let past: Vec<(Year, f64)> = history.iter().map(|(y, f)| (*y, central(f))).collect();
        self.curve(canvas, &past, INK);
    }

    /// Marks that the series breaks at a year: a dashed vertical line before it and a ring.
    fn break_mark(&self, canvas: &mut Canvas, year: Year, value: f64) {
        let x = self.x(year) - self.slot() / 2;
        let mut y = self.field.top;
        while y < self.field.bottom {
            canvas.line((x, y), (x, (y + DASH).min(self.field.bottom)), VIVID, THIN);
            y += 2 * DASH;
        }
        canvas.dot((self.x(year), self.y(value)), DOT, VIVID, true);
    }

    /// A bar between two values.
    pub fn bar(&self, left: i32, right: i32, from: f64, to: f64) -> Area {
        let (a, b) = (self.y(from), self.y(to));
        Area { left, right, top: a.min(b), bottom: a.max(b) }
    }

    /// A range in a colour: thin for 95 per cent, as wide as `half` either side for 80, the
    /// median across it.
    pub fn range(
        &self,
        canvas: &mut Canvas,
        x: i32,
        half: i32,
        q: &[f64; 5],
        colour: plotters::style::RGBColor,
    ) {
        canvas.rect(self.bar(x - 1, x + 1, q[0], q[4]), INK);
        canvas.rect(self.bar(x - half, x + half, q[1], q[3]), colour);
        let y = self.y(q[2]);
        canvas
            .rect(Area { left: x - half - 2, right: x + half + 2, top: y - 2, bottom: y + 2 }, INK);
    }

    /// A range as a bar with whiskers: thick for 80, thin for 95 per cent.
    pub fn whisker(&self, canvas: &mut Canvas, x: i32, q: &[f64; 5]) {
        canvas.line((x, self.y(q[0])), (x, self.y(q[4])), INK, THIN);
        for end in [q[0], q[4]] {
            canvas.line((x - DASH, self.y(end)), (x + DASH, self.y(end)), INK, THIN);
        }
        canvas.line((x, self.y(q[1])), (x, self.y(q[3])), INK, 2 * THICK);
    }
}

/// Says that a figure is shown, and of a part of the picture what it stands for.
pub fn hint(canvas: &mut Canvas, area: Area, about: About, figure: &Figure) {
    canvas.shows(about, figure);
    canvas.hint(area, spelt(canvas.labels(), about, figure));
}

/// What a figure is about, its value, its 80% prediction interval and its status, in a line.
pub fn spelt(labels: &LabelBook, about: About, figure: &Figure) -> String {
    let value = labels.printed(figure.unit, figure.estimate.central());
    let range = figure.estimate.range().map(|q| {
        let share = labels.optional("legend.interval80").unwrap_or_default();
        format!(" ({share}: {})", labels.printed_range(figure.unit, q.lo80(), q.hi80()))
    });
    let unit = labels.optional(&format!("unit.{}", figure.unit.key())).unwrap_or_default();
    let status = figure.status.obs.code();
    let (name, range) = (about.text(), range.unwrap_or_default());
    format!("{name}: {value}{range} {unit} [{status}]")
}

/// A colour with a part of white, in per cent: the ground of a range whose median has the colour.
fn tint(colour: plotters::style::RGBColor, white: u16) -> plotters::style::RGBColor {
    let part = |own: u8| {
        let mixed = (u16::from(own) * (100 - white) + 255 * white) / 100;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    plotters::style::RGBColor(part(colour.0), part(colour.1), part(colour.2))
}

/// A figure's value or median in display units.
pub fn central(figure: &Figure) -> f64 {
    display::shown(figure.unit, figure.estimate.central())
}

/// A figure's range in display units: 2.5, 10, 50, 90 and 97.5 per cent.
pub fn spread(figure: &Figure) -> Option<[f64; 5]> {
    figure.estimate.range().map(|q| {
        [q.lo95(), q.lo80(), q.median(), q.hi80(), q.hi95()].map(|v| display::shown(figure.unit, v))
    })
}

/// Every number a figure would draw, in display units.
pub fn extent(figure: &Figure) -> Vec<f64> {
    match figure.estimate {
        Estimate::Range(_) => spread(figure).map(Vec::from).unwrap_or_default(),
        Estimate::Point { .. } => vec![central(figure)],
    }
}
