//! A plane with a scale of values on either axis.

use crate::charts::canvas::{Area, Canvas, FAINT, GRID, INK, SMALL, Side, leading};
use crate::charts::panel::Scale;

/// Space between axis and label.
const GAP: i32 = 10;
const THIN: u32 = 2;
/// Most lines of the name of an axis.
const LINES: usize = 3;

/// A plane ready to draw in.
pub struct Plane {
    /// The field inside the axes.
    pub field: Area,
    across: Scale,
    up: Scale,
}

impl Plane {
    /// Draws axes, grid, ticks and the names of the axes in `area`; the name of the upright axis
    /// stands above it.
    pub fn new(
        canvas: &mut Canvas,
        area: Area,
        (across, up): (Scale, Scale),
        (across_name, up_name): (&str, &str),
    ) -> Plane {
        let widest = up
            .ticks()
            .iter()
            .map(|t| canvas.ruler().width(&up.label(*t, canvas.labels()), SMALL, false))
            .fold(0.0, f64::max) as i32;
        let room = f64::from(area.right - area.left);
        let lines = |name: &str| canvas.ruler().wrap(name, SMALL, false, room, LINES);
        let (above, below) = (lines(up_name), lines(across_name));
        let high = |lines: &[String]| lines.len() as i32 * leading(SMALL);
        let field = Area {
            left: area.left + widest + 2 * GAP,
            top: area.top + high(&above) + GAP,
            bottom: area.bottom - leading(SMALL) - high(&below) - 2 * GAP,
            ..area
        };
        for (n, line) in (0..).zip(&above) {
            let at = (area.left, area.top + n * leading(SMALL) + leading(SMALL) / 2);
            canvas.write(line, at, SMALL, false, FAINT, Side::Start);
        }
        for (n, line) in (0..).zip(&below) {
            let at =
                (field.right, area.bottom - high(&below) + n * leading(SMALL) + leading(SMALL) / 2);
            canvas.write(line, at, SMALL, false, FAINT, Side::End);
        }
        let plane = Plane { field, across, up };
        for tick in plane.up.ticks() {
            let y = plane.up.place(tick, field.bottom, field.top);
            let colour = if tick == 0.0 { INK } else { GRID };
            canvas.line((field.left, y), (field.right, y), colour, THIN);
            let text = plane.up.label(tick, canvas.labels());
            canvas.write(&text, (field.left - GAP, y), SMALL, false, INK, Side::End);
        }
        for tick in plane.across.ticks() {
            let x = plane.across.place(tick, field.left, field.right);
            canvas.line((x, field.top), (x, field.bottom), GRID, THIN);
            let text = plane.across.label(tick, canvas.labels());
            let at = (x, field.bottom + GAP + leading(SMALL) / 2);
            canvas.write(&text, at, SMALL, false, INK, Side::Middle);
        }
        canvas.line((field.left, field.bottom), (field.right, field.bottom), FAINT, THIN);
        plane
    }

    /// Where a pair of values in display units lies.
    pub fn at(&self, across: f64, up: f64) -> (i32, i32) {
        let x = self.across.place(across, self.field.left, self.field.right);
        (x, self.up.place(up, self.field.bottom, self.field.top))
    }
}
