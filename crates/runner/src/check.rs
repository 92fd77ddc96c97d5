//! Whether a package can be used, and whether a report can be made of it.

use crate::edition::{surroundings, trial};
use crate::failure::Failure;
use crate::noted::{of_package, of_scenarios};
use crate::order::Order;
use suranys_core::Diagnostic;
use suranys_core::progress::Follower;
use suranys_data::{CheckReport, Checked, Sound, check_inputs, read_country};

/// A package that was looked at.
pub struct Looked {
    /// What all checks say, and what is missing for a report.
    pub report: CheckReport,
    /// What looks wrong and may be right.
    pub noted: Vec<Diagnostic>,
    /// What it gives, when its tables have no findings.
    pub sound: Option<Sound>,
}

/// Checks a package, and whether a report can be made of it: if its tables allow, one is made on trial
/// with few draws.
///
/// # Errors
/// When the package can't be looked at.
pub fn check(order: &Order, follower: &dyn Follower) -> Result<Looked, Failure> {
    let Checked { mut report, sound, series } = check_inputs(&order.package)?;
    if !report.for_forecast {
        return Ok(Looked { report, noted: of_package(&series), sound });
    }
    let inputs = sound.as_ref().map(|sound| &sound.inputs);
    let mut noted = of_package(&series);
    noted.extend(of_scenarios(order, inputs));
    let around = surroundings(order, &read_country(&order.package)?);
    let refused = match sound.as_ref().filter(|_| around.is_empty()) {
        Some(sound) => trial(order, sound, follower).err(),
        None => None,
    };
    report.missing.extend(around);
    match refused {
        Some(Failure::Stopped(stopped)) => return Err(stopped.into()),
        Some(why) => report.missing.extend(why.findings(&order.package)),
        None => {}
    }
    Ok(Looked { report, noted, sound })
}
