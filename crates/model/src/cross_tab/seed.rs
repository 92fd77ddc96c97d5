//! The seed of section × region, from the table of region × broad sector.

use crate::error::ModelError;
use crate::ipf::{Matrix, fit};
use crate::tuning::location::{MAX_HOLE, MIN_SHARE};
use ndarray::Array2;
use std::collections::BTreeMap;
use suranys_core::classification::BroadSector;
use suranys_core::inputs::{Inputs, Table};
use suranys_core::numeric::powf;
use suranys_core::time::Year;
use suranys_core::unit::Quantity;
use suranys_core::{Code, Region, Section};
use suranys_core::{Text, text};

/// Margins of the matrix, in messages.
pub(crate) const PLACED: Text = text!("section and region margins");

/// The seed of a year, persons, of shape (sections, regions), whose sums over a broad sector are what
/// each region employs in it.
///
/// A section's weight in a region is its national employment times the region's share of the section's
/// value added and of the population, each to a power, the powers summing to one: jobs follow value
/// added less than one to one, and where the state employs, people alone. The weights are fitted to
/// the region's published employment in the broad sector and the section's national share of it. Where
/// the package has no powers, value added or population, the section's national share of the broad
/// sector is used alone. `stocks` are the sections' employed, persons, of which those shares are taken.
///
/// # Errors
/// When a section has no broad sector, a broad sector no figure in a region, or the margins can't be
/// met.
pub(crate) fn seed(
    inputs: &Inputs,
    sections: &[String],
    stocks: &[f64],
    regions: &[String],
    year: Year,
) -> Result<Matrix, ModelError> {
    let table = &inputs.employment_by_region_broad_sector;
    let no_figure =
        |what: Text| ModelError::NoFigure { resource: table.resource.clone(), what, year };
    let codes: Vec<Code<Region>> = regions
        .iter()
        .map(|region| inputs.regions.code(region).map_err(|e| no_figure(e.text())))
        .collect::<Result<_, _>>()?;
    let mut members: BTreeMap<Code<BroadSector>, Vec<usize>> = BTreeMap::new();
    let mut own = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let code = inputs.sections.code(section).map_err(|e| no_figure(e.text()))?;
        let targets = inputs.section_broad_sector.targets(&code);
        let (broad, _) = targets
            .and_then(|targets| targets.first())
            .ok_or_else(|| no_figure(text!("the broad sector of `{section}`", section)))?;
        members.entry(broad.clone()).or_default().push(at);
        own.push(code);
    }
    let location = Location::read(inputs, &codes, year);
    let mut persons = Array2::zeros((sections.len(), regions.len()));
    for (broad, places) in &members {
        let known = |region: &Code<Region>| {
            let published = last(table, |year| (region.clone(), broad.clone(), year), year);
            published.ok_or_else(|| no_figure(text!("`{region}` and `{broad}`", region, broad)))
        };
        let columns: Vec<f64> = codes
            .iter()
            .map(|region| known(region).map(|(_, persons)| persons))
            .collect::<Result<_, _>>()?;
        let (here, all): (f64, f64) =
            (columns.iter().sum(), places.iter().map(|at| stocks[*at]).sum());
        let rows: Vec<f64> = places
            .iter()
            .map(|at| if all > 0.0 { stocks[*at] / all * here } else { 0.0 })
            .collect();
        let mut block = Array2::from_shape_fn((rows.len(), columns.len()), |(s, r)| {
            rows[s] * columns[r] / here.max(f64::MIN_POSITIVE)
        });
        if let Some(location) = &location {
            let mut weights = Array2::zeros(block.dim());
            for (s, at) in places.iter().enumerate() {
                let shares = location.shares(inputs, &own[*at], &codes, year);
                weights
                    .row_mut(s)
                    .iter_mut()
                    .zip(shares)
                    .for_each(|(w, share)| *w = rows[s] * share);
            }
            // Where none of a broad sector has value added, nothing tells its sections apart.
            for (mut column, alike) in weights.columns_mut().into_iter().zip(block.columns()) {
                if column.iter().all(|weight| *weight <= 0.0) {
                    column.assign(&alike);
                }
            }
            let placed =
                Matrix::from_dense(&weights).ok_or_else(|| no_figure(broad.to_string().into()))?;
            let fitted = fit(&placed, &rows, &columns).map_err(|why| ModelError::Margins {
                what: PLACED,
                year,
                why,
            })?;
            for (mut row, fitted) in block.rows_mut().into_iter().zip(fitted.rows()) {
                row.iter_mut().zip(fitted).for_each(|(cell, value)| *cell = value);
            }
        }
        for (row, at) in block.rows().into_iter().zip(places) {
            persons.row_mut(*at).assign(&row);
        }
    }
    Matrix::from_dense(&persons).ok_or_else(|| no_figure(text!("any section")))
}

