//! Exponential smoothing in state-space form with the form chosen by AICc
//! (Hyndman, Koehler, Ord & Snyder 2008).

use super::model::{Path, PointModel, Sample, mean_change, positive};
use super::season::{Indices, is_seasonal};
use super::simplex::minimise;
use suranys_core::math::ln;

/// Fewest values the model is fitted to.
const FEWEST: usize = 5;
/// Bounds of the parameters: the usual region, inside the admissible one.
const ALPHA: (f64, f64) = (1e-4, 0.9999);
const RATIO: (f64, f64) = (1e-4, 0.9999);
const PHI: (f64, f64) = (0.8, 0.98);
/// How strongly slopes are taken to change slowly: the exponent of the prior `(1 - beta/alpha)^SLOW`
/// on the share of the slope's smoothing. Unpenalised likelihood lets the slope follow the last
/// change, which forecasts worse than no model on short series.
const SLOW: f64 = 12.0;
/// Cost evaluations for each parameter searched, and relative agreement at the end.
const EVALUATIONS: usize = 32;
const TOLERANCE: f64 = 1e-6;
/// A seasonal form needs this many whole seasons.
const SEASONS: usize = 2;
/// Mean squared error below which a fit is perfect, in squared mean changes.
const EXACT: f64 = 1e-10;

/// ETS(A or M; N, A or Ad; N, A or M), by maximum likelihood and AICc. Additive error with
/// multiplicative season and multiplicative trends are left out: their variances explode.
///
/// Without season the trend is chosen with additive errors, and then the kind of error.
/// Smoothing parameters and the initial level and slope are searched; initial seasons are those
/// of classical decomposition.
#[derive(Debug, Clone, Copy)]
pub struct Ets;

/// Trend of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trend {
    None,
    Additive,
    Damped,
}

/// Season of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Season {
    None,
    Additive,
    Multiplicative,
}

#[derive(Debug, Clone, Copy)]
struct Form {
    multiplicative: bool,
    trend: Trend,
    season: Season,
}

impl Form {
    /// Numbers searched.
    fn searched(&self) -> usize {
        let trend = match self.trend {
            Trend::None => 2,
            Trend::Additive => 4,
            Trend::Damped => 5,
        };
        trend + usize::from(self.season != Season::None)
    }
}

/// Parameters and initial states, in the data's own unit.
#[derive(Debug, Clone, Copy)]
struct Parameters {
    alpha: f64,
    beta: f64,
    gamma: f64,
    phi: f64,
    level: f64,
    slope: f64,
}

/// What a form is fitted to.
struct Problem<'a> {
    y: &'a [f64],
    season: usize,
    /// Initial seasonal states; empty without season.
    initial: Vec<f64>,
    form: Form,
    /// Unit of the searched states.
    size: f64,
    level: f64,
    /// Exponent of the prior on slow slopes.
    slow: f64,
}

