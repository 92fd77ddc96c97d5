//! How wide prediction intervals must be, by a panel's own past errors.

use crate::calibration::error_scale::error_scale;
use crate::calibration::quantile::{conformal_quantile, log_shrunk, trust};
use crate::calibration::support::Support;
use crate::ensemble::combination::{FittedModels, training_values};
use crate::ensemble::global_model::GlobalModel;
use crate::ensemble::past_forecast::{Origins, PastForecast, past_forecasts};
use crate::ensemble::training::train;
use crate::ensemble::trajectory::Trajectory;
use crate::ensemble::weights::TrainedWeights;
use crate::error::ForecastError;
use crate::optim::low_discrepancy::Subsample;
use crate::preprocess::observed::{marked, mean_change, mean_size, median, observed};
use crate::preprocess::outlier::Outliers;
use crate::screening::without_slips;
use crate::spec::{ForecastSpec, ModelSelection};
use crate::tuning::conformal::{
    DAMPING, DIGITS_AGREE, GRID, MAX_DECIMALS, MAX_SERIES, MAX_TIMES_PRIOR, MIN_DAMPING_SERIES,
    MIN_SHARE_OF_VALUES, MIN_TAIL, MIN_VALUES, PRIOR, PRIOR_ERRORS, PRIOR_HORIZON_POWER,
    UNKNOWN_CHANGE,
};
use crate::tuning::past_errors::MIN_SIZE;
use rayon::prelude::*;
use std::sync::Arc;
use suranys_core::numeric::{exp, ln, powf};

/// What a panel's past forecasts train: weights of the models, how far their changes are damped, and how
/// large past errors were by step and probability. It goes with the [`Forecaster`](crate::Forecaster) it was made for
/// alone. Copies share what is in it.
///
/// ```
/// use suranys_series::{ForecastError, Forecaster};
///
/// let walk = |n: i32| (0..24).map(|t| Some(f64::from(100 + 3 * t + (5 * n * t * t) % 17))).collect();
/// let panel: Vec<Vec<Option<f64>>> = (1..16).map(walk).collect();
/// let calibration = Forecaster::new(3).calibrate(&panel)?;
/// assert!(calibration.errors() > 100 && calibration.damping() <= 1.0);
/// // Of no series there is none.
/// assert_eq!(Forecaster::new(3).calibrate(&[]), Err(ForecastError::Untrained));
/// # Ok::<(), ForecastError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    trained: Arc<Trained>,
}

#[derive(Debug, PartialEq)]
struct Trained {
    /// What was asked for.
    spec: ForecastSpec,
    /// Weights of the combination's members.
    weights: Option<TrainedWeights>,
    /// One regression for all of the panel.
    global: Option<GlobalModel>,
    /// Share of the change the combination forecasts that is kept.
    damping: f64,
    /// By step, at the probabilities of the grid.
    sizes: Vec<[f64; GRID.len()]>,
    errors: usize,
    /// The panel's median mean change, relative to the size of its series.
    relative: f64,
    /// One unit of the last digit that the panel's values have.
    unit: f64,
}

/// One past forecast error.
struct PastError {
    step: usize,
    error_scale: f64,
    outturn: f64,
    median: f64,
    naive: f64,
    support: Support,
}

impl PastError {
    fn median(&self, damping: f64) -> f64 {
        self.support.clamp(self.naive + damping * (self.median - self.naive))
    }

    /// The error in error scales, had the change been damped so.
    fn error(&self, damping: f64) -> f64 {
        (self.outturn - self.median(damping)).abs() / self.error_scale
    }

    /// In error scales, half the width of the narrowest interval that contains the outturn.
    fn size(&self, damping: f64) -> f64 {
        self.support.half_width(self.median(damping), self.outturn) / self.error_scale
    }
}

/// A panel's training set, its series taken one by one: of a large panel a low-discrepancy subsample
/// is kept, so that any number can stream through.
///
/// ```
/// use suranys_series::{Forecaster, TrainingSet};
///
/// let mut all = TrainingSet::default();
/// for n in 1..2000 {
///     let y: Vec<Option<f64>> = (0..12).map(|t| Some(f64::from(n + 3 * t + n * t % 5))).collect();
///     all.add(&y)?;
/// }
/// assert!(all.train(&Forecaster::new(2))?.errors() > 0);
/// # Ok::<(), suranys_series::ForecastError>(())
/// ```
#[derive(Debug)]
pub struct TrainingSet {
    sample: Subsample<Vec<f64>>,
    /// Mean changes of all series, relative to their sizes.
    relative: Vec<f64>,
    /// Max decimals of any value.
    decimals: usize,
    /// Series taken.
    count: usize,
}

impl Default for TrainingSet {
    fn default() -> TrainingSet {
        TrainingSet {
            sample: Subsample::new(MAX_SERIES),
            relative: Vec::new(),
            decimals: 0,
            count: 0,
        }
    }
}

