//! What holds for every model of the engine and for their combination, whatever the series.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use suranys_core::Key;
use suranys_core::numeric::powf;
use suranys_series::{
    Calibration, Differs, Drawn, Evaluator, Fitted, Forecast, ForecastError, Forecaster, Level,
    Model, ModelSelection, PathDraws, SpecificationError, Together, Unfit, Unscored, bridged,
    left_out_with_gaps,
};

fn selections() -> Vec<ModelSelection> {
    let mut all = vec![ModelSelection::Combination];
    all.extend(Model::ALL.map(ModelSelection::Only));
    all
}

fn forecaster(season: usize, horizon: usize, selection: ModelSelection) -> Forecaster {
    Forecaster::new(horizon).season(season).models(selection)
}

/// Values of which those that are not a number are missing.
fn known(y: &[f64]) -> Vec<Option<f64>> {
    y.iter().map(|v| Some(*v).filter(|v| !v.is_nan())).collect()
}

fn all_known(panel: &[Vec<f64>]) -> Vec<Vec<Option<f64>>> {
    panel.iter().map(|y| known(y)).collect()
}

fn train(panel: &[Vec<f64>], forecaster: &Forecaster) -> Calibration {
    forecaster.calibrate(&all_known(panel)).expect("there are series")
}

fn forecast(y: &[f64], forecaster: &Forecaster, calibration: &Calibration) -> Forecast {
    forecaster.fit_with(&known(y), calibration).expect("has values").into_forecast()
}

/// Of a series by itself.
fn alone(y: &[f64], forecaster: &Forecaster) -> Forecast {
    forecaster.fit(&known(y)).expect("has values").into_forecast()
}

fn percent(percent: f64) -> Level {
    Level::percent(percent).expect("a level")
}

/// Random walks with drift, multiplicative, seeded: synthetic series for tests.
fn walks(count: usize, length: usize, drift: f64, spread: f64) -> Vec<Vec<f64>> {
    let key = Key::new(11).with("walks");
    (0..count)
        .map(|n| {
            let mut stream = key.with(&n.to_string()).draw(0);
            let mut at: f64 = 4.0;
            (0..length)
                .map(|_| {
                    at += drift + spread * stream.normal();
                    suranys_core::numeric::exp(at)
                })
                .collect()
        })
        .collect()
}

fn awkward() -> Vec<Vec<f64>> {
    vec![
        vec![5.0],
        vec![5.0, 7.0],
        vec![0.0; 12],
        vec![3.0; 30],
        vec![1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0],
        vec![0.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0],
        (0..20).map(|t| -5.0 * f64::from(t)).collect(),
        (0..14).map(|t| 1e300 * (1.0 + 0.01 * f64::from(t * t % 7))).collect(),
        (0..14).map(|t| 1e-300 * (1.0 + 0.01 * f64::from(t * t % 7))).collect(),
        vec![1e-8, 1e8, 1e-8, 1e8, 1e-8, 1e8, 1e-8],
        (0..40).map(|t| if t < 20 { 10.0 } else { 1000.0 } + f64::from(t % 3)).collect(),
        (0..60).map(|t| powf(1.5, f64::from(t))).collect(),
        (0..60).map(|t| powf(0.5, f64::from(t))).collect(),
    ]
}

