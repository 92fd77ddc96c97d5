//! Published employment by age, for the pyramid of the employed.

use suranys_core::Unit;
use suranys_core::inputs::Inputs;
use suranys_core::run::{Estimate, Figure, FigureKey, Measure, OBSERVED};
use suranys_core::unit::Quantity;

/// Employed persons by sex and age group in the last year that has them, as published.
#[must_use]
pub fn employed_by_age(inputs: &Inputs) -> Vec<(FigureKey, Figure)> {
    let table = &inputs.employment_by_sex_age;
    let Some(last) = table.cells.keys().map(|(_, _, year)| *year).max() else {
        return Vec::new();
    };
    let published = table.cells.iter().filter(|((_, _, year), _)| *year == last);
    published
        .filter_map(|((sex, age, year), cell)| {
            let key = FigureKey::national(OBSERVED, Measure::Employment, *year);
            let figure = Figure {
                estimate: Estimate::Point { value: cell.observed.value()?.get() },
                unit: Unit::Persons,
                status: cell.observed.status(),
                source: vec![table.resource.clone()],
                assumed: 0.0,
            };
            Some((key.of_sex(*sex).of_age(*age), figure))
        })
        .collect()
}
