//! A total and its components, forecast one by one and made coherent in every draw.
//!
//! `cargo run --release -p suranys-series --example hierarchy`

use suranys_series::reconcile::{Hierarchy, Method, Projection, reconcile};
use suranys_series::{Drawn, Fitted, Forecast, Forecaster, Key, Level, Together, path_intervals};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let names = ["total", "north", "south", "west"];
    let mut components: Vec<Vec<f64>> = Vec::new();
    for n in 0..3 {
        let mut stream = Key::new(5).draw(n);
        let mut level = 300.0 + 100.0 * n as f64;
        components.push(
            (0..25)
                .map(|_| {
                    level += 2.0 + 6.0 * stream.normal();
                    level
                })
                .collect(),
        );
    }
    let total: Vec<f64> = (0..25).map(|t| components.iter().map(|one| one[t]).sum()).collect();
    let panel: Vec<Vec<Option<f64>>> = std::iter::once(&total)
        .chain(&components)
        .map(|y| y.iter().copied().map(Some).collect())
        .collect();
    let hierarchy = Hierarchy::new(4, &[(1, 0), (2, 0), (3, 0)])?;

    let forecaster = Forecaster::new(4).min(0.0);
    let calibration = forecaster.calibrate(&panel)?;
    let fitted: Vec<Fitted> =
        forecaster.fit_many(&panel, &calibration).into_iter().collect::<Result<_, _>>()?;
    let errors: Vec<Vec<Option<f64>>> = fitted.iter().map(Fitted::errors).collect();
    let (projection, problem) = Projection::new(&hierarchy, Method::MintShort, &errors, &panel)?;
    if let Some(problem) = problem {
        println!("note: {problem}");
    }

    let key = Key::new(1);
    let forecasts: Vec<&Forecast> = fitted.iter().map(Fitted::forecast).collect();
    let asked: Vec<Drawn> = forecasts
        .iter()
        .zip(names)
        .map(|(forecast, name)| Drawn { forecast, behind: 0, own: key.with(name) })
        .collect();
    let together = Together::new(key.with("periods"), panel.iter().map(Vec::len).collect());
    let draws = together.paths(&asked, 1000);
    let medians: Vec<Vec<f64>> = forecasts.iter().map(|one| one.median().to_vec()).collect();
    let done = reconcile(&projection, &medians, &draws, true);

    let level = Level::percent(80.0)?;
    for (place, name) in names.iter().enumerate() {
        let (low, high) = path_intervals(&done.draws[place], &[level])[0][3];
        let (before, after) = (medians[place][3], done.median[place][3]);
        println!("{name:>6}: {before:.1} made coherent {after:.1} ({low:.1} to {high:.1})");
    }
    Ok(())
}
