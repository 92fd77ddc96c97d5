//! One series by itself: median, intervals, and the probability of a fall from sample paths.
//!
//! `cargo run --release -p suranys-series --example one_series`

use suranys_series::{Forecaster, Key, Level};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A made-up series of 15 years; one value is missing.
    let y: Vec<Option<f64>> = [
        412.0, 418.5, 421.0, 430.2, 428.9, 437.0, 445.1, 441.3, 452.8, 460.0, 466.4, 463.9, 475.2,
        481.7, 490.3,
    ]
    .iter()
    .enumerate()
    .map(|(year, value)| (year != 6).then_some(*value))
    .collect();
    let fitted = Forecaster::new(5).min(0.0).fit(&y)?;
    let forecast = fitted.forecast();
    let [near, wide] = [Level::percent(80.0)?, Level::percent(95.0)?];
    println!("{:>4} {:>8} {:>8} {:>17} {:>17}", "step", "median", "mean", "80%", "95%");
    let (near, wide) = (forecast.interval(near), forecast.interval(wide));
    for (step, (median, mean)) in forecast.median().iter().zip(forecast.mean()).enumerate() {
        let [a, b] = [near[step], wide[step]].map(|(low, high)| format!("{low:.1} to {high:.1}"));
        println!("{:>4} {median:>8.1} {mean:>8.1} {a:>17} {b:>17}", step + 1);
    }
    let paths = forecast.paths(&Key::new(1), 2000);
    let last = paths.get(4).unwrap_or_default();
    let falls = last.iter().filter(|value| **value < 490.3).count() as f64 / last.len() as f64;
    println!("below the last value after five years in {:.0}% of paths", 100.0 * falls);
    for (model, why) in fitted.left_out() {
        println!("without {model}: {why}");
    }
    Ok(())
}
