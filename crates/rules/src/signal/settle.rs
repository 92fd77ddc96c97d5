//! What would change a tier: leaving a family out, other points of an indicator, figures that are
//! missing.

use crate::signal::points::{Column, Pool};
use crate::signal::tiers::{Assessment, Circumstances, assess_columns};
use crate::signal::weights::TrainedWeights;
use std::collections::BTreeMap;
use suranys_core::shortage_list::{
    FINEST_LEVEL, MAX_POINTS, Settling, SignalBook, SignalIndicator, SignalSwitch, WithoutFamily,
};

/// Figures named for each group.
const NAMED: usize = 2;
/// Expected change below which a figure is not worth asking for.
const MIN_CHANGE: f64 = 1e-9;

/// A subject's counted columns and its tier by them.
pub struct Case<'a, 'b> {
    /// The book.
    pub book: &'a SignalBook,
    /// Counted columns.
    pub columns: &'b [&'b Column<'a>],
    /// Scope and nomination.
    pub circumstances: Circumstances,
    /// The tier as it is.
    pub assessment: &'b Assessment,
    /// Number of draws.
    pub draws: usize,
    /// What figures of indicators may yet say.
    pub arrivals: &'b [Arrival<'a>],
}

impl<'a> Case<'a, '_> {
    fn assess(&self, columns: &[&Column<'a>]) -> Assessment {
        assess_columns(self.book, columns, self.circumstances, self.draws)
    }

    /// The assessment with an indicator's column replaced, or added where there was none.
    fn with(&self, column: &Column<'a>) -> Assessment {
        let others = self.columns.iter().filter(|c| c.indicator.id != column.indicator.id);
        let columns: Vec<&Column<'a>> = others.copied().chain([column]).collect();
        self.assess(&columns)
    }

    /// The signal without each family counted.
    #[must_use]
    pub fn without(&self) -> BTreeMap<String, WithoutFamily> {
        let mut all = BTreeMap::new();
        for family in self.assessment.families.keys() {
            let rest: Vec<&Column<'a>> =
                self.columns.iter().filter(|c| c.indicator.family != *family).copied().collect();
            let Assessment { strong, tier, grade, .. } = self.assess(&rest);
            all.insert(family.clone(), WithoutFamily { strong, tier, grade });
        }
        all
    }

    /// The smallest change of the points of one indicator that raises the tier, and the smallest
    /// that lowers it.
    #[must_use]
    pub fn switching(&self) -> Vec<SignalSwitch> {
        let mut found: BTreeMap<bool, (f64, SignalSwitch)> = BTreeMap::new();
        for column in self.columns {
            let now = column.mean_points();
            for points in 0..=MAX_POINTS {
                let tried = f64::from(points);
                let changed =
                    Column { points: vec![tried; column.points.len()], ..(*column).clone() };
                let tier = self.with(&changed).tier;
                let (rises, size) = (tried > now, (tried - now).abs());
                // Fewer points that would raise a tier, or more that would lower it, say nothing.
                let sensible = (tier > self.assessment.tier) == rises;
                if tier == self.assessment.tier || !sensible {
                    continue;
                }
                if found.get(&rises).is_some_and(|(smallest, _)| *smallest <= size) {
                    continue;
                }
                let cutoff = match rises {
                    true => usize::from(points).checked_sub(1),
                    false => Some(usize::from(points)),
                };
                let cutoff = cutoff.and_then(|n| column.indicator.cutoffs.get(n)).copied();
                let indicator = column.indicator.id.clone();
                found.insert(
                    rises,
                    (size, SignalSwitch { indicator, points: tried, cutoff, rises, tier }),
                );
            }
        }
        found.into_values().rev().map(|(_, switch)| switch).collect()
    }

    /// The figures whose arrival for this very group is expected to move the tier most: each may say
    /// what it says of the groups that have it.
    #[must_use]
    pub fn settling(&self) -> Vec<Settling> {
        let mut all: Vec<Settling> = Vec::new();
        for Arrival { indicator, columns } in self.arrivals {
            let known = self
                .columns
                .iter()
                .any(|c| c.indicator.id == indicator.id && c.level >= FINEST_LEVEL);
            if known {
                continue;
            }
            let (mut change, mut probability) = (0.0, 0.0);
            for (chance, column) in columns {
                let steps = (self.with(column).tier.step() - self.assessment.tier.step()).abs();
                change += chance * steps;
                probability += if steps > 0.0 { *chance } else { 0.0 };
            }
            if change > MIN_CHANGE {
                all.push(Settling { indicator: indicator.id.clone(), change, probability });
            }
        }
        // Of two alike the one first in the book.
        all.sort_by(|a, b| b.change.total_cmp(&a.change));
        all.truncate(NAMED);
        all
    }
}

/// What a figure of an indicator may yet say of a group.
pub struct Arrival<'a> {
    indicator: &'a SignalIndicator,
    /// The columns it may make, each with its chance.
    columns: Vec<(f64, Column<'a>)>,
}

impl<'a> Arrival<'a> {
    /// What figures of the indicators that count may say: what they say of the groups that have them.
    pub fn all(
        book: &'a SignalBook,
        weights: &TrainedWeights,
        pool: &Pool<'_>,
        draws: usize,
    ) -> Vec<Arrival<'a>> {
        let of = |indicator: &'a SignalIndicator| {
            let chances = pool.distribution(indicator).into_iter().enumerate();
            // Nothing is known where only presence speaks and nothing is there.
            let chances = chances
                .filter(|(points, chance)| {
                    *chance > 0.0 && !(indicator.presence_only && *points == 0)
                })
                .map(|(points, chance)| {
                    (chance, Column::constant(book, weights, indicator, points as f64, draws))
                });
            Arrival { indicator, columns: chances.collect() }
        };
        book.indicators.iter().filter(|i| weights.counts(&i.id)).map(of).collect()
    }
}
