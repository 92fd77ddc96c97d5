//! What every registered model and every forecast must do.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use suranys_core::math::{exp, ln};
use suranys_core::{Key, Year};
use suranys_series::models::registry;
use suranys_series::{ForecastNote, Options, Series, SeriesError, backtest, forecast_panel};

fn series(id: &str, values: &[Option<f64>]) -> Series {
    Series::new(id, Year(2010), values.to_vec(), vec![false; values.len()]).expect("sound")
}

fn full(id: &str, values: &[f64]) -> Series {
    series(id, &values.iter().copied().map(Some).collect::<Vec<_>>())
}

fn walk(id: &str, years: usize, drift: f64, size: f64) -> Series {
    let mut stream = Key::new(11).with(id).draw(0);
    let mut log = 5.0;
    let values: Vec<f64> = (0..years)
        .map(|_| {
            log += drift + size * stream.normal();
            exp(log)
        })
        .collect();
    full(id, &values)
}

fn panel(count: usize, years: usize) -> Vec<Series> {
    (0..count).map(|i| walk(&format!("s{i}"), years, 0.02, 0.03)).collect()
}

const OPTIONS: Options = Options { horizon: 13, draws: 400 };

/// Scales and fallbacks are the naive model's, which must therefore lead the registry.
#[test]
fn the_naive_model_leads_the_registry() {
    assert_eq!(registry()[0].name(), "naive");
    assert_eq!(registry()[0].min_points(), 1);
}

/// Expected values: a flat series stays where it is, whatever the model.
#[test]
fn every_model_keeps_a_flat_series_flat() {
    let flat = full("flat", &[100.0; 10]).regime().log();
    for model in registry() {
        let fit = model.fit(&flat).expect("ten points");
        for log in fit.path(13) {
            assert!((log - ln(100.0)).abs() < 1e-9, "{}", model.name());
        }
    }
}

#[test]
fn every_model_takes_short_and_gappy_regimes_or_declines() {
    for gap in [None, Some(1), Some(3)] {
        for points in 1..10 {
            let mut values: Vec<Option<f64>> =
                (0..points).map(|i| Some(100.0 + f64::from(i * i % 7))).collect();
            if let Some(gap) = gap {
                for i in (gap..values.len().saturating_sub(1)).step_by(3) {
                    values[i] = None;
                }
            }
            let regime = series("s", &values).regime();
            for model in registry() {
                let fit = model.fit(&regime.log());
                assert_eq!(fit.is_some(), regime.points() >= model.min_points());
                let Some(fit) = fit else { continue };
                let path = fit.path(13);
                assert!(path.len() == 13 && path.iter().all(|v| v.is_finite()));
                assert!(fit.error_scale.is_none_or(|e| e.is_finite() && e >= 0.0));
            }
        }
    }
}

/// Expected values: equivariance; another unit moves the log path by a constant. Tolerance: the
/// search of a smoothing parameter may stop elsewhere by rounding.
#[test]
fn every_model_ignores_the_unit() {
    for seed in 0..8 {
        let one = walk(&format!("unit{seed}"), 10, 0.01, 0.05);
        let logs = one.regime();
        let thousand: Vec<Option<f64>> =
            logs.values().iter().map(|v| v.map(|v| v * 1000.0)).collect();
        let thousand = series("t", &thousand).regime();
        for model in registry() {
            let a = model.fit(&logs.log()).expect("ten points").path(13);
            let b = model.fit(&thousand.log()).expect("ten points").path(13);
            for (a, b) in a.iter().zip(&b) {
                assert!((b - a - ln(1000.0)).abs() < 1e-6, "{}", model.name());
            }
        }
    }
}

