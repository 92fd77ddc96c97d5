//! The unit in which errors of a forecast are measured, so that those of different series, steps
//! and times are alike.

use crate::ensemble::combination::Projection;
use crate::models::drift::median;
use suranys_core::numeric::powf;

/// Share of the change in the unit of errors; the rest is the one-step error of the models.
const CHANGE_SHARE: f64 = 0.3;
/// What the members' disagreement adds to the unit.
const SPREAD_SHARE: f64 = 0.5;
/// The power of what a series' own past says of the growth of errors with the horizon, and the
/// stretches without overlap, beyond the first, at which half of that is kept.
const OWN_POWER: f64 = 0.6;
const HALF: f64 = 2.0;
/// Values spent on what models estimate, about, and how much wider, times the values left, quantiles
/// are for them. Of Student's distribution over the normal's it is to first order `(z^2 + 1) / 4`, 1.2
/// at 95 per cent; of random walks of 13 values bands were right with this.
const SPENT: usize = 3;
const FEW: f64 = 1.5;
/// Fewest changes over a stretch that say how large they are.
const FEWEST_CHANGES: usize = 4;

/// The unit in which the error of a forecast `step` steps ahead is measured.
pub(crate) fn unit(projection: &Projection, step: usize) -> f64 {
    let base = if projection.error <= 0.0 || projection.change <= 0.0 {
        projection.error.max(projection.change)
    } else {
        powf(projection.error, 1.0 - CHANGE_SHARE) * powf(projection.change, CHANGE_SHARE)
    };
    // A random walk's error grows with the root of the horizon, and that of a drift estimated from
    // few changes with the horizon (Hyndman & Athanasopoulos 2021, drift method).
    let ahead = (step + 1) as f64;
    let grown = (ahead * (1.0 + ahead / projection.values.max(1) as f64)).sqrt();
    let own = projection.growth.get(step).copied().unwrap_or(1.0);
    let apart = projection.spread.get(step).copied().unwrap_or(0.0);
    // The fewer values a unit is estimated from, the more errors exceed it.
    let free = projection.values.saturating_sub(SPENT).max(1) as f64;
    (base * grown * own + SPREAD_SHARE * apart) * (1.0 + FEW / free)
}

/// How much faster than a random walk's, by step, the series moved away from where it stood, its
/// median change apart: the less the past tells, the nearer to one. What returns to a level or a
/// line moves away more slowly.
pub(crate) fn growth(y: &[f64], horizon: usize) -> Vec<f64> {
    let away = |steps: usize| {
        let pairs = y.iter().zip(y.get(steps..)?);
        let mut changes: Vec<f64> = pairs.map(|(a, b)| b - a).filter(|c| !c.is_nan()).collect();
        let middle = median(&mut changes).filter(|_| changes.len() >= FEWEST_CHANGES)?;
        let sum = changes.iter().map(|change| (change - middle).abs()).sum::<f64>();
        Some(sum / changes.len() as f64).filter(|mean| *mean > 0.0 && mean.is_finite())
    };
    let Some(one) = away(1) else { return vec![1.0; horizon] };
    let mut last = 1.0;
    (1..=horizon)
        .map(|steps| {
            let beyond = y.len() as f64 / steps as f64 - 1.0;
            if let Some(mean) = away(steps) {
                let power = OWN_POWER * beyond / (beyond + HALF);
                last = powf(mean / one / (steps as f64).sqrt(), power);
            }
            last
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values by hand: what alternates is as far away after any odd number of steps, and
    /// the root of three times nearer than a walk after three; what is a straight line never leaves
    /// it.
    #[test]
    fn what_returns_moves_away_more_slowly() {
        let turns: Vec<f64> = (0..24).map(|t| f64::from(t % 2)).collect();
        let grown = growth(&turns, 3);
        let power = OWN_POWER * 7.0 / (7.0 + HALF);
        assert_eq!(grown[0], 1.0);
        assert!((grown[2] - powf(3.0, -power / 2.0)).abs() < 0.01, "{grown:?}");
        let line: Vec<f64> = (0..24).map(f64::from).collect();
        assert_eq!(growth(&line, 3), vec![1.0; 3]);
        assert_eq!(growth(&[1.0, 2.0], 2), vec![1.0; 2]);
    }
}
