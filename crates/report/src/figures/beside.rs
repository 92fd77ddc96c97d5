//! Places for names beside marks, so that no name lies on another name or on a mark.

use super::canvas::Area;

/// Directions in which a name may stand, as parts of its own size and of the mark's: right, left,
/// above, below, then between them.
const DIRECTIONS: [(i32, i32); 8] =
    [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)];
/// Distances from the mark that are tried, nearest first.
const DISTANCES: [i32; 7] = [4, 16, 32, 56, 84, 120, 170];

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

/// A place for each name, `height` high, inside `field`; none where there is no free one. Earlier
/// marks choose first. `others` are kept free as well.
pub fn places(marks: &[Named], others: &[Area], height: i32, field: Area) -> Vec<Option<Area>> {
    let mut taken: Vec<Area> =
        marks.iter().map(Named::area).chain(others.iter().copied()).collect();
    let mut found = Vec::new();
    for mark in marks {
        let (x, y) = mark.centre;
        let candidates = DISTANCES.iter().flat_map(|distance| {
            DIRECTIONS.iter().map(move |(dx, dy)| {
                let reach = mark.radius + distance;
                let left = match dx {
                    1 => x + reach * if *dy == 0 { 10 } else { 7 } / 10,
                    -1 => x - reach * if *dy == 0 { 10 } else { 7 } / 10 - mark.width,
                    _ => x - mark.width / 2,
                };
                let top = match dy {
                    1 => y + reach * if *dx == 0 { 10 } else { 7 } / 10,
                    -1 => y - reach * if *dx == 0 { 10 } else { 7 } / 10 - height,
                    _ => y - height / 2,
                };
                Area { left, top, right: left + mark.width, bottom: top + height }
            })
        });
        let inside = |a: &Area| {
            a.left >= field.left
                && a.right <= field.right
                && a.top >= field.top
                && a.bottom <= field.bottom
        };
        let free = |a: &Area| taken.iter().all(|t| !overlap(*t, *a));
        let place = candidates.filter(inside).find(free);
        taken.extend(place);
        found.push(place);
    }
    found
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
        let names: Vec<Area> = places(&marks, &[], 24, field).into_iter().flatten().collect();
        assert!(names.len() > 30, "{} found a place", names.len());
        for (n, name) in names.iter().enumerate() {
            assert!(names.iter().skip(n + 1).all(|other| !overlap(*name, *other)));
            let on = marks.iter().filter(|mark| overlap(mark.area(), *name)).count();
            assert_eq!(on, 0, "{name:?} lies on a mark");
        }
    }
}