impl TrainingSet {
    /// Takes the panel's next series.
    ///
    /// # Errors
    /// When a value is not a finite number.
    pub fn add(&mut self, y: &[Option<f64>]) -> Result<(), ForecastError> {
        self.add_marked(&marked(y)?);
        Ok(())
    }

    /// Takes the panel's next series, NaN where a value is missing.
    pub(crate) fn add_marked(&mut self, y: &[f64]) {
        self.count += 1;
        if y.len() > MIN_VALUES {
            self.sample.add(|| y.to_vec());
        }
        self.relative.extend(relative_change(y));
        self.decimals = observed(y).map(decimals).fold(self.decimals, usize::max);
    }

    /// Whether any series was taken.
    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The calibration of all that was taken.
    ///
    /// It rests on past forecasts, whose models saw nothing of what they forecast. Weights of the
    /// members are trained on all of them; intervals of weights trained on other series were no
    /// wider. Values that look like slips are left out, and where there are any, the regression of the panel
    /// does not forecast series unlike all it was trained on: with slips come breaks that no one marked.
    ///
    /// Where the naive forecast would have done as well as the combination, its changes are damped:
    /// of series that nothing forecasts better than no change the forecast is no change, or near.
    pub(crate) fn trained(self, spec: &ForecastSpec) -> Calibration {
        let TrainingSet { sample, mut relative, decimals, .. } = self;
        let horizon = spec.horizon;
        let mut all = sample.finish();
        let cleaned: Vec<Option<Vec<f64>>> =
            all.par_iter().map(|y| without_slips(y, spec.season)).collect();
        let slips = cleaned.iter().any(Option::is_some);
        for (y, cleaned) in all.iter_mut().zip(cleaned) {
            *y = cleaned.unwrap_or(std::mem::take(y));
        }
        all.retain(|y| y.len() > MIN_VALUES);
        let origins = Origins::of(&all, spec);
        let mut sample = Subsample::new(origins.series);
        all.into_iter().for_each(|y| sample.add(|| y));
        let sample = sample.finish();
        let past = past_forecasts(&sample, spec, origins, !slips);
        let global = (spec.selection == ModelSelection::Combination).then(|| {
            let values = sample.par_iter().filter_map(|y| training_values(y, spec.season));
            let values: Vec<Vec<f64>> = values.collect();
            let values: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
            GlobalModel::of(&values, spec.reach(), !slips)
        });
        let global = global.flatten();
        let weights = train(past.iter().flatten(), origins.apart);
        let errors: Vec<Vec<PastError>> =
            past.par_iter().map(|past| past_errors(past, weights.as_ref())).collect();
        let damping =
            if spec.selection == ModelSelection::Combination { damping(&errors) } else { 1.0 };
        let sizes = (0..horizon).map(|step| sizes(&errors, step, damping)).collect();
        let relative = median(&mut relative).unwrap_or(UNKNOWN_CHANGE);
        let errors = errors.iter().map(Vec::len).sum();
        let unit = powf(10.0, -(decimals as f64));
        let spec = *spec;
        let trained = Trained { spec, weights, global, damping, sizes, errors, relative, unit };
        Calibration { trained: Arc::new(trained) }
    }
}

/// Conformal quantiles of past errors at a step, shrunk towards the prior on the logarithmic scale.
fn sizes(errors: &[Vec<PastError>], step: usize, damping: f64) -> [f64; GRID.len()] {
    let here = errors.iter().flatten().filter(|error| error.step == step);
    let mut sizes: Vec<f64> = here.map(|error| error.size(damping)).collect();
    sizes.sort_by(f64::total_cmp);
    let trust = trust(sizes.len() as f64, PRIOR_ERRORS);
    let scaling = powf((step + 1) as f64, PRIOR_HORIZON_POWER);
    let mut at = [0.0; GRID.len()];
    for ((at, p), prior) in at.iter_mut().zip(GRID).zip(PRIOR) {
        let prior = prior * scaling;
        let seen = conformal_quantile(&sizes, p).unwrap_or(prior);
        let seen = seen.min(MAX_TIMES_PRIOR * prior).max(MIN_SIZE);
        *at = exp(log_shrunk(ln(seen), ln(prior), trust));
    }
    at
}

impl Calibration {
    /// That it was made for what is asked for.
    pub(crate) fn made_for(&self, spec: &ForecastSpec) -> Result<(), ForecastError> {
        let differs = self.trained.spec.differs(spec);
        differs.map_or(Ok(()), |what| Err(ForecastError::OtherCalibration(what)))
    }

    /// The medians of a trajectory, its change damped, within its bounds.
    pub(crate) fn medians(&self, trajectory: &Trajectory) -> Vec<f64> {
        let both = trajectory.median.iter().zip(&trajectory.naive);
        both.map(|(median, naive)| {
            trajectory.support.clamp(naive + self.trained.damping * (median - naive))
        })
        .collect()
    }

