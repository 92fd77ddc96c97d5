//! Exponential smoothing in state-space form with the form chosen by AICc
//! (Hyndman, Koehler, Ord & Snyder 2008).

use crate::error::Unfit;
use crate::models::ets::form::{Form, Season, Trend};
use crate::models::ets::search::{Parameters, Problem};
use crate::models::point_model::{PointForecast, PointModel, Sample, search_unit};
use crate::preprocess::gaps::bridged_marked;
use crate::preprocess::observed::{known, positive};
use crate::preprocess::season::{Indices, is_seasonal};
use crate::tuning::ets::{MIN_SEASONS, MIN_VALUES, SLOW};

/// ETS(A or M; N, A or Ad; N, A or M), by maximum likelihood and AICc. Additive error with
/// multiplicative season and multiplicative trends are left out: their variances explode.
///
/// Without season the trend is chosen with additive errors, and then the kind of error. Initial
/// seasons are those of classical decomposition. Where a value is missing the states move on as
/// forecast.
#[derive(Debug, Clone, Copy)]
pub struct Ets;

impl PointModel for Ets {
    fn name(&self) -> &'static str {
        "ets"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let (y, n) = (sample.values, known(sample.values));
        let size = match search_unit(y, MIN_VALUES, horizon) {
            Ok(size) => size,
            Err(given) => return given,
        };
        let complete = bridged_marked(y);
        let positive = positive(y);
        let seasonal = sample.season > 1
            && n > MIN_SEASONS * sample.season
            && is_seasonal(&complete, sample.season);
        let mut best: Option<(f64, Parameters, Problem)> = None;
        for form in forms(positive, seasonal) {
            // Without season, multiplicative errors are tried with the best trend alone.
            let other = best.as_ref().is_some_and(|(_, _, best)| best.form.trend != form.trend);
            if form.multiplicative && !seasonal && other {
                continue;
            }
            let multiplicative_season = form.season == Season::Multiplicative;
            let (initial, level) = if form.season == Season::None {
                (Vec::new(), y[0])
            } else {
                let Some(initial) =
                    initial_seasons(&complete, sample.season, multiplicative_season)
                else {
                    continue;
                };
                let first =
                    if multiplicative_season { y[0] / initial[0] } else { y[0] - initial[0] };
                (initial, first)
            };
            // Searched numbers, initial seasons less one, and the variance.
            let free = form.searched() + initial.len().saturating_sub(1) + 1;
            if n <= free + 1 {
                continue;
            }
            let season = sample.season.max(1);
            let problem = Problem { y, season, initial, form, size, level, slow: SLOW };
            let (found, cost) = problem.solve(best.as_ref().map(|(_, found, _)| found));
            let k = free as f64;
            let aicc = cost + 2.0 * k + 2.0 * k * (k + 1.0) / (n as f64 - k - 1.0);
            if aicc.is_finite() && best.as_ref().is_none_or(|(minimum, ..)| aicc < *minimum) {
                best = Some((aicc, found, problem));
            }
        }
        let (_, parameters, problem) = best.ok_or(Unfit::NoParameters)?;
        let (mut seasons, mut fitted) = (Vec::new(), Vec::with_capacity(y.len()));
        let (mut level, mut slope) =
            problem.run(&parameters, &mut seasons, |forecast, _| fitted.push(forecast));
        let mut point = Vec::with_capacity(horizon);
        for step in 0..horizon {
            slope *= parameters.phi;
            level += slope;
            let season = seasons.get((y.len() + step) % problem.season).copied().unwrap_or(0.0);
            point.push(match problem.form.season {
                Season::None => level,
                Season::Additive => level + season,
                Season::Multiplicative => level * season,
            });
        }
        PointForecast::finite(point, fitted)
    }
}

/// The forms tried, those of additive errors first.
fn forms(positive: bool, seasonal: bool) -> Vec<Form> {
    let mut forms = Vec::new();
    for multiplicative in [false, true] {
        for trend in [Trend::None, Trend::Additive, Trend::Damped] {
            for season in [Season::None, Season::Additive, Season::Multiplicative] {
                let wanted = (season != Season::None) == seasonal;
                let needs_positive = multiplicative || season == Season::Multiplicative;
                let stable = multiplicative || season != Season::Multiplicative;
                if wanted && stable && (positive || !needs_positive) {
                    forms.push(Form { multiplicative, trend, season });
                }
            }
        }
    }
    forms
}

