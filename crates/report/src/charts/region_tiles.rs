//! Regions on maps of equal tiles.

use crate::charts::canvas::{
    Area, Canvas, Head, Picture, SMALL, Side, Studio, TEXT, leading, sheet,
};
use crate::charts::data::About;
use crate::charts::heat::{Heat, full_range};
use crate::charts::key::{letter, letter_key};
use crate::charts::panel::hint;
use crate::error::ReportError;
use crate::font::Ruler;
use crate::view::View;
use plotters::style::RGBColor;
use suranys_core::YearSpan;
use suranys_core::run::Measure;

/// Columns and rows of a map that can be drawn.
const MAP: std::ops::Range<i32> = 0..100;
/// Height of a tile, and space between tiles.
const TILE: i32 = 184;
const SEAM: i32 = 8;
/// Space between a tile's edge and its text.
const PADDING: i32 = 6;
/// Height of a tile on a narrow sheet, which bears the number of its region and the value.
const NARROW_TILE: i32 = 76;
/// Most lines of a name.
const LINES: usize = 3;

/// A map for each reporting period: of the unemployment that the forecast implies at its end against
/// the region's own past, and of job openings where no labour force by region is known.
pub fn draw(view: View, studio: &Studio) -> Result<Vec<Picture>, ReportError> {
    let against_past = view.key(view.baseline_id(), Measure::UnemploymentAgainstPast);
    let known = view.output.regions.iter().any(|region| {
        view.in_year(&against_past.clone().in_region(&region.code), view.period().to()).is_some()
    });
    let mut drawn = Vec::new();
    for period in view.periods() {
        drawn.extend(match known {
            true => map(view, studio, Measure::UnemploymentAgainstPast, period)?,
            false => map(view, studio, Measure::JobOpenings, period)?,
        });
    }
    Ok(drawn)
}

/// A name whose words fit a tile: one that is wider is broken in the middle, with a hyphen.
fn broken(ruler: &Ruler, name: &str, room: f64) -> String {
    let word = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        if ruler.width(word, SMALL, false) <= room || letters.len() < 4 {
            return word.to_owned();
        }
        let (first, second) = letters.split_at(letters.len().div_ceil(2));
        format!("{}- {}", first.iter().collect::<String>(), second.iter().collect::<String>())
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn map(
    view: View,
    studio: &Studio,
    measure: Measure,
    period: YearSpan,
) -> Result<Option<Picture>, ReportError> {
    let tiles = &view.output.country.region_tiles;
    let mut placed = Vec::new();
    for region in &view.output.regions {
        let key = view.key(view.baseline_id(), measure).in_region(&region.code);
        let Some(figure) = view.of_period(&key, period) else { continue };
        // A map without a region would mislead: without a place for each there is none.
        let place = tiles.get(&region.code);
        let Some(place) = place.filter(|place| place.iter().all(|side| MAP.contains(side))) else {
            return Ok(None);
        };
        placed.push((region, figure, *place));
    }
    let figures = || placed.iter().map(|(_, figure, _)| *figure);
    let (Some(heat), Some(first)) = (Heat::over(figures()), figures().next()) else {
        return Ok(None);
    };
    let labels = view.labels;
    let (name, shown) = match measure {
        Measure::UnemploymentAgainstPast => {
            ("region-tiles-unemployment", view.unit_of_difference(first.unit)?)
        }
        _ => ("region-tiles", view.unit(first.unit)?),
    };
    let (over, year) = (period.to_string(), period.to().to_string());
    let stated = [("period", over.as_str()), ("year", &year), ("unit", shown)];
    let text = |part: &str| labels.fill(&format!("figure.{name}.{part}"), &stated);
    let head = Head {
        name: view.name_over("region-tiles", period),
        title: text("title")?,
        subtitle: text("subtitle")?,
        description: text("alt")?,
        foot: view.foot(figures())?,
    };
    let across = placed.iter().map(|(_, _, place)| place[0] + 1).max().unwrap_or(1);
    let down = placed.iter().map(|(_, _, place)| place[1] + 1).max().unwrap_or(1);
    let height = if studio.is_narrow() { NARROW_TILE } else { TILE };
    // From north to south and west to east, so that numbers are found in the order of reading.
    placed.sort_by_key(|(_, _, [column, row])| (*row, *column));
    let series = view.measure(measure)?;
    let at = match measure.of_one_year() {
        true => year.clone(),
        false => over.clone(),
    };
    let picture = sheet(studio, head, 0, |canvas, area| {
        let inner = heat.key(canvas, area);
        let width = (inner.right - inner.left) / across;
        let mut letters = Vec::new();
        for (n, (region, figure, [column, row])) in placed.iter().enumerate() {
            let (left, top) = (inner.left + column * width, inner.top + row * height);
            let tile = Area { left, top, right: left + width - SEAM, bottom: top + height - SEAM };
            let (colour, ink) = heat.colours(figure);
            canvas.rect(tile, colour);
            let name = view.short(region);
            let value = canvas.labels().printed(figure.unit, figure.estimate.central());
            let range = full_range(canvas, figure);
            if canvas.is_narrow() {
                let number = letter(n);
                lettered(canvas, tile, (&number, &value), ink);
                let range = range.map(|range| format!(" ({range})")).unwrap_or_default();
                letters.push((number, format!("{name}: {value}{range}")));
            } else {
                named(canvas, tile, (name, &value, range.as_deref()), ink);
            }
            hint(canvas, tile, About { item: name, series, period: &at }, figure);
        }
        let bottom = letter_key(canvas, Area { top: inner.top + down * height, ..inner }, &letters);
        canvas.reaches(bottom);
        Ok(())
    })?;
    Ok(Some(picture))
}

/// What a tile bears where its name has room: name, value and range.
fn named(
    canvas: &mut Canvas,
    tile: Area,
    (name, value, range): (&str, &str, Option<&str>),
    ink: RGBColor,
) {
    let left = tile.left + PADDING;
    let room = f64::from(tile.right - tile.left - 2 * PADDING);
    let mut y = tile.top + PADDING + leading(SMALL) / 2;
    let broken = broken(canvas.ruler(), name, room);
    for line in canvas.ruler().wrap(&broken, SMALL, false, room, LINES) {
        canvas.write(&line, (left, y), SMALL, false, ink, Side::Start);
        y += leading(SMALL);
    }
    let y = tile.bottom - PADDING - leading(SMALL) - leading(TEXT) / 2;
    canvas.write(value, (left, y), TEXT, false, ink, Side::Start);
    if let Some(range) = range {
        let y = tile.bottom - PADDING - leading(SMALL) / 2;
        canvas.write(range, (left, y), SMALL, false, ink, Side::Start);
    }
}

/// What a tile of a narrow sheet bears: its number in the key below, and the value.
fn lettered(canvas: &mut Canvas, tile: Area, (number, value): (&str, &str), ink: RGBColor) {
    let left = tile.left + PADDING;
    let y = tile.top + PADDING + leading(SMALL) / 2;
    canvas.write(number, (left, y), SMALL, true, ink, Side::Start);
    let y = tile.bottom - PADDING - leading(SMALL) / 2;
    canvas.write(value, (left, y), SMALL, false, ink, Side::Start);
}
