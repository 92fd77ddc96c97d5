//! Regions on maps of equal tiles.

use crate::charts::canvas::{Area, Head, Picture, SMALL, Side, Studio, TEXT, leading, sheet};
use crate::charts::heat::{Heat, full_range};
use crate::charts::panel::hint;
use crate::error::ReportError;
use crate::font::Ruler;
use crate::view::View;
use suranys_core::YearSpan;
use suranys_core::run::Measure;

/// Columns and rows of a map that can be drawn.
const MAP: std::ops::Range<i32> = 0..100;
/// Height of a tile, and space between tiles.
const TILE: i32 = 184;
const SEAM: i32 = 8;
/// Space between a tile's edge and its text.
const PADDING: i32 = 6;
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
    let height = leading(TEXT) + 2 * PADDING + down * TILE;
    let picture = sheet(studio, head, height, |canvas, area| {
        let inner = heat.key(canvas, area);
        let width = (inner.right - inner.left) / across;
        for (region, figure, [column, row]) in &placed {
            let (left, top) = (inner.left + column * width, inner.top + row * TILE);
            let tile = Area { left, top, right: left + width - SEAM, bottom: top + TILE - SEAM };
            let (colour, ink) = heat.colours(figure);
            canvas.rect(tile, colour);
            let room = f64::from(tile.right - tile.left - 2 * PADDING);
            let name = view.short(region);
            let mut y = top + PADDING + leading(SMALL) / 2;
            let broken = broken(canvas.ruler(), name, room);
            for line in canvas.ruler().wrap(&broken, SMALL, false, room, LINES) {
                canvas.write(&line, (left + PADDING, y), SMALL, false, ink, Side::Start);
                y += leading(SMALL);
            }
            let value = canvas.labels().printed(figure.unit, figure.estimate.central());
            let y = tile.bottom - PADDING - leading(SMALL) - leading(TEXT) / 2;
            canvas.write(&value, (left + PADDING, y), TEXT, false, ink, Side::Start);
            if let Some(range) = full_range(canvas, figure) {
                let y = tile.bottom - PADDING - leading(SMALL) / 2;
                canvas.write(&range, (left + PADDING, y), SMALL, false, ink, Side::Start);
            }
            hint(canvas, tile, name, figure);
        }
        Ok(())
    })?;
    Ok(Some(picture))
}
