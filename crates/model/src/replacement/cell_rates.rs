//! Exits per person of occupations, sections and regions.

use crate::error::ModelError;
use crate::replacement::ExitRates;
use crate::replacement::cells::{CellRates, Mix};
use crate::replacement::regions::region_rates;
use crate::replacement::sections::SectionIndex;
use crate::replacement::stocks::Stocks;
use suranys_core::inputs::Inputs;
use suranys_core::rng::Key;
use suranys_core::run::Note;
use suranys_core::text;
use suranys_core::{Axis, CellDraws, DrawPanel, YearSpan};

/// Exits per employed person of the year before, by kind of cell, for each year of `years`:
///
/// - of occupations by their own mix of sexes and ages (`occupations`: mix and stocks), where known;
/// - of sections by the occupations that such sections employ abroad, anchored on what is published
///   of them, where the package has such figures;
/// - of regions by the ages of their employed, where the package has them.
///
/// Each kind sums to the nation's exits in every draw and year. A kind that no figures distinguish
/// is absent: its cells leave as the nation does, and what is made of cells of another kind as
/// those do.
///
/// # Errors
/// When employment of a year before is not known, margins can't be met, or published exits leave
/// nothing to the sections without.
pub fn cell_rates(
    inputs: &Inputs,
    exits: &ExitRates,
    occupations: Option<(&Mix, &DrawPanel)>,
    stocks: &Stocks,
    years: YearSpan,
    key: &Key,
    notes: &mut Vec<Note>,
) -> Result<CellRates, ModelError> {
    let of_occupations = match occupations {
        Some((mix, employed)) => Some(occupation_rates(mix, employed, exits, years)?),
        None => None,
    };
    let index = SectionIndex::read(inputs, stocks, key, notes)?;
    let sections = match &index {
        Some(index) => Some(index.rates(stocks, exits, years)?),
        None => None,
    };
    let regions = region_rates(inputs, stocks, exits, years, notes)?;
    Ok(CellRates { occupations: of_occupations, sections, regions, index })
}

fn occupation_rates(
    mix: &Mix,
    stocks: &DrawPanel,
    exits: &ExitRates,
    years: YearSpan,
) -> Result<DrawPanel, ModelError> {
    let missing = |year| ModelError::NoFigure {
        resource: "employment_by_occupation".to_owned(),
        what: text!("every occupation"),
        year,
    };
    let axis = Axis::new(mix.codes.iter().cloned())
        .ok_or(ModelError::RepeatedCode(text!("the occupations of exits")))?;
    let mut panel = DrawPanel::zeros(axis.clone(), years, stocks.draws());
    for year in years.years() {
        let before = year.previous();
        let employed =
            CellDraws::from_cells(axis.clone(), stocks.draws(), |code| stocks.get(code, before));
        let employed = employed.ok_or_else(|| missing(before))?;
        panel.set(year, &mix.rates(&employed, exits, year)?);
    }
    Ok(panel)
}
