//! Coverage and usefulness on simulated panels.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use suranys_core::math::{exp, ln};
use suranys_core::{Key, Quantiles, Year};
use suranys_series::{Backtest, Options, Score, Series, backtest, forecast_panel};

const SERIES: usize = 40;
const PAST: usize = 10;
const FUTURE: usize = 8;

/// Random walks with drift on the log scale: each series has its own drift and size, and its
/// shocks share a common part. Returns the past and the true future levels.
fn simulate(seed: usize, common: f64, growth: f64) -> (Vec<Series>, Vec<Vec<f64>>) {
    let key = Key::new(2026).with("simulation");
    let mut shocks = key.with("common").draw(seed);
    let shared: Vec<f64> = (0..PAST + FUTURE).map(|_| shocks.normal()).collect();
    let mut futures = Vec::new();
    let panel = (0..SERIES)
        .map(|i| {
            let mut stream = key.with(&format!("s{i}")).draw(seed);
            let drift = growth + 0.01 * stream.normal();
            let size = 0.02 + 0.03 * stream.uniform();
            let mut log = 11.0 + stream.normal();
            let values: Vec<f64> = shared
                .iter()
                .map(|c| {
                    let z = common.sqrt() * c + (1.0 - common).sqrt() * stream.normal();
                    log += drift + size * z;
                    exp(log)
                })
                .collect();
            futures.push(values[PAST..].to_vec());
            let past: Vec<Option<f64>> = values[..PAST].iter().copied().map(Some).collect();
            Series::new(format!("s{i}"), Year(2013), past, vec![false; PAST]).expect("positive")
        })
        .collect();
    (panel, futures)
}

/// Coverage of 80 and 95 per cent ranges at each horizon over several panels.
fn coverage(common: f64, growth: f64, panels: usize) -> Vec<(f64, f64)> {
    let mut inside = [(0.0, 0.0); FUTURE];
    for seed in 0..panels {
        let (panel, futures) = simulate(seed, common, growth);
        let options = Options { horizon: FUTURE, draws: 500 };
        let forecasts = forecast_panel(&panel, &options, &Key::new(1)).expect("sound");
        for (forecast, future) in forecasts.iter().zip(&futures) {
            for (h, truth) in future.iter().enumerate() {
                let q = Quantiles::of(&forecast.draws[h]).expect("finite");
                inside[h].0 += f64::from(q.lo80 <= *truth && *truth <= q.hi80);
                inside[h].1 += f64::from(q.lo95 <= *truth && *truth <= q.hi95);
            }
        }
    }
    let all = (panels * SERIES) as f64;
    inside.iter().map(|(a, b)| (a / all, b / all)).collect()
}

/// Independent series: 40 panels of 40 give a standard error of 0.01 from the outcomes and about
/// 0.01 more from what each panel learns; tolerance 0.06 (95 per cent: 0.04) leaves room for the
/// intended caution of a band learnt from few years.
#[test]
fn bands_cover_independent_random_walks() {
    let found = coverage(0.0, 0.02, 40);
    println!("independent: {found:.3?}");
    for (h, (c80, c95)) in found.into_iter().enumerate() {
        assert!((c80 - 0.8).abs() < 0.06, "horizon {}: {c80}", h + 1);
        assert!((c95 - 0.95).abs() < 0.04, "horizon {}: {c95}", h + 1);
    }
}

/// A common factor with half of the variance: a panel is then worth few independent series, so
/// 40 panels give a standard error of about sqrt(0.16 * 0.5 / 40) = 0.045; tolerance two of them.
#[test]
fn bands_cover_random_walks_with_a_common_factor() {
    let found = coverage(0.5, 0.0, 40);
    println!("common: {found:.3?}");
    for (h, (c80, c95)) in found.into_iter().enumerate() {
        assert!((c80 - 0.8).abs() < 0.09, "horizon {}: {c80}", h + 1);
        assert!((c95 - 0.95).abs() < 0.06, "horizon {}: {c95}", h + 1);
    }
}

fn show(name: &str, report: &Backtest) {
    println!("{name}: chosen {}", report.chosen);
    for s in &report.scores {
        println!(
            "  {:12} {:5} MASE {:.3} WIS {:.3} 80 % {:.3} 95 % {:.3}",
            s.model, s.errors, s.mase, s.wis, s.coverage80, s.coverage95
        );
    }
}

/// The default is honest, chosen year by year, so it may lose a little to the benchmark that is
/// best in hindsight: on the mean of ten panels, 10 per cent on pure walks, 20 per cent on growing
/// ones, whose growth shows only after some years. What is chosen in the end must fit the scores.
#[test]
fn the_default_is_no_worse_than_the_benchmarks() {
    for (name, growth, slack) in [("walks", 0.0, 1.1), ("growing walks", 0.05, 1.2)] {
        let (mut ours, mut best) = (0.0, 0.0);
        for seed in 0..10 {
            let report = backtest(&simulate(seed, 0.3, growth).0, 5, &Key::new(1)).expect("sound");
            if seed < 2 {
                show(name, &report);
            }
            let of = |model: &str| {
                report.scores.iter().find(|s| s.model == model).cloned().expect("scored")
            };
            let (naive, drift) = (of("naive"), of("drift"));
            ours += of("default").wis;
            best += naive.wis.min(drift.wis);
            let combination = of("combination");
            let beats = |s: &Score| combination.mase <= s.mase && combination.wis <= s.wis;
            let expected = match beats(&naive) && beats(&drift) {
                true => "combination",
                false if naive.wis <= drift.wis => "naive",
                false => "drift",
            };
            assert_eq!(report.chosen, expected);
        }
        println!("{name}: default {ours:.3} against {best:.3} in hindsight");
        assert!(ours < best * slack, "{name}");
    }
}

/// Expected values: the design. Errors one and four years ahead correlate as the root of a
/// quarter, within five standard errors of 1,000 draws (0.12); series with a common factor in
/// their past have one in their draws, independent ones hardly any.
#[test]
fn draws_are_paths_and_series_move_together() {
    let correlation = |a: &[f64], b: &[f64]| {
        let log = |v: &[f64]| v.iter().map(|x| ln(*x)).collect::<Vec<f64>>();
        let (a, b) = (log(a), log(b));
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let (ma, mb) = (mean(&a), mean(&b));
        let dot = |x: &[f64], mx: f64, y: &[f64], my: f64| {
            x.iter().zip(y).map(|(p, q)| (p - mx) * (q - my)).sum::<f64>()
        };
        dot(&a, ma, &b, mb) / (dot(&a, ma, &a, ma) * dot(&b, mb, &b, mb)).sqrt()
    };
    let options = Options { horizon: 5, draws: 1000 };
    let run = |common| {
        forecast_panel(&simulate(0, common, 0.02).0, &options, &Key::new(1)).expect("sound")
    };
    let together = run(0.7);
    let paths = correlation(&together[0].draws[0], &together[0].draws[3]);
    assert!((paths - 0.5).abs() < 0.12, "{paths}");
    let alone = run(0.0);
    let strong = correlation(&together[0].draws[0], &together[1].draws[0]);
    let weak = correlation(&alone[0].draws[0], &alone[1].draws[0]);
    println!("common factor in draws: {strong:.2} against {weak:.2}");
    assert!(strong > 0.3 && weak < 0.25);
}
