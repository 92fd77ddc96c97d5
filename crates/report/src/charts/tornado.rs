//! How far each assumption moves the result: a bar from its low to its high end, the widest first.

use crate::charts::bars::{NAMES, ROW, TALL_ROW, TWO_LINES, named};
use crate::charts::canvas::{
    Area, Canvas, GRID, HIGH_END, Head, INK, LOW_END, Picture, SMALL, Side, Studio, TEXT, leading,
    sheet,
};
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::Scale;
use crate::display::shown;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Estimate, Figure, FigureKey, Sensitivity};

const BAR: i32 = 13;
const GAP: i32 = 12;
/// Room for the legend and, above every panel, for its name.
const LEGEND: i32 = 50;
const TITLE: i32 = 46;
const AXIS: i32 = 44;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    // A parameter that does not enter a figure has no bar.
    let sensitivities: Vec<&Sensitivity> = view
        .output
        .sensitivities
        .iter()
        .filter(|sensitivity| sensitivity.at_low != sensitivity.at_high)
        .collect();
    let mut groups: Vec<Vec<&Sensitivity>> = Vec::new();
    for sensitivity in &sensitivities {
        match groups.last_mut().filter(|g| g.first().is_some_and(|s| s.key == sensitivity.key)) {
            Some(group) => group.push(*sensitivity),
            None => groups.push(vec![*sensitivity]),
        }
    }
    let Some(first) = sensitivities.first() else { return Ok(None) };
    let figures: Vec<Figure> = sensitivities
        .iter()
        .map(|sensitivity| Figure {
            estimate: Estimate::Point { value: sensitivity.centre },
            unit: sensitivity.unit,
            status: sensitivity.status,
            source: sensitivity.source.clone(),
            assumed: 0.0,
        })
        .collect();
    let foot = view.foot(&figures)?;
    let draws = view.labels.number(first.draws as f64, 0);
    let years = |key: &FigureKey| {
        let (from, to) = (key.from.to_string(), key.to.to_string());
        if from == to { from } else { format!("{from}–{to}") }
    };
    let period = years(&first.key);
    let head = Head {
        name: "tornado".to_owned(),
        title: view.labels.fill("figure.tornado.title", &[("period", &period)])?,
        subtitle: view.labels.fill("figure.tornado.subtitle", &[("draws", &draws)])?,
        description: view.labels.fill("figure.tornado.alt", &[("period", &period)])?,
        foot,
    };
    let entries = [
        (Sample::Field, LOW_END, view.labels.text("legend.sensitivity-low")?),
        (Sample::Field, HIGH_END, view.labels.text("legend.sensitivity-high")?),
        (Sample::Line, INK, view.labels.text("legend.sensitivity-centre")?),
    ];
    let name = |sensitivity: &Sensitivity| {
        let key = format!("parameter.{}.name", sensitivity.parameter);
        view.labels.optional(&key).unwrap_or(&sensitivity.parameter).to_owned()
    };
    let width =
        |sensitivity: &Sensitivity, size| studio.ruler.width(&name(sensitivity), size, false);
    let long = sensitivities.iter().any(|sensitivity| width(sensitivity, TEXT) > NAMES);
    let row = if long { (TALL_ROW, TWO_LINES, 2) } else { (ROW, TEXT, 1) };
    let rows: i32 = groups.iter().map(|group| group.len() as i32 * row.0 + TITLE + AXIS).sum();
    let picture = sheet(studio, head, LEGEND + rows, |canvas, area| {
        legend(canvas, area, &entries);
        let widest = sensitivities
            .iter()
            .map(|sensitivity| width(sensitivity, row.1))
            .fold(0.0, f64::max)
            .min(NAMES) as i32;
        let mut top = area.top + LEGEND;
        for group in &groups {
            let Some(one) = group.first() else { continue };
            let at = (area.left, top + TITLE / 2);
            let (measure, unit) = (view.measure(one.key.measure)?, view.unit(one.unit)?);
            let title = format!("{measure}, {}, {unit}", years(&one.key));
            canvas.write(&title, at, TEXT, true, INK, Side::Start);
            let bottom = top + TITLE + group.len() as i32 * row.0;
            let field = Area {
                left: area.left + widest + GAP,
                right: area.right - GAP,
                top: top + TITLE,
                bottom,
            };
            panel(canvas, field, group, row, &name);
            top = bottom + AXIS;
        }
        Ok(())
    })?;
    Ok(Some(picture))
}

/// One figure's sensitivities.
fn panel(
    canvas: &mut Canvas,
    field: Area,
    sensitivities: &[&Sensitivity],
    (height, size, lines): (i32, f64, usize),
    name: &dyn Fn(&Sensitivity) -> String,
) {
    let values = sensitivities
        .iter()
        .flat_map(|s| [s.centre, s.at_low, s.at_high].map(|v| shown(s.unit, v)));
    let Some(scale) = Scale::over(values, false) else { return };
    // Room for the parameters' own bounds next to the bars.
    let margin = (field.right - field.left) / 9;
    let x = |value: f64| scale.place(value, field.left + margin, field.right - margin);
    for tick in scale.ticks() {
        canvas.line((x(tick), field.top), (x(tick), field.bottom), GRID, 2);
        let text = scale.label(tick, canvas.labels());
        let at = (x(tick), field.bottom + leading(SMALL) / 2);
        canvas.write(&text, at, SMALL, false, INK, Side::Middle);
    }
    for (n, sensitivity) in (0_i32..).zip(sensitivities) {
        let y = field.top + n * height + height / 2;
        named(canvas, field, y, &name(sensitivity), size, lines);
        let at = |value| x(shown(sensitivity.unit, value));
        let centre = at(sensitivity.centre);
        for (value, colour) in [(sensitivity.at_low, LOW_END), (sensitivity.at_high, HIGH_END)] {
            let (left, right) = (centre.min(at(value)), centre.max(at(value)));
            canvas.rect(Area { left, right, top: y - BAR, bottom: y + BAR }, colour);
        }
        let (low, high) = (at(sensitivity.at_low), at(sensitivity.at_high));
        for (here, there, parameter) in
            [(low, high, sensitivity.low), (high, low, sensitivity.high)]
        {
            let text = canvas.labels().parameter(parameter);
            // An end that lies on the other's side of the centre stands outside both.
            let left = here < there || (here == there && parameter == sensitivity.low);
            let side = if left { Side::End } else { Side::Start };
            let edge = if left { here.min(centre) - GAP } else { here.max(centre) + GAP };
            canvas.write(&text, (edge, y), SMALL, false, INK, side);
        }
        let labels = canvas.labels();
        let range = labels.printed_range(sensitivity.unit, sensitivity.at_low, sensitivity.at_high);
        let row = Area { top: y - height / 2, bottom: y + height / 2, ..field };
        canvas.hint(row, format!("{}: {range}", name(sensitivity)));
    }
    if let Some(one) = sensitivities.first() {
        let centre = x(shown(one.unit, one.centre));
        canvas.line((centre, field.top), (centre, field.bottom), INK, 3);
    }
}
