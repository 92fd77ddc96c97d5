//! Draws to figures: the one place where quantiles are made.

use crate::accounts::tables::names;
use std::collections::BTreeMap;
use suranys_core::distribution::Quantiles;
use suranys_core::run::{DrawnFigure, DrawsOf, Estimate, Figure, FigureKey};
use suranys_core::tracked::Tracked;
use suranys_core::{Unit, YearSpan};

/// Takes figures with their draws, one by one.
pub type TakeDraws<'a> = &'a mut dyn FnMut(DrawnFigure);

/// The figures of a run while they are being made.
#[derive(Default)]
pub(crate) struct Figures<'a> {
    pub(crate) map: BTreeMap<FigureKey, Figure>,
    /// Draws of the relative shortage by occupation over the policy period.
    pub(crate) shortage_draws: Vec<DrawsOf>,
    /// Who takes figures with their draws, where draws are asked for.
    pub(crate) take: Option<TakeDraws<'a>>,
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

/// A figure with what follows from how its value was made.
pub(crate) fn figure_of(estimate: Estimate, unit: Unit, value: &Tracked) -> Figure {
    Figure {
        estimate,
        unit,
        status: value.status(),
        source: names(value.sources()),
        assumed: value.assumed(),
    }
}

impl Figures<'_> {
    /// Adds a figure with what follows from how its value was made.
    pub(crate) fn insert(
        &mut self,
        key: FigureKey,
        estimate: Estimate,
        unit: Unit,
        value: &Tracked,
    ) {
        self.map.insert(key, figure_of(estimate, unit, value));
    }

    /// Hands out the draws of a figure where they are asked for.
    pub(crate) fn hand_out(&mut self, key: &FigureKey, value: &Tracked) {
        if let Some(take) = &mut self.take {
            let (key, unit, draws) = (key.clone(), value.unit(), value.draws().to_vec());
            take(DrawnFigure { key, unit, draws });
        }
    }

    /// Keeps draws by which occupations are ranked.
    pub(crate) fn keep_draws(&mut self, period: YearSpan, key: &FigureKey, value: &Tracked) {
        let nation = key.section.is_none() && key.region.is_none() && key.occupation.is_some();
        if nation && (key.from, key.to) == (period.from(), period.to()) {
            self.shortage_draws.push(DrawsOf { key: key.clone(), draws: value.draws().to_vec() });
        }
    }
}
