//! A panel of quarterly series: weights and intervals trained on all, forecasts of each, and draws of
//! their sum.
//!
//! `cargo run --release -p suranys-series --example panel`

use suranys_series::{Drawn, Forecaster, Key, Level, Together, path_intervals};

/// Made-up quarterly series with a season and a common shock.
fn panel() -> Vec<Vec<Option<f64>>> {
    let mut shocks = Key::new(3).draw(0);
    let common: Vec<f64> = (0..40).map(|_| shocks.normal()).collect();
    let season = [1.06, 0.97, 0.93, 1.04];
    (0..30)
        .map(|n| {
            let mut own = Key::new(4).draw(n);
            let mut level = 100.0 + 10.0 * n as f64;
            (0..40)
                .map(|t| {
                    level *= 1.004 + 0.01 * common[t] + 0.01 * own.normal();
                    Some(level * season[t % 4])
                })
                .collect()
        })
        .collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let panel = panel();
    let forecaster = Forecaster::new(8).season(4);
    let calibration = forecaster.calibrate(&panel)?;
    println!("calibrated on {} past errors", calibration.errors());
    let mut forecasts = Vec::new();
    for fitted in forecaster.fit_many(&panel, &calibration) {
        forecasts.push(fitted?.into_forecast());
    }
    let level = Level::percent(80.0)?;
    for (n, forecast) in forecasts.iter().enumerate().take(3) {
        let (low, high) = forecast.interval(level)[7];
        println!("series {n}, two years on: {:.1} ({low:.1} to {high:.1})", forecast.median()[7]);
    }
    let key = Key::new(1);
    let asked: Vec<Drawn> = forecasts
        .iter()
        .enumerate()
        .map(|(n, forecast)| Drawn { forecast, behind: 0, own: key.with(&n.to_string()) })
        .collect();
    let together = Together::new(key.with("periods"), panel.iter().map(Vec::len).collect());
    let draws = together.paths(&asked, 1000);
    // The sum is made draw by draw; intervals are never added.
    let mut sum = suranys_series::PathDraws::zeros(8, 1000);
    for draw in 0..1000 {
        let at =
            |step: usize| -> f64 { draws.iter().filter_map(|one| one.get(step)?.get(draw)).sum() };
        sum.set_path(draw, (0..8).map(at));
    }
    let (low, high) = path_intervals(&sum, &[level])[0][7];
    println!("their sum, two years on: {low:.0} to {high:.0}");
    Ok(())
}
