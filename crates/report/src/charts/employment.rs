//! National employment: history and forecast.

use crate::charts::canvas::{DEEP, Head, Picture, Studio, sheet};
use crate::charts::legend::fan_legend;
use crate::charts::panel::{Panel, Scale, extent};
use crate::error::ReportError;
use crate::view::View;
use suranys_core::Unit;
use suranys_core::run::Measure;

/// Height of the drawing.
const HEIGHT: i32 = 660;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let history = view.history(Measure::Employment, None, None);
    let forecast = view.reported(&view.key(view.baseline_id(), Measure::Employment));
    let all = || history.iter().chain(&forecast);
    let scale = Scale::over(all().flat_map(|(_, figure)| extent(figure)), false);
    let first = all().map(|(year, _)| *year).min();
    let last = all().map(|(year, _)| *year).max();
    let (Some(scale), Some(first), Some(last)) = (scale, first, last) else { return Ok(None) };
    let labels = view.labels;
    let head = Head {
        name: "employment".to_owned(),
        title: labels.fill("figure.employment.title", &[])?,
        subtitle: view.unit(Unit::Persons)?.to_owned(),
        description: labels.text("figure.employment.alt")?.to_owned(),
        foot: view.foot(all().map(|(_, figure)| *figure))?,
    };
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = fan_legend(canvas, area, labels)?;
        let panel = Panel::new(canvas, area, scale, first, last);
        panel.fan(canvas, (view.measure(Measure::Employment)?, ""), &history, &forecast, DEEP);
        Ok(())
    })?;
    Ok(Some(picture))
}
