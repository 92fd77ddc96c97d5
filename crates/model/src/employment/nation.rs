//! The nation: a labour force that drifts, a rate of unemployment that returns to its recent mean, and
//! employment as what is left of the one by the other.
//!
//! Growth of employment came in part from unemployment that fell: a drift of employment carries that
//! on without end, this does not. Without a labour force employment drifts by itself.

use crate::employment::changes::{Fit, Track, fit};
use crate::employment::tuning::unemployment::{BOUNDS, MEAN_YEARS, PERSISTENCE, SPREAD_WEIGHT};
use crate::employment::tuning::{EMPLOYMENT, LABOUR_FORCE};
use crate::error::ModelError;
use std::collections::{BTreeMap, BTreeSet};
use suranys_core::Persons;
use suranys_core::Year;
use suranys_core::inputs::{Cell, Inputs};
use suranys_core::numeric::{exp, ln, powf};
use suranys_core::panel::PathDraws;
use suranys_core::rng::Key;
use suranys_core::text;
use suranys_core::unit::Quantity;

/// A rate kept a rate.
pub(crate) fn rate(value: f64) -> f64 {
    value.clamp(BOUNDS.0, BOUNDS.1)
}

/// Published figures of the nation, persons by year.
#[derive(Debug, Clone)]
pub(crate) struct Nation {
    /// Employment.
    pub(crate) employment: BTreeMap<Year, f64>,
    /// Labour force; empty where the package has none.
    labour_force: BTreeMap<Year, f64>,
    /// Resource of the labour force.
    pub(crate) resource: String,
}

/// The nation's labour force without holes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filled {
    /// Labour force, persons.
    pub(crate) labour_force: BTreeMap<Year, f64>,
    /// Unemployed over labour force.
    pub(crate) rate: BTreeMap<Year, f64>,
    /// Years in which neither was published: the rate lies between its neighbours', or stays that of
    /// the last.
    pub(crate) imputed: BTreeSet<Year>,
}

/// The rate of unemployment: where it is, where it returns to, and how far a year strays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateFit {
    /// Last rate.
    pub last: f64,
    /// The mean it returns to.
    pub mean: f64,
    /// Share of the distance left after a year.
    pub persistence: f64,
    /// Standard deviation of a yearly change.
    pub spread: f64,
}

/// What the nation is forecast by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NationFit {
    /// Labour force and rate of unemployment.
    Balance(Fit, RateFit),
    /// Employment alone.
    Employment(Fit),
}

impl Nation {
    /// Reads the labour force: the nation's own table, else the nation's row of the table by region.
    ///
    /// # Errors
    /// When a published labour force does not exceed employment.
    pub(crate) fn read(
        inputs: &Inputs,
        base_year: Year,
        employment: &BTreeMap<Year, f64>,
    ) -> Result<Nation, ModelError> {
        let mut nation = Nation {
            employment: employment.clone(),
            labour_force: BTreeMap::new(),
            resource: String::new(),
        };
        let own = inputs.supply.as_ref().map(|known| &known.labour_force);
        if let Some(table) = own.filter(|table| !table.cells.is_empty()) {
            nation.resource.clone_from(&table.resource);
            let cells = table.cells.iter().map(|(year, cell)| (*year, cell));
            nation.take(cells, base_year)?;
        } else if let (Some(table), Some(total)) =
            (&inputs.regional.labour_force, inputs.regions.total())
        {
            nation.resource.clone_from(&table.resource);
            let of_total = table.cells.iter().filter(|((code, _), _)| code == total);
            nation.take(of_total.map(|((_, year), cell)| (*year, cell)), base_year)?;
        }
        Ok(nation)
    }

    fn take<'a>(
        &mut self,
        cells: impl Iterator<Item = (Year, &'a Cell<Persons>)>,
        base_year: Year,
    ) -> Result<(), ModelError> {
        for (year, cell) in cells.filter(|(year, _)| *year <= base_year) {
            let Some(force) = cell.observed.value().map(Quantity::get) else { continue };
            let Some(employed) = self.employment.get(&year) else { continue };
            if force <= *employed {
                return Err(ModelError::Impossible {
                    resource: self.resource.clone(),
                    row: cell.row,
                    year,
                    what: text!(
                        "the labour force of {force} persons holds the employed, and they are \
                         {employed}",
                        force = format!("{force:.0}"),
                        employed = format!("{employed:.0}")
                    ),
                });
            }
            self.labour_force.insert(year, force);
        }
        Ok(())
    }

