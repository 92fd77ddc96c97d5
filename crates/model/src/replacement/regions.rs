//! Exits of regions by the ages of their employed, where these are known.

use crate::error::ModelError;
use crate::replacement::sections::spread;
use crate::replacement::stocks::Stocks;
use crate::replacement::{ExitRates, Group};
use std::collections::BTreeMap;
use suranys_core::distribution::Draws;
use suranys_core::inputs::Inputs;
use suranys_core::run::Note;
use suranys_core::unit::Quantity;
use suranys_core::{AgeGroup, CellDraws, Code, DrawPanel, Region, Year, YearSpan};

/// Exits per employed person by region, year and draw; `None` without a table of the employed by
/// region and age in which every region has every age group that exits are counted by.
///
/// A region's employed of an age group leave as the nation's of that age group do; the exits of the
/// regions sum to the nation's in every draw and year.
pub(super) fn region_rates(
    inputs: &Inputs,
    stocks: &Stocks,
    exits: &ExitRates,
    years: YearSpan,
    notes: &mut Vec<Note>,
) -> Result<Option<DrawPanel>, ModelError> {
    let axis = stocks.regions.cells();
    let Some(table) = &inputs.regional.employed_by_age else {
        notes.push(Note::new("note.exits-of-regions", []));
        return Ok(None);
    };
    let age_groups: Option<Vec<AgeGroup>> = exits.groups.iter().map(|g| g.age_group).collect();
    let mixes: Option<Vec<Vec<f64>>> = age_groups.and_then(|age_groups| {
        let mix = |region: &String| {
            let region: Code<Region> = inputs.regions.code(region).ok()?;
            let years = table.cells.keys().filter(|(code, ..)| *code == region);
            let mut years: Vec<Year> = years.map(|(_, _, year)| *year).collect();
            years.sort_unstable();
            years.dedup();
            years.into_iter().rev().find_map(|year| {
                let persons: Option<Vec<f64>> = age_groups
                    .iter()
                    .map(|age| table.value(&(region.clone(), *age, year)).map(Quantity::get))
                    .collect();
                persons.filter(|persons| persons.iter().sum::<f64>() > 0.0)
            })
        };
        axis.labels().iter().map(mix).collect()
    });
    let Some(mixes) = mixes else {
        notes.push(Note::new("note.exits-of-regions", []));
        return Ok(None);
    };
    let mut panel = DrawPanel::zeros(axis.clone(), years, exits.other.len());
    for year in years.years() {
        let rates = rates_by_age(exits, year);
        let mut index = CellDraws::zeros(axis.clone(), exits.other.len());
        for (region, mix) in axis.labels().iter().zip(&mixes) {
            if let Some(target) = index.get_mut(region) {
                target.copy_from_slice(&of_mix(&exits.groups, mix, &rates, &exits.other));
            }
        }
        let Some(one) = YearSpan::new(year, year) else { continue };
        if let Some(of_year) = spread(&index, stocks.regions, exits, one)?.at(year) {
            panel.set(year, &of_year);
        }
    }
    Ok(Some(panel))
}

/// Retirements and deaths per employed person of an age group, both sexes.
fn rates_by_age(exits: &ExitRates, year: Year) -> BTreeMap<AgeGroup, Draws> {
    let mut sums: BTreeMap<AgeGroup, (Draws, Draws)> = BTreeMap::new();
    let of_year = exits.exits.get(&year).map_or(&[][..], Vec::as_slice);
    for (group, own) in exits.groups.iter().zip(of_year) {
        if let Some(age) = group.age_group {
            let (gone, share) = sums.entry(age).or_default();
            gone.add(&own.retirement);
            gone.add(&own.deaths);
            share.add(&own.share);
        }
    }
    let rate = |(gone, share): (Draws, Draws)| -> Draws {
        let cells = gone.iter().zip(share.iter());
        cells.map(|(gone, share)| if *share > 0.0 { gone / share } else { 0.0 }).collect()
    };
    sums.into_iter().map(|(age, sums)| (age, rate(sums))).collect()
}

/// Exits per person of employed spread over age groups as `mix`, which has a figure for each group
/// of exits: an age group that stands for each sex counts once.
fn of_mix(
    groups: &[Group],
    mix: &[f64],
    rates: &BTreeMap<AgeGroup, Draws>,
    other: &[f64],
) -> Draws {
    let by_age: BTreeMap<AgeGroup, f64> =
        groups.iter().zip(mix).filter_map(|(g, persons)| Some((g.age_group?, *persons))).collect();
    let all: f64 = by_age.values().sum();
    let mut sum = other.to_vec();
    for (age, persons) in &by_age {
        let rate = rates.get(age).map_or(&[][..], AsRef::as_ref);
        sum.iter_mut().zip(rate).for_each(|(sum, rate)| *sum += rate * persons / all);
    }
    sum.into()
}
