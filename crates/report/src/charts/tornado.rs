//! How far each assumption moves the result: a bar from its low to its high end, the widest first.

use crate::charts::canvas::{
    Area, Canvas, HIGH_END, Head, INK, LOW_END, Picture, SMALL, Side, Studio, TEXT, leading, sheet,
};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::Scale;
use crate::charts::rows::Rows;
use crate::display::shown;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Estimate, Figure, FigureKey, Sensitivity};

/// Half the thickness of a bar, and space next to it.
const BAR: i32 = 13;
const GAP: i32 = 12;
/// Room for the name of a panel, and for its axis.
const TITLE: i32 = 46;
const AXIS: i32 = 14;

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
    let figures: Vec<Figure> = sensitivities.iter().map(|one| figure_at(one, one.centre)).collect();
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
    let names: Vec<String> = sensitivities.iter().map(|s| name(s)).collect();
    let picture = sheet(studio, head, 0, |canvas, area| {
        let mut area = legend(canvas, area, &entries);
        for group in &groups {
            let Some(one) = group.first() else { continue };
            let (measure, unit) = (view.measure(one.key.measure)?, view.unit(one.unit)?);
            let title = format!("{measure}, {}, {unit}", years(&one.key));
            let room = f64::from(area.right - area.left);
            for line in canvas.ruler().wrap(&title, TEXT, true, room, 3) {
                let at = (area.left, area.top + TITLE / 2);
                canvas.write(&line, at, TEXT, true, INK, Side::Start);
                area.top += leading(TEXT);
            }
            area.top += TITLE - leading(TEXT);
            // Names of all panels take the same room, so that their fields begin at one place.
            let of_group = group.iter().map(|sensitivity| name(sensitivity)).collect::<Vec<_>>();
            let stand = Rows::new(studio, names.iter().map(String::as_str), 2 * BAR);
            let stand = stand.of(of_group.len());
            area.top = panel(canvas, area, group, &stand, (&of_group, measure, &years(&one.key)));
        }
        canvas.reaches(area.top);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// One figure's sensitivities from the top of `area` on; gives where they end.
fn panel(
    canvas: &mut Canvas,
    area: Area,
    sensitivities: &[&Sensitivity],
    stand: &Rows,
    (names, measure, period): (&[String], &str, &str),
) -> i32 {
    let field = stand.field(Area { right: area.right - GAP, ..area });
    let values = sensitivities
        .iter()
        .flat_map(|s| [s.centre, s.at_low, s.at_high].map(|v| shown(s.unit, v)));
    let Some(scale) = Scale::over(values, false) else { return area.top };
    // Room for the parameters' own bounds next to the bars.
    let margin = (field.right - field.left) / 9;
    let inner = Area { left: field.left + margin, right: field.right - margin, ..field };
    let x = |value: f64| scale.place(value, inner.left, inner.right);
    let bottom = stand.axis(canvas, inner, &scale);
    for ((n, sensitivity), name) in (0_i32..).zip(sensitivities).zip(names) {
        let row = stand.at(field, n);
        let y = (row.top + row.bottom) / 2;
        stand.name(canvas, field, n, name);
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
            let series = format!("{name} = {text}");
            let value =
                if parameter == sensitivity.low { sensitivity.at_low } else { sensitivity.at_high };
            let about = About { item: measure, series: &series, period };
            canvas.shows(about, &figure_at(sensitivity, value));
        }
        let labels = canvas.labels();
        let range = labels.printed_range(sensitivity.unit, sensitivity.at_low, sensitivity.at_high);
        canvas.hint(row, format!("{name}: {range}"));
    }
    if let Some(one) = sensitivities.first() {
        let centre = x(shown(one.unit, one.centre));
        canvas.line((centre, field.top), (centre, field.bottom), INK, 3);
        let about = About { item: measure, series: "", period };
        canvas.shows(about, &figure_at(one, one.centre));
    }
    bottom + AXIS
}

/// A result of a sensitivity as a figure.
fn figure_at(sensitivity: &Sensitivity, value: f64) -> Figure {
    Figure {
        estimate: Estimate::Point { value },
        unit: sensitivity.unit,
        status: sensitivity.status,
        source: sensitivity.source.clone(),
        assumed: 0.0,
    }
}
