//! The employed by age and sex in the last year published: women to the left, men to the right.

use crate::charts::canvas::{Area, GRID, Head, INK, Picture, SMALL, Side, Studio, leading, sheet};
use crate::charts::data::About;
use crate::charts::legend::{Sample, legend};
use crate::charts::panel::{Scale, central, hint};
use crate::charts::retirement::colour;
use crate::error::ReportError;
use crate::view::View;
use suranys_core::run::{Figure, FigureKey, Measure, OBSERVED};
use suranys_core::{AgeGroup, Sex, Unit};

/// Height of a row.
const ROW: i32 = 50;
/// Half the thickness of a bar.
const BAR: i32 = 20;
/// Room for the ages in the middle.
const MIDDLE: i32 = 120;
/// Space between bars and numbers.
const GAP: i32 = 10;

pub fn draw(view: View, studio: &Studio) -> Result<Option<Picture>, ReportError> {
    let published: Vec<(&FigureKey, &Figure)> = view
        .output
        .figures
        .iter()
        .filter(|(key, _)| {
            key.scenario == OBSERVED && key.measure == Measure::Employment && key.age.is_some()
        })
        .collect();
    let figures = || published.iter().map(|(_, figure)| *figure);
    let Some(scale) = Scale::over(figures().map(central), true) else { return Ok(None) };
    let Some(year) = published.first().map(|(key, _)| key.from.to_string()) else {
        return Ok(None);
    };
    let mut ages: Vec<AgeGroup> = published.iter().filter_map(|(key, _)| key.age).collect();
    ages.sort();
    ages.dedup();
    ages.reverse();
    let labels = view.labels;
    let head = Head {
        name: "age-pyramid".to_owned(),
        title: labels.fill("figure.age-pyramid.title", &[("year", &year)])?,
        subtitle: view.unit(Unit::Persons)?.to_owned(),
        description: labels.text("figure.age-pyramid.alt")?.to_owned(),
        foot: view.foot_to(figures(), "foot.source", &year)?,
    };
    let entries = [
        (Sample::Field, colour(Sex::Female), labels.text("sex.F")?),
        (Sample::Field, colour(Sex::Male), labels.text("sex.M")?),
    ];
    let names = [labels.text("sex.F")?, labels.text("sex.M")?];
    let picture = sheet(studio, head, 0, |canvas, area| {
        let top = legend(canvas, area, &entries).top;
        let centre = (area.left + area.right) / 2;
        let bottom = top + ages.len() as i32 * ROW;
        canvas.reaches(bottom + leading(SMALL));
        // The longest bar leaves room for its number.
        let number = |figure: &Figure| {
            let text = labels.printed(figure.unit, figure.estimate.central());
            canvas.ruler().width(&text, SMALL, false)
        };
        let last = figures().map(number).fold(0.0, f64::max) as i32 + GAP;
        let (from, to) = (MIDDLE / 2, (area.right - area.left) / 2 - last);
        for side in [-1, 1] {
            for tick in scale.ticks() {
                let x = centre + side * scale.place(tick, from, to);
                canvas.line((x, top), (x, bottom), GRID, 2);
                let text = scale.label(tick, canvas.labels());
                let at = (x, bottom + leading(SMALL) / 2);
                canvas.write(&text, at, SMALL, false, INK, Side::Middle);
            }
        }
        for (n, age) in ages.iter().enumerate() {
            let y = top + n as i32 * ROW + ROW / 2;
            let shown = age.to_string().replace('-', "–");
            canvas.write(&shown, (centre, y), SMALL, false, INK, Side::Middle);
            for ((sex, side), name) in Sex::ALL.into_iter().zip([-1, 1]).zip(names) {
                let found =
                    published.iter().find(|(k, _)| k.age == Some(*age) && k.sex == Some(sex));
                let Some((_, figure)) = found else { continue };
                let (a, b) =
                    (centre + side * from, centre + side * scale.place(central(figure), from, to));
                let bar = Area { left: a.min(b), right: a.max(b), top: y - BAR, bottom: y + BAR };
                canvas.rect(bar, colour(sex));
                let text = canvas.labels().printed(figure.unit, figure.estimate.central());
                let anchor = if side < 0 { Side::End } else { Side::Start };
                canvas.write(&text, (b + side * GAP, y), SMALL, false, INK, anchor);
                let about = About { item: name, series: &shown, period: &year };
                hint(canvas, bar, about, figure);
            }
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
