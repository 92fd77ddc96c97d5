//! Horizontal bars with ranges, one or a group for each of several things, the greatest first.

use crate::charts::canvas::{Area, Canvas, DEEP, Head, INK, Picture, Studio, sheet};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Scale, central, extent, hint, spread};
use crate::charts::rows::{ROW, Rows};
use crate::error::ReportError;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Unit, YearSpan};

/// Half the thickness of a bar, of the 80% and of the 95% prediction interval.
const BAR: i32 = 14;
const RANGE80: i32 = 4;
const RANGE95: i32 = 1;
/// Half the height of a range's ends.
const END: i32 = 7;
/// Distance of the bars of a group.
const BAR_ROW: i32 = 20;
/// Room for half of the last number of an axis.
const LAST: i32 = 24;
/// Fills of the bars of a group: light enough for the range to stand out, and of different lightness.
const FILLS: [RGBColor; 3] =
    [RGBColor(0x7f, 0xae, 0xd0), RGBColor(0xcf, 0xdf, 0xec), RGBColor(0x78, 0x80, 0x88)];

/// A thing with its figure of each period, as far as there is one.
pub type Bars<'a> = (&'a str, Vec<Option<&'a Figure>>);

/// A group of bars for each row, one for each period: the first period orders them.
pub fn bars(
    studio: &Studio,
    head: Head,
    (measure, periods): (&str, &[YearSpan]),
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
    let series: Result<Vec<String>, ReportError> = periods
        .iter()
        .map(|period| studio.labels.fill("legend.median-over", &[("period", &period.to_string())]))
        .collect();
    let series = series?;
    let median = studio.labels.text("legend.median")?;
    let mut entries: Vec<(Sample, RGBColor, &str)> = match series.as_slice() {
        [] | [_] => vec![(Sample::Field, FILLS[0], median)],
        more => {
            fills().zip(more).map(|(fill, name)| (Sample::Field, fill, name.as_str())).collect()
        }
    };
    entries.push((Sample::Line, INK, studio.labels.text("legend.interval-bar")?));
    let count = periods.len().max(1) as i32;
    let stand =
        Rows::new(studio, rows.iter().map(|(name, _)| *name), count * BAR_ROW + ROW - BAR_ROW);
    let picture = sheet(studio, head, 0, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let field = stand.field(Area { right: area.right - LAST, ..area });
        let bottom = stand.axis(canvas, field, &scale);
        canvas.reaches(bottom);
        for (n, (name, figures)) in (0_i32..).zip(&rows) {
            stand.name(canvas, field, n, name);
            let row = stand.at(field, n);
            let middle = (row.top + row.bottom) / 2;
            for (m, ((figure, fill), period)) in
                (0_i32..).zip(figures.iter().zip(fills()).zip(periods))
            {
                let Some(figure) = figure else { continue };
                let y = middle + (2 * m + 1 - count) * BAR_ROW / 2;
                bar(canvas, field, &scale, (y, fill), figure);
                let half = if count > 1 { BAR_ROW } else { stand.drawn() } / 2;
                let spot = Area { top: y - half, bottom: y + half, ..field };
                let period = period.to_string();
                hint(canvas, spot, About { item: name, series: measure, period: &period }, figure);
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
    bars(studio, head, (view.measure(measure)?, &periods), rows)
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