/// The last figure up to a year, else the first after it, and its year.
fn last<K: Ord + Clone, T: Quantity>(
    table: &Table<K, T>,
    key: impl Fn(Year) -> K,
    year: Year,
) -> Option<(Year, f64)> {
    let value = |at: Year| Some((at, table.value(&key(at))?.get()));
    let count = table.cells.range(key(Year(i32::MIN))..=key(Year(i32::MAX))).count();
    let span = i32::try_from(count).unwrap_or(i32::MAX).saturating_add(MAX_HOLE);
    let before = (0..=span).map(|back| year.plus(-back)).find_map(value);
    before.or_else(|| (1..=span).map(|on| year.plus(on)).find_map(value))
}

/// Where sections locate: shares of regions in the population.
struct Location {
    population: Vec<f64>,
}

impl Location {
    /// `None` where powers, value added or population are not all in the package.
    fn read(inputs: &Inputs, regions: &[Code<Region>], year: Year) -> Option<Location> {
        let regional = &inputs.regional;
        let people = regional.population.as_ref()?;
        regional.value_added_exponent.as_ref().and(regional.value_added.as_ref())?;
        let persons = |region: &Code<Region>| {
            last(people, |year| (region.clone(), year), year).map(|(_, persons)| persons)
        };
        let persons: Vec<f64> = regions.iter().map(persons).collect::<Option<_>>()?;
        let all: f64 = persons.iter().sum();
        (all > 0.0)
            .then(|| Location { population: persons.iter().map(|persons| persons / all).collect() })
    }

    /// The shares of regions by which a section locates: of the population alone where it has no
    /// power, or its value added is not known for all of them in one year.
    fn shares(
        &self,
        inputs: &Inputs,
        section: &Code<Section>,
        regions: &[Code<Region>],
        year: Year,
    ) -> Vec<f64> {
        let regional = &inputs.regional;
        let exponent =
            regional.value_added_exponent.as_ref().and_then(|table| table.value(section));
        let exponent = exponent.map_or(0.0, Quantity::get);
        match value_added(inputs, section, regions, year).filter(|_| exponent > 0.0) {
            Some(shares) => shares
                .iter()
                .zip(&self.population)
                .map(|(added, people)| {
                    powf(added.max(MIN_SHARE), exponent) * powf(*people, 1.0 - exponent)
                })
                .collect(),
            None => self.population.clone(),
        }
    }
}

/// Shares of regions in a section's value added, of the last year up to `year` that has all of them.
fn value_added(
    inputs: &Inputs,
    section: &Code<Section>,
    regions: &[Code<Region>],
    year: Year,
) -> Option<Vec<f64>> {
    let table = inputs.regional.value_added.as_ref()?;
    let key = |region: &Code<Region>, year| (region.clone(), section.clone(), year);
    let years = regions.iter().map(|region| last(table, |year| key(region, year), year));
    let at = years.map(|found| found.map(|(year, _)| year)).collect::<Option<Vec<_>>>()?;
    let at = at.into_iter().min()?;
    let amounts: Vec<f64> = regions
        .iter()
        .map(|region| table.value(&key(region, at)).map(|amount| amount.get().max(0.0)))
        .collect::<Option<_>>()?;
    let all: f64 = amounts.iter().sum();
    (all > 0.0).then(|| amounts.iter().map(|amount| amount / all).collect())
}
