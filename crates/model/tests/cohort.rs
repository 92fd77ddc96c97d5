//! Cohort exits against an independent program, and what participation was scored on.
//!
//! Expected values: `reference/cohort.csv`, made by `reference/cohort.py`, which cuts every single
//! year of age into 2,000 births and follows each of them.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use suranys_model::replacement::profile::AgeProfile;
use suranys_model::replacement::{Cohort, cohort};

const PEOPLE: &str = include_str!("reference/people.csv");
const EXPECTED: &str = include_str!("reference/cohort.csv");

/// The rates that the script uses.
fn profile() -> AgeProfile {
    let below =
        vec![(17.5, 0.12), (22.5, 0.55), (27.5, 0.74), (42.5, 0.83), (52.5, 0.79), (57.5, 0.66)];
    AgeProfile::new(below, 0.31, 0.17).expect("points rise in age")
}

fn numbers(line: &str) -> Vec<f64> {
    line.split(',').filter_map(|cell| cell.parse().ok()).collect()
}

fn parts(c: &Cohort) -> [f64; 7] {
    [
        c.before_age,
        c.beyond_age,
        c.reaching,
        c.reaching_stay,
        c.beyond_exits,
        c.deaths_before,
        c.deaths_beyond,
    ]
}

/// Tolerances, relative. Of the values as the accounts state them: 1e-9, rounding alone. Of
/// employment rates that change within a year of age: 1.5 per cent, the error of counting by whole
/// years; the largest found is 1.1 per cent.
#[test]
fn cohort_exits_agree_with_births_followed_one_by_one() {
    let people: Vec<Vec<f64>> = PEOPLE.lines().skip(1).map(numbers).collect();
    let persons: Vec<f64> = people.iter().map(|row| row[1]).collect();
    let mut checked = 0;
    for line in EXPECTED.lines().skip(1) {
        let tolerance = if line.starts_with("stated") { 1e-9 } else { 0.015 };
        let row = numbers(line);
        let c = cohort(&persons, &profile(), row[0], row[1], |age| people[usize::from(age)][2]);
        for (made, expected) in parts(&c).iter().zip(&row[2..]) {
            let off = (made - expected).abs() / expected.abs().max(1.0);
            assert!(off <= tolerance, "{line}: {made} against {expected}, off by {off}");
            checked += 1;
        }
    }
    assert_eq!(checked, 2 * 6 * 7);
}

/// The baseline holds participation because nothing else was nearer on past surveys.
///
/// Values: `reference/participation.csv`, made by `reference/participation.py`.
#[test]
fn held_participation_was_nearest() {
    let lines: Vec<&str> = include_str!("reference/participation.csv").lines().skip(1).collect();
    let errors = |way: &str| {
        let line = lines.iter().find(|line| line.starts_with(way)).expect("is there");
        let row = numbers(line);
        (row[1], row[2])
    };
    let held = errors("held");
    for other in ["trend", "cohort", "half-cohort"] {
        let (points, total) = errors(other);
        assert!(held.0 < points && held.1 < total, "{other}");
    }
}
