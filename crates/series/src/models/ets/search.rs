//! Smoothing parameters and initial states of one form, by maximum likelihood.

use crate::models::ets::form::{Form, Season, Trend};
use crate::models::point_model::tolerance;
use crate::optim::simplex::minimise_ranges;
use crate::preprocess::observed::known;
use crate::tuning::ets::{
    ALL_EVALUATIONS, ALPHA, LEVEL, NEAR_EVALUATIONS, NEAR_STEP, PHI, PRODUCT, RATIO, RIDGE, SLOPE,
    SLOPE_CHANGES, SMOOTHING_EVALUATIONS, TOLERANCE,
};
use crate::tuning::models::EXACT;
use suranys_core::numeric::ln;

/// Parameters and initial states, in the data's own unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameters {
    pub alpha: f64,
    pub beta: f64,
    pub gamma: f64,
    pub phi: f64,
    pub level: f64,
    pub slope: f64,
}

/// What a form is fitted to.
pub(super) struct Problem<'a> {
    pub y: &'a [f64],
    pub season: usize,
    /// Initial seasonal states; empty without season.
    pub initial: Vec<f64>,
    pub form: Form,
    /// Unit of the searched states.
    pub size: f64,
    pub level: f64,
    /// Exponent of the prior on slow slopes.
    pub slow: f64,
}

