//! Unemployment rate: published, then what the forecast implies, one panel for each scenario.

use crate::charts::canvas::{DEEP, Head, Picture, SERIES, Studio, sheet};
use crate::charts::legend::fan_legend;
use crate::charts::panel::{Panel, Scale, extent, one_of, panels_height};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Figure, Measure};
use suranys_core::{Unit, Year};

/// Height of the drawing.
const HEIGHT: i32 = 640;
/// Published years shown: older ones would flatten the rest.
const PAST: usize = 15;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let labels = view.labels;
    let mut history = view.history(Measure::UnemploymentRate, None, None);
    history.drain(..history.len().saturating_sub(PAST));
    let mut panels: Vec<(&str, Vec<(Year, &Figure)>)> = Vec::new();
    for scenario in &view.output.scenarios {
        let key = view.key(&scenario.id, Measure::UnemploymentRate);
        // Published years are drawn once, as published.
        let ahead =
            view.reported(&key).into_iter().filter(|(year, _)| *year > view.output.base_year);
        let ahead: Vec<_> = ahead.collect();
        if !ahead.is_empty() {
            panels.push((view.scenario(scenario), ahead));
        }
    }
    let all = || history.iter().chain(panels.iter().flat_map(|(_, ahead)| ahead));
    let scale = Scale::over(all().flat_map(|(_, figure)| extent(figure)), false);
    let first = all().map(|(year, _)| *year).min();
    let last = all().map(|(year, _)| *year).max();
    let (Some(scale), Some(first), Some(last)) = (scale, first, last) else { return Ok(None) };
    if panels.is_empty() {
        return Ok(None);
    }
    let head = Head {
        name: "unemployment".to_owned(),
        title: labels.text("figure.unemployment.title")?.to_owned(),
        subtitle: view.unit(Unit::Share)?.to_owned(),
        description: labels.text("figure.unemployment.alt")?.to_owned(),
        foot: view.foot(all().map(|(_, figure)| *figure))?,
    };
    let height = panels_height(studio, HEIGHT, panels.len());
    let picture = sheet(studio, head, height, |canvas, area| {
        let area = fan_legend(canvas, area, labels)?;
        for (n, (title, ahead)) in panels.iter().enumerate() {
            let inner = one_of(canvas, area, (n, panels.len()), title);
            let panel = Panel::new(canvas, inner, scale.clone(), first, last);
            let about = (labels.text("column.unemployment-rate")?, *title);
            let colour = SERIES.get(n % SERIES.len()).copied().unwrap_or(DEEP);
            panel.fan(canvas, about, &history, ahead, colour);
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
