//! Section × region: the margins of both, and a seed from region × broad sector.

use crate::ModelError;
use crate::employment::EmploymentProjection;
use crate::employment::reconcile::scaled;
use crate::ipf::{Matrix, fit};
use rayon::prelude::*;
use std::collections::BTreeMap;
use suranys_core::inputs::Inputs;
use suranys_core::unit::Quantity;
use suranys_core::{Axis, DrawPanel, Year, YearSpan};

/// Margins of the matrix, in messages.
pub(crate) const PLACED: &str = "section and region margins";

/// Cell label of a section in a region.
#[must_use]
pub fn cell(section: &str, region: &str) -> String {
    format!("{section}|{region}")
}

/// Employment by section and region for the years of `span`, in draws.
///
/// The seed of a year is the region's published employment in a broad sector times the
/// section's national share of that broad sector, of the same year or of the last one published.
/// RAS then meets both margins in every draw.
///
/// # Errors
/// When the seed lacks a region, or the margins can't be met.
pub fn section_by_region(
    inputs: &Inputs,
    projection: &EmploymentProjection,
    span: YearSpan,
) -> Result<DrawPanel, ModelError> {
    let (sections, regions) =
        (projection.sections.cells().labels(), projection.regions.cells().labels());
    let labels = sections.iter().flat_map(|s| regions.iter().map(move |r| cell(s, r)));
    let axis = Axis::new(labels).ok_or(ModelError::NoTotal("section by region"))?;
    let draws = projection.total.draws();
    let mut panel = DrawPanel::zeros(axis, span, draws);
    for year in span.years() {
        let at = year.min(projection.base_year);
        let stocks: Vec<f64> = sections
            .iter()
            .map(|s| projection.sections.get(s, at).and_then(|d| d.first()).copied().unwrap_or(0.0))
            .collect();
        let seed = seed(inputs, sections, &stocks, regions, year)?;
        // A published year is the same in every draw.
        let distinct = if year <= projection.base_year { 1.min(draws) } else { draws };
        let fitted: Vec<Vec<Vec<f64>>> = (0..distinct)
            .into_par_iter()
            .map(|draw| {
                let margin = |panel: &DrawPanel, codes: &[String]| -> Vec<f64> {
                    codes.iter().filter_map(|c| panel.get(c, year)?.get(draw).copied()).collect()
                };
                let rows = margin(&projection.sections, sections);
                // Published margins differ by rounding; the matrix follows the sections.
                let columns = scaled(margin(&projection.regions, regions), rows.iter().sum());
                let fitted = fit(&seed, &rows, &columns);
                let matrix =
                    fitted.map_err(|why| ModelError::Margins { what: PLACED, year, why })?;
                Ok(matrix.rows().collect())
            })
            .collect::<Result<_, ModelError>>()?;
        for (s, section) in sections.iter().enumerate() {
            for (r, region) in regions.iter().enumerate() {
                let Some(target) = panel.get_mut(&cell(section, region), year) else { continue };
                for (draw, value) in target.iter_mut().enumerate() {
                    *value = fitted[draw.min(distinct.saturating_sub(1))][s][r];
                }
            }
        }
    }
    Ok(panel)
}

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