impl Problem<'_> {
    /// Order of the searched numbers: alpha, level, beta share, slope, phi, gamma share.
    fn unpack(&self, x: &[f64]) -> Parameters {
        let at = |n: usize, none: f64| x.get(n).copied().unwrap_or(none);
        let trended = self.form.trend != Trend::None;
        let alpha = at(0, ALPHA.0);
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

    /// Runs the recursions; calls `each` with every one-step forecast and its error, none where the
    /// value is missing. Gives the final level, slope and seasons.
    pub(super) fn run(
        &self,
        p: &Parameters,
        seasons: &mut Vec<f64>,
        mut each: impl FnMut(f64, Option<f64>),
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
            let error = (!y.is_nan()).then_some(y - forecast);
            each(forecast, error);
            let error = error.unwrap_or(0.0);
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
        let (mut n, mut sum, mut logs, mut product) = (0.0, 0.0, 0.0, 1.0_f64);
        let multiplicative = self.form.multiplicative;
        let mut valid = true;
        self.run(&p, seasons, |forecast, error| {
            let Some(error) = error else { return };
            n += 1.0;
            if multiplicative {
                valid &= forecast > 0.0;
                let relative = error / forecast;
                sum += relative * relative;
                // The logarithm of a product is taken once in a while.
                product *= forecast / self.level;
                if !PRODUCT.contains(&product) {
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
        let logs = if multiplicative { 2.0 * (logs + ln(product)) } else { 0.0 };
        n * ln(mean) + self.prior(&p) + logs
    }

    /// Minus twice the logarithm of the prior on the slope.
    fn prior(&self, p: &Parameters) -> f64 {
        if self.form.trend == Trend::None {
            return 0.0;
        }
        -2.0 * self.slow * ln(1.0 - p.beta / p.alpha)
    }

    /// The initial level and slope of least squared errors, for additive errors without season,
    /// whatever states `p` has; and the sum of squares. All in mean changes, levels from the first.
    ///
    /// Errors are those from a start at the first value, as `steep` as that, less the responses to a
    /// start one higher and one steeper, as many times as both are; these are found by least squares.
    fn states(&self, p: &Parameters, steep: f64) -> (f64, f64, f64) {
        let trended = self.form.trend != Trend::None;
        let (mut own, mut higher, mut steeper) = ((0.0, steep), (1.0, 0.0), (0.0, 1.0));
        // Products of the two responses, of each with the error, and of the error with itself.
        let (mut hh, mut hs, mut ss) = (RIDGE, 0.0, RIDGE);
        let (mut he, mut se, mut ee) = (0.0, 0.0, 0.0);
        let step = |state: &mut (f64, f64), y: f64| {
            let base = state.0 + p.phi * state.1;
            let error = if y.is_nan() { 0.0 } else { y - base };
            *state = (base + p.alpha * error, p.phi * state.1 + p.beta * error);
            error
        };
        let per_size = 1.0 / self.size;
        for y in self.y {
            let error = step(&mut own, (y - self.level) * per_size);
            let none = if y.is_nan() { f64::NAN } else { 0.0 };
            let high = step(&mut higher, none);
            hh += high * high;
            he -= high * error;
            ee += error * error;
            if trended {
                let steep = step(&mut steeper, none);
                hs += high * steep;
                ss += steep * steep;
                se -= steep * error;
            }
        }
        let determinant = hh * ss - hs * hs;
        let (level, slope) = ((he * ss - se * hs) / determinant, (se * hh - he * hs) / determinant);
        (level, steep + slope, (ee - level * he - slope * se).max(0.0))
    }

    /// The likeliest parameters and states, and their cost; searched from `near`, a fit of the
    /// same trend, where there is one and no season.
    pub(super) fn solve(&self, near: Option<&Parameters>) -> (Parameters, f64) {
        let seasonal = self.form.season != Season::None;
        if !seasonal && !self.form.multiplicative {
            return match self.form.trend {
                Trend::None => self.search_smoothing::<1>(),
                Trend::Additive => self.search_smoothing::<2>(),
                Trend::Damped => self.search_smoothing::<3>(),
            };
        }
        let near = near.filter(|_| !seasonal);
        match self.form.searched() {
            2 => self.search_all::<2>(near),
            3 => self.search_all::<3>(near),
            4 => self.search_all::<4>(near),
            5 => self.search_all::<5>(near),
            _ => self.search_all::<6>(near),
        }
    }

    /// Over alpha, the slope's share of it and phi, as many of them as the form has; with the
    /// states that are best for each trial.
    fn search_smoothing<const N: usize>(&self) -> (Parameters, f64) {
        let at = |x: &[f64; N]| {
            let beta = x.get(1).map_or(0.0, |share| share * x[0]);
            let phi = x.get(2).copied().unwrap_or(1.0);
            Parameters { alpha: x[0], beta, gamma: 0.0, phi, level: 0.0, slope: 0.0 }
        };
        let n = known(self.y) as f64;
        let steep = if N > 1 { self.slope_start() } else { 0.0 };
        let cost = |x: &[f64; N]| {
            let p = at(x);
            let (.., sum) = self.states(&p, steep);
            n * ln((sum / n).max(EXACT)) + self.prior(&p)
        };
        let evaluations = N * SMOOTHING_EVALUATIONS;
        let tolerance = tolerance(self.y.len(), TOLERANCE);
        let (x, minimum) = minimise_ranges(cost, &[ALPHA, RATIO, PHI], evaluations, tolerance);
        let p = at(&x);
        let (level, slope, _) = self.states(&p, steep);
        let (level, slope) = (self.level + self.size * level, self.size * slope);
        (Parameters { level, slope, ..p }, minimum)
    }

    /// Over all numbers of the form.
    fn search_all<const N: usize>(&self, near: Option<&Parameters>) -> (Parameters, f64) {
        let slope = (self.slope_start(), SLOPE.0, SLOPE.1);
        let mut order = [ALPHA, LEVEL, RATIO, slope, PHI, RATIO];
        if self.form.season != Season::None {
            order[N - 1] = RATIO;
        }
        let mut evaluations = ALL_EVALUATIONS;
        if let Some(p) = near {
            let level = (p.level - self.level) / self.size;
            let found = [p.alpha, level, p.beta / p.alpha, p.slope / self.size, p.phi];
            for ((from, by, _), found) in order.iter_mut().zip(found) {
                (*from, *by) = (found, *by * NEAR_STEP);
            }
            evaluations = NEAR_EVALUATIONS;
        }
        let seasons = std::cell::RefCell::new(Vec::with_capacity(self.season));
        let cost = |x: &[f64; N]| self.cost(x, &mut seasons.borrow_mut());
        let tolerance = tolerance(self.y.len(), TOLERANCE);
        let (x, minimum) = minimise_ranges(cost, &order, N * evaluations, tolerance);
        (self.unpack(&x), minimum)
    }

    /// The mean change of the first values, in mean changes of all.
    fn slope_start(&self) -> f64 {
        let n = self.y.len();
        let (changes, seasons) = SLOPE_CHANGES;
        let reach = (n - 1).min(if self.season > 1 { seasons * self.season } else { changes });
        let reach = (reach..n).find(|t| !self.y[*t].is_nan()).unwrap_or(n - 1);
        (self.y[reach] - self.y[0]) / reach as f64 / self.size
    }
}
