//! Horizontal bars with ranges, one or a group for each of several things, the greatest first.

use crate::charts::canvas::{
    Area, Canvas, DEEP, GRID, Head, INK, Picture, SMALL, Side, Studio, TEXT, leading, sheet,
};
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Scale, central, extent, hint, spread};
use crate::error::ReportError;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Unit, YearSpan};

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
/// Distance of the bars of a group.
const BAR_ROW: i32 = 20;
/// Fills of the bars of a group: light enough for the range to stand out, and of different lightness.
const FILLS: [RGBColor; 3] =
    [RGBColor(0x7f, 0xae, 0xd0), RGBColor(0xcf, 0xdf, 0xec), RGBColor(0xa9, 0xa9, 0xa9)];

/// A thing with its figure of each series, as far as there is one.
pub type Bars<'a> = (&'a str, Vec<Option<&'a Figure>>);

/// A group of bars for each row, one for each of the named series: the first series orders them.
pub fn bars(
    studio: &Studio,
    head: Head,
    series: &[String],
    rows: Vec<Bars>,
) -> Result<Option<Picture>, ReportError> {
    let mut rows = rows;
    rows.retain(|(_, figures)| figures.iter().any(Option::is_some));
    let size_of = |row: &Bars| row.1.iter().copied().flatten().next().map_or(0.0, central);
    rows.sort_by(|a, b| size_of(b).total_cmp(&size_of(a)).then_with(|| a.0.cmp(b.0)));
    let figures = rows.iter().flat_map(|(_, figures)| figures.iter().copied().flatten());
    let Some(scale) = Scale::over(figures.flat_map(extent), true) else { return Ok(None) };
    if rows.is_empty() {
        return Ok(None);
    }
    let fills = || FILLS.into_iter().cycle();
    let median = studio.labels.text("legend.median")?;
    let mut entries: Vec<(Sample, RGBColor, &str)> = match series {
        [] | [_] => vec![(Sample::Field, FILLS[0], median)],
        more => {
            fills().zip(more).map(|(fill, name)| (Sample::Field, fill, name.as_str())).collect()
        }
    };
    entries.push((Sample::Line, INK, studio.labels.text("legend.interval-bar")?));
    let long = rows.iter().any(|(name, _)| studio.ruler.width(name, TEXT, false) > NAMES);
    let (one, size, lines) = if long { (TALL_ROW, TWO_LINES, 2) } else { (ROW, TEXT, 1) };
    let count = series.len().max(1) as i32;
    let row_height = one.max(count * BAR_ROW + ROW - BAR_ROW);
    let height = LEGEND + rows.len() as i32 * row_height + leading(SMALL);
    let picture = sheet(studio, head, height, |canvas, area| {
        legend(canvas, area, &entries);
        let names = rows.iter().map(|(name, _)| *name);
        let field = field(canvas, area, &scale, names, size, rows.len() as i32 * row_height);
        for (n, (name, figures)) in (0_i32..).zip(&rows) {
            let middle = field.top + n * row_height + row_height / 2;
            named(canvas, field, middle, name, size, lines);
            for (m, (figure, fill)) in (0_i32..).zip(figures.iter().zip(fills())) {
                let Some(figure) = figure else { continue };
                let y = middle + (2 * m + 1 - count) * BAR_ROW / 2;
                bar(canvas, field, &scale, (y, fill), figure);
                let half = if count > 1 { BAR_ROW } else { row_height } / 2;
                let spot = Area { top: y - half, bottom: y + half, ..field };
                let of = match usize::try_from(m).ok().and_then(|m| series.get(m)) {
                    Some(series) if count > 1 => format!("{name}, {series}"),
                    _ => (*name).to_owned(),
                };
                hint(canvas, spot, &of, figure);
            }
        }
        let zero = scale.place(0.0, field.left, field.right);
        canvas.line((zero, field.top), (zero, field.bottom), DEEP, 2);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// Places of one kind: the rows, the figure of a row, and whether all of them together are a row too.
pub type Places<'a> = (&'a [NamedCode], fn(FigureKey, &str) -> FigureKey, bool);

/// Bars of a measure by place, one for each reporting period.
pub fn over_periods(
    view: View,
    studio: &Studio,
    name: &str,
    measure: Measure,
    (items, place, total): Places,
) -> Result<Option<Picture>, ReportError> {
    let labels = view.labels;
    let key = view.key(view.baseline_id(), measure);
    let periods = view.periods();
    // A ratio whose denominator may be zero says nothing, and would flatten the others.
    let stands = |figure: &&Figure| {
        let low = figure.estimate.range().map_or(1.0, |q| q.lo95());
        figure.unit != Unit::Ratio || low > 0.0
    };
    let at = |key: &FigureKey, period: &YearSpan| view.over(key, *period).filter(stands);
    let row = |key: FigureKey| periods.iter().map(|period| at(&key, period)).collect();
    let mut rows: Vec<Bars> = Vec::new();
    for item in items {
        rows.push((view.short(item), row(place(key.clone(), &item.code))));
    }
    if total {
        rows.push((labels.text("column.total")?, row(key)));
    }
    let used = || rows.iter().flat_map(|(_, figures)| figures.iter().copied().flatten());
    let Some(first) = used().next() else { return Ok(None) };
    let stated = [("period", view.periods_text()), ("unit", view.unit(first.unit)?.to_owned())];
    let stated = stated.each_ref().map(|(place, text)| (*place, text.as_str()));
    let text = |part: &str| labels.fill(&format!("figure.{name}.{part}"), &stated);
    let head = Head {
        name: name.to_owned(),
        title: text("title")?,
        subtitle: text("subtitle")?,
        description: text("alt")?,
        foot: view.foot(used())?,
    };
    let series: Result<Vec<String>, ReportError> = periods
        .iter()
        .map(|period| labels.fill("legend.median-over", &[("period", &period.to_string())]))
        .collect();
    bars(studio, head, &series?, rows)
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

fn bar(
    canvas: &mut Canvas,
    field: Area,
    scale: &Scale,
    (y, fill): (i32, RGBColor),
    figure: &Figure,
) {
    let x = |value: f64| scale.place(value, field.left, field.right);
    let mut strip = |from: i32, to: i32, half: i32, colour| {
        let (left, right) = (from.min(to), from.max(to));
        canvas.rect(Area { left, right, top: y - half, bottom: y + half }, colour);
    };
    strip(x(0.0), x(central(figure)), BAR, fill);
    if let Some(q) = spread(figure) {
        strip(x(q[0]), x(q[4]), RANGE95, INK);
        strip(x(q[1]), x(q[3]), RANGE80, INK);
        for end in [q[0], q[4]] {
            strip(x(end) - 1, x(end) + 1, END, INK);
        }
    }
}