/// Expected values: by hand; drift of 1, 2, 4 (log growth ln 2 a year).
#[test]
fn drift_by_hand() {
    let regime = full("s", &[1.0, 3.0, 4.0]).regime().log();
    let drift = registry().into_iter().find(|m| m.name() == "drift").expect("registered");
    let path = drift.fit(&regime).expect("three points").path(2);
    assert!((exp(path[0]) - 8.0).abs() < 1e-9 && (exp(path[1]) - 16.0).abs() < 1e-9);
}

#[test]
fn nothing_asked_or_given_is_a_named_error() {
    let one = [full("a", &[1.0, 2.0, 3.0])];
    let key = Key::new(1);
    let ask = |panel: &[Series], horizon, draws| {
        forecast_panel(panel, &Options { horizon, draws }, &key).map(|_| ())
    };
    assert_eq!(ask(&one, 0, 10), Err(SeriesError::ZeroHorizon));
    assert_eq!(ask(&one, 1, 0), Err(SeriesError::ZeroDraws));
    assert_eq!(ask(&[], 1, 10), Err(SeriesError::EmptyPanel));
    let twice = [one[0].clone(), one[0].clone()];
    assert_eq!(ask(&twice, 1, 10), Err(SeriesError::Duplicate { id: "a".to_owned() }));
    assert_eq!(backtest(&one, 0, &key), Err(SeriesError::ZeroHorizon));
    assert_eq!(backtest(&[], 1, &key), Err(SeriesError::EmptyPanel));
}

#[test]
fn degenerate_panels_give_finite_positive_bands() {
    let panels = [
        vec![full("one", &[100.0])],
        vec![full("two", &[100.0, 104.0])],
        vec![full("flat", &[100.0; 12])],
        vec![full("huge", &[1e-300, 1.0, 1e300, 1e300, 1e300, 1e308])],
        vec![full("one", &[100.0]), walk("long", 12, 0.0, 0.05)],
    ];
    for panel in panels {
        let forecasts = forecast_panel(&panel, &OPTIONS, &Key::new(1)).expect("sound");
        backtest(&panel, 5, &Key::new(1)).expect("sound");
        for (series, forecast) in panel.iter().zip(&forecasts) {
            assert_eq!(series.id(), forecast.id);
            let all = forecast.draws.iter().flatten().chain(&forecast.point);
            assert!(all.into_iter().all(|v| v.is_finite() && *v > 0.0), "{}", forecast.id);
            assert!((forecast.weights.iter().map(|w| w.1).sum::<f64>() - 1.0).abs() < 1e-12);
            if forecast.points_used < 3 {
                let points = forecast.points_used;
                assert!(forecast.notes.contains(&ForecastNote::TooShort { points }));
                assert_eq!(forecast.weights, [("naive".to_owned(), 1.0)]);
            }
        }
    }
}

#[test]
fn a_fit_never_sees_past_a_break() {
    let mut breaks = vec![false; 12];
    breaks[6] = true;
    let level = |before: f64| {
        let mut values: Vec<Option<f64>> = vec![Some(before); 6];
        values.extend([100.0, 103.0, 104.0, 108.0, 109.0, 111.0].map(Some));
        let series = Series::new("s", Year(2010), values, breaks.clone()).expect("sound");
        forecast_panel(&[series], &OPTIONS, &Key::new(1)).expect("sound")
    };
    assert_eq!(level(50.0), level(5000.0));
    assert_eq!(level(50.0)[0].points_used, 6);
}

#[test]
fn same_key_same_draws_and_another_key_others() {
    let panel = panel(6, 10);
    let draw = |seed| forecast_panel(&panel, &OPTIONS, &Key::new(seed)).expect("sound");
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1)[0].draws, draw(2)[0].draws);
    assert_eq!(draw(1)[0].point, draw(2)[0].point);
    let few = Options { horizon: 13, draws: 50 };
    let few = forecast_panel(&panel, &few, &Key::new(1)).expect("sound");
    assert_eq!(few[2].draws[3], draw(1)[2].draws[3][..50]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let panel = panel(6, 10);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| forecast_panel(&panel, &OPTIONS, &Key::new(1)))
    };
    assert_eq!(run(1), run(3));
}

