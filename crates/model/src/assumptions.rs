//! What a scenario assumes, as one value for each draw.

use crate::error::ModelError;
use suranys_core::distribution::Draws;
use suranys_core::rng::Key;
use suranys_core::scenario::Scenario;

/// One value of a scenario parameter for each draw. The key holds the parameter's name and not
/// the scenario's: scenarios have common random numbers, and differ by what they suppose.
///
/// # Errors
/// When the scenario has no such parameter.
pub fn parameter_draws(scenario: &Scenario, name: &str, key: &Key) -> Result<Draws, ModelError> {
    let (parameter, spec) = scenario.parameter(name).ok_or_else(|| ModelError::NoParameter {
        scenario: scenario.id.clone(),
        key: name.to_owned(),
    })?;
    let streams = key.with("parameter").with(name).streams();
    Ok((0..scenario.settings.draws).map(|d| parameter.at(streams.draw(d).normal(), spec)).collect())
}
