//! Job openings and what a job costs, by section: a bubble for each, as large as its openings.

use crate::charts::canvas::{Area, DEEP, FAINT, Head, INTERVAL80, Picture, SMALL, Studio, sheet};
use crate::charts::data::About;
use crate::charts::key::{letter_key, named_marks};
use crate::charts::legend::{Sample, legend};
use crate::charts::name_placement::Named;
use crate::charts::panel::{Scale, central, hint, spread};
use crate::charts::plane::Plane;
use crate::error::ReportError;
use crate::view::{View, figure_of};
use suranys_core::Unit;
use suranys_core::run::{Figure, Measure};

const HEIGHT: i32 = 1000;
/// Radius of the largest and of the smallest bubble.
const MAX_RADIUS: f64 = 58.0;
const NARROW_MAX_RADIUS: f64 = 34.0;
const MIN_RADIUS: i32 = 5;
/// Half the width of a range that names keep clear of.
const RANGE: i32 = 3;

/// A section's figures.
struct Bubble<'a> {
    name: &'a str,
    paid: Figure,
    share: Figure,
    openings: &'a Figure,
    /// The year of the pay.
    year: String,
}

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let bubble = |section: &'_ suranys_core::run::NamedCode| -> Option<(Figure, Figure, String)> {
        let of = |id: &str, scenario: &str| {
            let mut all = view.output.indicators.iter().filter(|i| i.id == id);
            let here =
                all.find(|i| i.section.as_ref() == Some(&section.code) && i.scenario == scenario)?;
            Some((figure_of(here)?, here.period.clone()))
        };
        let (paid, year) = of("compensation-per-employed", suranys_core::run::OBSERVED)?;
        Some((paid, of("job-openings-share", view.baseline_id())?.0, year))
    };
    let (mut bubbles, mut years) = (Vec::new(), Vec::new());
    for section in &view.output.sections {
        let key = view.key(view.baseline_id(), Measure::JobOpenings).in_section(&section.code);
        if let (Some((paid, share, year)), Some(openings)) = (bubble(section), view.cumulated(&key))
        {
            years.push(year.clone());
            bubbles.push(Bubble { name: view.short(section), paid, share, openings, year });
        }
    }
    years.sort();
    years.dedup();
    let across = Scale::over(bubbles.iter().map(|b| central(&b.paid)), true);
    let up = bubbles
        .iter()
        .flat_map(|b| spread(&b.share).map_or([central(&b.share); 2], |q| [q[1], q[3]]));
    let (Some(across), Some(up)) = (across, Scale::over(up, true)) else { return Ok(None) };
    if bubbles.len() < 2 {
        return Ok(None);
    }
    // The large ones first, so that small ones lie on them and names of the large find room.
    bubbles.sort_by(|a, b| {
        central(b.openings)
            .abs()
            .total_cmp(&central(a.openings).abs())
            .then_with(|| a.name.cmp(b.name))
    });
    let max = bubbles.first().map_or(1.0, |b| central(b.openings).abs().max(f64::MIN_POSITIVE));
    let period = view.period().to_string();
    let head = Head {
        name: "job-openings-and-compensation".to_owned(),
        title: view
            .labels
            .fill("figure.job-openings-and-compensation.title", &[("period", &period)])?,
        subtitle: view.labels.text("figure.job-openings-and-compensation.subtitle")?.to_owned(),
        description: view
            .labels
            .fill("figure.job-openings-and-compensation.alt", &[("period", &period)])?,
        foot: view.foot(bubbles.iter().flat_map(|b| [&b.paid, &b.share, b.openings]))?,
    };
    let across_name = view.labels.fill(
        "figure.job-openings-and-compensation.across",
        &[("unit", view.unit(Unit::MoneyPerMonth)?), ("year", &years.join(", "))],
    )?;
    let up_name = view.labels.fill(
        "figure.job-openings-and-compensation.up",
        &[("unit", view.unit(Unit::Share)?), ("period", &period)],
    )?;
    let entries = [
        (Sample::Dot, INTERVAL80, view.labels.text("legend.bubble")?),
        (Sample::Ring, DEEP, view.labels.text("legend.bubble-below")?),
        (Sample::Line, FAINT, view.labels.text("legend.interval80")?),
    ];
    let openings = view.measure(Measure::JobOpenings)?;
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let plane = Plane::new(canvas, area, (across, up), (&across_name, &up_name));
        let (mut marks, mut ranges) = (Vec::new(), Vec::new());
        let max_radius = if canvas.is_narrow() { NARROW_MAX_RADIUS } else { MAX_RADIUS };
        for b in &bubbles {
            let centre = plane.at(central(&b.paid), central(&b.share));
            let radius = ((central(b.openings).abs() / max).sqrt() * max_radius) as i32;
            let width = canvas.ruler().width(b.name, SMALL, false).ceil() as i32;
            marks.push(Named { centre, radius: radius.max(MIN_RADIUS), width });
            let q = spread(&b.share)
                .map_or([centre.1; 2], |q| [q[1], q[3]].map(|v| plane.at(central(&b.paid), v).1));
            let x = centre.0;
            ranges.push(Area { left: x - RANGE, right: x + RANGE, top: q[1], bottom: q[0] });
        }
        for (b, mark) in bubbles.iter().zip(&marks) {
            let filled = central(b.openings) >= 0.0;
            if filled {
                canvas.dot(mark.centre, mark.radius.unsigned_abs(), INTERVAL80, true);
            }
            canvas.dot(mark.centre, mark.radius.unsigned_abs(), DEEP, false);
        }
        for range in &ranges {
            let x = range.left + RANGE;
            canvas.line((x, range.top), (x, range.bottom), FAINT, 2);
        }
        let zero = plane.at(0.0, 0.0).1;
        ranges.push(Area { top: zero - RANGE, bottom: zero + RANGE, ..plane.field });
        for (b, mark) in bubbles.iter().zip(&marks) {
            let of = |series| About { item: b.name, series, period: &period };
            hint(canvas, mark.area(), of(openings), b.openings);
            canvas.shows(of(&up_name), &b.share);
            canvas.shows(About { item: b.name, series: &across_name, period: &b.year }, &b.paid);
        }
        let names: Vec<&str> = bubbles.iter().map(|b| b.name).collect();
        let letters = named_marks(canvas, &marks, &names, (&ranges, plane.field));
        let bottom = letter_key(canvas, Area { top: area.bottom, ..area }, &letters);
        canvas.reaches(bottom);
        Ok(())
    })?;
    Ok(Some(picture))
}