/// Expected values: random numbers are keyed by series, so a second series that teaches nothing
/// leaves the draws of the first as they were, and the order of a panel does not matter.
#[test]
fn adding_a_series_moves_no_random_number() {
    let panel = panel(6, 10);
    let order = |draws: &[f64]| {
        let mut order: Vec<usize> = (0..draws.len()).collect();
        order.sort_by(|a, b| draws[*a].total_cmp(&draws[*b]));
        order
    };
    let single = |name: &str| vec![full(name, &[100.0])];
    let a = forecast_panel(&single("x"), &OPTIONS, &Key::new(1)).expect("sound");
    let mut two = single("x");
    two.extend(single("y"));
    let b = forecast_panel(&two, &OPTIONS, &Key::new(1)).expect("sound");
    assert_eq!(a[0].draws, b[0].draws);
    let mut reversed = panel.clone();
    reversed.reverse();
    let first = forecast_panel(&panel, &OPTIONS, &Key::new(1)).expect("sound");
    let last = forecast_panel(&reversed, &OPTIONS, &Key::new(1)).expect("sound");
    assert_eq!(order(&first[0].draws[4]), order(&last[5].draws[4]));
}

#[test]
fn gaps_are_noted_when_a_model_fills_them() {
    let mut values: Vec<Option<f64>> = walk("g", 12, 0.03, 0.001).regime().values().to_vec();
    values[5] = None;
    let forecast = forecast_panel(&[series("g", &values)], &OPTIONS, &Key::new(1)).expect("sound");
    let uses_ets = forecast[0].weights.iter().any(|w| w.0 == "ets");
    let noted = forecast[0]
        .notes
        .contains(&ForecastNote::Interpolated { model: "ets".to_owned(), years: 1 });
    assert_eq!(uses_ets, noted);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Default::default() })]

    /// Median of draws: within five standard errors, 5 * 1.2533 / sqrt(400) = 0.31 standard
    /// deviations, taken as a third of the half-width of the central 80 per cent.
    #[test]
    fn forecasts_are_sound(
        logs in prop::collection::vec(
            prop::collection::vec(prop::option::weighted(0.9, -0.2..0.2f64), 1..13), 1..6),
        breaks in prop::collection::vec(any::<bool>(), 13),
    ) {
        let panel: Vec<Series> = logs
            .iter()
            .enumerate()
            .filter_map(|(i, logs)| {
                let values = logs.iter().map(|v| v.map(exp)).collect();
                let flags = breaks[..logs.len()].iter().map(|b| *b && i % 2 == 0).collect();
                Series::new(format!("s{i}"), Year(2010), values, flags).ok()
            })
            .collect();
        prop_assume!(!panel.is_empty());
        let forecasts = forecast_panel(&panel, &OPTIONS, &Key::new(5)).expect("sound");
        let report = backtest(&panel, 5, &Key::new(5)).expect("sound");
        prop_assert!(report.scores.iter().all(|s| s.errors == report.scores[0].errors));
        for forecast in &forecasts {
            let mut before = 0.0;
            for (point, draws) in forecast.point.iter().zip(&forecast.draws) {
                let mut sorted: Vec<f64> = draws.iter().map(|v| ln(*v)).collect();
                sorted.sort_by(f64::total_cmp);
                prop_assert!(sorted[0].is_finite() && sorted[399].is_finite());
                let width = (sorted[359] - sorted[40]) / 2.0;
                let median = (sorted[199] + sorted[200]) / 2.0;
                prop_assert!((median - ln(*point)).abs() <= 0.34 * width + 1e-9);
                // A width from 400 draws has a standard error of 5 per cent; four of them. The
                // exact widths never fall: see the calibration's own tests.
                prop_assert!(width > before * 0.8, "{} after {}", width, before);
                before = width;
            }
        }
    }
}
