//! How wide the bands must be: what a panel's own past says.

use crate::calibration::error_scale::unit;
use crate::calibration::support::Ends;
use crate::calibration::training::{Past, Trained};
use crate::ensemble::combination::{
    Fitted, ForecastSpec, ModelSelection, Projection, fitted, teaching,
};
use crate::models::drift::median;
use crate::models::global::Pooled;
use crate::models::model::{mean_change, mean_size, season_changes};
use crate::optim::low_discrepancy::Thinning;
use rayon::prelude::*;
use suranys_core::numeric::{exp, ln, powf};

/// Probabilities at which the size of past errors is kept; between them it is interpolated.
pub(crate) const GRID: [f64; 12] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];
/// Fewest values a past forecast may rest on.
const FEWEST: usize = 6;
/// Most past forecasts made of one series; of all together as many as this times the root of their
/// number, so that in a large panel each costs less.
const MOST_ORIGINS: usize = 6;
const FITS_PER_ROOT: f64 = 78.0;
/// Series looked at, about, of a large panel: as many as leave three past forecasts of each.
const MOST_SERIES: usize = 676;
/// Past errors, at one step, that count as much as the prior.
const PRIOR_ERRORS: f64 = 100.0;
/// The prior: quantiles of one-step errors in units at [`GRID`], and the exponent with which they
/// grow with the horizon beyond the unit's growth. An assumption for panels with little past: about
/// an eighth below the combination's errors on the yearly series of the M3 competition (Makridakis &
/// Hibon 2000) at origins before their last values.
const PRIOR: [f64; 12] = [0.12, 0.25, 0.37, 0.53, 0.67, 0.87, 1.09, 1.35, 1.96, 2.6, 3.45, 5.8];
const PRIOR_GROWTH: f64 = 0.15;
/// Past errors of more than so many times the prior say that their unit was wrong, not that bands
/// must be so wide.
const WIDEST: f64 = 10.0;
/// Mean change relative to size, of a panel without any: an assumption.
const UNKNOWN_CHANGE: f64 = 0.1;

/// Shares of the combination's change that are tried, and the fewest series that tell.
const SHARES: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
const TELLING: usize = 10;

/// Sizes of past errors, in units, by step and probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// How the combination's members are weighed.
    trained: Option<Trained>,
    /// What one regression for all of the panel says.
    pooled: Option<Pooled>,
    /// How much of the change that the combination foresees is kept.
    kept: f64,
    steps: Vec<[f64; GRID.len()]>,
    errors: usize,
    /// The panel's median mean change, relative to the size of its series.
    relative: f64,
}

/// One past error.
struct Miss {
    step: usize,
    unit: f64,
    outturn: f64,
    point: f64,
    still: f64,
    ends: Ends,
}

impl Miss {
    fn point(&self, kept: f64) -> f64 {
        self.ends.clamp(self.still + kept * (self.point - self.still))
    }

    /// The error in units, had so much of the change been kept.
    fn error(&self, kept: f64) -> f64 {
        (self.outturn - self.point(kept)).abs() / self.unit
    }

    /// In units, the width of the narrowest band that holds the outcome.
    fn size(&self, kept: f64) -> f64 {
        self.ends.width(self.point(kept), self.outturn) / self.unit
    }
}

/// What a panel has to teach from, its series taken one by one: of a large panel only some series,
/// spread over it, are kept.
#[derive(Debug)]
pub struct TrainingSet {
    looked: Thinning<Vec<f64>>,
    /// Mean changes of all series, relative to their sizes.
    relative: Vec<f64>,
}

impl Default for TrainingSet {
    fn default() -> TrainingSet {
        TrainingSet { looked: Thinning::new(MOST_SERIES), relative: Vec::new() }
    }
}

impl TrainingSet {
    /// Takes the panel's next series.
    pub fn add(&mut self, y: &[f64]) {
        if y.len() > FEWEST {
            self.looked.add(|| y.to_vec());
        }
        self.relative.extend(relative_change(y));
    }

