//! Draws to figures: the one place where quantiles are made.

use std::collections::BTreeMap;
use suranys_core::distribution::Quantiles;
use suranys_core::run::{DrawsOf, Estimate, Figure, FigureKey, Measure};
use suranys_core::{Status, Unit};

/// The figures of a run while they are being made.
#[derive(Debug, Default)]
pub struct Figures {
    pub(crate) map: BTreeMap<FigureKey, Figure>,
    /// Draws of the shortage by occupation over the policy period.
    pub(crate) shortage_draws: Vec<DrawsOf>,
}

/// One number when all draws agree, else an interval; none of draws that are not finite numbers.
pub(crate) fn estimate(draws: &[f64]) -> Option<Estimate> {
    match draws.first() {
        Some(first) if draws.iter().all(|v| v == first) && first.is_finite() => {
            Some(Estimate::Point { value: *first })
        }
        _ => Quantiles::of(draws).map(Estimate::Range),
    }
}

impl Figures {
    /// Adds draws as a figure: one number when they all agree, else an interval. Draws that are not
    /// finite numbers make no figure.
    pub fn draws(
        &mut self,
        key: FigureKey,
        draws: &[f64],
        unit: Unit,
        status: Status,
        source: &[&str],
    ) {
        let Some(estimate) = estimate(draws) else { return };
        let national = key.section.is_none() && key.region.is_none() && key.from != key.to;
        if key.measure == Measure::Shortage && key.occupation.is_some() && national {
            self.shortage_draws.push(DrawsOf { key: key.clone(), draws: draws.to_vec() });
        }
        self.insert(key, estimate, unit, status, source);
    }

    /// Adds one number.
    pub fn point(
        &mut self,
        key: FigureKey,
        value: f64,
        unit: Unit,
        status: Status,
        source: &[&str],
    ) {
        self.insert(key, Estimate::Point { value }, unit, status, source);
    }

    fn insert(
        &mut self,
        key: FigureKey,
        estimate: Estimate,
        unit: Unit,
        status: Status,
        source: &[&str],
    ) {
        let source = source.iter().map(|s| (*s).to_owned()).collect();
        self.map.insert(key, Figure { estimate, unit, status, source });
    }
}