#[test]
fn every_model_gives_every_series_finite_nested_intervals() {
    let panel = awkward();
    for selection in selections() {
        for season in [1, 4] {
            let forecaster = forecaster(season, 8, selection);
            let calibration = train(&panel, &forecaster);
            for y in &panel {
                let made = forecast(y, &forecaster, &calibration);
                let name = format!("{} {season} {y:?}", selection.name());
                assert_eq!(made.median().len(), 8, "{name}");
                let [near, wide] = [80.0, 95.0].map(|level| made.interval(percent(level)));
                for ((near, wide), median) in near.iter().zip(&wide).zip(made.median()) {
                    let ladder = [wide.0, near.0, *median, near.1, wide.1];
                    assert!(ladder.iter().all(|v| v.is_finite()), "{name}: {ladder:?}");
                    assert!(ladder.windows(2).all(|w| w[0] <= w[1]), "{name}: {ladder:?}");
                }
            }
        }
    }
    let forecaster = Forecaster::new(2);
    let calibration = train(&panel, &forecaster);
    let refused = |y: &[f64]| forecaster.fit_with(&known(y), &calibration).err();
    assert_eq!(refused(&[]), Some(ForecastError::NothingObserved));
    assert_eq!(refused(&[1.0, f64::NAN]), Some(ForecastError::OpenEnd));
    assert_eq!(refused(&[1.0, f64::INFINITY]), Some(ForecastError::NotFinite(1)));
    let nan = [Some(1.0), Some(f64::NAN), Some(2.0)];
    assert_eq!(forecaster.fit(&nan).err(), Some(ForecastError::NotFinite(1)));
    assert_eq!(forecaster.calibrate(&[nan.to_vec()]), Err(ForecastError::NotFinite(1)));
}

/// A calibration goes with what it was made for; of nothing there is none; and what makes no sense is
/// refused before anything is looked at.
#[test]
fn a_calibration_of_something_else_is_refused() {
    let panel = all_known(&walks(12, 30, 0.02, 0.05));
    let made = Forecaster::new(4).season(4).min(0.0);
    let calibration = made.calibrate(&panel).expect("there are series");
    let refused = |other: Forecaster| other.fit_with(&panel[0], &calibration).err();
    for (other, differs) in [
        (made.season(1), Differs::Season),
        (Forecaster::new(5).season(4).min(0.0), Differs::Horizon),
        (made.models(Model::Theta), Differs::Models),
        (made.min(None), Differs::Bounds),
        (made.max(1e9), Differs::Bounds),
    ] {
        assert_eq!(refused(other), Some(ForecastError::OtherCalibration(differs)));
        let many = other.fit_many(&panel, &calibration);
        assert!(many.iter().all(Result::is_err));
    }
    assert_eq!(refused(made), None);
    assert_eq!(made.calibrate(&[]), Err(ForecastError::Untrained));
    for (asked, why) in [
        (Forecaster::new(0), SpecificationError::Horizon),
        (made.season(0), SpecificationError::Season),
        (made.max(-1.0), SpecificationError::Bounds),
        (made.max(f64::NAN), SpecificationError::Bounds),
    ] {
        let why = ForecastError::Specification(why);
        assert_eq!(asked.calibrate(&panel), Err(why));
        assert_eq!((asked.fit(&panel[0]).err(), refused(asked)), (Some(why), Some(why)));
    }
}

/// A calibration of series too short to learn from rests on the engine's prior: intervals have a width.
#[test]
fn no_interval_is_of_no_width() {
    let forecaster = Forecaster::new(3);
    for y in [&[5.0][..], &[5.0, 5.0], &[0.0; 12], &[3.0, 4.0, 6.0]] {
        let calibration = train(&[y.to_vec()], &forecaster);
        let made = forecast(y, &forecaster, &calibration);
        for (low, high) in made.interval(percent(50.0)) {
            assert!(low < high, "{y:?}: {low} {high}");
        }
    }
}

/// By definition of each model: how many values it needs, and that it takes no gaps.
#[test]
fn what_was_not_fitted_says_why() {
    let short = |y: &[f64], model: Model| -> Fitted {
        Forecaster::new(2).models(model).fit(&known(y)).expect("has values")
    };
    for (model, needed) in
        [(Model::Theta, 4), (Model::Ets, 5), (Model::Arima, 5), (Model::Local, 5), (Model::Ces, 6)]
    {
        let fitted = short(&[1.0, 2.0, 4.0], model);
        let why = Unfit::TooShort { needed, known: 3 };
        assert_eq!((fitted.is_fitted(), fitted.left_out()), (false, &[(model.name(), why)][..]));
        assert_eq!(fitted.forecast().median(), [4.0, 4.0]);
    }
    let mut y = walks(1, 30, 0.02, 0.05).remove(0);
    let whole = Forecaster::new(2).fit(&known(&y)).expect("has values");
    assert_eq!(whole.left_out(), []);
    y[7] = f64::NAN;
    let holed = Forecaster::new(2).fit(&known(&y)).expect("has values");
    assert!(holed.left_out().iter().all(|(_, why)| *why == Unfit::Gaps));
    assert_eq!(holed.left_out().len(), left_out_with_gaps().len());
}