    /// What all that was taken teaches.
    ///
    /// It is told by past forecasts, whose models saw nothing of what they forecast. How members are
    /// weighed is learnt from all of them; bands of weights that other series taught were no wider.
    ///
    /// Where no change would have done as well as the combination, its changes are drawn in: of
    /// series that nothing forecasts better than no change the forecast is no change, or near.
    #[must_use]
    pub fn learn(self, spec: &ForecastSpec) -> Calibration {
        let TrainingSet { looked, mut relative } = self;
        let (looked, horizon) = (looked.finish(), spec.horizon);
        let each = (FITS_PER_ROOT / (looked.len().max(1) as f64).sqrt()) as usize;
        let each = each.min(MOST_ORIGINS);
        let past: Vec<Vec<Past>> = looked.par_iter().map(|y| past(y, spec, each)).collect();
        let past = joined(past, each, spec);
        let pooled = (spec.selection == ModelSelection::Combination).then(|| {
            let teaching = looked.par_iter().filter_map(|y| teaching(y, spec.season));
            let teaching: Vec<Vec<f64>> = teaching.collect();
            Pooled::of(&teaching.iter().map(Vec::as_slice).collect::<Vec<_>>(), spec.reach())
        });
        let pooled = pooled.flatten();
        let trained = Trained::of(past.iter().flatten(), apart(horizon));
        let past: Vec<Vec<Miss>> =
            past.par_iter().map(|past| misses(past, trained.as_ref())).collect();
        let kept = if spec.selection == ModelSelection::Combination { kept(&past) } else { 1.0 };
        let steps = (0..horizon)
            .map(|step| {
                let here = past.iter().flatten().filter(|p| p.step == step);
                let mut sizes: Vec<f64> = here.map(|p| p.size(kept)).collect();
                sizes.sort_by(f64::total_cmp);
                let known = sizes.len() as f64 / (sizes.len() as f64 + PRIOR_ERRORS);
                let growth = powf((step + 1) as f64, PRIOR_GROWTH);
                let mut at = [0.0; GRID.len()];
                for ((at, p), prior) in at.iter_mut().zip(GRID).zip(PRIOR) {
                    let prior = prior * growth;
                    // The conformal quantile: one more error, as large as any, stands for the new.
                    let rank = p * (sizes.len() + 1) as f64 - 1.0;
                    let seen = interpolated(&sizes, rank).unwrap_or(prior).min(WIDEST * prior);
                    *at = exp(known * ln(seen.max(1e-6)) + (1.0 - known) * ln(prior));
                }
                at
            })
            .collect();
        let relative = median(&mut relative).unwrap_or(UNKNOWN_CHANGE);
        let errors = past.iter().map(Vec::len).sum();
        Calibration { trained, pooled, kept, steps, errors, relative }
    }
}

impl Calibration {
    /// What a panel teaches: [`TrainingSet`] of all of its series.
    #[must_use]
    pub fn learn(panel: &[Vec<f64>], spec: &ForecastSpec) -> Calibration {
        let mut training_set = TrainingSet::default();
        panel.iter().for_each(|y| training_set.add(y));
        training_set.learn(spec)
    }

    /// The path of an outlook, with as much of its change as is kept, within its bounds.
    pub(crate) fn path(&self, projection: &Projection) -> Vec<f64> {
        let both = projection.point.iter().zip(&projection.still);
        both.map(|(point, still)| projection.ends.clamp(still + self.kept * (point - still)))
            .collect()
    }

    /// What the models say of a series, and the panel's regression, weighed as the panel taught; of
    /// a small panel nothing is learnt.
    pub(crate) fn projection(&self, fitted: Fitted) -> Projection {
        fitted.joined(self.pooled.as_ref()).projection(self.trained.as_ref())
    }

    /// The share kept of the changes that the combination foresees: one, unless no change would
    /// have done as well.
    #[must_use]
    pub fn kept(&self) -> f64 {
        self.kept
    }

    /// Number of past errors learnt from.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Half the width of the central band of probability `p`, in the unit of the series `y`, whose
    /// bands are never narrower than its length allows: a series that never changed yet counts as
    /// having changed once as the panel does.
    pub(crate) fn half_width(
        &self,
        y: &[f64],
        projection: &Projection,
        step: usize,
        p: f64,
    ) -> f64 {
        let last = y.last().map_or(0.0, |v| v.abs());
        let floor = self.relative * last / y.len().max(1) as f64 * ((step + 1) as f64).sqrt();
        let width = unit(projection, step).max(floor) * self.size(step, p);
        if width.is_finite() { width } else { f64::MAX.sqrt() }
    }

    /// Size, in units, that an error `step` steps ahead stays below with probability `p`.
    pub(crate) fn size(&self, step: usize, p: f64) -> f64 {
        let Some(at) = self.steps.get(step.min(self.steps.len().saturating_sub(1))) else {
            return 0.0;
        };
        if p <= GRID[0] {
            return at[0] * p / GRID[0];
        }
        for n in 1..GRID.len() {
            if p <= GRID[n] {
                let share = (p - GRID[n - 1]) / (GRID[n] - GRID[n - 1]);
                return at[n - 1] + share * (at[n] - at[n - 1]);
            }
        }
        // Beyond the grid sizes grow as the last stretch does in the logarithm of the tail.
        let last = GRID.len() - 1;
        let slope = (at[last] - at[last - 1]) / (ln(1.0 - GRID[last - 1]) - ln(1.0 - GRID[last]));
        at[last] + slope * (ln(1.0 - GRID[last]) - ln((1.0 - p).max(1e-9)))
    }
}

