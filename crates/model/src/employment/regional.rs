//! Labour force and unemployment of regions: each rate stays where it is, give or take what its own
//! years did, and in every draw one factor on all of them has the regions' labour force sum to the
//! nation's.

use crate::employment::changes::{Fit, Track, fit};
use crate::employment::nation::rate;
use crate::employment::spliced::{SplicedSeries, spliced_table};
use crate::employment::tuning::REGIONAL_UNEMPLOYMENT;
use crate::employment::tuning::regional::{STEPS, TOLERANCE};
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::inputs::Inputs;
use suranys_core::panel::{CellDraws, PathDraws};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::text;

/// Rates of unemployment of regions, and the labour force published.
#[derive(Debug, Clone)]
pub(crate) struct RegionalTables {
    /// Rates by region.
    pub(crate) tracks: Vec<Track>,
    /// Years of a region without both figures in its own borders.
    pub(crate) imputed: Vec<BTreeSet<Year>>,
    labour_force: Vec<SplicedSeries>,
}

/// Regional unemployment before any scenario.
#[derive(Debug, Clone)]
pub(crate) struct RegionalPaths {
    tables: RegionalTables,
    /// What each region's rate is forecast by.
    pub(crate) fits: Vec<Fit>,
    rates: Vec<PathDraws>,
}

impl RegionalTables {
    /// Reads both tables; `None` where the package has not both of them with every region.
    ///
    /// # Errors
    /// When a figure is zero, or more are unemployed than the labour force holds.
    pub(crate) fn read(
        inputs: &Inputs,
        base_year: Year,
        notes: &mut Vec<Note>,
    ) -> Result<Option<RegionalTables>, ModelError> {
        let regional = &inputs.regional;
        let (Some(force), Some(seeking)) = (&regional.labour_force, &regional.unemployed) else {
            return Ok(None);
        };
        for (key, cell) in &seeking.cells {
            let both = cell.observed.value().zip(force.value(key));
            let both = both.map(|(a, b)| {
                (suranys_core::unit::Quantity::get(a), suranys_core::unit::Quantity::get(b))
            });
            if let Some((unemployed, all)) = both.filter(|(unemployed, all)| unemployed >= all) {
                return Err(ModelError::Impossible {
                    resource: seeking.resource.clone(),
                    row: cell.row,
                    year: key.1,
                    what: text!(
                        "{unemployed} persons are unemployed in `{key}`, of a labour force of {all}",
                        unemployed = format!("{unemployed:.0}"),
                        key = key.0,
                        all = format!("{all:.0}")
                    ),
                });
            }
        }
        let labour_force = spliced_table(inputs, force, base_year, notes)?;
        let unemployed = spliced_table(inputs, seeking, base_year, notes)?;
        let Some((labour_force, unemployed)) = labour_force.zip(unemployed) else {
            return Ok(None);
        };
        let (mut tracks, mut imputed) = (Vec::new(), Vec::new());
        for (force, seeking) in labour_force.iter().zip(&unemployed) {
            let published: BTreeMap<Year, f64> = seeking
                .history
                .iter()
                .filter_map(|(year, persons)| Some((*year, persons / force.history.get(year)?)))
                .collect();
            let (values, mut between) = without_holes(&published);
            let breaks = force.seams.union(&seeking.seams).copied().collect();
            tracks.push(Track { id: force.id.clone(), values, breaks });
            between.extend(force.imputed.union(&seeking.imputed));
            imputed.push(between);
        }
        Ok(Some(RegionalTables { tracks, imputed, labour_force }))
    }

    /// Paths ahead; `None` where no two years in a row are known, or a past year that is needed is
    /// not.
    pub(crate) fn paths(
        self,
        (from, base_year): (Year, Year),
        (steps, draws): (usize, usize),
        key: &Key,
    ) -> Option<RegionalPaths> {
        let fits = fit(&self.tracks, base_year, &REGIONAL_UNEMPLOYMENT)?;
        let known = |track: &Track| {
            (from.0.min(base_year.0)..=base_year.0).all(|y| track.values.contains_key(&Year(y)))
        };
        let rates = fits.iter().zip(&self.tracks).map(|(fit, track)| {
            let mut paths = fit.paths(steps, draws, &key.with("rate").with(&track.id));
            for step in 0..steps {
                paths.get_mut(step).unwrap_or_default().iter_mut().for_each(|v| *v = rate(*v));
            }
            paths
        });
        let rates = rates.collect();
        self.tracks.iter().all(known).then_some(RegionalPaths { fits, rates, tables: self })
    }
}

/// Rates with those of a year without figures between its neighbours', and the years filled.
fn without_holes(published: &BTreeMap<Year, f64>) -> (BTreeMap<Year, f64>, BTreeSet<Year>) {
    let (mut values, mut filled) = (published.clone(), BTreeSet::new());
    for ((before, start), (after, end)) in published.iter().zip(published.iter().skip(1)) {
        let years = f64::from(after.since(*before));
        for year in (before.0 + 1..after.0).map(Year) {
            let way = f64::from(year.since(*before)) / years;
            values.insert(year, start + way * (end - start));
            filled.insert(year);
        }
    }
    (values, filled)
}