/// A level is above 0 and below 100 per cent.
#[test]
fn a_level_is_checked() {
    for (percent, is_level) in
        [(80.0, true), (99.9, true), (0.0, false), (100.0, false), (-1.0, false), (f64::NAN, false)]
    {
        assert_eq!(Level::percent(percent).is_ok(), is_level, "{percent}");
        assert_eq!(Level::share(percent / 100.0).is_ok(), is_level, "{percent}");
    }
}

/// A positive series does not fall below zero, whatever the model and however steep its fall, and
/// the combination's forecast stays above.
#[test]
fn a_positive_series_stays_positive_however_it_falls() {
    let line: Vec<f64> = (0..15).map(|t| 1600.0 - 100.0 * f64::from(t)).collect();
    for (y, horizon) in [(line, 20), (vec![9.0, 4.0, 1.0], 1), (vec![9.0, 4.0, 1.0], 2)] {
        for selection in selections() {
            let made = alone(&y, &forecaster(1, horizon, selection));
            let (name, point) = (selection.name(), made.median());
            assert!(made.interval(percent(95.0)).iter().all(|(low, _)| *low >= 0.0), "{name}");
            assert!(point.iter().all(|v| *v >= 0.0), "{name}: {point:?}");
            if selection == ModelSelection::Combination {
                assert!(point[0] < y[y.len() - 1] && point[horizon - 1] > 0.0, "{point:?}");
            }
        }
    }
}

/// The forecast of a step does not depend on how many are asked for where there is nothing to
/// train on, however the path bends.
#[test]
fn the_first_step_is_the_same_however_many_are_asked_for() {
    let y: Vec<f64> = (0..15).map(|t| 1600.0 - 100.0 * f64::from(t)).collect();
    let first = |horizon: usize| {
        let forecaster = Forecaster::new(horizon);
        let nothing = train(&[vec![5.0]], &forecaster);
        forecast(&y, &forecaster, &nothing).median()[0]
    };
    assert_eq!(first(1), first(2));
    assert_eq!(first(1), first(8));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..Default::default() })]

    /// Units do not matter. The factor is a power of four, whose root is exact, so that searches
    /// go the same way and the forecasts agree to rounding.
    #[test]
    fn units_do_not_matter(
        y in prop::collection::vec(1.0..1000.0f64, 5..40),
        power in -8..8i32,
        season in prop::sample::select(vec![1usize, 4]),
    ) {
        let factor = powf(4.0, f64::from(power));
        let scaled: Vec<f64> = y.iter().map(|v| v * factor).collect();
        for selection in selections() {
            let forecaster = forecaster(season, 4, selection);
            let (a, b) = (alone(&y, &forecaster), alone(&scaled, &forecaster));
            for (p, q) in a.median().iter().zip(b.median()) {
                prop_assert!((p * factor - q).abs() <= 1e-6 * (p * factor).abs().max(factor), "{} {p} {q}", selection.name());
            }
        }
    }
}

/// Nominal 80 and 95 per cent; the tolerance allows three standard errors of 300 dependent
/// outcomes at each of four steps.
#[test]
fn intervals_contain_their_share_of_random_walks() {
    let all = walks(300, 34, 0.02, 0.05);
    let panel: Vec<Vec<f64>> = all.iter().map(|y| y[..30].to_vec()).collect();
    let forecaster = Forecaster::new(4);
    let forecasts = forecaster.fit_many(&all_known(&panel), &train(&panel, &forecaster));
    for nominal in [0.8, 0.95] {
        let mut inside = 0;
        for (made, y) in forecasts.iter().zip(&all) {
            let forecast = made.as_ref().expect("has values").forecast();
            let intervals = forecast.interval(Level::share(nominal).expect("a level"));
            inside += (0..4)
                .filter(|s| intervals[*s].0 <= y[30 + s] && y[30 + s] <= intervals[*s].1)
                .count();
        }
        let share = inside as f64 / 1200.0;
        assert!((share - nominal).abs() < 0.05, "{nominal}: {share}");
    }
}

