//! Values of independent programs, and the series they are about.

const PYTHON: &str = include_str!("../tests/reference/engine.csv");
const R: &str = include_str!("../tests/reference/forecast.csv");

/// A value of tests/reference/engine.csv or forecast.csv.
pub fn reference(what: &str, index: usize) -> f64 {
    let start = format!("{what},{index},");
    let mut lines = PYTHON.lines().chain(R.lines());
    let line = lines.find_map(|line| line.strip_prefix(&start));
    line.and_then(|v| v.parse().ok()).unwrap_or_else(|| panic!("{start} is not on file"))
}

/// `walk` of tests/reference/engine.py.
pub fn walk() -> Vec<f64> {
    let mut at = 0.0;
    (0..40)
        .map(|s| {
            at += f64::from((37 * s) % 11 - 4);
            at
        })
        .collect()
}

/// `season` of tests/reference/engine.py.
pub fn season() -> Vec<f64> {
    let wave = [10.0, 0.0, -10.0, 0.0];
    (0..32_u32)
        .map(|t| 100.0 + 2.0 * f64::from(t) + wave[t as usize % 4] + f64::from(7 * t % 5))
        .collect()
}
