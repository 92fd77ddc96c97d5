//! Total job openings by section and region in the baseline over the policy period: a heat map.

use crate::charts::canvas::{Area, FAINT, Head, INK, Picture, SMALL, Side, Studio, sheet};
use crate::charts::data::About;
use crate::charts::heat::Heat;
use crate::charts::key::letter_key;
use crate::charts::panel::hint;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Figure, FigureKey, Measure, NamedCode};
use suranys_core::{Unit, YearSpan};

/// Height of a row.
const ROW: i32 = 40;
/// Size of the numbers, and on a narrow sheet, where fewer regions stand side by side.
const NUMBER: f64 = 17.0;
const NARROW_NUMBER: f64 = 20.0;
/// Most regions side by side on a narrow sheet.
const NARROW_REGIONS: usize = 7;
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
    let above = widest(output.regions.iter().map(|r| view.short(r)).collect(), ABOVE) as i32;
    let none = labels.text("not-available-short")?;
    // On a narrow sheet sections stand by their letters, with a key below.
    let narrow = studio.is_narrow();
    let name_width =
        widest(output.sections.iter().map(|s| name(view, narrow, s)).collect(), NAMES) as i32;
    let (number, across) = match narrow {
        true => (NARROW_NUMBER, NARROW_REGIONS),
        false => (NUMBER, output.regions.len().max(1)),
    };
    let measure = view.measure(Measure::JobOpenings)?;
    let picture = sheet(studio, head, 0, |canvas, area| {
        let mut inner = heat.key(canvas, area);
        let left = inner.left + name_width + GAP;
        let cell = (inner.right - left) / across as i32;
        for regions in output.regions.chunks(across) {
            let top = inner.top + above + GAP;
            for (n, region) in (0..).zip(regions) {
                let name = canvas.ruler().fit(view.short(region), SMALL, false, ABOVE);
                let x = left + n * cell + cell / 2;
                canvas.write_up(&name, (x, top - GAP), SMALL, INK);
            }
            for (m, section) in (0..).zip(&output.sections) {
                let y = top + m * ROW;
                let shown = canvas.ruler().fit(name(view, narrow, section), SMALL, false, NAMES);
                canvas.write(&shown, (left - GAP, y + ROW / 2), SMALL, false, INK, Side::End);
                for (n, region) in (0..).zip(regions) {
                    let x = left + n * cell;
                    let centre = (x + cell / 2, y + ROW / 2);
                    let Some(figure) = at(&section.code, &region.code) else {
                        canvas.write(none, centre, number, false, FAINT, Side::Middle);
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
                    canvas.write(&text, centre, number, false, ink, Side::Middle);
                    let item = format!("{}, {}", view.short(section), view.short(region));
                    hint(
                        canvas,
                        field,
                        About { item: &item, series: measure, period: &period },
                        figure,
                    );
                }
            }
            inner.top = top + output.sections.len() as i32 * ROW + 2 * GAP;
        }
        let letters: Vec<(String, String)> = match narrow {
            true => output
                .sections
                .iter()
                .map(|s| (name(view, narrow, s).to_owned(), view.short(s).to_owned()))
                .collect(),
            false => Vec::new(),
        };
        let bottom = letter_key(canvas, inner, &letters);
        canvas.reaches(bottom);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// What stands at a section's row: its letter on a narrow sheet.
fn name<'a>(view: View<'a>, narrow: bool, section: &'a NamedCode) -> &'a str {
    if narrow { view.code(&section.code) } else { view.short(section) }
}
