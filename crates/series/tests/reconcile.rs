//! Coherent forecasts.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use suranys_core::Key;
use suranys_series::PathDraws;
use suranys_series::reconcile::{
    Hierarchy, HierarchyError, Method, MethodProblem, Projection, reconcile,
};

const ALL: [Method; 6] = [
    Method::BottomUp,
    Method::TopDown,
    Method::Ols,
    Method::WlsStruct,
    Method::MintShrink,
    Method::MintShort,
];

/// A total (0), two halves (1, 2) and four cells, as in tests/reference/reconcile.py.
fn tree() -> Hierarchy {
    let pairs = [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (6, 2)];
    Hierarchy::new(7, &pairs).expect("a tree")
}

/// Two sections by three regions: total (0), sections (1, 2), regions (3 to 5), cells (6 to 11).
fn crossed() -> Hierarchy {
    let mut pairs = vec![(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)];
    for cell in 0..6 {
        pairs.push((6 + cell, 1 + cell / 3));
        pairs.push((6 + cell, 3 + cell % 3));
    }
    Hierarchy::new(12, &pairs).expect("no cycle")
}

fn errors(series: usize) -> Vec<Vec<Option<f64>>> {
    let error = |i: usize, t: usize| ((37 * (i + 1) * (t + 2) + 11 * t * t) % 23) as f64 - 11.0;
    (0..series).map(|i| (0..12).map(|t| Some(error(i, t))).collect()).collect()
}

/// Expected values: hierarchicalforecast 1.5.3, see tests/reference/reconcile.py. Tolerance 1e-9
/// for fixed weights; 1e-5 for MinT, whose peer adds a ridge of 2e-8 to its covariance.
#[test]
fn reconciled_values_are_those_of_an_independent_program() {
    let file = include_str!("reference/reconcile.csv");
    let forecasts = [100.0, 61.0, 45.0, 33.0, 24.0, 20.0, 27.0];
    let methods = [
        ("ols", Method::Ols, 1e-9),
        ("wls_struct", Method::WlsStruct, 1e-9),
        ("mint_shrink", Method::MintShrink, 1e-5),
    ];
    for (name, method, tolerance) in methods {
        let (projection, problem) =
            Projection::new(&tree(), method, &errors(7), &[]).expect("solvable");
        assert_eq!(problem, None);
        let ours = projection.apply(&forecasts, false);
        for (i, value) in ours.iter().enumerate() {
            let start = format!("{name},{i},");
            let line = file.lines().find_map(|line| line.strip_prefix(&start));
            let theirs: f64 = line.expect("on file").parse().expect("a number");
            assert!((value - theirs).abs() < tolerance, "{name} {i}: {value} {theirs}");
        }
    }
}

/// By hand: bottom-up sums the cells; top-down splits 100 by shares 0.1, 0.2, 0.3 and 0.4.
#[test]
fn from_the_bottom_and_from_the_top() {
    let forecasts = [100.0, 61.0, 45.0, 33.0, 24.0, 20.0, 27.0];
    let history: Vec<Vec<Option<f64>>> =
        [10.0, 3.0, 7.0, 1.0, 2.0, 3.0, 4.0].map(|v| vec![Some(v); 3]).to_vec();
    let made = |method| Projection::new(&tree(), method, &[], &history).expect("solvable").0;
    let up = made(Method::BottomUp).apply(&forecasts, false);
    assert_eq!(up, [104.0, 57.0, 47.0, 33.0, 24.0, 20.0, 27.0]);
    let down = made(Method::TopDown).apply(&forecasts, false);
    for (value, expected) in down.iter().zip([100.0, 30.0, 70.0, 10.0, 20.0, 30.0, 40.0]) {
        assert!((value - expected).abs() < 1e-12, "{down:?}");
    }
}

fn gap(hierarchy: &Hierarchy, values: &[f64]) -> f64 {
    let size = values.iter().map(|v| v.abs()).fold(1.0, f64::max);
    let totals = hierarchy.upper().iter().zip(hierarchy.components());
    let distance = totals.map(|(node, components)| {
        let sum: f64 = components.iter().map(|place| values[hierarchy.bottom()[*place]]).sum();
        (values[*node] - sum).abs() / size
    });
    distance.fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..Default::default() })]

    /// Whatever the method: results are coherent, forecasts that already are stay, and components
    /// are not negative when asked.
    #[test]
    fn everything_becomes_coherent_and_what_is_stays(
        values in prop::collection::vec(-100.0..1000.0f64, 12),
    ) {
        let hierarchy = crossed();
        let history: Vec<Vec<Option<f64>>> = hierarchy.aggregated(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).into_iter().map(|v| vec![Some(v); 4]).collect();
        for method in ALL {
            let (projection, _) = Projection::new(&hierarchy, method, &errors(12), &history).expect("solvable");
            let moved = projection.apply(&values, false);
            prop_assert!(gap(&hierarchy, &moved) < 1e-12);
            let clipped = projection.apply(&values, true);
            prop_assert!(gap(&hierarchy, &clipped) < 1e-12 && clipped.iter().all(|v| *v >= 0.0));
            if method != Method::TopDown {
                let again = projection.apply(&moved, false);
                for (a, b) in moved.iter().zip(&again) {
                    prop_assert!((a - b).abs() < 1e-6, "{method:?}: {a} {b}");
                }
            }
        }
    }
}

