//! What looks wrong in the inputs of a run and may be right.

use crate::failure::Failure;
use crate::order::Order;
use crate::paths::scenarios_folder;
use crate::run::scenario_files;
use suranys_core::{Diagnostic, Inputs};
use suranys_data::{PackageSeries, Sound, read_package, scenario_notes};
use suranys_series::screening::{Screened, past};

/// What a run is made of, and what looks wrong in the tables they are from and in the run's scenarios.
///
/// # Errors
/// When the package has findings.
pub fn noted_inputs(order: &Order) -> Result<(Sound, Vec<Diagnostic>), Failure> {
    let (sound, series) = read_package(&order.package)?;
    let mut found = of_package(&series);
    found.extend(of_scenarios(order, Some(&sound.inputs)));
    Ok((sound, found))
}

/// What looks wrong in the series of a package.
pub fn of_package(series: &[PackageSeries]) -> Vec<Diagnostic> {
    series.iter().flat_map(of_series).collect()
}

fn of_series(one: &PackageSeries) -> Vec<Diagnostic> {
    past(&Screened {
        file: &one.file,
        column: &one.column,
        id: &one.id,
        values: &one.values,
        breaks: &one.breaks,
        season: 1,
        place: &|at| one.place(at),
    })
}

/// What the scenarios of a run say without effect on its inputs, or on any where none can be read.
pub fn of_scenarios(order: &Order, inputs: Option<&Inputs>) -> Vec<Diagnostic> {
    let bases = scenarios_folder(&order.package);
    scenario_notes(&scenario_files(order), &bases, inputs, order.as_of)
}
