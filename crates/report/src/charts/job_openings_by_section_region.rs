//! Total job openings by section and region in the baseline over the policy period: a heat map.

use crate::charts::canvas::{Area, FAINT, Head, INK, Picture, SMALL, Side, Studio, leading, sheet};
use crate::charts::heat::Heat;
use crate::charts::panel::hint;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Figure, FigureKey, Measure};
use suranys_core::{Unit, YearSpan};

/// Height of a row.
const ROW: i32 = 40;
/// Size of the numbers.
const NUMBER: f64 = 17.0;
/// Space between cells, and next to names.
const SEAM: i32 = 1;
const GAP: i32 = 10;
/// Widest column of section names, and highest row of region names.
const NAMES: f64 = 400.0;
const ABOVE: f64 = 400.0;

pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    Ok(sheet_of(view, studio, view.period())?.into_iter().collect())
}

fn sheet_of(view: View, studio: &Studio, years: YearSpan) -> Result<Option<Picture>, ReportError> {
    let (labels, output) = (view.labels, view.output);
    let key = view.key(view.baseline_id(), Measure::JobOpenings);
    let at = |section: &str, region: &str| -> Option<&Figure> {
        let key: FigureKey = key.clone().in_section(section).in_region(region);
        view.over(&key, years)
    };
    let figures = || {
        output
            .sections
            .iter()
            .flat_map(|s| output.regions.iter().filter_map(|r| at(&s.code, &r.code)))
    };
    let Some(heat) = Heat::over(figures()) else { return Ok(None) };
    let period = years.to_string();
    let unit = view.unit(Unit::PersonsCumulated)?;
    let head = Head {
        name: view.name_over("job-openings-by-section-region", years),
        title: labels
            .fill("figure.job-openings-by-section-region.title", &[("period", &period)])?,
        subtitle: labels
            .fill("figure.job-openings-by-section-region.subtitle", &[("unit", unit)])?,
        description: labels
            .fill("figure.job-openings-by-section-region.alt", &[("period", &period)])?,
        foot: view.foot(figures())?,
    };
    let widest = |names: Vec<&str>, max: f64| {
        names.iter().map(|n| studio.ruler.width(n, SMALL, false)).fold(0.0, f64::max).min(max)
    };
    let above = widest(output.regions.iter().map(|r| view.short(r)).collect(), ABOVE);
    let name_width = widest(output.sections.iter().map(|s| view.short(s)).collect(), NAMES);
    let none = labels.text("not-available-short")?;
    let rows = output.sections.len() as i32;
    let height = leading(SMALL) + 2 * GAP + above as i32 + rows * ROW + GAP;
    let picture = sheet(studio, head, height, |canvas, area| {
        let inner = heat.key(canvas, area);
        let top = inner.top + above as i32 + GAP;
        let left = inner.left + name_width as i32 + GAP;
        let cell = (inner.right - left) / output.regions.len().max(1) as i32;
        for (n, region) in output.regions.iter().enumerate() {
            let name = canvas.ruler().fit(view.short(region), SMALL, false, ABOVE);
            let x = left + n as i32 * cell + cell / 2;
            canvas.write_up(&name, (x, top - GAP), SMALL, INK);
        }
        for (m, section) in output.sections.iter().enumerate() {
            let y = top + m as i32 * ROW;
            let name = canvas.ruler().fit(view.short(section), SMALL, false, NAMES);
            canvas.write(&name, (left - GAP, y + ROW / 2), SMALL, false, INK, Side::End);
            for (n, region) in output.regions.iter().enumerate() {
                let x = left + n as i32 * cell;
                let centre = (x + cell / 2, y + ROW / 2);
                let Some(figure) = at(&section.code, &region.code) else {
                    canvas.write(none, centre, NUMBER, false, FAINT, Side::Middle);
                    continue;
                };
                let field = Area {
                    left: x + SEAM,
                    right: x + cell - SEAM,
                    top: y + SEAM,
                    bottom: y + ROW - SEAM,
                };
                let (colour, ink) = heat.colours(figure);
                canvas.rect(field, colour);
                let text = canvas.labels().printed(figure.unit, figure.estimate.central());
                canvas.write(&text, centre, NUMBER, false, ink, Side::Middle);
                let name = format!("{}, {}", view.short(section), view.short(region));
                hint(canvas, field, &name, figure);
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
