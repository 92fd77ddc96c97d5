//! The Beveridge curve: unemployment against vacancies, years of one way of counting joined.

use crate::charts::canvas::{Area, Canvas, Head, Picture, SERIES, SMALL, Studio, sheet};
use crate::charts::data::About;
use crate::charts::key::{letter_key, named_marks};
use crate::charts::legend::{Sample, legend};
use crate::charts::name_placement::Named;
use crate::charts::panel::{Scale, central, hint};
use crate::charts::plane::Plane;
use crate::error::ReportError;
use crate::view::{View, figure_of};
use std::collections::BTreeMap;
use suranys_core::Unit;
use suranys_core::inputs::year_of;
use suranys_core::run::{Figure, Indicator};

const HEIGHT: i32 = 760;
const DOT: u32 = 8;
const LINE: u32 = 3;
/// Parts of a line that names keep clear of, and by how much.
const PARTS: i32 = 100;
const CLEAR: i32 = 4;
/// Fewest points of one kind that make a curve.
const MIN_POINTS: usize = 2;

/// A point: its period, unemployment and vacancies.
type Point = (String, Figure, Figure);

/// Points by how vacancies were counted and, for parts of a year, by which part: only these are
/// alike, since season would pass for movement.
fn points(view: View) -> BTreeMap<(String, String), Vec<Point>> {
    let of = |id: &'static str| {
        view.output
            .indicators
            .iter()
            .filter(move |i: &&Indicator| i.id == id && i.estimate.is_some())
    };
    let mut found: BTreeMap<(String, String), Vec<Point>> = BTreeMap::new();
    for posted in of("vacancies-per-labour-force") {
        let year = year_of(&posted.period).to_string();
        let rate = of("unemployment-rate").find(|rate| rate.period == year);
        let (Some(rate), Some(posted_figure)) = (rate.and_then(figure_of), figure_of(posted))
        else {
            continue;
        };
        let part = posted.period.strip_prefix(&year).unwrap_or_default().to_owned();
        let point = (posted.period.clone(), rate, posted_figure);
        found.entry((posted.count.clone(), part)).or_default().push(point);
    }
    found
}

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let mut kinds = points(view);
    kinds.retain(|_, kind| kind.len() >= MIN_POINTS);
    let all = || kinds.values().flatten();
    let across = Scale::over(all().map(|(_, rate, _)| central(rate)), false);
    let up = Scale::over(all().map(|(_, _, posted)| central(posted)), true);
    let (Some(across), Some(up)) = (across, up) else { return Ok(None) };
    let head = Head {
        name: "beveridge".to_owned(),
        title: view.labels.text("figure.beveridge.title")?.to_owned(),
        subtitle: view.labels.text("figure.beveridge.subtitle")?.to_owned(),
        description: view.labels.text("figure.beveridge.alt")?.to_owned(),
        foot: view.foot(all().flat_map(|(_, rate, posted)| [rate, posted]))?,
    };
    let name = |id: &str| {
        let unit = view.unit(Unit::Share)?;
        let text = view.labels.text(&format!("indicator.{id}"))?;
        Ok::<String, ReportError>(format!("{text}, {unit}"))
    };
    let names = (name("unemployment-rate")?, name("vacancies-per-labour-force")?);
    let mut entries = Vec::new();
    for ((count, part), colour) in kinds.keys().zip(SERIES.into_iter().cycle()) {
        let count = view.labels.text(&format!("count.{count}"))?;
        entries.push((colour, format!("{count}{}", part.replace('-', " "))));
    }
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let key: Vec<_> =
            entries.iter().map(|(c, text)| (Sample::Dot, *c, text.as_str())).collect();
        let area = legend(canvas, area, &key);
        let plane = Plane::new(canvas, area, (across, up), (&names.0, &names.1));
        let (mut marks, mut stated, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for ((colour, kind_name), kind) in entries.iter().zip(kinds.values()) {
            let path: Vec<(i32, i32)> = kind
                .iter()
                .map(|(_, rate, posted)| plane.at(central(rate), central(posted)))
                .collect();
            lines.extend(path.windows(2).flat_map(along));
            canvas.path(&path, *colour, LINE);
            for (centre, (period, rate, posted)) in path.into_iter().zip(kind) {
                let about = About { item: &names.0, series: kind_name, period };
                canvas.shows(about, rate);
                canvas.dot(centre, DOT, *colour, true);
                let width = canvas.ruler().width(period, SMALL, false).ceil() as i32;
                marks.push(Named { centre, radius: DOT as i32 + 2, width });
                stated.push((kind_name.as_str(), period.as_str(), posted));
            }
        }
        let bottom = write(canvas, &marks, &stated, (&lines, plane.field), area);
        canvas.reaches(bottom);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// What names keep clear of along a line between two points.
fn along(line: &[(i32, i32)]) -> Vec<Area> {
    let [from, to] = line else { return Vec::new() };
    let at = |a: i32, b: i32, n: i32| a + (b - a) * n / PARTS;
    let part = |n: i32| {
        let (x, y) = (at(from.0, to.0, n), at(from.1, to.1, n));
        Area { left: x - CLEAR, right: x + CLEAR, top: y - CLEAR, bottom: y + CLEAR }
    };
    (1..PARTS).map(part).collect()
}

/// Writes the periods next to their points, those without room by a number with a key below `area`;
/// gives where the key ends.
fn write(
    canvas: &mut Canvas,
    marks: &[Named],
    stated: &[(&str, &str, &Figure)],
    (lines, field): (&[Area], Area),
    area: Area,
) -> i32 {
    for (mark, (series, period, posted)) in marks.iter().zip(stated) {
        hint(canvas, mark.area(), About { item: "", series, period }, posted);
    }
    let names: Vec<&str> = stated.iter().map(|(_, period, _)| *period).collect();
    let letters = named_marks(canvas, marks, &names, (lines, field));
    letter_key(canvas, Area { top: area.bottom, ..area }, &letters)
}
