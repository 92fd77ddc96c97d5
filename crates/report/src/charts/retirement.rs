//! Retirement by year and sex with its range, and above it the statutory pension ages.

use crate::charts::canvas::{
    Area, Head, INK, MEN, Picture, SMALL, Side, Studio, TEXT, VIVID, WOMEN, leading, sheet,
};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Panel, Scale, central, extent, hint, spread};
use crate::error::ReportError;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::run::{Figure, Measure};
use suranys_core::{Sex, Unit, Year};

/// Heights of the panel of ages and of the drawing.
const AGES: i32 = 330;
const HEIGHT: i32 = 1000;
/// Space between panels.
const GAP: i32 = 30;
/// Distance of the two sexes' bars from the middle of the year, in per cent of a slot.
const APART: i32 = 20;
/// Half the width of a bar, in per cent of a slot.
const BAR: i32 = 17;
/// Years free above and below the ages.
const AGE_ROOM: f64 = 0.5;

/// Women darker than men, so that they differ in greyscale too.
pub fn colour(sex: Sex) -> RGBColor {
    match sex {
        Sex::Female => WOMEN,
        Sex::Male => MEN,
    }
}

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let labels = view.labels;
    let by_sex = |measure: Measure| -> Vec<(Sex, Vec<(Year, &Figure)>)> {
        let key = |sex| view.key(view.baseline_id(), measure).of_sex(sex);
        Sex::ALL.into_iter().map(|sex| (sex, view.reported(&key(sex)))).collect()
    };
    let (retirements, ages) = (by_sex(Measure::Retirement), by_sex(Measure::PensionAge));
    let flows = || retirements.iter().flat_map(|(_, s)| s.iter()).map(|(_, figure)| *figure);
    let all_ages = || ages.iter().flat_map(|(_, s)| s.iter()).map(|(_, figure)| *figure);
    let years = view.years();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return Ok(None) };
    if flows().next().is_none() {
        return Ok(None);
    }
    let Some(scale) = Scale::over(flows().flat_map(extent), true) else { return Ok(None) };
    let age_values =
        all_ages().flat_map(|figure| [central(figure) - AGE_ROOM, central(figure) + AGE_ROOM]);
    let age_scale = Scale::over(age_values, false);
    let head = Head {
        name: "retirement".to_owned(),
        title: labels.fill("figure.retirement.title", &[])?,
        subtitle: labels.text("figure.retirement.subtitle")?.to_owned(),
        description: labels.text("figure.retirement.alt")?.to_owned(),
        foot: view.foot(flows().chain(all_ages()))?,
    };
    let picture = sheet(studio, head, HEIGHT, |canvas, area| {
        let area = legend(
            canvas,
            area,
            &[
                (Sample::Field, colour(Sex::Female), labels.text("sex.F")?),
                (Sample::Field, colour(Sex::Male), labels.text("sex.M")?),
                (Sample::Line, INK, labels.text("legend.interval-bar")?),
            ],
        );
        let panel_title = |canvas: &mut crate::charts::canvas::Canvas, top: i32, text: &str| {
            let at = (area.left, top + leading(TEXT) / 2);
            canvas.write(text, at, TEXT, true, INK, Side::Start);
            top + leading(TEXT) + leading(SMALL) / 2
        };
        let title = format!("{}, {}", view.measure(Measure::PensionAge)?, view.unit_of_age()?);
        let top = panel_title(canvas, area.top, &title);
        let upper = Area { top, bottom: area.top + AGES, ..area };
        match age_scale {
            Some(scale) => {
                let panel = Panel::new(canvas, upper, scale, *first, *last);
                for (sex, series) in &ages {
                    steps(canvas, &panel, series, colour(*sex));
                    let item = labels.text(&format!("sex.{}", sex.code()))?;
                    let measure = view.measure(Measure::PensionAge)?;
                    for (year, figure) in series {
                        let period = year.to_string();
                        canvas.shows(About { item, series: measure, period: &period }, figure);
                    }
                }
            }
            None => {
                let at = (upper.left, upper.top + leading(TEXT));
                canvas.write(labels.text("not-available")?, at, TEXT, false, VIVID, Side::Start);
            }
        }
        let title =
            format!("{}, {}", view.measure(Measure::Retirement)?, view.unit(Unit::PersonsPerYear)?);
        let top = panel_title(canvas, area.top + AGES + GAP, &title);
        let panel = Panel::new(canvas, Area { top, ..area }, scale, *first, *last);
        for ((sex, series), side) in retirements.iter().zip([-1, 1]) {
            for (year, figure) in series {
                let x = panel.x(*year) + side * panel.slot() * APART / 100;
                let half = panel.slot() * BAR / 100;
                let (a, b) = (panel.y(0.0), panel.y(central(figure)));
                let bar = Area { left: x - half, right: x + half, top: a.min(b), bottom: a.max(b) };
                canvas.rect(bar, colour(*sex));
                let name = labels.text(&format!("sex.{}", sex.code()))?;
                let (series, period) = (view.measure(Measure::Retirement)?, year.to_string());
                hint(canvas, bar, About { item: name, series, period: &period }, figure);
                if let Some(range) = spread(figure) {
                    panel.whisker(canvas, x, &range);
                }
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}

/// A step line: each year's value over all of its slot.
fn steps(
    canvas: &mut crate::charts::canvas::Canvas,
    panel: &Panel,
    series: &[(Year, &Figure)],
    colour: RGBColor,
) {
    let half = panel.slot() / 2;
    let points: Vec<(i32, i32)> = series
        .iter()
        .flat_map(|(year, figure)| {
            let (x, y) = (panel.x(*year), panel.y(central(figure)));
            [(x - half, y), (x + half, y)]
        })
        .collect();
    canvas.path(&points, colour, LINE);
    let mut before: Option<f64> = None;
    for (year, figure) in series {
        let age = central(figure);
        if before != Some(age) {
            let at = (panel.x(*year), panel.y(age) - leading(SMALL) / 2 - 4);
            let text = canvas.labels().number(age, 1);
            canvas.write(&text, at, SMALL, false, INK, Side::Middle);
        }
        before = Some(age);
    }
}

/// Width of the step lines.
const LINE: u32 = 6;