fn relative_change(y: &[f64]) -> Option<f64> {
    let (size, change) = (mean_size(y), mean_change(y));
    (size > 0.0 && change > 0.0).then_some(change / size)
}

/// The share of the combination's change to keep: all of it, unless past errors were no greater
/// with none; then that of least mean error.
fn kept(past: &[Vec<Miss>]) -> f64 {
    let looked: Vec<&Vec<Miss>> = past.iter().filter(|errors| !errors.is_empty()).collect();
    let error = |share: f64| -> f64 {
        let mean = |p: &Vec<Miss>| p.iter().map(|p| p.error(share)).sum::<f64>() / p.len() as f64;
        looked.iter().map(|errors| mean(errors)).sum()
    };
    if looked.len() < TELLING || error(0.0) > error(1.0) {
        return 1.0;
    }
    let all = SHARES.map(|share| (error(share), share));
    all.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, share)| share)
}

fn interpolated(sorted: &[f64], rank: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = rank.clamp(0.0, last as f64);
    let (low, high) = (rank.floor() as usize, rank.ceil() as usize);
    let (a, b) = (*sorted.get(low)?, *sorted.get(high)?);
    Some(a + (rank - low as f64) * (b - a))
}

/// Steps between past origins: those of neighbours share most of their outcomes, which a panel of a
/// few years can't do without.
fn apart(horizon: usize) -> usize {
    (horizon / 3).max(1)
}

/// Past forecasts of one series: from the origin that leaves a whole horizon, or from the first of a
/// series too short for that, and from others evenly spread before it.
fn past(y: &[f64], spec: &ForecastSpec, each: usize) -> Vec<Past> {
    let (n, horizon, season) = (y.len(), spec.horizon, spec.season);
    let fewest = FEWEST.max(if season > 1 { 2 * season } else { 0 });
    let (first, last) = (fewest, n - 1);
    if first > last {
        return Vec::new();
    }
    let whole = n.saturating_sub(horizon).max(first);
    let mut origins = vec![whole];
    for k in 1..each {
        let back = whole.checked_sub(k * apart(horizon)).filter(|o| *o >= first);
        if let Some(origin) = back {
            origins.push(origin);
        }
    }
    let made = origins.into_iter().enumerate().filter_map(|(back, origin)| {
        let fitted = fitted(&y[..origin], spec).ok()?;
        let outturns = y[origin..n.min(origin + horizon)].to_vec();
        let changes = season_changes(&y[..origin], season);
        let size = changes.iter().map(|c| c.abs()).sum::<f64>();
        Some(Past { back, fitted, outturns, scale: size / changes.len().max(1) as f64 })
    });
    made.collect()
}

/// Past forecasts with what a regression over the panel said, which at each origin is learnt from
/// what came before it alone. Series are taken to end together; one whose origin is later than the
/// others' does not teach.
fn joined(past: Vec<Vec<Past>>, each: usize, spec: &ForecastSpec) -> Vec<Vec<Past>> {
    let regression = |back: usize| {
        let whole = |p: &&Past| p.back == back && p.outturns.len() == spec.horizon;
        let here = past.iter().flatten().filter(whole);
        let teaching: Vec<&[f64]> = here.filter_map(|p| p.fitted.teaching()).collect();
        Pooled::of(&teaching, spec.reach())
    };
    let regressions: Vec<Option<Pooled>> = (0..each).map(regression).collect();
    let join = |p: Past| Past { fitted: p.fitted.joined(regressions[p.back].as_ref()), ..p };
    past.into_par_iter().map(|series| series.into_iter().map(join).collect()).collect()
}

/// Errors of past forecasts of one series, its members weighed as the panel taught.
fn misses(past: &[Past], trained: Option<&Trained>) -> Vec<Miss> {
    let mut misses = Vec::new();
    for Past { fitted, outturns, .. } in past {
        let projection = fitted.projection(trained);
        for (step, outturn) in outturns.iter().copied().enumerate() {
            let unit = unit(&projection, step);
            if unit > 0.0 && !outturn.is_nan() {
                let (point, still) = (projection.point[step], projection.still[step]);
                misses.push(Miss { step, unit, outturn, point, still, ends: projection.ends });
            }
        }
    }
    misses
}
