//! Places for names next to marks, so that no name lies on another name or on a mark.

use crate::charts::canvas::Area;

/// Directions in which a name may stand, as parts of its own size and of the mark's: right, left,
/// above, below, then between them.
const DIRECTIONS: [(i32, i32); 8] =
    [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)];
/// Distances from the mark that are tried, nearest first.
const DISTANCES: [i32; 15] = [4, 16, 32, 44, 56, 70, 84, 102, 120, 145, 170, 200, 230, 265, 300];

/// Least space between two names.
const APART: i32 = 4;
/// Steps in which a line is looked at.
const STEPS: i32 = 64;

/// A mark with the width of its name.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Centre of the mark.
    pub centre: (i32, i32),
    /// Radius of the mark.
    pub radius: i32,
    /// Width of the name.
    pub width: i32,
}

impl Named {
    /// The square around the mark.
    pub fn area(&self) -> Area {
        let ((x, y), r) = (self.centre, self.radius);
        Area { left: x - r, right: x + r, top: y - r, bottom: y + r }
    }
}

fn overlap(a: Area, b: Area) -> bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/// A line from a mark to its name.
pub type Leader = ((i32, i32), (i32, i32));

/// Whether a line passes through a rectangle, looked at in small steps.
fn crosses((from, to): Leader, area: Area) -> bool {
    let at = |a: i32, b: i32, n: i32| a + (b - a) * n / STEPS;
    (0..=STEPS).any(|n| {
        let (x, y) = (at(from.0, to.0, n), at(from.1, to.1, n));
        (area.left..=area.right).contains(&x) && (area.top..=area.bottom).contains(&y)
    })
}

/// The line from the edge of a mark to a name that stands apart from it.
fn leader(mark: &Named, name: Area) -> Option<Leader> {
    let (x, y) = mark.centre;
    let near = (x.clamp(name.left, name.right), y.clamp(name.top, name.bottom));
    let away = f64::from((near.0 - x).pow(2) + (near.1 - y).pow(2)).sqrt();
    (away > f64::from(mark.radius + name.bottom - name.top)).then(|| {
        let edge = f64::from(mark.radius) / away;
        let part = |from: i32, to: i32| from + (f64::from(to - from) * edge) as i32;
        ((part(x, near.0), part(y, near.1)), near)
    })
}

/// A place for each name, `height` high, inside `field`, with a line to it where it stands apart;
/// none where there is no free one. Earlier marks choose first. `others` are kept free as well where
/// that can be, and no line passes through a name.
pub fn places(
    marks: &[Named],
    others: &[Area],
    height: i32,
    field: Area,
) -> Vec<Option<(Area, Option<Leader>)>> {
    let areas: Vec<Area> = marks.iter().map(Named::area).collect();
    let (mut names, mut leaders): (Vec<Area>, Vec<Leader>) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for mark in marks {
        let inside = |a: &Area| {
            a.left >= field.left
                && a.right <= field.right
                && a.top >= field.top
                && a.bottom <= field.bottom
        };
        let apart = |a: &Area, line: Option<Leader>| {
            let wide = Area { left: a.left - APART, right: a.right + APART, ..*a };
            areas.iter().chain(&names).all(|t| !overlap(*t, wide))
                && names.iter().all(|name| line.is_none_or(|line| !crosses(line, *name)))
                && leaders.iter().all(|line| !crosses(*line, wide))
        };
        let clear = |a: &Area| others.iter().all(|other| !overlap(*other, *a));
        // A line that runs over another mark would seem to come from it.
        let own = |line: Option<Leader>| {
            let (x, y) = mark.centre;
            areas.iter().all(|area| {
                let around =
                    (area.left..=area.right).contains(&x) && (area.top..=area.bottom).contains(&y);
                around || line.is_none_or(|line| !crosses(line, *area))
            })
        };
        let all = || {
            let inside = candidates(mark, height).filter(inside);
            inside.map(|a| (a, leader(mark, a))).filter(|(a, line)| apart(a, *line))
        };
        let place = all().find(|(a, line)| clear(a) && own(*line));
        let place = place.or_else(|| all().find(|(_, line)| own(*line)));
        let place = place.or_else(|| all().next()).map(|(place, _)| place);
        names.extend(place);
        let line = place.and_then(|place| leader(mark, place));
        leaders.extend(line);
        found.push(place.map(|place| (place, line)));
    }
    found
}

/// Where the name of a mark may stand, the best first.
fn candidates(mark: &Named, height: i32) -> impl Iterator<Item = Area> {
    let ((x, y), radius, width) = (mark.centre, mark.radius, mark.width);
    DISTANCES.iter().flat_map(move |distance| {
        DIRECTIONS.iter().map(move |(dx, dy)| {
            // Corners of the mark's square are farther from its centre than its sides.
            let reach = (radius + distance) * if dx * dy == 0 { 10 } else { 7 } / 10;
            let left = match dx {
                1 => x + reach,
                -1 => x - reach - width,
                _ => x - width / 2,
            };
            let top = match dy {
                1 => y + reach,
                -1 => y - reach - height,
                _ => y - height / 2,
            };
            Area { left, top, right: left + width, bottom: top + height }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fifty marks on a spiral, many of them on one another.
    #[test]
    fn no_name_lies_on_another_or_on_a_mark() {
        let field = Area { left: 0, top: 0, right: 1500, bottom: 700 };
        let mark = |n: i32| Named {
            centre: (700 + (n * 37) % 400, 300 + (n * 53) % 220),
            radius: 6 + n % 9,
            width: 60 + (n * 17) % 80,
        };
        let marks: Vec<Named> = (0..50).map(mark).collect();
        let (names, lines): (Vec<Area>, Vec<Option<Leader>>) =
            places(&marks, &[], 24, field).into_iter().flatten().unzip();
        assert!(names.len() > 20, "{} found a place", names.len());
        for (n, name) in names.iter().enumerate() {
            assert!(names.iter().skip(n + 1).all(|other| !overlap(*name, *other)));
            assert!(lines.iter().enumerate().all(|(other, line)| {
                other == n || line.is_none_or(|line| !crosses(line, *name))
            }));
            let on = marks.iter().filter(|mark| overlap(mark.area(), *name)).count();
            assert_eq!(on, 0, "{name:?} lies on a mark");
        }
    }
}
