//! Values that tables and parameters give: where the trees of the accounts end.

use crate::accounts::tables::{
    EXPONENT_TABLE, MATRIX_TABLE, REGIONAL_POPULATION_TABLE, REGIONAL_VALUE_TABLE, set,
};
use crate::error::ModelError;
use crate::quality::Quality;
use std::sync::Arc;
use suranys_core::distribution::Draws;
use suranys_core::explanation::{ParameterUse, Phrase};
use suranys_core::inputs::{Inputs, Source, Table};
use suranys_core::provenance::SourceCell;
use suranys_core::scenario::Scenario;
use suranys_core::tracked::{About, ReadCells, SourceSet, Tracked};
use suranys_core::unit::Quantity;
use suranys_core::{ObsStatus, Status, Unit, Year};

/// A real status.
pub(crate) fn real(obs: ObsStatus) -> Status {
    Status::real(obs)
}

/// What a step of the model is: a value of its own status that reads no table itself.
pub(crate) fn step(name: &str, unit: Unit, obs: ObsStatus) -> About {
    About { name: Phrase::new(name, []), unit, status: real(obs), sources: SourceSet::default() }
}

/// The status of what is made from whole tables: the worst of the model's own and of their figures
/// about the years to `until`.
pub(crate) fn until(quality: &Quality, tables: &[&str], own: ObsStatus, until: Year) -> Status {
    tables.iter().fold(real(own), |worst, table| {
        let synthetic = quality.synthetic(table);
        let known = quality.until(table, until).unwrap_or(worst);
        let obs = match known.obs {
            ObsStatus::Break | ObsStatus::Missing => worst.obs,
            obs => obs.max(worst.obs),
        };
        Status { obs, synthetic: worst.synthetic || synthetic }
    })
}

/// A step of the model that reads whole tables.
pub(crate) fn about_tables(
    quality: &Quality,
    name: Phrase,
    unit: Unit,
    tables: &[&str],
    own: ObsStatus,
    year: Year,
) -> About {
    About { name, unit, status: until(quality, tables, own, year), sources: set(tables) }
}

/// The cells of a table that `wanted` picks, read when they are asked for.
pub(crate) fn cells_of<K: Ord + Clone, T: Quantity>(
    table: &Table<K, T>,
    sources: &[Source],
    wanted: impl Fn(&K) -> bool,
) -> Vec<SourceCell> {
    let keys = table.cells.keys().filter(|key| wanted(key));
    keys.filter_map(|key| table.trace(key, sources)).collect()
}

/// Reads cells of the inputs.
pub(crate) fn reading(
    of: impl Fn(&Inputs) -> Vec<SourceCell> + Send + Sync + 'static,
) -> ReadCells {
    Arc::new(of)
}

/// A parameter of the scenario with its draws.
///
/// # Errors
/// When the scenario does not have it.
pub(crate) fn parameter_of(
    scenario: &Scenario,
    name: &str,
    draws: Draws,
) -> Result<Tracked, ModelError> {
    let (parameter, spec) = scenario.parameter(name).ok_or_else(|| ModelError::NoParameter {
        scenario: scenario.id.clone(),
        key: name.to_owned(),
    })?;
    let used = ParameterUse {
        key: name.to_owned(),
        central: parameter.value,
        low: parameter.low,
        high: parameter.high,
        unit: spec.unit.to_owned(),
        basis: parameter.basis,
        citation: parameter.source.clone(),
        citation_in: parameter.source_in.clone(),
    };
    Ok(Tracked::parameter(draws, unit_of(spec.unit), used))
}

/// The unit of a parameter, from the words of its specification.
fn unit_of(words: &str) -> Unit {
    match words {
        "persons per year" => Unit::PersonsPerYear,
        "percentage points per year" => Unit::PercentPerYear,
        _ if words.starts_with("share") => Unit::Share,
        _ => Unit::Ratio,
    }
}

/// Tables that place sections in regions: employment by region and broad sector, and, where the
/// package has all of them, value added and people.
pub(crate) fn placing_tables(inputs: &Inputs) -> Vec<&'static str> {
    let known = &inputs.regional;
    let all = known.value_added_exponent.is_some()
        && known.value_added.is_some()
        && known.population.is_some();
    let mut tables = vec![MATRIX_TABLE];
    if all {
        tables.extend([EXPONENT_TABLE, REGIONAL_VALUE_TABLE, REGIONAL_POPULATION_TABLE]);
    }
    tables
}