    /// The labour force as it was known at the end of a year, for every year with employment from its
    /// first on; `None` where nothing of it was known.
    pub(crate) fn filled(&self, until: Year) -> Option<Filled> {
        let (first, _) = self.labour_force.range(..=until).next()?;
        let rate_of =
            |year: &Year| Some(1.0 - self.employment.get(year)? / self.labour_force.get(year)?);
        let mut filled = Filled {
            labour_force: BTreeMap::new(),
            rate: BTreeMap::new(),
            imputed: BTreeSet::new(),
        };
        for (year, employed) in self.employment.range(*first..=until) {
            let (rate, force) = match (rate_of(year), self.labour_force.get(year)) {
                (Some(rate), Some(force)) => (rate, *force),
                _ => {
                    let (before, _) = self.labour_force.range(..*year).next_back()?;
                    let after = self.labour_force.range(*year..=until).next().map(|(year, _)| year);
                    let start = rate_of(before)?;
                    let end = after.and_then(rate_of);
                    let way = after.map_or(0.0, |after| {
                        f64::from(year.since(*before)) / f64::from(after.since(*before))
                    });
                    let rate = start + way * (end.unwrap_or(start) - start);
                    filled.imputed.insert(*year);
                    (rate, employed / (1.0 - rate))
                }
            };
            filled.labour_force.insert(*year, force);
            filled.rate.insert(*year, rate);
        }
        Some(filled)
    }

    /// Fits what was known at the end of a year; `None` where no two years in a row were.
    pub(crate) fn fit(&self, origin: Year) -> Option<NationFit> {
        let log = |id: &str, values: &BTreeMap<Year, f64>| Track {
            id: id.to_owned(),
            values: values.iter().map(|(year, value)| (*year, ln(*value))).collect(),
            breaks: BTreeSet::new(),
        };
        let drifts = |track: Track, spec| Some(fit(&[track], origin, spec)?.remove(0));
        match self.filled(origin) {
            Some(filled) => {
                let force = drifts(log("labour-force", &filled.labour_force), &LABOUR_FORCE);
                let rate = RateFit::of(&filled.rate, origin);
                force.zip(rate).map(|(force, rate)| NationFit::Balance(force, rate))
            }
            None => {
                drifts(log("employment", &self.employment), &EMPLOYMENT).map(NationFit::Employment)
            }
        }
    }
}

impl RateFit {
    /// Of rates up to a year; `None` of fewer than two in a row.
    pub(crate) fn of(rates: &BTreeMap<Year, f64>, origin: Year) -> Option<RateFit> {
        let known = || rates.range(..=origin);
        let (_, last) = known().next_back()?;
        let recent: Vec<f64> = known().rev().take(MEAN_YEARS).map(|(_, rate)| *rate).collect();
        let (mut sum, mut weights) = (0.0, 0.0);
        for (year, rate) in known() {
            let Some(before) = rates.get(&year.previous()) else { continue };
            let weight = powf(SPREAD_WEIGHT, f64::from(origin.since(*year)));
            sum += weight * (rate - before) * (rate - before);
            weights += weight;
        }
        let mean = suranys_core::numeric::mean(&recent)?;
        let spread = (sum / weights).sqrt();
        (weights > 0.0).then_some(RateFit { last: *last, mean, persistence: PERSISTENCE, spread })
    }

    /// The median so many years ahead.
    pub(crate) fn median(&self, years: usize) -> f64 {
        rate(self.mean + (self.last - self.mean) * powf(self.persistence, years as f64))
    }

    /// Standard deviation about it.
    pub(crate) fn deviation(&self, years: usize) -> f64 {
        let goes_on = |step: usize| powf(self.persistence, 2.0 * step as f64);
        self.spread * (0..years).map(goes_on).sum::<f64>().sqrt()
    }

    /// Paths ahead in draws.
    fn paths(&self, steps: usize, draws: usize, key: &Key) -> PathDraws {
        let streams = key.streams();
        let mut paths = PathDraws::zeros(steps, draws);
        let mut path = vec![0.0; steps];
        for draw in 0..draws {
            let (mut stream, mut at) = (streams.draw(draw), self.last);
            for value in &mut path {
                at =
                    self.mean + self.persistence * (at - self.mean) + self.spread * stream.normal();
                *value = rate(at);
            }
            paths.set_path(draw, path.iter().copied());
        }
        paths
    }
}

/// Paths of the nation ahead, before any scenario: persons and shares by step and draw.
#[derive(Debug, Clone)]
pub(crate) struct NationPaths {
    /// Labour force and rate of unemployment, where known.
    pub(crate) balance: Option<(PathDraws, PathDraws)>,
    /// Employment.
    pub(crate) employment: PathDraws,
}

