//! Outturns and their forecasts: for each year a row of sections or regions.

use crate::charts::canvas::{
    Area, DEEP, FAINT, Head, INK, INTERVAL80, INTERVAL95, Picture, SMALL, Side, Studio, VIVID,
    leading, sheet,
};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Scale, spelt};
use crate::charts::rows::Rows;
use crate::display::shown;
use crate::error::ReportError;
use crate::view::{View, forecast_of, outturn_of, vintages};
use std::collections::BTreeMap;
use suranys_core::run::{Measure, OutturnRow};
use suranys_core::{Unit, Year};

/// Height of what is drawn in a row.
const ROW: i32 = 40;
/// Half the height of an interval, of the median's tick, and half the tick's width.
const INTERVAL: i32 = 11;
const TICK: i32 = 14;
const TICK_HALF: i32 = 2;
/// Radius of an outturn's dot.
const DOT: u32 = 7;
/// Space between numbers and intervals.
const GAP: i32 = 20;
/// Room for the range's ends, printed left and right of each row.
const NUMBERS: i32 = 150;
const NARROW_NUMBERS: i32 = 110;

/// A page for each year of employment, and for the last year of every other measure.
pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let mut groups: BTreeMap<(Measure, Year), Vec<&OutturnRow>> = BTreeMap::new();
    for row in &view.output.outturns {
        groups.entry((row.key.measure, row.key.to)).or_default().push(row);
    }
    let mut pictures = Vec::new();
    for ((measure, year), rows) in &groups {
        let later = groups.keys().any(|(other, at)| other == measure && at > year);
        if *measure == Measure::Employment || !later {
            pictures.push(page(view, studio, (*measure, *year), rows)?);
        }
    }
    Ok(pictures)
}

/// Name of what an outturn is of.
pub fn subject(view: View, row: &OutturnRow) -> Result<String, ReportError> {
    let output = view.output;
    let find = |code: &Option<String>, list: &[suranys_core::run::NamedCode]| {
        let code = code.as_ref()?;
        let item = list.iter().find(|item| item.code == *code);
        let name = item.and_then(|item| {
            let short = item.short.get(view.labels.language()).filter(|name| !name.is_empty());
            short.or_else(|| item.labels.get(view.labels.language()))
        });
        Some(name.unwrap_or(code).to_owned())
    };
    let parts: Vec<String> = find(&row.key.section, &output.sections)
        .into_iter()
        .chain(find(&row.key.region, &output.regions))
        .collect();
    if parts.is_empty() {
        return Ok(view.labels.text("country")?.to_owned());
    }
    Ok(parts.join(", "))
}

fn page(
    view: View,
    studio: &Studio,
    (measure, year): (Measure, Year),
    rows: &[&OutturnRow],
) -> Result<Picture, ReportError> {
    let labels = view.labels;
    let (year, vintage) = (year.to_string(), vintages(rows.iter().copied()));
    let unit = rows.first().map_or(Unit::Persons, |row| row.unit());
    let stated =
        [("measure", view.measure(measure)?), ("year", year.as_str()), ("vintage", &vintage)];
    let head = Head {
        name: match measure {
            Measure::Employment => format!("outturns-{year}"),
            _ => format!("outturns-{}-{year}", measure.key()),
        },
        title: labels.fill("figure.outturns.title", &stated)?,
        subtitle: labels.text("figure.outturns.subtitle")?.to_owned(),
        description: labels.fill("figure.outturns.alt", &[("year", &year)])?,
        foot: view.foot_of_outturns(rows.iter().copied())?,
    };
    let mut names = Vec::new();
    for row in rows {
        names.push(subject(view, row)?);
    }
    let stand = Rows::new(studio, names.iter().map(String::as_str), ROW);
    let name_of_measure = view.measure(measure)?;
    let numbers = if studio.is_narrow() { NARROW_NUMBERS } else { NUMBERS };
    sheet(studio, head, 0, |canvas, area| {
        let mut area = legend(
            canvas,
            area,
            &[
                (Sample::Field, INTERVAL80, labels.text("legend.interval80")?),
                (Sample::Field, INTERVAL95, labels.text("legend.interval95")?),
                (Sample::Line, DEEP, labels.text("legend.median")?),
                (Sample::Dot, INK, labels.text("legend.outturn-inside")?),
                (Sample::Ring, VIVID, labels.text("legend.outturn-outside")?),
            ],
        );
        let bounds = labels.fill("figure.outturns.bounds", &[("unit", view.unit(unit)?)])?;
        let room = f64::from(area.right - area.left);
        for line in canvas.ruler().wrap(&bounds, SMALL, false, room, 2) {
            let at = (area.right, area.top + leading(SMALL) / 2);
            canvas.write(&line, at, SMALL, false, FAINT, Side::End);
            area.top += leading(SMALL);
        }
        let field = stand.field(area);
        canvas.reaches(field.bottom);
        let (left, right) = (field.left + numbers, field.right - numbers);
        for (n, (row, name)) in (0_i32..).zip(rows.iter().zip(&names)) {
            stand.name(canvas, field, n, name);
            let spot = stand.at(field, n);
            let y = (spot.top + spot.bottom) / 2;
            let f = row.forecast;
            let q = [f.lo95(), f.lo80(), f.median(), f.hi80(), f.hi95()].map(|v| shown(unit, v));
            let outturn = shown(unit, row.outturn);
            let (low, high) = (q[0].min(outturn), q[4].max(outturn));
            let Some(scale) = Scale::over([low, high], false) else { continue };
            let x = |value: f64| scale.place(value, left, right);
            for (a, b, colour) in [(q[0], q[4], INTERVAL95), (q[1], q[3], INTERVAL80)] {
                let interval =
                    Area { left: x(a), right: x(b), top: y - INTERVAL, bottom: y + INTERVAL };
                canvas.rect(interval, colour);
            }
            let m = x(q[2]);
            let tick =
                Area { left: m - TICK_HALF, right: m + TICK_HALF, top: y - TICK, bottom: y + TICK };
            canvas.rect(tick, DEEP);
            let colour = if row.inside95 { INK } else { VIVID };
            canvas.dot((x(outturn), y), DOT, colour, row.inside95);
            let word = labels.text("column.outturn")?;
            let stated = format!("{word}: {}", labels.number(outturn, 1));
            let forecast = forecast_of(row);
            let of = |series| About { item: name, series, period: &year };
            canvas.hint(Area { left, right, ..spot }, spelt(labels, of(&stated), &forecast));
            canvas.shows(of(name_of_measure), &forecast);
            canvas.shows(of(word), &outturn_of(row));
            let number = |value| labels.number(value, 1);
            canvas.write(&number(q[0]), (left - GAP, y), SMALL, false, FAINT, Side::End);
            canvas.write(&number(q[4]), (right + GAP, y), SMALL, false, FAINT, Side::Start);
        }
        Ok(())
    })
}