#[test]
fn a_cycle_is_refused() {
    let cycle = Hierarchy::new(4, &[(0, 1), (1, 2), (2, 0), (3, 2)]);
    assert!(matches!(cycle, Err(HierarchyError::Cycle(nodes)) if nodes.len() == 3));
    assert!(matches!(Hierarchy::new(2, &[(1, 1)]), Err(HierarchyError::Cycle(n)) if n == [1]));
}

/// Too few errors leave no covariance: weights by components stand in, and the problem is reported.
#[test]
fn without_errors_weights_by_components_stand_in() {
    let few: Vec<Vec<Option<f64>>> = errors(7).into_iter().map(|e| e[..3].to_vec()).collect();
    let plain = Projection::new(&tree(), Method::WlsStruct, &[], &[]).expect("solvable").0;
    let values = [100.0, 61.0, 45.0, 33.0, 24.0, 20.0, 27.0];
    for errors in [few, vec![vec![Some(0.0); 12]; 7], Vec::new()] {
        let (projection, problem) =
            Projection::new(&tree(), Method::MintShrink, &errors, &[]).expect("solvable");
        assert_eq!(problem, Some(MethodProblem::Errors));
        assert_eq!(projection.apply(&values, false), plain.apply(&values, false));
    }
    let without = Projection::new(&tree(), Method::TopDown, &[], &[]);
    assert!(matches!(without, Err(MethodProblem::Top)));
}

/// By hand: a cell that never changed keeps its own forecast, 24; one of two periods is moved, its
/// error being taken from its size.
#[test]
fn one_odd_series_leaves_the_others_their_covariance() {
    let values = [100.0, 61.0, 45.0, 33.0, 24.0, 20.0, 27.0];
    let history: Vec<Vec<Option<f64>>> = values.iter().map(|v| vec![Some(*v); 12]).collect();
    let mut odd = errors(7);
    odd[4] = vec![Some(0.0); 12];
    let made = |errors: &[Vec<Option<f64>>], method| {
        Projection::new(&tree(), method, errors, &history).expect("solvable")
    };
    let (projection, problem) = made(&odd, Method::MintShrink);
    assert_eq!(problem, None);
    let moved = projection.apply(&values, false);
    assert_eq!(moved[4], 24.0);
    odd[4] = vec![Some(5.0)];
    let (projection, problem) = made(&odd, Method::MintShort);
    assert_eq!(problem, None);
    let moved = projection.apply(&values, false);
    assert!(gap(&tree(), &moved) < 1e-12 && (moved[4] - 24.0).abs() > 0.01, "{moved:?}");
    let (plain, _) = made(&odd, Method::WlsStruct);
    assert_ne!(plain.apply(&values, false), moved);
}

/// By hand: over a long past correlations are shrunk as published, over a short one, where they are
/// mostly chance, they move forecasts less far from those by variances alone.
#[test]
fn correlations_of_a_short_past_count_less() {
    let values = [100.0, 61.0, 45.0, 33.0, 24.0, 20.0, 27.0];
    let moved = |method: Method, errors: &[Vec<Option<f64>>]| {
        Projection::new(&tree(), method, errors, &[]).expect("solvable").0.apply(&values, false)
    };
    let apart = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>();
    let short = errors(7);
    let long: Vec<Vec<Option<f64>>> = short.iter().map(|e| e.repeat(1000)).collect();
    let of = |errors: &[Vec<Option<f64>>]| {
        apart(&moved(Method::MintShort, errors), &moved(Method::MintShrink, errors))
    };
    assert!(of(&long) < 0.02 && of(&short) > 0.05, "{} {}", of(&long), of(&short));
}

/// Draws are coherent one by one to 1e-9 and keep the width they had.
#[test]
fn draws_are_coherent_and_keep_their_width() {
    let hierarchy = crossed();
    let root = Key::new(3);
    let centre = hierarchy.aggregated(&[20.0, 30.0, 40.0, 50.0, 60.0, 70.0]);
    let draws: Vec<PathDraws> = centre
        .iter()
        .enumerate()
        .map(|(one, middle)| {
            let key = root.with(&one.to_string());
            let wide = 0.1 * middle;
            let mut paths = PathDraws::zeros(3, 500);
            for draw in 0..500 {
                let mut stream = key.draw(draw);
                paths.set_path(draw, (0..3).map(|_| middle + wide * stream.normal()));
            }
            paths
        })
        .collect();
    let point: Vec<Vec<f64>> = centre.iter().map(|v| vec![*v; 3]).collect();
    let (projection, _) =
        Projection::new(&hierarchy, Method::MintShrink, &errors(12), &[]).expect("solvable");
    let done = reconcile(&projection, &point, &draws, true);
    let mut wider = 0;
    for one in 0..12 {
        let spread = |draws: &PathDraws| {
            let mut values = draws.get(2).expect("three steps").to_vec();
            values.sort_by(f64::total_cmp);
            values[450] - values[50]
        };
        wider += usize::from(spread(&done.draws[one]) >= 0.999 * spread(&draws[one]));
        assert!((done.median[one][1] - centre[one]).abs() < 1e-9 * centre[one]);
    }
    assert!(wider >= 6, "half of the series at least: {wider}");
    for draw in 0..500 {
        let paths: Vec<Vec<f64>> = done.draws.iter().map(|d| d.path(draw).collect()).collect();
        for step in 0..3 {
            let values: Vec<f64> = paths.iter().map(|path| path[step]).collect();
            assert!(gap(&hierarchy, &values) < 1e-9);
        }
    }
    assert!(done.spread.iter().all(|factor| *factor >= 1.0));
}
