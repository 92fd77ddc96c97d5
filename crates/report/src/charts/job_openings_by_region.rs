//! Need by region and year in the baseline: a heat map with the number in each cell.

use crate::charts::canvas::{
    Area, FAINT, Head, INK, Picture, SMALL, Side, Studio, TEXT, leading, sheet,
};
use crate::charts::heat::{Heat, full_range};
use crate::charts::panel::hint;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::{Figure, Measure};

/// Height of a row.
const ROW: i32 = 60;
/// Distance of a cell's number and of its range from the middle of the row.
const ABOVE: i32 = 11;
const BELOW: i32 = 14;
/// Size of the ranges.
const RANGE: f64 = 18.0;
/// Space between cells.
const SEAM: i32 = 2;
/// Space between names and cells.
const GAP: i32 = 14;
/// Widest column of names.
const NAMES: f64 = 420.0;
pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let labels = view.labels;
    let years = view.years();
    let mut rows = Vec::new();
    for region in &view.output.regions {
        let key = view.key(view.baseline_id(), Measure::JobOpenings).in_region(&region.code);
        let series = view.reported(&key);
        if !series.is_empty() {
            rows.push((region, series));
        }
    }
    let figures = || rows.iter().flat_map(|(_, s)| s.iter()).map(|(_, figure)| *figure);
    let Some(heat) = Heat::over(figures()) else { return Ok(None) };
    let head = Head {
        name: "job-openings-by-region".to_owned(),
        title: labels.fill("figure.job-openings-by-region.title", &[])?,
        subtitle: labels.fill(
            "figure.job-openings-by-region.subtitle",
            &[("unit", view.unit(Unit::PersonsPerYear)?)],
        )?,
        description: labels.text("figure.job-openings-by-region.alt")?.to_owned(),
        foot: view.foot(figures())?,
    };
    let height = leading(TEXT) + leading(SMALL) + GAP + rows.len() as i32 * ROW;
    let none = labels.text("not-available-short")?;
    let picture = sheet(studio, head, height, |canvas, area| {
        let area = heat.key(canvas, area);
        let widest = rows
            .iter()
            .map(|(region, _)| canvas.ruler().width(view.short(region), TEXT, false))
            .fold(0.0, f64::max)
            .min(NAMES);
        let left = area.left + widest as i32 + GAP;
        let cell = (area.right - left) / years.len() as i32;
        for (n, year) in years.iter().enumerate() {
            let at = (left + n as i32 * cell + cell / 2, area.top + leading(SMALL) / 2);
            canvas.write(&year.to_string(), at, TEXT, false, INK, Side::Middle);
        }
        for (m, (region, series)) in rows.iter().enumerate() {
            let top = area.top + leading(TEXT) + m as i32 * ROW;
            let middle = top + ROW / 2;
            let name = canvas.ruler().fit(view.short(region), TEXT, false, NAMES);
            canvas.write(&name, (left - GAP, middle), TEXT, false, INK, Side::End);
            for (n, year) in years.iter().enumerate() {
                let x = left + n as i32 * cell;
                let found: Option<&Figure> =
                    series.iter().find(|(y, _)| y == year).map(|(_, figure)| *figure);
                let Some(figure) = found else {
                    canvas.write(none, (x + cell / 2, middle), SMALL, false, FAINT, Side::Middle);
                    continue;
                };
                let (colour, ink) = heat.colours(figure);
                let field = Area {
                    left: x + SEAM,
                    right: x + cell - SEAM,
                    top: top + SEAM,
                    bottom: top + ROW - SEAM,
                };
                canvas.rect(field, colour);
                hint(canvas, field, &format!("{}, {year}", view.short(region)), figure);
                let text = canvas.labels().printed(figure.unit, figure.estimate.central());
                let centre = x + cell / 2;
                let Some(range) = full_range(canvas, figure) else {
                    canvas.write(&text, (centre, middle), TEXT, false, ink, Side::Middle);
                    continue;
                };
                canvas.write(&text, (centre, middle - ABOVE), TEXT, false, ink, Side::Middle);
                canvas.write(&range, (centre, middle + BELOW), RANGE, false, ink, Side::Middle);
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