impl RegionalPaths {
    /// Labour force and rate of unemployment of the regions in a year, given the regions' employed and
    /// the nation's labour force: the published figures of a past year, and ahead rates whose labour
    /// force sums to the nation's in every draw.
    pub(crate) fn of(
        &self,
        year: Year,
        step: Option<usize>,
        employed: &CellDraws,
        labour_force: &[f64],
    ) -> (CellDraws, CellDraws) {
        let draws = labour_force.len();
        let mut forces = CellDraws::zeros(employed.cells().clone(), draws);
        let mut rates = forces.clone();
        let Some(step) = step else {
            for (track, force) in self.tables.tracks.iter().zip(&self.tables.labour_force) {
                let rate = track.values.get(&year).copied().unwrap_or(f64::NAN);
                rates.get_mut(&track.id).unwrap_or_default().fill(rate);
                let row = forces.get_mut(&track.id).unwrap_or_default();
                match force.history.get(&year) {
                    Some(published) => row.fill(*published),
                    None => {
                        let employed = employed.get(&track.id).unwrap_or_default();
                        row.iter_mut().zip(employed).for_each(|(l, e)| *l = e / (1.0 - rate));
                    }
                }
            }
            return (forces, rates);
        };
        for (draw, all) in labour_force.iter().enumerate() {
            let employed: Vec<f64> = employed.draw(draw).collect();
            let at = |paths: &PathDraws| {
                paths.get(step).and_then(|row| row.get(draw)).copied().unwrap_or(f64::NAN)
            };
            let mut own: Vec<f64> = self.rates.iter().map(at).collect();
            let factor = factor(&employed, &own, *all);
            own.iter_mut().for_each(|rate| *rate *= factor);
            forces.set_draw(draw, employed.iter().zip(&own).map(|(e, rate)| e / (1.0 - rate)));
            rates.set_draw(draw, own);
        }
        (forces, rates)
    }
}

/// The factor on rates by which regions of so many employed have a labour force of `all`.
///
/// The sum of `E / (1 - k u)` rises in `k` ever faster, from the employed at zero to any size before
/// the highest rate reaches one, so that there is one such factor; Newton's method from its right
/// side comes down to it without passing it.
fn factor(employed: &[f64], rates: &[f64], all: f64) -> f64 {
    let highest = rates.iter().copied().fold(0.0, f64::max);
    let sum = |k: f64| -> (f64, f64) {
        employed.iter().zip(rates).fold((-all, 0.0), |(value, slope), (employed, rate)| {
            let rest = 1.0 - k * rate;
            (value + employed / rest, slope + employed * rate / (rest * rest))
        })
    };
    let mut k = 1.0;
    for _ in 0..STEPS {
        if sum(k).0 >= 0.0 {
            break;
        }
        // Half way to where the highest rate would be one, until the root lies on the left.
        k = (k + 1.0 / highest) / 2.0;
    }
    for _ in 0..STEPS {
        let (value, slope) = sum(k);
        if value.abs() <= TOLERANCE * all || slope <= 0.0 {
            break;
        }
        k -= value / slope;
    }
    k.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: rates of 10 and 20 per cent of 90 and 80 employed make 200 in all.
    #[test]
    fn the_factor_is_that_by_hand() {
        assert!((factor(&[90.0, 80.0], &[0.1, 0.2], 200.0) - 1.0).abs() < 1e-12);
        assert!((factor(&[90.0, 80.0], &[0.05, 0.1], 200.0) - 2.0).abs() < 1e-12);
        assert!((factor(&[90.0, 80.0], &[0.2, 0.4], 200.0) - 0.5).abs() < 1e-12);
        assert!(factor(&[90.0, 80.0], &[0.2, 0.4], 170.0).abs() < 1e-9);
    }

    proptest! {
        /// Whatever the rates, the labour force is met and every rate stays one.
        #[test]
        fn regions_sum_to_the_nation(
            cells in prop::collection::vec((1.0..1e6f64, 0.001..0.6f64), 1..25),
            unemployed in 0.001..0.7f64,
        ) {
            let employed: Vec<f64> = cells.iter().map(|(employed, _)| *employed).collect();
            let rates: Vec<f64> = cells.iter().map(|(_, rate)| *rate).collect();
            let all = employed.iter().sum::<f64>() / (1.0 - unemployed);
            let k = factor(&employed, &rates, all);
            prop_assert!(rates.iter().all(|rate| (0.0..1.0).contains(&(k * rate))), "{k}");
            let sum: f64 = cells.iter().map(|(employed, rate)| employed / (1.0 - k * rate)).sum();
            prop_assert!((sum - all).abs() <= 1e-10 * all, "{sum} {all}");
        }
    }

    #[test]
    fn a_year_without_figures_lies_between_its_neighbours() {
        let published = BTreeMap::from([(Year(2014), 0.05), (Year(2016), 0.07)]);
        let (values, filled) = without_holes(&published);
        assert!((values[&Year(2015)] - 0.06).abs() < 1e-12);
        assert_eq!(filled, [Year(2015)].into());
    }
}
