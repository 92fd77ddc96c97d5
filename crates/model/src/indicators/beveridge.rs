//! Unemployment and vacancies: the two axes of the Beveridge curve.

use crate::indicators::terms::{
    Read, UNEMPLOYMENT_RATE, VACANCIES, VACANCIES_PER_FORCE, cell, counted_items, employed,
    indicator_name, labour_force, made, of,
};
use std::collections::BTreeMap;
use suranys_core::Unit;
use suranys_core::explanation::{Formula, Phrase};
use suranys_core::inputs::{Inputs, year_of};

/// Vacancies for each person in the labour force of the year, as they were counted, and the
/// unemployment rate of every year they are of.
pub(super) fn beveridge(inputs: &Inputs) -> Vec<Read> {
    let Some(exchange) = &inputs.indicators.exchange else { return Vec::new() };
    let (mut rates, mut all) = (BTreeMap::new(), Vec::new());
    for key @ (period, count, measure) in exchange.cells.keys() {
        let year = year_of(period);
        let posted = cell(inputs, exchange, key, counted_items(measure, period), Unit::Persons);
        let posted = posted.filter(|_| measure == VACANCIES);
        let Some((posted, force)) = posted.zip(labour_force(inputs, year)) else { continue };
        let parts = vec![posted, force.clone()];
        let rate = made(indicator_name(VACANCIES_PER_FORCE), Unit::Share, Formula::Ratio, parts);
        all.push(of(VACANCIES_PER_FORCE, period, count, None, rate));
        let Some(work) = employed(inputs, None, year) else { continue };
        rates.entry(year).or_insert_with(|| {
            let parts = vec![force.clone(), work];
            let without =
                made(Phrase::new("term.unemployed", []), Unit::Persons, Formula::Difference, parts);
            let rate = made(
                indicator_name(UNEMPLOYMENT_RATE),
                Unit::Share,
                Formula::Ratio,
                vec![without, force],
            );
            of(UNEMPLOYMENT_RATE, &year.to_string(), "", None, rate)
        });
    }
    all.extend(rates.into_values());
    all
}
