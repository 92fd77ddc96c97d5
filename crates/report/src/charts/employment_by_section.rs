//! Employment by section: small multiples, several to a page.

use crate::charts::canvas::{Area, DEEP, Head, INK, Picture, SMALL, Side, Studio, leading, sheet};
use crate::charts::legend::fan_legend;
use crate::charts::panel::{Panel, Scale, extent};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Measure;

/// Panels of a page, and how many stand side by side on a wide one.
const ON_PAGE: usize = 8;
const ACROSS: usize = 2;
/// Height of a panel with its title.
const PANEL: i32 = 400;
/// Most lines of a panel's title.
const TITLE_LINES: usize = 2;
/// Space between panels.
const GAP: i32 = 36;

pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let mut rows = Vec::new();
    for section in &view.output.sections {
        let history = view.history(Measure::Employment, Some(&section.code), None);
        let key = view.key(view.baseline_id(), Measure::Employment).in_section(&section.code);
        let forecast = view.reported(&key);
        if !history.is_empty() || !forecast.is_empty() {
            rows.push((section, history, forecast));
        }
    }
    let years = || rows.iter().flat_map(|(_, h, f)| h.iter().chain(f)).map(|(year, _)| *year);
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return Ok(Vec::new()) };
    let labels = view.labels;
    let pages: Vec<_> = rows.chunks(ON_PAGE).collect();
    let count = pages.len().to_string();
    let mut pictures = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let number = (number + 1).to_string();
        let names: Vec<&str> = page.iter().map(|(section, ..)| view.name(section)).collect();
        let used = page.iter().flat_map(|(_, h, f)| h.iter().chain(f)).map(|(_, figure)| *figure);
        let head = Head {
            name: format!("employment-by-section-{number}"),
            title: labels.fill(
                "figure.employment-by-section.title",
                &[("number", &number), ("count", &count)],
            )?,
            subtitle: view.unit(Unit::Persons)?.to_owned(),
            description: labels
                .fill("figure.employment-by-section.alt", &[("sections", &names.join("; "))])?,
            foot: view.foot(used)?,
        };
        let across = if studio.is_narrow() { 1 } else { ACROSS };
        pictures.push(sheet(studio, head, 0, |canvas, area| {
            let inner = fan_legend(canvas, area, labels)?;
            let width = (inner.right - inner.left - GAP * (across as i32 - 1)) / across as i32;
            for (n, (section, history, forecast)) in page.iter().enumerate() {
                let left = inner.left + (n % across) as i32 * (width + GAP);
                let top = inner.top + (n / across) as i32 * (PANEL + GAP);
                canvas.reaches(top + PANEL);
                let title = format!("{}  {}", section.code, view.name(section));
                let room = f64::from(width);
                for (n, line) in
                    (0..).zip(canvas.ruler().wrap(&title, SMALL, true, room, TITLE_LINES))
                {
                    let at = (left, top + n * leading(SMALL) + leading(SMALL) / 2);
                    canvas.write(&line, at, SMALL, true, INK, Side::Start);
                }
                let values = history.iter().chain(forecast).flat_map(|(_, f)| extent(f));
                let Some(scale) = Scale::over(values, false) else { continue };
                let field = Area {
                    left,
                    right: left + width,
                    top: top + TITLE_LINES as i32 * leading(SMALL) + leading(SMALL) / 2,
                    bottom: top + PANEL,
                };
                let panel = Panel::new(canvas, field, scale, first, last);
                panel.fan(canvas, (view.short(section), ""), history, forecast, DEEP);
            }
            Ok(())
        })?);
    }
    Ok(pictures)
}
