//! Employment of minor groups by region: a section is staffed alike in every region.

use crate::accounts::measures::{Accounts, unit};
use crate::staffing::base::Base;
use crate::summary::estimate;
use rayon::prelude::*;
use suranys_core::Year;
use suranys_core::occupation_groups::OccupationGroupFigure;
use suranys_core::run::{FigureKey, Measure};

/// Employment of each minor group in each region in the base year and at the end of the policy period.
/// In every draw the minor groups of a major group sum to it in the region, and regions to the nation.
pub(crate) fn regional_employment(accounts: &Accounts, base: &Base) -> Vec<OccupationGroupFigure> {
    let mut years = vec![accounts.base_year(), accounts.period().to()];
    years.sort_unstable();
    years.dedup();
    let minors = 0..base.tree.level(3).len();
    let each: Vec<Vec<OccupationGroupFigure>> = minors
        .into_par_iter()
        .map(|minor| {
            let made = years.iter().map(|year| of_minor(accounts, base, minor, *year));
            made.flatten().flatten().collect()
        })
        .collect();
    each.into_iter().flatten().collect()
}

/// Draws of a minor group by region, in the order of the regions; `None` where the accounts do not have
/// the year.
pub(crate) fn by_region(
    accounts: &Accounts,
    base: &Base,
    minor: usize,
    year: Year,
) -> Option<Vec<Vec<f64>>> {
    let (minors, units) = (base.tree.level(3), base.tree.level(4));
    let major = base.tree.level(1).codes[minors.major[minor]].as_str();
    let draws = base.shares.draws();
    let regions = accounts.projection.regions.cells().labels();
    let mut sums = vec![vec![0.0; draws]; regions.len()];
    for (section, name) in base.sections.iter().enumerate() {
        let staffed = accounts.staffed(name, major, year)?;
        let all = accounts.projection.sections.get(name, year)?;
        let mut rate = vec![0.0; draws];
        for member in units.children[minor].clone() {
            let shares = base.shares.cell(member, section);
            rate.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        }
        for ((rate, staffed), all) in rate.iter_mut().zip(staffed).zip(all) {
            *rate *= if *all > 0.0 { staffed / all } else { 0.0 };
        }
        for (sum, region) in sums.iter_mut().zip(regions) {
            let here = accounts.cell_draws(name, region, year)?;
            for ((sum, rate), here) in sum.iter_mut().zip(&rate).zip(here) {
                *sum += rate * here;
            }
        }
    }
    Some(sums)
}

fn of_minor(
    accounts: &Accounts,
    base: &Base,
    minor: usize,
    year: Year,
) -> Option<Vec<OccupationGroupFigure>> {
    let code = base.tree.level(3).codes[minor].to_string();
    let key = FigureKey::national("", Measure::Employment, year);
    let regions = accounts.projection.regions.cells().labels().iter();
    let made = regions.zip(by_region(accounts, base, minor, year)?);
    let figure = |(region, draws): (&String, Vec<f64>)| {
        Some(OccupationGroupFigure {
            scenario: accounts.scenario.id.clone(),
            code: code.clone(),
            region: Some(region.clone()),
            measure: Measure::Employment,
            from: year,
            to: year,
            estimate: estimate(&draws)?,
            unit: unit(&key),
        })
    };
    Some(made.filter_map(figure).collect())
}
