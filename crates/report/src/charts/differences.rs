//! Differences between scenarios: intervals of paired simulations about a line at zero.

use crate::charts::canvas::{
    Area, Canvas, DEEP, GRID, Head, INK, PAPER, Picture, SERIES, Studio, WIDE, sheet,
};
use crate::charts::data::{About, csv};
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Panel, Scale, central, extent, hint, spread};
use crate::charts::rows::Rows;
use crate::contrast::{Along, Contrast, REPORTED, figure, less, within};
use crate::display::counts_persons;
use crate::error::ReportError;
use crate::font::Ruler;
use crate::labels::LabelBook;
use crate::theme::Theme;
use crate::view::View;
use plotters::style::RGBColor;
use std::collections::BTreeSet;
use suranys_core::Year;
use suranys_core::comparison::Change;
use suranys_core::run::{Figure, Measure};
use suranys_core::run_output::RunOutput;

/// Height of the drawing by year.
const HEIGHT: i32 = 620;
/// Part of a year's slot its ranges fill, in per cent.
const FILLED: i32 = 70;
/// Height of a pair's line, and space between places.
const LINE: i32 = 26;
const APART: i32 = 16;
/// Half the thickness of the 80% and of the 95% prediction interval.
const RANGE80: i32 = 8;
const RANGE95: i32 = 2;
/// Radius of the median.
const DOT: u32 = 5;
/// Room for half of the last number of an axis.
const LAST: i32 = 24;

/// Charts of the report: net requirement and unemployment by year, job openings by section and region,
/// relative shortage by occupation.
pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let pairs = within(view)?;
    let mut all = Vec::new();
    for (along, measure) in REPORTED {
        all.extend(chart(view, studio, &pairs, along, measure)?);
    }
    Ok(all)
}

/// One chart; none when no pair has such figures.
pub fn chart(
    view: View,
    studio: &Studio,
    pairs: &[Contrast],
    along: Along,
    measure: Measure,
) -> Result<Option<Picture>, ReportError> {
    match along {
        Along::Year => by_year(view, studio, pairs, measure),
        _ => by_place(view, studio, pairs, along, measure),
    }
}

/// The colours of the scenarios that are compared with the first.
fn colours() -> impl Iterator<Item = RGBColor> {
    SERIES.into_iter().cycle().skip(1)
}

fn head<'f>(
    view: View,
    along: Along,
    measure: Measure,
    figures: impl Iterator<Item = &'f Figure> + Clone,
) -> Result<Head, ReportError> {
    let l = view.labels;
    let key = along.key();
    let period = view.period().to_string();
    let shown = match figures.clone().next() {
        Some(figure) => view.unit_of_difference(figure.unit)?,
        None => "",
    };
    let stated = [("measure", view.measure(measure)?), ("period", period.as_str())];
    Ok(Head {
        name: format!("differences-{}-by-{key}", measure.key()),
        title: l.fill(&format!("figure.differences.{key}.title"), &stated)?,
        subtitle: l.fill(&format!("figure.differences.{key}.subtitle"), &[("unit", shown)])?,
        description: l.fill(&format!("figure.differences.{key}.alt"), &stated)?,
        foot: view.foot(figures)?,
    })
}

fn by_year(
    view: View,
    studio: &Studio,
    pairs: &[Contrast],
    measure: Measure,
) -> Result<Option<Picture>, ReportError> {
    let rows: Vec<(&str, Vec<(Year, Figure)>)> = pairs
        .iter()
        .map(|pair| {
            let years = pair.by_year(measure).map(|change| (change.key.from, figure(change)));
            (pair.name.as_str(), years.collect())
        })
        .collect();
    let figures = rows.iter().flat_map(|(_, years)| years.iter().map(|(_, figure)| figure));
    let years = || rows.iter().flat_map(|(_, years)| years.iter().map(|(year, _)| *year));
    let (Some(first), Some(last), Some(scale)) =
        (years().min(), years().max(), Scale::over(figures.clone().flat_map(extent), true))
    else {
        return Ok(None);
    };
    let head = head(view, Along::Year, measure, figures)?;
    let entries: Vec<_> =
        rows.iter().zip(colours()).map(|((name, _), c)| (Sample::Field, c, *name)).collect();
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let panel = Panel::new(canvas, area, scale, first, last);
        let step = panel.slot() * FILLED / 100 / rows.len() as i32;
        for (n, ((name, years), colour)) in rows.iter().zip(colours()).enumerate() {
            let offset = (2 * n as i32 + 1 - rows.len() as i32) * step / 2;
            for (year, figure) in years {
                let x = panel.x(*year) + offset;
                let half = step / 2;
                let spot = Area { left: x - half, right: x + half, ..panel.field };
                match spread(figure) {
                    Some(q) => panel.range(canvas, x, step / 3, &q, colour),
                    None => canvas.dot((x, panel.y(central(figure))), DOT, colour, true),
                }
                let period = year.to_string();
                hint(canvas, spot, About { item: "", series: name, period: &period }, figure);
            }
        }
        let zero = panel.y(0.0);
        canvas.line((panel.field.left, zero), (panel.field.right, zero), DEEP, 2);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// A place with the figure of each pair that has one.
type Row<'a> = (&'a str, Vec<Option<Figure>>);