/// Of a driftless random walk no change is the best forecast: the combination must not lose more
/// than three per cent on it.
#[test]
fn where_nothing_beats_no_change_the_forecast_is_near_it() {
    let panel = all_known(&walks(200, 30, 0.0, 0.05));
    let scores = Evaluator::new(4).origins(2).evaluate(&panel).scores;
    let of = |name: &str| scores.iter().find(|s| s.model == name).expect("scored").mean.mase;
    assert!(of("combination") < 1.03 * of("naive"), "{} {}", of("combination"), of("naive"));
}

/// Reasons by definition: of several origins the one nearest to a score is reported.
#[test]
fn a_series_that_is_not_scored_is_reported_with_the_reason() {
    const NAN: f64 = f64::NAN;
    let mut panel = walks(3, 25, 0.01, 0.05);
    panel.extend([
        vec![],
        vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, NAN, NAN, 7.0, 8.0, 9.0],
        vec![5.0; 12],
        vec![5.0, 5.0, 5.0, 5.0, 6.0, 5.0, 5.0, 5.0],
        [1e308, -1e308].repeat(6),
    ]);
    let mut panel = all_known(&panel);
    panel.push(vec![Some(f64::INFINITY); 12]);
    let unscored = Evaluator::new(3).origins(2).evaluate(&panel).unscored;
    let expected = [
        (3, Unscored::NothingObserved),
        (4, Unscored::TooShort(7)),
        (5, Unscored::Missing),
        (6, Unscored::Unchanged),
        (8, Unscored::TooLarge),
        (9, Unscored::NotFinite),
    ];
    assert_eq!(unscored, expected);
}

/// Naive2 of a series without season is the last value: its OWA is one by definition.
#[test]
fn the_naive_model_scores_one() {
    let panel = all_known(&walks(30, 25, 0.01, 0.05));
    let scores = Evaluator::new(3).origins(2).evaluate(&panel).scores;
    let naive = scores.iter().find(|s| s.model == "naive").expect("scored");
    assert!(
        (naive.owa.expect("Naive2 made errors") - 1.0).abs() < 1e-12 && naive.forecasts == 60,
        "{naive:?}"
    );
}

/// Draws are the intervals' own distribution: shares below the bounds of the 80 per cent interval within
/// four standard errors of 4,000 draws, 0.02.
#[test]
fn draws_have_the_quantiles_of_the_intervals() {
    let panel = walks(20, 25, 0.02, 0.05);
    let forecaster = Forecaster::new(3);
    let made = forecast(&panel[0], &forecaster, &train(&panel, &forecaster));
    let paths = made.paths(&Key::new(1), 4000);
    for step in 0..3 {
        let (low, high) = made.interval(percent(80.0))[step];
        let drawn = paths.get(step).expect("three steps");
        let below = |bound: f64| drawn.iter().filter(|v| **v < bound).count() as f64 / 4000.0;
        assert!((below(low) - 0.1).abs() < 0.02, "{}", below(low));
        assert!((below(high) - 0.9).abs() < 0.02, "{}", below(high));
        let mean = drawn.iter().sum::<f64>() / 4000.0;
        assert!((made.mean()[step] / mean - 1.0).abs() < 0.01, "{} {mean}", made.mean()[step]);
    }
    let again = made.paths(&Key::new(1), 10);
    for (few, many) in again.iter().zip(paths.iter()) {
        assert_eq!(few, &many[..10], "a draw depends on its number alone");
    }
}

/// By hand.
#[test]
fn gaps_are_bridged_by_straight_lines() {
    let nan = f64::NAN;
    let holed = [nan, 1.0, nan, nan, 4.0, 3.0, nan];
    let values = bridged(&known(&holed));
    assert_eq!(values, vec![1.0, 2.0, 3.0, 4.0, 3.0]);
    assert!(bridged(&[None, None]).is_empty());
}