impl Problem<'_> {
    /// Order of the searched numbers: alpha, level, beta share, slope, phi, gamma share.
    fn unpack(&self, x: &[f64]) -> Parameters {
        let at = |n: usize, none: f64| x.get(n).copied().unwrap_or(none);
        let trended = self.form.trend != Trend::None;
        let alpha = at(0, 0.5);
        let gamma = if self.form.season == Season::None {
            0.0
        } else {
            at(self.form.searched() - 1, 0.0) * (1.0 - alpha)
        };
        Parameters {
            alpha,
            beta: if trended { alpha * at(2, 0.0) } else { 0.0 },
            gamma,
            phi: if self.form.trend == Trend::Damped { at(4, 1.0) } else { 1.0 },
            level: self.level + self.size * at(1, 0.0),
            slope: if trended { self.size * at(3, 0.0) } else { 0.0 },
        }
    }

    /// Runs the recursions; calls `each` with every one-step forecast and its error. Gives the
    /// final level, slope and seasons.
    fn run(
        &self,
        p: &Parameters,
        seasons: &mut Vec<f64>,
        mut each: impl FnMut(f64, f64),
    ) -> (f64, f64) {
        let (mut level, mut slope) = (p.level, p.slope);
        seasons.clear();
        seasons.extend_from_slice(&self.initial);
        let mut place = 0;
        for &y in self.y {
            let base = level + p.phi * slope;
            let season = seasons.get(place).copied().unwrap_or(0.0);
            let forecast = match self.form.season {
                Season::None => base,
                Season::Additive => base + season,
                Season::Multiplicative => base * season,
            };
            let error = y - forecast;
            each(forecast, error);
            // The error of the level: of a multiplicative season, the season is divided out. With
            // multiplicative errors the recursions are the same in these terms.
            let share =
                if self.form.season == Season::Multiplicative { error / season } else { error };
            level = base + p.alpha * share;
            slope = p.phi * slope + p.beta * share;
            if let Some(kept) = seasons.get_mut(place) {
                *kept += match self.form.season {
                    Season::Multiplicative => p.gamma * error / base,
                    _ => p.gamma * error,
                };
                place = (place + 1) % self.season;
            }
        }
        (level, slope)
    }

    /// Minus twice the log likelihood, up to a constant, with the prior on the slope.
    fn cost(&self, x: &[f64], seasons: &mut Vec<f64>) -> f64 {
        let p = self.unpack(x);
        let n = self.y.len() as f64;
        let (mut sum, mut logs, mut product) = (0.0, 0.0, 1.0_f64);
        let multiplicative = self.form.multiplicative;
        let mut valid = true;
        self.run(&p, seasons, |forecast, error| {
            if multiplicative {
                valid &= forecast > 0.0;
                let relative = error / forecast;
                sum += relative * relative;
                // The logarithm of a product is taken once in a while.
                product *= forecast / self.level;
                if !(1e-100..1e100).contains(&product) {
                    logs += ln(product);
                    product = 1.0;
                }
            } else {
                sum += error * error;
            }
        });
        if !valid {
            return f64::INFINITY;
        }
        let unit = if multiplicative { self.size / self.level } else { self.size };
        let mean = (sum / n / (unit * unit)).max(EXACT);
        // Both kinds of error are measured in the same unit, so that their likelihoods compare.
        let prior = if self.form.trend == Trend::None {
            0.0
        } else {
            -2.0 * self.slow * ln(1.0 - p.beta / p.alpha)
        };
        n * ln(mean) + prior + if multiplicative { 2.0 * (logs + ln(product)) } else { 0.0 }
    }

    fn search<const N: usize>(&self) -> (Vec<f64>, f64) {
        let (mut start, mut step, mut bounds) = ([0.0; N], [0.0; N], [(0.0, 0.0); N]);
        let order: [(f64, f64, (f64, f64)); 5] = [
            (0.5, 0.3, ALPHA),
            (0.0, 1.0, (-20.0, 20.0)),
            (0.1, 0.2, RATIO),
            (self.slope_start(), 0.5, (-20.0, 20.0)),
            (0.95, -0.05, PHI),
        ];
        for (n, (from, by, limits)) in order.into_iter().take(N).enumerate() {
            (start[n], step[n], bounds[n]) = (from, by, limits);
        }
        if self.form.season != Season::None {
            (start[N - 1], step[N - 1], bounds[N - 1]) = (0.1, 0.2, RATIO);
        }
        let seasons = std::cell::RefCell::new(Vec::with_capacity(self.season));
        let cost = |x: &[f64; N]| self.cost(x, &mut seasons.borrow_mut());
        let (x, least) = minimise(cost, start, step, bounds, EVALUATIONS * N, TOLERANCE);
        (x.to_vec(), least)
    }

    fn slope_start(&self) -> f64 {
        let n = self.y.len();
        let reach = (n - 1).min(if self.season > 1 { 2 * self.season } else { 5 });
        (self.y[reach] - self.y[0]) / reach as f64 / self.size
    }

    fn solve(&self) -> (Vec<f64>, f64) {
        match self.form.searched() {
            2 => self.search::<2>(),
            3 => self.search::<3>(),
            4 => self.search::<4>(),
            5 => self.search::<5>(),
            _ => self.search::<6>(),
        }
    }
}

impl PointModel for Ets {
    fn name(&self) -> &'static str {
        "ets"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Option<Path> {
        let (y, n) = (sample.values, sample.values.len());
        if n < FEWEST {
            return None;
        }
        let size = mean_change(y);
        if size <= 0.0 {
            return Some(Path::flat(y[0], horizon, n));
        }
        let positive = positive(y);
        let seasonal =
            sample.season > 1 && n > SEASONS * sample.season && is_seasonal(y, sample.season);
        let mut best: Option<(f64, Vec<f64>, Problem)> = None;
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
                let Some(initial) = initial_seasons(y, sample.season, multiplicative_season) else {
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
            let (x, cost) = problem.solve();
            let k = free as f64;
            let aicc = cost + 2.0 * k + 2.0 * k * (k + 1.0) / (n as f64 - k - 1.0);
            if aicc.is_finite() && best.as_ref().is_none_or(|(least, ..)| aicc < *least) {
                best = Some((aicc, x, problem));
            }
        }
        let (_, x, problem) = best?;
        let parameters = problem.unpack(&x);
        let (mut seasons, mut fitted) = (Vec::new(), Vec::with_capacity(n));
        let (mut level, mut slope) =
            problem.run(&parameters, &mut seasons, |forecast, _| fitted.push(forecast));
        let mut point = Vec::with_capacity(horizon);
        for step in 0..horizon {
            slope *= parameters.phi;
            level += slope;
            let season = seasons.get((n + step) % problem.season).copied().unwrap_or(0.0);
            point.push(match problem.form.season {
                Season::None => level,
                Season::Additive => level + season,
                Season::Multiplicative => level * season,
            });
        }
        point.iter().all(|v| v.is_finite()).then_some(Path { point, fitted })
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
    use crate::engine::reference::{reference, season, walk};

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
    /// the likelihood must be as high as theirs: mean squared errors at most 0.1 per cent larger
    /// (searches end a little apart), and forecasts within 1 per cent.
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
            let found = problem.unpack(&problem.solve().0);
            let (mut seasons, mut squares) = (Vec::new(), 0.0);
            let (level, slope) =
                problem.run(&found, &mut seasons, |_, error| squares += error * error / 40.0);
            let theirs = reference(&format!("ets-mse-{name}"), 0);
            assert!(squares < 1.001 * theirs, "{name}: {squares} against {theirs}");
            for step in 0..4 {
                let (ours, theirs) =
                    (level + slope * (step + 1) as f64, reference(&format!("ets-{name}"), step));
                assert!((ours / theirs - 1.0).abs() < 0.01, "{name} {step}: {ours} {theirs}");
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
