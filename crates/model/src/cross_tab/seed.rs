//! The seed of section × region, from the table of region × broad sector.

use crate::error::ModelError;
use crate::ipf::Matrix;
use ndarray::Array2;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::time::Year;
use suranys_core::unit::Quantity;

/// Margins of the matrix, in messages.
pub(crate) const PLACED: &str = "section and region margins";

/// The seed of a year, persons, of shape (sections, regions): what a region employs in a broad
/// sector, times the section's share of it. `stocks` are the sections' employed, persons, of which
/// those shares are taken.
///
/// # Errors
/// When a section has no broad sector, or a broad sector no figure in a region.
pub(crate) fn seed(
    inputs: &Inputs,
    sections: &[String],
    stocks: &[f64],
    regions: &[String],
    year: Year,
) -> Result<Matrix, ModelError> {
    let table = &inputs.employment_by_region_broad_sector;
    let no_figure =
        |what: String| ModelError::NoFigure { resource: table.resource.clone(), what, year };
    let mut broad_totals: BTreeMap<String, f64> = BTreeMap::new();
    let mut members = Vec::new();
    for (section, stock) in sections.iter().zip(stocks) {
        let code = inputs.sections.code(section).map_err(|e| no_figure(e.to_string()))?;
        let broad = inputs
            .section_broad_sector
            .targets(&code)
            .and_then(|targets| targets.first())
            .map(|(broad, _)| broad.clone())
            .ok_or_else(|| no_figure(format!("the broad sector of `{section}`")))?;
        *broad_totals.entry(broad.to_string()).or_insert(0.0) += stock;
        members.push((broad, *stock));
    }
    let mut persons = Array2::zeros((sections.len(), regions.len()));
    for ((broad, stock), mut row) in members.into_iter().zip(persons.rows_mut()) {
        let share = stock / broad_totals.get(broad.as_str()).copied().unwrap_or(1.0);
        for (region, cell) in regions.iter().zip(&mut row) {
            let code = inputs.regions.code(region).map_err(|e| no_figure(e.to_string()))?;
            let own = |at: Year| table.value(&(code.clone(), broad.clone(), at));
            let known = own(year).or_else(|| {
                let latest = table
                    .cells
                    .keys()
                    .filter(|(r, b, _)| *r == code && *b == broad)
                    .map(|(_, _, y)| *y)
                    .max();
                latest.and_then(own)
            });
            let published = known.ok_or_else(|| no_figure(format!("`{code}` and `{broad}`")))?;
            *cell = published.get() * share;
        }
    }
    Matrix::from_dense(&persons).ok_or_else(|| no_figure("any section".to_owned()))
}
