//! No change, the same season, and constant change.

use crate::error::Unfit;
use crate::models::point_model::{PointForecast, PointModel, Sample, enough};
use crate::preprocess::observed::{carried, changes, median, robust_sd};
use crate::tuning::drift::{AR1, AR1_HALF, MEDIAN_EFFICIENCY, MIN_CHANGES};

/// The last value (no season), or the last value of the same season.
#[derive(Debug, Clone, Copy)]
pub struct Naive;

impl PointModel for Naive {
    fn name(&self) -> &'static str {
        "naive"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let (y, season) = (carried(sample.values, sample.season.max(1)), sample.season.max(1));
        let known = y.len();
        let last = known.checked_sub(season).and_then(|from| y.get(from..));
        let last = last.ok_or(Unfit::TooShort { needed: season, known })?;
        let point = (0..horizon).filter_map(|step| last.get(step % season).copied()).collect();
        let fitted = y[..y.len() - season].to_vec();
        Ok(PointForecast { point, fitted })
    }
}

/// The last value and the mean change: the line through the first and the last value.
#[derive(Debug, Clone, Copy)]
pub struct Drift;

impl PointModel for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        let first = enough(y, 2)?;
        let last = y.last().copied().unwrap_or(first);
        let change = (last - first) / (y.len() - 1) as f64;
        Ok(constant_change(y, change, horizon))
    }
}

/// The last value and the median change, shrunk towards zero by how little it stands out of the
/// changes' own noise: the factor is `t^2 / (1 + t^2)`, with `t` the median over its robust
/// standard error (the normal-theory shrinkage of James & Stein 1961 with one prior unit).
#[derive(Debug, Clone, Copy)]
pub struct MedianDrift;

impl PointModel for MedianDrift {
    fn name(&self) -> &'static str {
        "median-drift"
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        let mut changes = changes(y);
        enough(y, MIN_CHANGES + 1)?;
        let middle = median(&mut changes).ok_or(Unfit::NoParameters)?;
        let spread = robust_sd(changes.iter().map(|c| c - middle)).ok_or(Unfit::NoParameters)?;
        let error = MEDIAN_EFFICIENCY * spread / (changes.len() as f64).sqrt();
        let square = middle * middle;
        let shrunk = if square > 0.0 { middle * square / (square + error * error) } else { 0.0 };
        Ok(constant_change(y, shrunk, horizon))
    }
}

/// The mean change, shrunk towards zero by how little it stands out of its standard error, and
/// changes that return to it: first-order autoregression of the changes, its coefficient shrunk
/// towards zero by the number of changes.
#[derive(Debug, Clone, Copy)]
pub struct ReturningDrift;

impl PointModel for ReturningDrift {
    fn name(&self) -> &'static str {
        "returning-drift"
    }

    fn takes_gaps(&self) -> bool {
        false
    }

    fn fit(&self, sample: &Sample, horizon: usize) -> Result<PointForecast, Unfit> {
        let y = sample.values;
        enough(y, MIN_CHANGES + 2)?;
        let changes: Vec<f64> = y.windows(2).map(|w| w[1] - w[0]).collect();
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        let variance = changes.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / (n - 1.0);
        let square = mean * mean;
        let drift = if square > 0.0 { mean * square / (square + variance / n) } else { 0.0 };
        let away: Vec<f64> = changes.iter().map(|c| c - drift).collect();
        let total: f64 = away.iter().map(|a| a * a).sum();
        let product: f64 = away.windows(2).map(|w| w[0] * w[1]).sum();
        let ar1 = if total > 0.0 {
            (product / total * n / (n + AR1_HALF)).clamp(AR1.0, AR1.1)
        } else {
            0.0
        };
        let (last, left) = (y.last().copied(), away.last().copied());
        let (mut at, mut left) = (last.unwrap_or_default(), left.unwrap_or_default());
        let point = (0..horizon)
            .map(|_| {
                left *= ar1;
                at += drift + left;
                at
            })
            .collect();
        let fitted =
            y[1..].iter().zip(&away).take(y.len() - 2).map(|(v, a)| v + drift + ar1 * a).collect();
        Ok(PointForecast { point, fitted })
    }
}

fn constant_change(y: &[f64], change: f64, horizon: usize) -> PointForecast {
    let last = y.last().copied().unwrap_or(0.0);
    PointForecast {
        point: (1..=horizon).map(|h| last + change * h as f64).collect(),
        fitted: carried(&y[..y.len() - 1], 1).iter().map(|v| v + change).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{reference, season};

    /// Expected values: statsforecast, see tests/reference/engine.py; tolerance 1e-9, all being
    /// formulas.
    #[test]
    fn forecasts_are_those_of_an_independent_program() {
        let y = season();
        let cases: [(&str, &dyn PointModel, usize); 3] =
            [("naive", &Naive, 1), ("seasonal-naive", &Naive, 4), ("drift", &Drift, 1)];
        for (name, model, season) in cases {
            let fit = model.fit(&Sample { values: &y, season }, 6).expect("fits");
            for (step, ours) in fit.point.iter().enumerate() {
                assert!((ours - reference(name, step)).abs() < 1e-9, "{name} {step}: {ours}");
            }
        }
    }

    /// By hand: changes 1, 1, 4 have the median 1 and no spread about it but that of 4, whose
    /// deviation the median ignores, so nothing is shrunk; over a gap of two periods the change
    /// is halved.
    #[test]
    fn the_median_change_ignores_a_jump_and_counts_gaps() {
        let nan = f64::NAN;
        for y in [&[1.0, 2.0, 3.0, 7.0][..], &[1.0, 2.0, nan, 4.0, 8.0][..]] {
            let fit = MedianDrift.fit(&Sample { values: y, season: 1 }, 2).expect("fits");
            let last = y[y.len() - 1];
            assert_eq!(fit.point, [last + 1.0, last + 2.0]);
        }
    }
}
