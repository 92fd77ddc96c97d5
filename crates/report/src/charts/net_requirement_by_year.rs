//! Net requirement by year: stacked net employment change and replacement demand with the range of
//! their sum, one panel for each scenario.

use crate::charts::canvas::{Area, CHANGE, Head, INK, Picture, REPLACEMENT, Studio, sheet};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Panel, Scale, central, extent, hint, one_of, panels_height, spread};
use crate::error::ReportError;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::run::{Figure, Measure};
use suranys_core::{Unit, Year};

/// Ground of the years that are already published.
const OBSERVED: RGBColor = RGBColor(0xe8, 0xe8, 0xe8);
/// Height of the drawing.
const HEIGHT: i32 = 470;
/// Part of a year's slot its bar fills, in per cent.
const BAR: i32 = 62;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let mut used: Vec<&Figure> = Vec::new();
    let mut values: Vec<f64> = Vec::new();
    let mut panels = Vec::new();
    for scenario in &view.output.scenarios {
        let series = |measure| view.reported(&view.key(&scenario.id, measure));
        let (new, replacement, requirement) = (
            series(Measure::NetEmploymentChange),
            series(Measure::ReplacementDemand),
            series(Measure::NetRequirement),
        );
        if requirement.is_empty() {
            continue;
        }
        for (year, figure) in new.iter().chain(&replacement).chain(&requirement) {
            used.push(figure);
            values.extend(
                extent(figure).iter().filter(|_| is_requirement(&requirement, *year, figure)),
            );
            values.push(central(figure));
        }
        for (year, figure) in &new {
            let other = value(&replacement, *year);
            values.push(central(figure).max(0.0) + other.max(0.0));
        }
        panels.push((view.scenario(scenario), new, replacement, requirement));
    }
    let years = view.years();
    let (Some(scale), Some(first), Some(last)) =
        (Scale::over(values, true), years.first(), years.last())
    else {
        return Ok(None);
    };
    if panels.is_empty() {
        return Ok(None);
    }
    let labels = view.labels;
    let head = Head {
        name: "net-requirement-by-year".to_owned(),
        title: labels.text("figure.net-requirement-by-year.title")?.to_owned(),
        subtitle: view.unit(Unit::PersonsPerYear)?.to_owned(),
        description: labels.text("figure.net-requirement-by-year.alt")?.to_owned(),
        foot: view.foot(used)?,
    };
    let height = panels_height(studio, HEIGHT, panels.len());
    let picture = sheet(studio, head, height, |canvas, area| {
        let area = legend(
            canvas,
            area,
            &[
                (Sample::Field, REPLACEMENT, view.measure(Measure::ReplacementDemand)?),
                (Sample::Field, CHANGE, view.measure(Measure::NetEmploymentChange)?),
                (Sample::Line, INK, labels.text("legend.net-requirement-interval")?),
                (Sample::Field, OBSERVED, labels.text("legend.observed-years")?),
            ],
        );
        for (n, (title, new, replacement, requirement)) in panels.iter().enumerate() {
            let inner = one_of(canvas, area, (n, panels.len()), title);
            let panel = Panel::new(canvas, inner, scale.clone(), *first, *last);
            let half = panel.slot() * BAR / 200;
            // Years that are already published stand on a darker ground.
            if let Some(known) = years.iter().rfind(|year| **year <= view.output.base_year) {
                let slot = panel.slot() / 2;
                let (left, right) = (panel.x(*first) - slot, panel.x(*known) + slot);
                canvas.rect(Area { left, right, ..panel.field }, OBSERVED);
            }
            for year in &years {
                let (mut up, mut down) = (0.0, 0.0);
                for (part, colour) in [(replacement, REPLACEMENT), (new, CHANGE)] {
                    let size = value(part, *year);
                    let base = if size < 0.0 { &mut down } else { &mut up };
                    let (a, b) = (panel.y(*base), panel.y(*base + size));
                    *base += size;
                    let x = panel.x(*year);
                    let bar =
                        Area { left: x - half, right: x + half, top: a.min(b), bottom: a.max(b) };
                    if a != b {
                        canvas.rect(bar, colour);
                    }
                }
                let slot = panel.slot() / 2;
                let column = Area {
                    left: panel.x(*year) - slot,
                    right: panel.x(*year) + slot,
                    ..panel.field
                };
                for (measure, list) in [
                    (Measure::ReplacementDemand, replacement),
                    (Measure::NetEmploymentChange, new),
                    (Measure::NetRequirement, requirement),
                ] {
                    if let Some((_, figure)) = list.iter().find(|(y, _)| y == year) {
                        let (item, period) = (view.measure(measure)?, year.to_string());
                        let about = About { item, series: title, period: &period };
                        hint(canvas, column, about, figure);
                    }
                }
                if let Some((_, figure)) = requirement.iter().find(|(y, _)| y == year)
                    && let Some(range) = spread(figure)
                {
                    panel.whisker(canvas, panel.x(*year), &range);
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}

fn is_requirement(requirement: &[(Year, &Figure)], year: Year, figure: &Figure) -> bool {
    requirement.iter().any(|(y, f)| *y == year && std::ptr::eq(*f, figure))
}

fn value(series: &[(Year, &Figure)], year: Year) -> f64 {
    series.iter().find(|(y, _)| *y == year).map_or(0.0, |(_, figure)| central(figure))
}