    /// The models of a series and the global model, combined by trained weights; of a small panel
    /// nothing was trained.
    pub(crate) fn trajectory(&self, fitted: FittedModels) -> Trajectory {
        let Trained { global, weights, .. } = &*self.trained;
        fitted.joined(global.as_ref()).trajectory(weights.as_ref())
    }

    /// The damping factor: the share kept of the changes the combination forecasts; one, unless no
    /// change would have done as well.
    #[must_use]
    pub fn damping(&self) -> f64 {
        self.trained.damping
    }

    /// Number of past errors it rests on; zero where it is the engine's prior alone.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.trained.errors
    }

    /// The least error scale of one step, in the unit of the series `y`, whose intervals are never
    /// narrower than its length allows: a series that never changed yet counts as having changed once as
    /// the panel does, and one that ends at zero, by one unit of the last digit. Of `n` zeros that makes
    /// an upper bound of 2.6 units over `n` at 95 per cent: the rule of three (Hanley & Lippman-Hand
    /// 1983), nearly.
    pub(crate) fn floor(&self, y: &[f64]) -> f64 {
        let last = y.last().map_or(0.0, |v| v.abs());
        let Trained { relative, unit, .. } = &*self.trained;
        let once = if last > 0.0 { relative * last } else { *unit };
        once / y.len().max(1) as f64
    }

    /// What no bound of a positive series `y` is below, in its unit: half of the last digit that the
    /// panel's values have, so that it is not published as zero, or, if that is less, a small share of the
    /// least value there was. A bound falls on the logarithmic scale by its width over the median: of a
    /// median near zero and a past that was far from it, by hundreds.
    pub(crate) fn min_bound(&self, y: &[f64]) -> f64 {
        let min = observed(y).filter(|v| *v > 0.0).fold(f64::INFINITY, f64::min);
        (MIN_SHARE_OF_VALUES * min).min(self.trained.unit / 2.0)
    }

    /// Size, in error scales, that an error `step` steps ahead stays below with probability `p`.
    pub(crate) fn size(&self, step: usize, p: f64) -> f64 {
        let sizes = &self.trained.sizes;
        let Some(at) = sizes.get(step).or(sizes.last()) else { return f64::INFINITY };
        if p <= GRID[0] {
            return at[0] * p / GRID[0];
        }
        for n in 1..GRID.len() {
            if p <= GRID[n] {
                let share = (p - GRID[n - 1]) / (GRID[n] - GRID[n - 1]);
                return at[n - 1] + share * (at[n] - at[n - 1]);
            }
        }
        // Beyond the grid sizes grow as between its last two in the logarithm of the tail.
        let last = GRID.len() - 1;
        let slope = (at[last] - at[last - 1]) / (ln(1.0 - GRID[last - 1]) - ln(1.0 - GRID[last]));
        at[last] + slope * (ln(1.0 - GRID[last]) - ln((1.0 - p).max(MIN_TAIL)))
    }
}

/// Decimals of a value, as far as they count.
fn decimals(value: f64) -> usize {
    let whole = |decimals: &usize| {
        let scaled = value * powf(10.0, *decimals as f64);
        (scaled - scaled.round()).abs() <= DIGITS_AGREE * scaled.abs()
    };
    (0..MAX_DECIMALS).find(whole).unwrap_or(MAX_DECIMALS)
}

fn relative_change(y: &[f64]) -> Option<f64> {
    let y = &Outliers::of_marked(y, 1).without(y);
    let (size, change) = (mean_size(y), mean_change(y));
    (size > 0.0 && change > 0.0).then_some(change / size)
}

/// The share of the combination's change to keep: all of it, unless past errors were no greater
/// with none; then that of least mean error.
fn damping(past: &[Vec<PastError>]) -> f64 {
    let sample: Vec<&Vec<PastError>> = past.iter().filter(|errors| !errors.is_empty()).collect();
    let error = |share: f64| -> f64 {
        let mean =
            |p: &Vec<PastError>| p.iter().map(|p| p.error(share)).sum::<f64>() / p.len() as f64;
        sample.iter().map(|errors| mean(errors)).sum()
    };
    if sample.len() < MIN_DAMPING_SERIES || error(0.0) > error(1.0) {
        return 1.0;
    }
    let all = DAMPING.map(|share| (error(share), share));
    all.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, share)| share)
}

/// Errors of past forecasts of one series, its members weighted as trained.
fn past_errors(past: &[PastForecast], trained: Option<&TrainedWeights>) -> Vec<PastError> {
    let mut errors = Vec::new();
    for PastForecast { fitted, outturns, .. } in past {
        let trajectory = fitted.trajectory(trained);
        for (step, outturn) in outturns.iter().copied().enumerate() {
            let error_scale = error_scale(&trajectory, step);
            if error_scale > 0.0 && !outturn.is_nan() {
                let (median, naive) = (trajectory.median[step], trajectory.naive[step]);
                let support = trajectory.support;
                errors.push(PastError { step, error_scale, outturn, median, naive, support });
            }
        }
    }
    errors
}