/// With gaps, models that take them have forecasts, others are refused by name, and the combination is
/// made of those that take them.
#[test]
fn gaps_stay_gaps() {
    let mut y = walks(1, 30, 0.02, 0.05).remove(0);
    for t in [4, 5, 17] {
        y[t] = f64::NAN;
    }
    for season in [1, 4] {
        for selection in selections() {
            let made = forecaster(season, 5, selection).fit(&known(&y));
            let name = selection.name();
            let gapless = "returning-drift";
            match made {
                Ok(made) => {
                    assert_ne!(name, gapless, "it takes no gaps");
                    assert!(made.forecast().median().iter().all(|v| v.is_finite()), "{name}");
                    let left = left_out_with_gaps();
                    let out = |name: &str| left.iter().any(|l| name.starts_with(l));
                    assert!(made.weights().iter().all(|(m, _)| !out(m)));
                }
                Err(error) => {
                    assert_eq!(error, ForecastError::Gaps(selection.name()));
                    assert_eq!(name, gapless, "it takes gaps");
                }
            }
        }
    }
}

/// By hand: a line goes on through its gaps. Complex smoothing bends it a little, with gaps or
/// without.
#[test]
fn a_line_with_gaps_goes_on() {
    let mut y: Vec<f64> = (0..30).map(|t| 100.0 + 2.0 * f64::from(t)).collect();
    for t in [4, 5, 17, 27] {
        y[t] = f64::NAN;
    }
    for selection in selections() {
        let name = selection.name();
        if ["naive", "seasonal-naive", "returning-drift"].contains(&name) {
            continue;
        }
        let made = alone(&y, &forecaster(1, 3, selection));
        for (step, point) in made.median().iter().enumerate() {
            let line = 100.0 + 2.0 * (30 + step) as f64;
            let within = if name == "ces" { 2.0 } else { 0.1 };
            assert!((point - line).abs() < within, "{name}: {point} for {line}");
        }
    }
}

/// A missing value costs a forecast little: less than a quarter of a mean change on average where
/// the whole panel has one, and every member but those that take none is there.
#[test]
fn a_gap_leaves_the_forecast_nearly_as_it_is() {
    let complete = walks(40, 25, 0.05, 0.05);
    let mut holed = complete.clone();
    for (n, y) in holed.iter_mut().enumerate() {
        y[8 + n % 14] = f64::NAN;
    }
    let forecaster = Forecaster::new(4);
    let [without, with] = [&complete, &holed]
        .map(|panel| forecaster.fit_many(&all_known(panel), &train(panel, &forecaster)));
    let mut apart = 0.0;
    for ((y, a), b) in complete.iter().zip(without).zip(with) {
        let (a, b) = (a.expect("has values"), b.expect("has values"));
        let change = y.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f64>() / 24.0;
        let middle = |fitted: &Fitted| fitted.forecast().median()[3];
        apart += (middle(&a) - middle(&b)).abs() / change / 40.0;
        let left = a.weights().len() - b.weights().len();
        assert_eq!(left, left_out_with_gaps().len(), "{:?}", b.weights());
    }
    assert!(apart < 0.25, "{apart}");
}

/// Shares near their bound: intervals bend away from it and never cross it, however far ahead.
#[test]
fn bounds_are_never_crossed() {
    let y: Vec<f64> = (0..20).map(|t| 99.0 - 9.0 / f64::from(t + 1)).collect();
    for selection in selections() {
        let made = alone(&y, &forecaster(1, 30, selection).min(0.0).max(100.0));
        let intervals = [50.0, 95.0].map(|level| made.interval(percent(level)));
        for (step, point) in made.median().iter().enumerate() {
            let (near, wide) = (intervals[0][step], intervals[1][step]);
            let ladder = [0.0, wide.0, near.0, *point, near.1, wide.1, 100.0];
            assert!(ladder.windows(2).all(|w| w[0] <= w[1]), "{}: {ladder:?}", selection.name());
        }
    }
}

