//! The points of a sweep.

use crate::error::ModelError;
use crate::sensitivity::sobol;
use suranys_core::rng::Key;
use suranys_core::sensitivity::{Method, Point, Role, SweepAxis, SweepPlan};

/// The runs of a sweep in their order: the centre, each parameter at its low and its high end,
/// then the points of the method. A point may be there more than once.
///
/// # Errors
/// When more parameters are swept than the Sobol sequence has dimensions for.
pub fn design(plan: &SweepPlan) -> Result<Vec<(Role, Point)>, ModelError> {
    let centre: Point = plan.axes.iter().map(|axis| axis.centre).collect();
    let mut runs = vec![(Role::Centre, centre.clone())];
    for (place, axis) in plan.axes.iter().enumerate() {
        for (role, value) in [(Role::Low(place), axis.low), (Role::High(place), axis.high)] {
            runs.push((role, with(&centre, place, value)));
        }
    }
    let key = Key::new(plan.seed).with("sweep");
    let k = plan.axes.len();
    let sequence = |dimensions: usize| {
        sobol::shifted(plan.points, dimensions, &key.with("sobol")).ok_or_else(|| {
            // Where nothing is swept, no dimension is needed.
            let maximum = (sobol::DIMENSIONS * k).checked_div(dimensions).unwrap_or_default();
            ModelError::TooManySwept { swept: k, maximum }
        })
    };
    let scaled = |unit: &[f64]| -> Point {
        plan.axes.iter().zip(unit).map(|(axis, u)| between(axis, *u)).collect()
    };
    match plan.method {
        Method::OneAtATime => {}
        Method::Grid => runs.extend(grid(&plan.axes).into_iter().map(|p| (Role::Sample, p))),
        Method::LatinHypercube => {
            let names: Vec<&str> = plan.axes.iter().map(|axis| axis.key.as_str()).collect();
            let points = latin_hypercube(plan.points, &names, &key.with("latin-hypercube"));
            runs.extend(points.iter().map(|unit| (Role::Sample, scaled(unit))));
        }
        Method::Sobol => {
            runs.extend(sequence(k)?.iter().map(|unit| (Role::Sample, scaled(unit))));
        }
        Method::Saltelli => {
            for unit in sequence(2 * k)? {
                let (a, b) = unit.split_at(k);
                let (a, b) = (scaled(a), scaled(b));
                runs.push((Role::A, a.clone()));
                runs.push((Role::B, b.clone()));
                for (place, value) in b.iter().enumerate() {
                    runs.push((Role::Mixed(place), with(&a, place, *value)));
                }
            }
        }
    }
    Ok(runs)
}

fn with(point: &[f64], place: usize, value: f64) -> Point {
    let mut point = point.to_vec();
    if let Some(at) = point.get_mut(place) {
        *at = value;
    }
    point
}

fn between(axis: &SweepAxis, u: f64) -> f64 {
    axis.low + u * (axis.high - axis.low)
}

/// Every combination of levels, the last parameter changing fastest.
fn grid(axes: &[SweepAxis]) -> Vec<Point> {
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        let longer = |point: &Point| {
            let point = point.clone();
            axis.levels.iter().map(move |level| [point.as_slice(), &[*level]].concat())
        };
        points.iter().flat_map(longer).collect()
    })
}

/// A Latin hypercube (McKay, Beckman & Conover 1979) in the unit cube, `[point][dimension]`: each
/// dimension has one point in each of `points` equally wide strata, at a random place in it, and
/// the strata of the dimensions are matched at random. Each dimension is keyed by its name, so
/// that one more parameter moves no other.
#[must_use]
pub fn latin_hypercube(points: usize, names: &[&str], key: &Key) -> Vec<Vec<f64>> {
    let column = |name: &&str| -> Vec<f64> {
        let mut stream = key.with(name).draw(0);
        let mut strata: Vec<usize> = (0..points).collect();
        for last in (1..points).rev() {
            strata.swap(last, stream.below(last + 1));
        }
        strata.iter().map(|s| (*s as f64 + stream.uniform()) / points as f64).collect()
    };
    let columns: Vec<Vec<f64>> = names.iter().map(column).collect();
    let row = |point: usize| columns.iter().filter_map(|c| c.get(point).copied()).collect();
    (0..points).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(key: &str, low: f64, centre: f64, high: f64, levels: &[f64]) -> SweepAxis {
        SweepAxis { key: key.to_owned(), low, centre, high, levels: levels.to_vec(), growth: None }
    }

    fn plan(method: Method, points: usize) -> SweepPlan {
        let axes = vec![
            axis("a", 0.0, 1.0, 4.0, &[0.0, 4.0]),
            axis("b", -1.0, 0.0, 1.0, &[-1.0, 0.0, 1.0]),
        ];
        SweepPlan { method, points, seed: 3, axes, outputs: Vec::new() }
    }

    fn samples(plan: &SweepPlan) -> Vec<Point> {
        let runs = design(plan).expect("few parameters");
        runs.into_iter().skip(5).map(|(_, point)| point).collect()
    }

    /// Expected values: by hand.
    #[test]
    fn every_sweep_begins_with_one_parameter_at_a_time() {
        let runs = design(&plan(Method::OneAtATime, 0)).expect("a design");
        assert_eq!(
            runs,
            [
                (Role::Centre, vec![1.0, 0.0]),
                (Role::Low(0), vec![0.0, 0.0]),
                (Role::High(0), vec![4.0, 0.0]),
                (Role::Low(1), vec![1.0, -1.0]),
                (Role::High(1), vec![1.0, 1.0]),
            ]
        );
    }

    /// Expected values: by hand, two levels by three.
    #[test]
    fn a_grid_holds_every_combination() {
        let expected = [[0.0, -1.0], [0.0, 0.0], [0.0, 1.0], [4.0, -1.0], [4.0, 0.0], [4.0, 1.0]];
        assert_eq!(samples(&plan(Method::Grid, 0)), expected);
    }

    /// Expected values: by definition, one point in each of ten strata of either parameter.
    #[test]
    fn a_latin_hypercube_fills_every_stratum_once() {
        let points = samples(&plan(Method::LatinHypercube, 10));
        for (place, (low, width)) in [(0.0, 4.0), (-1.0, 2.0)].into_iter().enumerate() {
            let mut strata: Vec<usize> =
                points.iter().map(|p| ((p[place] - low) / width * 10.0) as usize).collect();
            assert_ne!(strata, (0..10).collect::<Vec<_>>(), "strata are matched at random");
            strata.sort_unstable();
            assert_eq!(strata, (0..10).collect::<Vec<_>>());
        }
        let more =
            latin_hypercube(10, &["b", "a"], &Key::new(3).with("sweep").with("latin-hypercube"));
        assert!((more[4][1] * 4.0 - points[4][0]).abs() < 1e-12, "keyed by name, not by place");
    }

    /// By definition of the design: a mixed point is A with one coordinate of B.
    #[test]
    fn mixed_points_are_a_with_one_parameter_of_b() {
        let points = samples(&plan(Method::Saltelli, 8));
        assert_eq!(points.len(), 8 * 4);
        for row in points.chunks(4) {
            assert_eq!(row[2], [row[1][0], row[0][1]]);
            assert_eq!(row[3], [row[0][0], row[1][1]]);
        }
    }
}
