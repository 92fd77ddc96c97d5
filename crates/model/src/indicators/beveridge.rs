//! Unemployment beside vacancies: the two axes of the Beveridge curve.

use super::{UNEMPLOYMENT_RATE, VACANCIES_PER_FORCE, employed, empty, point};
use std::collections::BTreeMap;
use suranys_core::Unit;
use suranys_core::inputs::{Inputs, year_of};
use suranys_core::run::{Indicator, OBSERVED};
use suranys_core::unit::Quantity;

/// Vacancies for each person in the labour force of the year, as they were counted, and the
/// unemployment rate of every year they are of.
pub(super) fn beveridge(inputs: &Inputs) -> Vec<Indicator> {
    let (Some(exchange), Some(supply)) = (&inputs.indicators.exchange, &inputs.supply) else {
        return Vec::new();
    };
    let (mut rates, mut vacancies) = (BTreeMap::new(), Vec::new());
    for ((period, count, measure), cell) in &exchange.cells {
        let year = year_of(period);
        let force = supply.labour_force.cells.get(&year);
        let force = force.and_then(|c| Some((c.observed.value()?.get(), c.observed.status())));
        let (Some(posted), Some((force, own)), "vacancies") =
            (cell.observed.value(), force, measure.as_str())
        else {
            continue;
        };
        let labour_force = supply.labour_force.resource.clone();
        vacancies.push(Indicator {
            period: period.clone(),
            count: count.clone(),
            estimate: point(posted.get() / force),
            status: cell.observed.status().worst(own),
            source: vec![exchange.resource.clone(), labour_force.clone()],
            ..empty(VACANCIES_PER_FORCE, OBSERVED, Unit::Share)
        });
        if let Some((work, of_work)) = employed(inputs, year) {
            rates.entry(year).or_insert_with(|| Indicator {
                period: year.to_string(),
                estimate: point((force - work) / force),
                status: own.worst(of_work),
                source: vec![labour_force, inputs.employment_by_section.resource.clone()],
                ..empty(UNEMPLOYMENT_RATE, OBSERVED, Unit::Share)
            });
        }
    }
    vacancies.extend(rates.into_values());
    vacancies
}