/// Two series with the same shocks and a third with others: draws correlate as the shocks did.
/// The bounds allow for errors that models make of their own and for ranks in place of values.
#[test]
fn draws_move_together_as_the_series_did() {
    let panel = walks(2, 40, 0.0, 0.05);
    let twin: Vec<f64> = panel[0].iter().map(|v| 3.0 * v).collect();
    let forecaster = Forecaster::new(4).models(Model::Naive);
    let calibration = train(&panel, &forecaster);
    let together = Together::new(Key::new(1).with("periods"), vec![35]);
    let paths = |y: &[f64], own: &str| {
        let forecast = forecast(y, &forecaster, &calibration);
        let one = Drawn { forecast: &forecast, behind: 0, own: Key::new(1).with(own) };
        together.paths(&[one], 2000).remove(0)
    };
    let (a, b, c) = (paths(&panel[0], "a"), paths(&twin, "b"), paths(&panel[1], "c"));
    let correlation = |a: &PathDraws, b: &PathDraws| {
        let of = |paths: &PathDraws| -> Vec<f64> {
            let last = paths.get(3).expect("four steps");
            let mean = last.iter().sum::<f64>() / 2000.0;
            last.iter().map(|value| value - mean).collect()
        };
        let (a, b) = (of(a), of(b));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    };
    assert!(correlation(&a, &b) > 0.9, "{}", correlation(&a, &b));
    assert!(correlation(&a, &c).abs() < 0.5, "{}", correlation(&a, &c));
}

/// A panel that no model forecasts better than no change gets no change, or near.
#[test]
fn changes_are_damped_where_they_only_harm() {
    let walks_only = walks(100, 30, 0.0, 0.3);
    let calibration = train(&walks_only, &Forecaster::new(4));
    let rising = train(&walks(100, 30, 0.08, 0.05), &Forecaster::new(4));
    assert!(calibration.damping() < 0.6, "{}", calibration.damping());
    assert_eq!(rising.damping(), 1.0);
}
/// Expected: of walks whose changes are walks themselves, as populations nearly are, a model that
/// continues the last change is best by far; weights are trained on the panel, so that the combination is
/// within a quarter of the best model and far ahead of the models it leaves. Synthetic panel, one
/// half forecast from the other.
#[test]
fn weights_are_trained_on_the_panel() {
    let key = Key::new(17).with("smooth");
    let panel: Vec<Vec<f64>> = (0..60)
        .map(|n| {
            let mut stream = key.with(&n.to_string()).draw(0);
            let (mut level, mut change) = (1000.0, 10.0);
            (0..30)
                .map(|_| {
                    change += stream.normal();
                    level += change;
                    level
                })
                .collect()
        })
        .collect();
    let scores = Evaluator::new(5).evaluate(&all_known(&panel)).scores;
    let of = |name: &str| scores.iter().find(|s| s.model == name).expect("scored").mean.mase;
    let best = scores.iter().map(|s| s.mean.mase).fold(f64::INFINITY, f64::min);
    assert!(of("combination") < 1.25 * best, "{} {best}", of("combination"));
    assert!(of("combination") < 0.7 * of("drift"), "{} {}", of("combination"), of("drift"));
}

/// Expected: intervals of an order with the series' own changes, which are at most 40. A synthetic
/// panel of rules and remainders, which some models fit to the last digit by chance: an error scale
/// made of that fit alone is next to nothing.
#[test]
fn a_fit_by_chance_does_not_blow_intervals_up() {
    let panel: Vec<Vec<f64>> = (0..9_u32)
        .map(|n| {
            (0..16_u32)
                .map(|t| f64::from(50 + 10 * n + (n + 1) * t + (7 * t * (n + 2)) % 11))
                .collect()
        })
        .collect();
    let forecaster = Forecaster::new(3);
    for made in forecaster.fit_many(&all_known(&panel), &train(&panel, &forecaster)) {
        let forecast = made.expect("long enough").into_forecast();
        let both = [95.0, 99.9].map(|level| forecast.interval(percent(level)));
        for (low, high) in both.concat() {
            assert!(high - low < 400.0, "{low} {high}");
        }
    }
}
