//! The error scale: the size a forecast's error is measured by, so that those of different series,
//! steps and times are comparable.

use crate::ensemble::trajectory::Trajectory;
use crate::preprocess::observed::median;
use crate::tuning::error_scale::{
    CHANGE_SHARE, DOUBT_SHARE, MIN_CHANGES, OWN_HALF, SMALL_SAMPLE, SPENT_VALUES, SPREAD_SHARE,
};
use suranys_core::numeric::powf;

/// The scale by which the error of a forecast `step` steps ahead is measured.
pub(crate) fn error_scale(trajectory: &Trajectory, step: usize) -> f64 {
    let base = if trajectory.error <= 0.0 || trajectory.change <= 0.0 {
        trajectory.error.max(trajectory.change)
    } else {
        powf(trajectory.error, 1.0 - CHANGE_SHARE) * powf(trajectory.change, CHANGE_SHARE)
    };
    // A random walk's error grows with the root of the horizon, and that of a drift estimated from
    // few changes with the horizon (Hyndman & Athanasopoulos 2021, drift method).
    let ahead = (step + 1) as f64;
    let grown = (ahead * (1.0 + ahead / trajectory.values.max(1) as f64)).sqrt();
    let own = trajectory.horizon_scaling.get(step).copied().unwrap_or(1.0);
    let apart = trajectory.spread.get(step).copied().unwrap_or(0.0);
    // The fewer values a scale is estimated from, the more errors exceed it.
    let free = trajectory.values.saturating_sub(SPENT_VALUES).max(1) as f64;
    let doubt = trajectory.doubt.get(step).copied().unwrap_or(0.0);
    let scale = (base * grown * own + SPREAD_SHARE * apart) * (1.0 + SMALL_SAMPLE / free);
    trajectory.level.bounded(scale, step) + DOUBT_SHARE * doubt
}

/// How much faster than a random walk's, by step, the series moved away from a value, its
/// median change apart: the shorter the past, the nearer to one. What returns to a level or a
/// line moves away more slowly. Up to the power `full`, where the past is long.
pub(crate) fn horizon_scaling(y: &[f64], horizon: usize, full: f64) -> Vec<f64> {
    let away = |steps: usize| {
        let pairs = y.iter().zip(y.get(steps..)?);
        let mut changes: Vec<f64> = pairs.map(|(a, b)| b - a).filter(|c| !c.is_nan()).collect();
        let middle = median(&mut changes).filter(|_| changes.len() >= MIN_CHANGES)?;
        let sum = changes.iter().map(|change| (change - middle).abs()).sum::<f64>();
        Some(sum / changes.len() as f64).filter(|mean| *mean > 0.0 && mean.is_finite())
    };
    let Some(one) = away(1) else { return vec![1.0; horizon] };
    let mut last = 1.0;
    (1..=horizon)
        .map(|steps| {
            let beyond = y.len() as f64 / steps as f64 - 1.0;
            if let Some(mean) = away(steps) {
                let power = full * beyond / (beyond + OWN_HALF);
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
        let grown = horizon_scaling(&turns, 3, 0.6);
        let power = 0.6 * 7.0 / (7.0 + OWN_HALF);
        assert_eq!(grown[0], 1.0);
        assert!((grown[2] - powf(3.0, -power / 2.0)).abs() < 0.01, "{grown:?}");
        let line: Vec<f64> = (0..24).map(f64::from).collect();
        assert_eq!(horizon_scaling(&line, 3, 0.6), vec![1.0; 3]);
        assert_eq!(horizon_scaling(&[1.0, 2.0], 2, 0.6), vec![1.0; 2]);
    }
}
