//! Colours by size, for heat maps and tiles.

use crate::charts::canvas::{Area, Canvas, INK, PAPER, SMALL, Side, leading};
use crate::charts::panel::central;
use crate::display;
use plotters::style::RGBColor;
use suranys_core::Unit;
use suranys_core::run::Figure;

/// From lowest to highest; lightness falls steadily, so the order survives greyscale and every
/// kind of colour blindness.
const PALETTE: [RGBColor; 7] = [
    RGBColor(0xfd, 0xf8, 0xdc),
    RGBColor(0xe6, 0xf0, 0xc0),
    RGBColor(0xb5, 0xdc, 0xbd),
    RGBColor(0x74, 0xbc, 0xc4),
    RGBColor(0x3a, 0x8f, 0xbd),
    RGBColor(0x24, 0x5f, 0xa5),
    RGBColor(0x12, 0x30, 0x6b),
];
/// First palette entry on which light text reads better than dark.
const LIGHT_TEXT_FROM: usize = 4;
/// Width and height of a step of the key.
const KEY_WIDTH: i32 = 64;
const KEY_HEIGHT: i32 = 22;
/// Space next to and below the key.
const GAP: i32 = 12;

/// The sizes that the colours stand for.
#[derive(Debug, Clone, Copy)]
pub struct Heat {
    low: f64,
    high: f64,
}

impl Heat {
    /// From the lowest to the highest of `figures`; none without figures.
    pub fn over<'f>(figures: impl IntoIterator<Item = &'f Figure>) -> Option<Heat> {
        let (low, high) = figures
            .into_iter()
            .map(central)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        (low <= high).then_some(Heat { low, high })
    }

    /// Colour of a figure's field, and of text on it.
    pub fn colours(self, figure: &Figure) -> (RGBColor, RGBColor) {
        let reach = self.high - self.low;
        let part = if reach > 0.0 { (central(figure) - self.low) / reach } else { 0.5 };
        let step = ((part * PALETTE.len() as f64) as usize).min(PALETTE.len() - 1);
        let field = PALETTE.get(step).copied().unwrap_or(PAPER);
        (field, if step >= LIGHT_TEXT_FROM { PAPER } else { INK })
    }

    /// Draws the key at the top of `area` and gives what is left below it.
    pub fn key(self, canvas: &mut Canvas, area: Area) -> Area {
        let decimals = if self.high - self.low >= 10.0 { 0 } else { 1 };
        let (low, high) = (
            canvas.labels().number(self.low, decimals),
            canvas.labels().number(self.high, decimals),
        );
        let middle = area.top + leading(SMALL) / 2;
        canvas.write(&low, (area.left, middle), SMALL, false, INK, Side::Start);
        let mut x = area.left + canvas.ruler().width(&low, SMALL, false) as i32 + GAP;
        for colour in PALETTE {
            let step = Area {
                left: x,
                right: x + KEY_WIDTH,
                top: middle - KEY_HEIGHT / 2,
                bottom: middle + KEY_HEIGHT / 2,
            };
            canvas.rect(step, colour);
            x += KEY_WIDTH;
        }
        canvas.write(&high, (x + GAP, middle), SMALL, false, INK, Side::Start);
        Area { top: area.top + leading(SMALL) + GAP, ..area }
    }
}

/// A figure's 80% prediction interval in display units: persons in whole ones, shares with the
/// decimals they are printed with.
pub fn full_range(canvas: &Canvas, figure: &Figure) -> Option<String> {
    let q = figure.estimate.range()?;
    let decimals = if figure.unit == Unit::Share { display::decimals(figure.unit) } else { 0 };
    let rounded = |v| canvas.labels().number(display::shown(figure.unit, v), decimals);
    Some(format!("{}\u{2026}{}", rounded(q.lo80()), rounded(q.hi80())))
}
