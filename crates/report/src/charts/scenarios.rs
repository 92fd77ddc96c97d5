//! Net requirement by year in every scenario: ranges side by side.

use crate::charts::canvas::{Area, Head, Picture, SERIES, Studio, sheet};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Panel, Scale, extent, hint, spread};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Measure;

/// Height of the drawing.
const HEIGHT: i32 = 680;
/// Part of a year's slot its ranges fill, in per cent.
const FILLED: i32 = 76;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let mut rows = Vec::new();
    for scenario in &view.output.scenarios {
        let series = view.reported(&view.key(&scenario.id, Measure::NetRequirement));
        if !series.is_empty() {
            rows.push((view.scenario(scenario), series));
        }
    }
    let years = view.years();
    let figures = || rows.iter().flat_map(|(_, s)| s.iter()).map(|(_, figure)| *figure);
    let (Some(scale), Some(first), Some(last)) =
        (Scale::over(figures().flat_map(extent), true), years.first(), years.last())
    else {
        return Ok(None);
    };
    if rows.len() < 2 {
        return Ok(None);
    }
    let unit = view.unit(Unit::PersonsPerYear)?;
    let head = Head {
        name: "scenarios".to_owned(),
        title: view.labels.text("figure.scenarios.title")?.to_owned(),
        subtitle: view.labels.fill("figure.scenarios.subtitle", &[("unit", unit)])?,
        description: view.labels.text("figure.scenarios.alt")?.to_owned(),
        foot: view.foot(figures())?,
    };
    let colours = || SERIES.into_iter().cycle();
    let entries: Vec<_> =
        rows.iter().zip(colours()).map(|((name, _), c)| (Sample::Field, c, *name)).collect();
    let measure = view.measure(Measure::NetRequirement)?;
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = legend(canvas, area, &entries);
        let panel = Panel::new(canvas, area, scale, *first, *last);
        let step = panel.slot() * FILLED / 100 / rows.len() as i32;
        for (n, ((name, series), colour)) in rows.iter().zip(colours()).enumerate() {
            let offset = (2 * n as i32 + 1 - rows.len() as i32) * step / 2;
            for (year, figure) in series {
                let Some(q) = spread(figure) else { continue };
                let x = panel.x(*year) + offset;
                panel.range(canvas, x, step / 3, &q, colour);
                let spot = Area {
                    left: x - step / 2,
                    right: x + step / 2,
                    top: panel.y(q[4]),
                    bottom: panel.y(q[0]),
                };
                let period = year.to_string();
                let about = About { item: measure, series: name, period: &period };
                hint(canvas, spot, about, figure);
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