fn initial_seasons(y: &[f64], season: usize, multiplicative: bool) -> Option<Vec<f64>> {
    let indices = Indices::fitted(y, season, multiplicative, true)?;
    Some((0..season).map(|t| indices.at(t)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, season, walk};

    /// Expected values: statsmodels, see tests/reference/engine.py; tolerance 1e-9, both being the
    /// same recursions.
    #[test]
    fn one_step_forecasts_are_those_of_an_independent_program() {
        let y = walk();
        let form = Form { multiplicative: false, trend: Trend::Additive, season: Season::None };
        let problem = Problem {
            y: &y,
            season: 1,
            initial: Vec::new(),
            form,
            size: 1.0,
            level: 0.0,
            slow: 0.0,
        };
        let parameters =
            Parameters { alpha: 0.6, beta: 0.2, gamma: 0.0, phi: 1.0, level: 0.0, slope: 1.0 };
        let (mut seasons, mut fitted) = (Vec::new(), Vec::new());
        problem.run(&parameters, &mut seasons, |forecast, _| fitted.push(forecast));
        for at in [0, 1, 10, 39] {
            assert!((fitted[at] - reference("ets-aan", at)).abs() < 1e-9, "{at}: {}", fitted[at]);
        }
    }

    /// Expected values: R's `forecast`, see tests/reference/forecast.R, from the parameters and
    /// states it found; tolerance 1e-6, the values being given to twelve digits.
    #[test]
    fn recursions_of_seasons_and_damped_trends_are_those_of_an_independent_program() {
        use Season::{Additive, Multiplicative, None as Without};
        let with = |multiplicative, trend, season| Form { multiplicative, trend, season };
        for (name, form) in [
            ("AAdN", with(false, Trend::Damped, Without)),
            ("ANA", with(false, Trend::None, Additive)),
            ("AAdA", with(false, Trend::Damped, Additive)),
            ("MAM", with(true, Trend::Additive, Multiplicative)),
            ("MNM", with(true, Trend::None, Multiplicative)),
        ] {
            let value = |index| reference(&format!("ets-r-{name}"), index);
            let (y, periods) = match form.season {
                Without => (walk().iter().map(|v| v + 50.0).collect(), 0),
                _ => (season(), 4),
            };
            let initial = (0..periods).map(|place| value(6 + place)).collect();
            let season = periods.max(1);
            let problem =
                Problem { y: &y, season, initial, form, size: 1.0, level: 0.0, slow: 0.0 };
            let [alpha, beta, gamma, phi, level, slope] = [0, 1, 2, 3, 4, 5].map(value);
            let parameters = Parameters { alpha, beta, gamma, phi, level, slope };
            let (mut seasons, mut fitted) = (Vec::new(), Vec::new());
            problem.run(&parameters, &mut seasons, |forecast, _| fitted.push(forecast));
            for (index, at) in [0, 5, 31].into_iter().enumerate() {
                let theirs = value(6 + periods + index);
                assert!((fitted[at] - theirs).abs() < 1e-6, "{name} {at}: {}", fitted[at]);
            }
        }
    }

    /// Expected values: statsforecast, see tests/reference/engine.py. Without the prior on slopes
    /// the likelihood must be as high as theirs: mean squared errors at most 0.01 per cent larger
    /// (searches end a little apart), and forecasts within 0.1 per cent.
    #[test]
    fn likelihoods_are_as_high_as_those_of_an_independent_program() {
        let y: Vec<f64> = walk().iter().map(|v| v + 50.0).collect();
        let size = y.windows(2).map(|w| (w[1] - w[0]).abs()).sum::<f64>() / 39.0;
        for (name, multiplicative, trend) in [
            ("ANN", false, Trend::None),
            ("AAN", false, Trend::Additive),
            ("MNN", true, Trend::None),
        ] {
            let form = Form { multiplicative, trend, season: Season::None };
            let (initial, level) = (Vec::new(), y[0]);
            let problem = Problem { y: &y, season: 1, initial, form, size, level, slow: 0.0 };
            let found = problem.solve(None).0;
            let (mut seasons, mut squares) = (Vec::new(), 0.0);
            let (level, slope) = problem.run(&found, &mut seasons, |_, error| {
                let error = error.expect("nothing is missing");
                squares += error * error / 40.0;
            });
            let theirs = reference(&format!("ets-mse-{name}"), 0);
            assert!(squares < 1.0001 * theirs, "{name}: {squares} against {theirs}");
            for step in 0..4 {
                let (ours, theirs) =
                    (level + slope * (step + 1) as f64, reference(&format!("ets-{name}"), step));
                assert!((ours / theirs - 1.0).abs() < 0.001, "{name} {step}: {ours} {theirs}");
            }
        }
    }

    /// A season that repeats exactly is forecast as it is.
    #[test]
    fn a_regular_season_is_continued() {
        let season = [12.0, 8.0, 9.0, 11.0];
        let y: Vec<f64> = (0..24).map(|t| season[t % 4] * (1.0 + 0.01 * t as f64)).collect();
        let fit = Ets.fit(&Sample { values: &y, season: 4 }, 4).expect("fits");
        for (step, v) in fit.point.iter().enumerate() {
            let expected = season[step] * (1.0 + 0.01 * (24 + step) as f64);
            assert!((v / expected - 1.0).abs() < 0.02, "{step}: {v} for {expected}");
        }
    }
}
