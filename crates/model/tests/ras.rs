//! Iterative proportional fitting against an independent program.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use ndarray::Array2;
use suranys_model::cross_tab::cells::{Cross, Margins};
use suranys_model::ipf::{Matrix, fit};

const VALUES: &str = include_str!("reference/ras.csv");

fn reference(what: &str) -> Vec<f64> {
    let start = format!("{what},");
    let lines = VALUES.lines().filter(|line| line.starts_with(&start));
    lines.map(|line| line.rsplit(',').next().expect("a value").parse().expect("a number")).collect()
}

/// `cell` of tests/reference/ras.py.
fn cell(place: &[usize]) -> f64 {
    place.iter().fold(1, |at, index| (at * 31 + 7 * index + 3) % 97) as f64
}

/// Expected values: ipfn, see tests/reference/ras.py; tolerance 1e-9 of each, both having been
/// brought to convergence.
fn assert_close(ours: &[f64], theirs: &[f64]) {
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!((ours - theirs).abs() <= 1e-9 * theirs.max(1.0), "{ours} {theirs}");
    }
}

#[test]
fn a_matrix_is_fitted_as_an_independent_program_fits_it() {
    let mut seed = Array2::from_shape_fn((4, 6), |(i, j)| cell(&[i, j]));
    (seed[[1, 2]], seed[[3, 0]]) = (0.0, 0.0);
    let rows: Vec<f64> = (0..4).map(|i| 100.0 + 30.0 * f64::from(i)).collect();
    let columns: Vec<f64> = (0..6).map(|j| 50.0 + 20.0 * f64::from(j)).collect();
    let scale = rows.iter().sum::<f64>() / columns.iter().sum::<f64>();
    let columns: Vec<f64> = columns.iter().map(|c| c * scale).collect();
    let seed = Matrix::from_dense(&seed).expect("four rows");
    let fitted: Vec<f64> =
        fit(&seed, &rows, &columns).expect("can be met").rows().flatten().collect();
    assert_close(&fitted, &reference("two"));
}

/// Sections by regions by occupations, both pairs of margins that hold a section met at once.
#[test]
fn sections_are_staffed_by_region_as_an_independent_program_staffs_them() {
    let zero = |i: usize, k: usize| (i, k) == (0, 1) || (i, k) == (2, 4);
    let seeds = (0..3)
        .map(|i| {
            let value = |j, k| if zero(i, k) { 0.0 } else { cell(&[i, j, k]) };
            let rows = Array2::from_shape_fn((4, 5), |(j, k)| value(j, k));
            Matrix::from_dense(&rows).expect("four rows")
        })
        .collect();
    let place = |i: usize, j: usize| 200.0 + 50.0 * i as f64 + 35.0 * ((i + j) % 3) as f64;
    let jobs = Array2::from_shape_vec((3, 5), reference("jobs")).expect("three rows of five");
    let occupations = jobs.columns().into_iter().map(|column| column.iter().sum()).collect();
    let staffing = Matrix::from_dense(&jobs).expect("three rows");
    let cross = Cross::regional(staffing, seeds).expect("shapes agree");
    let section_region = (0..12).map(|at| place(at / 4, at % 4)).collect();
    let cells = cross.cells(&Margins { section_region, occupations }).expect("can be met");
    let mut ours = vec![0.0; 60];
    for (i, (places, values)) in cells.sections.iter().enumerate() {
        for (j, row) in values.chunks(places.len()).enumerate() {
            for (value, k) in row.iter().zip(places) {
                ours[(i * 4 + j) * 5 + *k as usize] = *value;
            }
        }
    }
    assert_close(&ours, &reference("three"));
}
