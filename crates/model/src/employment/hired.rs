//! Hired workers: the nation's as a share of the employed that stays what it is, the regions' as
//! shares of the nation's, none more than the region employs.

use crate::cell::TOTAL;
use crate::employment::changes::{Fit, Track, fit};
use crate::employment::shares::Components;
use crate::employment::spliced::{SplicedSeries, nation_row, spliced_table};
use crate::employment::tuning::{HIRED_REGIONS, HIRED_SHARE};
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Year;
use suranys_core::inputs::Inputs;
use suranys_core::numeric::{exp, ln};
use suranys_core::panel::{CellDraws, PathDraws};
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::text;

/// Published hired workers of the nation and the regions.
#[derive(Debug, Clone)]
pub(crate) struct HiredTables {
    /// The nation.
    pub(crate) nation: SplicedSeries,
    /// The regions.
    pub(crate) regions: Vec<SplicedSeries>,
    /// Their table.
    pub(crate) resource: String,
}

/// Hired workers before any scenario.
#[derive(Debug, Clone)]
pub(crate) struct HiredPaths {
    /// Published, of the nation.
    history: BTreeMap<Year, f64>,
    /// Share of the employed ahead.
    share: PathDraws,
    /// What the share is forecast by, logits.
    pub(crate) fit: Fit,
    /// By region.
    pub(crate) regions: Components,
}

/// Logit of the hired workers' share in the employed, years with both.
pub(crate) fn share_track(hired: &SplicedSeries, employed: &BTreeMap<Year, f64>) -> Track {
    let logit = |(year, hired): (&Year, &f64)| {
        let share = hired / employed.get(year)?;
        (share < 1.0).then(|| (*year, ln(share / (1.0 - share))))
    };
    Track {
        id: TOTAL.to_owned(),
        values: hired.history.iter().filter_map(logit).collect(),
        breaks: hired.breaks.clone(),
    }
}

impl HiredTables {
    /// Reads them; `None` where the package has no such table, or it lacks a region or the nation.
    ///
    /// # Errors
    /// When a figure is zero, or more are hired than are employed.
    pub(crate) fn read(
        inputs: &Inputs,
        base_year: Year,
        employed: (&BTreeMap<Year, f64>, &[SplicedSeries]),
        notes: &mut Vec<Note>,
    ) -> Result<Option<HiredTables>, ModelError> {
        let Some(table) = &inputs.regional.hired else { return Ok(None) };
        for ((code, year), cell) in &table.cells {
            let Some(hired) = cell.observed.value() else { continue };
            let all = if Some(code) == inputs.regions.total() {
                employed.0.get(year)
            } else {
                let of_region = employed.1.iter().find(|series| series.id == code.as_str());
                of_region.and_then(|series| series.history.get(year))
            };
            let hired = suranys_core::unit::Quantity::get(hired);
            if let Some(all) = all.filter(|all| hired > **all) {
                return Err(ModelError::Impossible {
                    resource: table.resource.clone(),
                    row: cell.row,
                    year: *year,
                    what: text!(
                        "{hired} persons are hired in `{code}`, of {all} who are employed",
                        hired = format!("{hired:.0}"),
                        code,
                        all = format!("{all:.0}")
                    ),
                });
            }
        }
        let regions = spliced_table(inputs, table, base_year, notes)?;
        let nation = nation_row(inputs, table, base_year)?;
        let resource = table.resource.clone();
        Ok(nation.zip(regions).map(|(nation, regions)| HiredTables { nation, regions, resource }))
    }

    /// Paths ahead; `None` where no two years in a row are known, or a past year that is needed is
    /// not.
    pub(crate) fn paths(
        &self,
        employed: &BTreeMap<Year, f64>,
        (from, base_year): (Year, Year),
        (steps, draws): (usize, usize),
        key: &Key,
    ) -> Option<HiredPaths> {
        let track = share_track(&self.nation, employed);
        let fit = fit(&[track], base_year, &HIRED_SHARE)?.remove(0);
        let mut share = fit.paths(steps, draws, &key.with("share-of-employed"));
        for step in 0..steps {
            let row = share.get_mut(step).unwrap_or_default();
            row.iter_mut().for_each(|v| *v = 1.0 / (1.0 + exp(-*v)));
        }
        let regions = Components::new(
            &self.regions,
            &self.nation.breaks,
            &self.resource,
            (base_year, steps, draws),
            &HIRED_REGIONS,
            key,
        )
        .ok()?;
        let known = |year: &Year| self.nation.history.contains_key(year) && regions.knows(*year);
        let all = (from.0.min(base_year.0)..=base_year.0).map(Year).all(|year| known(&year));
        all.then(|| HiredPaths { history: self.nation.history.clone(), share, fit, regions })
    }
}

