//! Section × region: the margins of both, fitted to a seed from region × broad sector.

use crate::cell::cell;
use crate::cross_tab::seed::{PLACED, seed};
use crate::draw_by_draw::draw_by_draw;
use crate::employment::EmploymentProjection;
use crate::employment::reconcile::scaled;
use crate::error::ModelError;
use crate::ipf::fit;
use suranys_core::inputs::Inputs;
use suranys_core::text;
use suranys_core::{Axis, DrawPanel, YearSpan};

/// Employment by section and region for the years of `span`, in draws.
///
/// The seed of a year has what the region employs in a broad sector, of the same year or of the last one
/// published, divided among its sections by where their value added and the people are.
/// RAS then meets both margins in every draw.
///
/// # Errors
/// When a region is missing from the seed, or the margins can't be met.
pub fn section_by_region(
    inputs: &Inputs,
    projection: &EmploymentProjection,
    span: YearSpan,
) -> Result<DrawPanel, ModelError> {
    let (sections, regions) =
        (projection.sections.cells().labels(), projection.regions.cells().labels());
    let labels = sections.iter().flat_map(|s| regions.iter().map(move |r| cell(s, r)));
    let axis = Axis::new(labels).ok_or(ModelError::RepeatedCode(text!("sections by region")))?;
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
        let fitted = draw_by_draw(panel.cells().clone(), draws, distinct, |draw| {
            let rows: Vec<f64> = projection.sections.draw(year, draw).collect();
            // Published margins differ by rounding; the matrix follows the sections.
            let columns = projection.regions.draw(year, draw).collect();
            let columns = scaled(columns, rows.iter().sum());
            let fitted = fit(&seed, &rows, &columns);
            let matrix = fitted.map_err(|why| ModelError::Margins { what: PLACED, year, why })?;
            Ok::<_, ModelError>(matrix.rows().flatten().collect())
        })?;
        panel.set(year, &fitted);
    }
    Ok(panel)
}
