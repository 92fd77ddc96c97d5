//! Published history of the stocks and rates that the forecast goes on from.

use crate::accounts::stocks::Place;
use crate::accounts::tables::{
    FORCE_TABLE, HIRED_TABLE, REGION_TABLE, REGIONAL_FORCE_TABLE, REGIONAL_UNEMPLOYED_TABLE,
    SECTION_TABLE,
};
use crate::outturns::{Outturns, Published};
use crate::summary::Figures;
use std::collections::BTreeSet;
use suranys_core::inputs::Inputs;
use suranys_core::run::{Estimate, Figure, Measure, OBSERVED};
use suranys_core::{Unit, Year};

/// Employment of the nation, sections and regions; hired workers, labour force and unemployment rate
/// of the nation and regions: every year of the tables, as published.
pub(crate) fn history(
    inputs: &Inputs,
    sections: &[String],
    regions: &[String],
    figures: &mut Figures,
) {
    let seen = Outturns(inputs);
    let years = years(inputs);
    let sections = sections.iter().cloned().map(Place::Section);
    let regions: Vec<Place> = regions.iter().cloned().map(Place::Region).collect();
    for place in std::iter::once(Place::Nation).chain(sections).chain(regions) {
        let region = matches!(place, Place::Region(_));
        let employed = if region { REGION_TABLE } else { SECTION_TABLE };
        let (force, unemployed) = match place {
            Place::Nation => (FORCE_TABLE, SECTION_TABLE),
            _ => (REGIONAL_FORCE_TABLE, REGIONAL_UNEMPLOYED_TABLE),
        };
        for year in &years {
            let mut add = |measure, unit, found: Option<Published>, tables: &[&str]| {
                let Some((value, status)) = found else { return };
                let figure = Figure {
                    estimate: Estimate::Point { value },
                    unit,
                    status,
                    source: tables.iter().map(|table| (*table).to_owned()).collect(),
                    assumed: 0.0,
                };
                figures.map.insert(place.key(OBSERVED, measure, *year), figure);
            };
            let persons = Unit::Persons;
            add(Measure::Employment, persons, seen.employment(&place, *year), &[employed]);
            add(Measure::HiredWorkers, persons, seen.hired(&place, *year), &[HIRED_TABLE]);
            add(Measure::LabourForce, persons, seen.labour_force(&place, *year), &[force]);
            let rate = seen.unemployment_rate(&place, *year);
            add(Measure::UnemploymentRate, Unit::Share, rate, &[force, unemployed]);
        }
    }
}

/// Years of any of the tables.
fn years(inputs: &Inputs) -> BTreeSet<Year> {
    let regional = &inputs.regional;
    let others = [&regional.hired, &regional.labour_force, &regional.unemployed];
    let others = others.into_iter().flatten().flat_map(|table| table.cells.keys().map(|k| k.1));
    let force = inputs.supply.iter().flat_map(|known| known.labour_force.cells.keys().copied());
    let sections = inputs.employment_by_section.cells.keys().map(|key| key.1);
    let regions = inputs.employment_by_region.cells.keys().map(|key| key.1);
    sections.chain(regions).chain(force).chain(others).collect()
}