fn levels(logs: &PathDraws) -> PathDraws {
    let mut levels = PathDraws::zeros(logs.steps(), logs.draws());
    for (step, row) in logs.iter().enumerate() {
        let target = levels.get_mut(step).unwrap_or_default();
        target.iter_mut().zip(row).for_each(|(level, log)| *level = exp(*log));
    }
    levels
}

impl NationFit {
    /// Paths in draws; each series has random numbers of its own.
    pub(crate) fn paths(&self, steps: usize, draws: usize, key: &Key) -> NationPaths {
        match self {
            NationFit::Balance(force, unemployed) => {
                let force = levels(&force.paths(steps, draws, &key.with("labour-force")));
                let rates = unemployed.paths(steps, draws, &key.with("unemployment-rate"));
                let mut employment = PathDraws::zeros(steps, draws);
                for (step, (force, rates)) in force.iter().zip(rates.iter()).enumerate() {
                    let row = employment.get_mut(step).unwrap_or_default();
                    for ((employed, force), rate) in row.iter_mut().zip(force).zip(rates) {
                        *employed = force * (1.0 - rate);
                    }
                }
                NationPaths { balance: Some((force, rates)), employment }
            }
            NationFit::Employment(fit) => {
                let logs = fit.paths(steps, draws, &key.with("employment"));
                NationPaths { balance: None, employment: levels(&logs) }
            }
        }
    }

    /// Median employment so many years ahead, and the standard deviation of its logarithm.
    pub(crate) fn employment(&self, years: usize) -> (f64, f64) {
        match self {
            NationFit::Balance(force, unemployed) => {
                let rate = unemployed.median(years);
                let (a, b) = (force.deviation(years), unemployed.deviation(years) / (1.0 - rate));
                (exp(force.median(years)) * (1.0 - rate), a.hypot(b))
            }
            NationFit::Employment(fit) => (exp(fit.median(years)), fit.deviation(years)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nation(force: &[(i32, f64)]) -> Nation {
        Nation {
            employment: (2000..=2006).map(|year| (Year(year), 90.0)).collect(),
            labour_force: force.iter().map(|(year, value)| (Year(*year), *value)).collect(),
            resource: "labour_force".to_owned(),
        }
    }

    /// By hand: rates of 10 per cent in 2001 and 4 in 2004 leave 8 and 6 between them; after the last
    /// the rate stays; what was not known yet is not seen.
    #[test]
    fn a_hole_lies_between_its_neighbours_and_what_comes_late_stays() {
        let filled = nation(&[(2001, 100.0), (2004, 93.75)]).filled(Year(2006)).expect("known");
        let rates: Vec<f64> = filled.rate.values().map(|rate| (rate * 1e4).round() / 1e4).collect();
        assert_eq!(rates, [0.1, 0.08, 0.06, 0.04, 0.04, 0.04]);
        assert!((filled.labour_force[&Year(2002)] - 90.0 / 0.92).abs() < 1e-9);
        assert_eq!(filled.imputed, [2002, 2003, 2005, 2006].map(Year).into());
        let then = nation(&[(2001, 100.0), (2004, 93.75)]).filled(Year(2003)).expect("known");
        assert!((then.rate[&Year(2003)] - 0.1).abs() < 1e-12);
        assert_eq!(nation(&[(2004, 93.75)]).filled(Year(2003)), None);
    }

    /// By hand: the last three of 5, 6, 4, 5 per cent have the mean 5; in draws the identity holds.
    #[test]
    fn the_rate_returns_and_employment_is_what_it_leaves() {
        let rates = (2000..).map(Year).zip([0.05, 0.06, 0.04, 0.05, 0.08]).collect();
        let fit = RateFit::of(&rates, Year(2003)).expect("known");
        assert!((fit.mean - 0.05).abs() < 1e-12 && fit.last == 0.05);
        // Weights 1, 0.6, 0.36 on squares of 1, 2 and 1 points.
        let spread = (1.0_f64 + 0.6 * 4.0 + 0.36).sqrt() / (1.96_f64).sqrt() / 100.0;
        assert!((fit.spread - spread).abs() < 1e-12, "{fit:?}");
        let made = nation(&[(2000, 95.0), (2001, 96.0), (2002, 95.0)]);
        let paths = made.fit(Year(2002)).expect("known").paths(5, 50, &Key::new(1));
        let (force, rates) = paths.balance.expect("has a labour force");
        for step in 0..5 {
            let rows = [&force, &rates, &paths.employment].map(|p| p.get(step).expect("covered"));
            for ((force, rate), employed) in rows[0].iter().zip(rows[1]).zip(rows[2]) {
                assert!((force * (1.0 - rate) - employed).abs() < 1e-9);
            }
        }
    }
}
