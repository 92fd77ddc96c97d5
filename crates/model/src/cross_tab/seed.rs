//! The seed of section × region: what tables tell of region × broad sector.

use crate::error::ModelError;
use crate::ipf::Matrix;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::time::Year;
use suranys_core::unit::Quantity;

/// Margins of the matrix, in messages.
pub(crate) const PLACED: &str = "section and region margins";

/// Persons by section and region, `[section][region]`, as far as tables tell them: the seed of a
/// year. `stocks` are the sections' employed, of which the shares in broad sectors are taken.
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
    let mut rows = Vec::new();
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
    for (broad, stock) in members {
        let share = stock / broad_totals.get(broad.as_str()).copied().unwrap_or(1.0);
        let mut row = Vec::new();
        for region in regions {
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
            let persons = known.ok_or_else(|| no_figure(format!("`{code}` and `{broad}`")))?;
            row.push(persons.get() * share);
        }
        rows.push(row);
    }
    Matrix::from_rows(&rows).ok_or_else(|| no_figure("any section".to_owned()))
}