impl HiredPaths {
    /// The nation's and the regions' hired workers of a year, of as many as are employed.
    ///
    /// Where a draw has a region hire more than it employs, all whom it employs are hired, and the
    /// others of the draw's hired workers are spread over the other regions as their own are.
    ///
    /// # Errors
    /// When a figure of a past year is missing.
    pub(crate) fn of(
        &self,
        year: Year,
        step: Option<usize>,
        employed: &[f64],
        by_region: &CellDraws,
    ) -> Result<(Vec<f64>, CellDraws), ModelError> {
        let nation: Vec<f64> = match step {
            Some(step) => {
                let shares = self.share.get(step).unwrap_or_default();
                employed.iter().zip(shares).map(|(employed, share)| employed * share).collect()
            }
            None => vec![self.history.get(&year).copied().unwrap_or(f64::NAN); employed.len()],
        };
        let mut regions = self.regions.of_total(year, step, &nation)?;
        if step.is_some() {
            for draw in 0..employed.len() {
                let caps: Vec<f64> = by_region.draw(draw).collect();
                let mut hired: Vec<f64> = regions.draw(draw).collect();
                if hired.iter().zip(&caps).any(|(hired, cap)| hired > cap) {
                    capped(&mut hired, &caps);
                    regions.set_draw(draw, hired);
                }
            }
        }
        Ok((nation, regions))
    }
}

/// Keeps each value at or below its cap and their sum what it was, as far as the caps let it: what
/// is beyond a cap goes to those below theirs, in proportion to what they have.
fn capped(values: &mut [f64], caps: &[f64]) {
    let total: f64 = values.iter().sum();
    let mut full: BTreeSet<usize> = BTreeSet::new();
    // Each round fills at least one more.
    for _ in 0..values.len() {
        for (at, (value, cap)) in values.iter_mut().zip(caps).enumerate() {
            if *value >= *cap {
                *value = *cap;
                full.insert(at);
            }
        }
        let of = |inside: bool| -> f64 {
            let kept = |at: &usize| full.contains(at) == inside;
            values.iter().enumerate().filter(|(at, _)| kept(at)).map(|(_, v)| v).sum()
        };
        let (filled, open) = (of(true), of(false));
        if open <= 0.0 {
            return;
        }
        let factor = (total - filled) / open;
        let mut over = false;
        for (at, value) in values.iter_mut().enumerate() {
            if !full.contains(&at) {
                *value *= factor;
                over |= *value > caps.get(at).copied().unwrap_or(f64::INFINITY);
            }
        }
        if !over {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: 8 of at most 5 leave 3, of which two others take 1 and 2; one of them is full at 2.5
    /// then, and the last takes what is left.
    #[test]
    fn what_is_beyond_a_cap_goes_to_the_others() {
        let mut values = [8.0, 2.0, 4.0];
        capped(&mut values, &[5.0, 10.0, 10.0]);
        assert!(
            values.iter().zip([5.0, 3.0, 6.0]).all(|(v, e)| (v - e).abs() < 1e-12),
            "{values:?}"
        );
        let mut values = [8.0, 2.0, 4.0];
        capped(&mut values, &[5.0, 2.5, 10.0]);
        assert!(
            values.iter().zip([5.0, 2.5, 6.5]).all(|(v, e)| (v - e).abs() < 1e-12),
            "{values:?}"
        );
    }

    proptest! {
        #[test]
        fn no_cap_is_passed_and_nobody_is_lost(
            cells in prop::collection::vec((0.1..100.0f64, 0.1..100.0f64), 1..12),
            share in 0.05..0.999f64,
        ) {
            let caps: Vec<f64> = cells.iter().map(|(_, cap)| *cap).collect();
            let sum: f64 = cells.iter().map(|(value, _)| value).sum();
            let total = share * caps.iter().sum::<f64>();
            let mut values: Vec<f64> = cells.iter().map(|(value, _)| value * total / sum).collect();
            capped(&mut values, &caps);
            prop_assert!(values.iter().zip(&caps).all(|(v, cap)| *v <= cap * (1.0 + 1e-12)));
            prop_assert!((values.iter().sum::<f64>() - total).abs() < 1e-9 * total);
        }
    }
}
