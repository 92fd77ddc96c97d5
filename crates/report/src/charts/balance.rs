//! Job openings and domestic supply by year in the baseline: two bars side by side.

use crate::charts::canvas::{DEEP, Head, INK, Picture, SERIES, Studio, sheet};
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Panel, Scale, central, extent, hint, spread};
use crate::error::ReportError;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::run::Measure;
use suranys_core::{Unit, Year};

/// Height of the drawing.
const HEIGHT: i32 = 720;
/// Width of a bar, and space between the two, in per cent of a year's slot.
const BAR: i32 = 36;
const APART: i32 = 4;
/// Fill of job openings: light enough for their interval to stand out.
const OPENINGS: RGBColor = RGBColor(0x7f, 0xae, 0xd0);
/// Parts of the supply, from the axis outwards; lightness alternates.
const PARTS: [(Measure, RGBColor); 4] = [
    (Measure::SupplyHigherEducation, DEEP),
    (Measure::SupplyVocationalEducation, SERIES[1]),
    (Measure::SupplyUnemployed, SERIES[2]),
    (Measure::SupplyOther, RGBColor(0xdd, 0xdd, 0xdd)),
];

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let series = |measure| view.reported(&view.key(view.baseline_id(), measure));
    let (openings, supply) = (series(Measure::JobOpenings), series(Measure::Supply));
    let parts = PARTS.map(|(measure, colour)| (measure, colour, series(measure)));
    if openings.is_empty() || supply.is_empty() {
        return Ok(None);
    }
    let at = |list: &[(Year, _)], year: Year| -> Option<&suranys_core::run::Figure> {
        list.iter().find(|(y, _)| *y == year).map(|(_, figure)| *figure)
    };
    let figures =
        || openings.iter().chain(parts.iter().flat_map(|(_, _, s)| s.iter())).map(|(_, f)| *f);
    let mut values: Vec<f64> = openings.iter().flat_map(|(_, f)| extent(f)).collect();
    for year in view.years() {
        let sizes: Vec<f64> =
            parts.iter().filter_map(|(_, _, s)| at(s, year).map(central)).collect();
        values.push(sizes.iter().filter(|v| **v > 0.0).sum());
        values.push(sizes.iter().filter(|v| **v < 0.0).sum());
    }
    let years = view.years();
    let (Some(scale), Some(first), Some(last)) =
        (Scale::over(values, true), years.first(), years.last())
    else {
        return Ok(None);
    };
    let head = Head {
        name: "balance".to_owned(),
        title: view.labels.fill("figure.balance.title", &[])?,
        subtitle: view.unit(Unit::PersonsPerYear)?.to_owned(),
        description: view.labels.text("figure.balance.alt")?.to_owned(),
        foot: view.foot(figures())?,
    };
    let mut entries = vec![
        (Sample::Field, OPENINGS, view.measure(Measure::JobOpenings)?),
        (Sample::Line, INK, view.labels.text("legend.job-openings-interval")?),
    ];
    for (measure, colour) in PARTS {
        entries.push((Sample::Field, colour, view.measure(measure)?));
    }
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let panel = Panel::new(canvas, area, scale, *first, *last);
        let (width, apart) = (panel.slot() * BAR / 100, panel.slot() * APART / 200);
        for year in &years {
            let x = panel.x(*year);
            if let Some(figure) = at(&openings, *year) {
                let bar = panel.bar(x - apart - width, x - apart, 0.0, central(figure));
                canvas.rect(bar, OPENINGS);
                if let Some(q) = spread(figure) {
                    panel.whisker(canvas, x - apart - width / 2, &q);
                }
                let name = format!("{}, {year}", view.measure(Measure::JobOpenings)?);
                hint(canvas, bar, &name, figure);
            }
            let (mut up, mut down) = (0.0, 0.0);
            for (measure, colour, list) in &parts {
                let Some(figure) = at(list, *year) else { continue };
                let size = central(figure);
                let base = if size < 0.0 { &mut down } else { &mut up };
                let bar = panel.bar(x + apart, x + apart + width, *base, *base + size);
                *base += size;
                canvas.rect(bar, *colour);
                hint(canvas, bar, &format!("{}, {year}", view.measure(*measure)?), figure);
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