fn by_place(
    view: View,
    studio: &Studio,
    pairs: &[Contrast],
    along: Along,
    measure: Measure,
) -> Result<Option<Picture>, ReportError> {
    let rows: Vec<Row> = along
        .items(view)
        .iter()
        .map(|item| {
            let of = |pair: &Contrast| {
                pair.at(measure, along, Some(&item.code), view.period()).map(figure)
            };
            (view.short(item), pairs.iter().map(of).collect())
        })
        .filter(|(_, figures): &Row| figures.iter().any(Option::is_some))
        .collect();
    let figures = rows.iter().flat_map(|(_, figures)| figures.iter().flatten());
    let Some(scale) = Scale::over(figures.clone().flat_map(extent), true) else { return Ok(None) };
    if rows.is_empty() {
        return Ok(None);
    }
    let head = head(view, along, measure, figures)?;
    let entries: Vec<_> =
        pairs.iter().zip(colours()).map(|(p, c)| (Sample::Field, c, p.name.as_str())).collect();
    let height = pairs.len() as i32 * LINE + APART;
    let stand = Rows::new(studio, rows.iter().map(|(name, _)| *name), height);
    let period = view.period().to_string();
    let picture = sheet(studio, head, 0, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let field = stand.field(Area { right: area.right - LAST, ..area });
        let bottom = stand.axis(canvas, field, &scale);
        canvas.reaches(bottom);
        for (n, (name, figures)) in (0_i32..).zip(&rows) {
            let row = stand.at(field, n);
            canvas.line((field.left, row.top), (field.right, row.top), GRID, 1);
            stand.name(canvas, field, n, name);
            let lines = pairs.iter().zip(figures).zip(colours());
            for (line, ((pair, figure), colour)) in (0_i32..).zip(lines) {
                let Some(figure) = figure else { continue };
                let middle = (row.top + row.bottom) / 2;
                let y = middle + (2 * line + 1 - pairs.len() as i32) * LINE / 2;
                range(canvas, field, &scale, y, figure, colour);
                let spot = Area { top: y - LINE / 2, bottom: y + LINE / 2, ..field };
                let about = About { item: name, series: &pair.name, period: &period };
                hint(canvas, spot, about, figure);
            }
        }
        let zero = scale.place(0.0, field.left, field.right);
        canvas.line((zero, field.top), (zero, field.bottom), DEEP, 2);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// The ranges of a difference on its line, the median as a dot.
fn range(
    canvas: &mut Canvas,
    field: Area,
    scale: &Scale,
    y: i32,
    figure: &Figure,
    colour: RGBColor,
) {
    let x = |value: f64| scale.place(value, field.left, field.right);
    if let Some(q) = spread(figure) {
        for (low, high, half) in [(q[0], q[4], RANGE95), (q[1], q[3], RANGE80)] {
            let strip = Area { left: x(low), right: x(high), top: y - half, bottom: y + half };
            canvas.rect(strip, colour);
        }
    }
    canvas.dot((x(central(figure)), y), DOT, PAPER, true);
    canvas.dot((x(central(figure)), y), DOT, INK, false);
}

/// Two scenarios, named in the words of the language, and what the second's figures differ by.
#[derive(Debug, Clone)]
pub struct Pair<'a> {
    /// What the first is called.
    pub from: String,
    /// What the second is called.
    pub to: String,
    /// The differences.
    pub changes: &'a [Change],
}

/// Charts of differences: of unemployment and each measure that is a number of persons, by year, section, region
/// and occupation, as far as there are any. `output` is a run of one of the scenarios, which
/// names what they are by. Gives names of files and their content: SVG, and the data as CSV.
///
/// # Errors
/// When a label is missing or the library can't draw.
pub fn draw_differences(
    output: &RunOutput,
    labels: &LabelBook,
    pairs: &[Pair],
    theme: Theme,
) -> Result<Vec<(String, Vec<u8>)>, ReportError> {
    let view = View { output, labels };
    let studio = Studio { ruler: Ruler::new()?, labels, theme, width: WIDE };
    let mut contrasts = Vec::new();
    for pair in pairs {
        let name = less(labels, &pair.from, &pair.to)?;
        contrasts.push(Contrast { name, changes: pair.changes.iter().collect() });
    }
    let all = pairs.iter().flat_map(|pair| pair.changes);
    let drawn = |change: &&Change| {
        counts_persons(change.unit) || change.key.measure == Measure::UnemploymentRate
    };
    let measures: BTreeSet<Measure> = all.filter(drawn).map(|change| change.key.measure).collect();
    let mut files = Vec::new();
    for measure in measures {
        for along in Along::ALL {
            if let Some(picture) = chart(view, &studio, &contrasts, along, measure)? {
                files.push((format!("{}.svg", picture.name), picture.svg().into_bytes()));
                let data = csv(&picture.name, &picture.data)?;
                files.push((format!("{}.csv", picture.name), data));
            }
        }
    }
    Ok(files)
}
