//! Colours by size, for heat maps and tiles.

use crate::charts::canvas::{Area, Canvas, INK, PAPER, SMALL, Side, leading};
use crate::charts::panel::central;
use crate::display;
use crate::theme::lightness;
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
    RGBColor(0x40, 0x96, 0xc4),
    RGBColor(0x24, 0x5f, 0xa5),
    RGBColor(0x12, 0x30, 0x6b),
];
/// From far below zero through nothing to far above it: where figures lie on both sides of zero.
const DIVERGING: [RGBColor; 7] = [
    RGBColor(0x8c, 0x45, 0x10),
    RGBColor(0xcb, 0x85, 0x48),
    RGBColor(0xf0, 0xd2, 0xb0),
    RGBColor(0xf7, 0xf7, 0xf7),
    RGBColor(0xa9, 0xcd, 0xe0),
    RGBColor(0x40, 0x96, 0xc4),
    RGBColor(0x12, 0x30, 0x6b),
];
/// Lightness below which light text has more contrast than dark: on every colour of both scales the better
/// of them has 4.5 or more (WCAG 2.2).
const DARK: u8 = 120;
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

    /// Whether figures lie on both sides of zero, so that the scale is centred on it.
    fn diverges(self) -> bool {
        self.low < 0.0 && self.high > 0.0
    }

    /// Ends of the scale, and its colours from the lower to the upper.
    fn scale(self) -> (f64, f64, [RGBColor; 7]) {
        match self.diverges() {
            true => {
                let reach = self.low.abs().max(self.high);
                (-reach, reach, DIVERGING)
            }
            false => (self.low, self.high, PALETTE),
        }
    }

    /// Colour of a figure's field, and of text on it.
    pub fn colours(self, figure: &Figure) -> (RGBColor, RGBColor) {
        let (low, high, palette) = self.scale();
        let part = if high > low { (central(figure) - low) / (high - low) } else { 0.5 };
        let step = ((part * palette.len() as f64) as usize).min(palette.len() - 1);
        let field = palette.get(step).copied().unwrap_or(PAPER);
        (field, if lightness(field) < DARK { PAPER } else { INK })
    }

    /// Draws the key at the top of `area` and gives what is left below it.
    pub fn key(self, canvas: &mut Canvas, area: Area) -> Area {
        let (low, high, palette) = self.scale();
        let decimals = if high - low >= 10.0 { 0 } else { 1 };
        let (low, high) =
            (canvas.labels().number(low, decimals), canvas.labels().number(high, decimals));
        let middle = area.top + leading(SMALL) / 2;
        canvas.write(&low, (area.left, middle), SMALL, false, INK, Side::Start);
        let mut x = area.left + canvas.ruler().width(&low, SMALL, false) as i32 + GAP;
        for (n, colour) in palette.into_iter().enumerate() {
            let step = Area {
                left: x,
                right: x + KEY_WIDTH,
                top: middle - KEY_HEIGHT / 2,
                bottom: middle + KEY_HEIGHT / 2,
            };
            canvas.rect(step, colour);
            if self.diverges() && n == palette.len() / 2 {
                let at = (x + KEY_WIDTH / 2, middle);
                canvas.write("0", at, SMALL, false, INK, Side::Middle);
            }
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
    let (low, high) = (rounded(q.lo80()), rounded(q.hi80()));
    canvas.labels().fill("format.range", &[("low", &low), ("high", &high)]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;
    use suranys_core::numeric::powf;

    /// Relative luminance and contrast as WCAG 2.2 defines them.
    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let luminance = |RGBColor(red, green, blue): RGBColor| {
            let part = |value: u8| match f64::from(value) / 255.0 {
                dark if dark <= 0.04045 => dark / 12.92,
                light => powf((light + 0.055) / 1.055, 2.4),
            };
            0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
        };
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_on_every_field_can_be_read_in_colour_and_in_grey() {
        for field in PALETTE.into_iter().chain(DIVERGING) {
            let ink = if lightness(field) < DARK { PAPER } else { INK };
            for theme in Theme::ALL {
                let seen = contrast(theme.colour(field), theme.colour(ink));
                assert!(seen >= 4.5, "{field:?} in {}: {seen}", theme.key());
            }
        }
    }
}
