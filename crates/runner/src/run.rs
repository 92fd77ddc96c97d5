//! From a package and scenarios to a run. Rulebooks and the sweep file are looked for next to the
//! package; where there are none, the run goes without list or sensitivities.

use crate::failure::Failure;
use crate::list::reported_list;
use crate::order::Order;
use crate::paths::{REPORTED_SWEEP, reported_scenarios, scenarios_folder};
use std::collections::BTreeSet;
use std::path::PathBuf;
use suranys_core::inputs::Inputs;
use suranys_core::progress::{Follower, Portion};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Extent, Note, RunIdentity, Sensitivity};
use suranys_core::run_output::{RunOutput, StoredRun};
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::text;
use suranys_core::time::Vintage;
use suranys_data::{
    DrawFiles, Sound, SweepVocabulary, read_package, read_scenarios_for, read_sweep, sibling_file,
};
use suranys_model::sensitivity::sensitivities;
use suranys_model::{TakeDraws, forecast_to};

/// The name results go by, whoever asked for them: the same inputs give the same bytes.
pub const PROGRAM: &str = "suranys";
/// The version results go by.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The portions of the work when a model is run before rendering.
const FORECASTING: Portion = Portion::new(5.0, 50.0);
/// Per cent of the work done when a run is there but for its list.
pub(crate) const LISTING: f64 = 50.0;

/// Checks and forecasts.
///
/// # Errors
/// When the inputs have findings, or the model can't do its work.
pub fn forecast(
    order: &Order,
    extent: Extent,
    follower: &dyn Follower,
) -> Result<StoredRun, Failure> {
    follower.at(0.0, "checking")?;
    let (of_run, _) = read_package(&order.package)?;
    Ok(forecast_after(order, &of_run, extent, follower, |_| Ok(()))?.0.run)
}

/// A run as the model made it.
pub struct Made {
    /// The run.
    pub run: StoredRun,
    /// Files of the draws of its figures, where the order asks for them.
    pub draws: Option<Files>,
}

impl From<StoredRun> for Made {
    /// A run read back, which holds figures and no draws.
    fn from(run: StoredRun) -> Made {
        Made { run, draws: None }
    }
}

/// Looks with `look` at what depends on the settings alone, and forecasts from inputs that were
/// checked.
///
/// # Errors
/// When the scenarios have findings, `look` refuses, or the model can't do its work.
pub fn forecast_after<T>(
    order: &Order,
    of_run: &Sound,
    extent: Extent,
    follower: &dyn Follower,
    look: impl FnOnce(&RunSettings) -> Result<T, Failure>,
) -> Result<(Made, T), Failure> {
    forecast_of(order, of_run, None, extent, follower, None, look)
}

/// Forecasts from inputs that were checked, and hands the figures to `take` with their draws as they are
/// made.
///
/// # Errors
/// As [`forecast_after`].
pub fn forecast_taking(
    order: &Order,
    of_run: &Sound,
    extent: Extent,
    follower: &dyn Follower,
    take: TakeDraws<'_>,
) -> Result<StoredRun, Failure> {
    let all = |_: &RunSettings| Ok(());
    Ok(forecast_of(order, of_run, None, extent, follower, Some(take), all)?.0.run)
}

/// Forecasts from inputs that were checked, with `draws` in place of those of the scenarios.
pub(crate) fn forecast_of<T>(
    order: &Order,
    sound: &Sound,
    draws: Option<usize>,
    extent: Extent,
    follower: &dyn Follower,
    take: Option<TakeDraws<'_>>,
    look: impl FnOnce(&RunSettings) -> Result<T, Failure>,
) -> Result<(Made, T), Failure> {
    known_by(&sound.inputs, order.as_of)?;
    let given = scenarios(order, &sound.inputs)?;
    forecast_given(order, sound, given, draws, extent, follower, take, look)
}

/// The same under scenarios that were read, with the fingerprints of their files.
#[expect(clippy::too_many_arguments, reason = "those of a run that is read, and what was read")]
pub(crate) fn forecast_given<T>(
    order: &Order,
    Sound { inputs, evidence }: &Sound,
    (mut scenarios, scenario_files): (Vec<Scenario>, Vec<Fingerprint>),
    draws: Option<usize>,
    extent: Extent,
    follower: &dyn Follower,
    take: Option<TakeDraws<'_>>,
    look: impl FnOnce(&RunSettings) -> Result<T, Failure>,
) -> Result<(Made, T), Failure> {
    for scenario in &mut scenarios {
        scenario.settings.draws = draws.unwrap_or(scenario.settings.draws);
    }
    let settings = scenarios.first().map(|baseline| &baseline.settings);
    let seen = look(settings.ok_or_else(|| Failure::Usage(text!("there is no scenario")))?)?;
    let mut drawn = order.draws.then(DrawFiles::default);
    let (forecast, swept) = std::thread::scope(|scope| {
        let swept = scope.spawn(|| match extent {
            Extent::Report => reported_sensitivities(order, inputs, draws, &scenarios, follower),
            Extent::Forecast => Ok((Vec::new(), Vec::new())),
        });
        let said = |stage: &str, done: f64| {
            follower.within(FORECASTING, done, &format!("forecasting: {stage}"))
        };
        let mut add = drawn.as_mut().map(|drawn| |figure| drawn.add(figure));
        let files: Option<TakeDraws<'_>> = add.as_mut().map(|add| add as TakeDraws<'_>);
        let forecast = match take {
            Some(take) => forecast_to(inputs, order.as_of, &scenarios, extent, &said, Some(take)),
            None => forecast_to(inputs, order.as_of, &scenarios, extent, &said, files),
        };
        (forecast, swept.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut forecast = forecast.map_err(|e| Failure::of_model(e, inputs, order.as_of))?;
    if !extent.is_report() {
        forecast.notes.push(forecast_alone());
    }
    let drawn = drawn.map(DrawFiles::finish).transpose()?;
    let (sensitivities, sweep) = swept?;
    follower.at(LISTING, "list of professions")?;
    let (list, rules) = reported_list(order, &forecast, evidence, extent)?;
    let output = RunOutput::assemble(forecast, sensitivities, list);
    let identity = RunIdentity {
        format: RunIdentity::FORMAT,
        program: PROGRAM.to_owned(),
        version: VERSION.to_owned(),
        package: inputs.package.name.clone(),
        package_version: inputs.package.version.clone(),
        as_of: order.as_of,
        settings: output.settings.clone(),
        inputs: inputs.package.files.clone(),
        scenarios: scenario_files,
        rules,
        sweep,
        extent,
    };
    Ok((Made { run: StoredRun { identity, output }, draws: drawn }, seen))
}

/// That what only a report shows was not made.
pub(crate) fn forecast_alone() -> Note {
    Note::new("note.forecast-alone", [])
}

/// The sensitivities of the sweep file next to the package.
///
/// # Errors
/// When the file has findings, or the model can't do its work.
fn reported_sensitivities(
    order: &Order,
    inputs: &Inputs,
    draws: Option<usize>,
    scenarios: &[Scenario],
    follower: &dyn Follower,
) -> Result<(Vec<Sensitivity>, Vec<Fingerprint>), Failure> {
    let file = sibling_file(&order.package, REPORTED_SWEEP);
    let Some((baseline, file)) = scenarios.first().zip(file) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let known = SweepVocabulary::of(inputs, baseline, true).as_of(order.as_of);
    let (plan, mut settings, files) = read_sweep(&file, &known).map_err(Failure::Findings)?;
    settings.draws = draws.unwrap_or(settings.draws);
    let baseline = Scenario { settings, ..baseline.clone() };
    let found = sensitivities(inputs, order.as_of, &baseline, &plan, &|| follower.going_on())
        .map_err(|e| Failure::of_model(e, inputs, order.as_of))?;
    Ok((found, files))
}

/// The scenarios of an order, to be run on `inputs`.
///
/// # Errors
/// With every finding in their files.
pub fn scenarios(
    order: &Order,
    inputs: &Inputs,
) -> Result<(Vec<Scenario>, Vec<Fingerprint>), Failure> {
    let bases = scenarios_folder(&order.package);
    read_scenarios_for(&scenario_files(order), &bases, inputs).map_err(Failure::Findings)
}

/// The scenario files of an order: those it names, else those next to the package.
pub fn scenario_files(order: &Order) -> Vec<PathBuf> {
    match order.scenarios.as_slice() {
        [] => reported_scenarios(&order.package),
        named => named.to_vec(),
    }
}

/// Refuses a vintage from which the data say nothing new, or that is older than all of them.
///
/// # Errors
/// With the years there are.
pub fn known_by(inputs: &Inputs, as_of: Option<Vintage>) -> Result<(), Failure> {
    let years = inputs.employment_by_section.cells.keys().map(|(_, year)| *year);
    let (Some(Vintage(year)), Some(first), Some(last)) =
        (as_of, years.min(), inputs.last_observed())
    else {
        return Ok(());
    };
    match (first..=last).contains(&year) {
        true => Ok(()),
        false => Err(Failure::Usage(text!(
            "`--as-of {year}`: the data are of {first} to {last}; name one of those years",
            year,
            first,
            last
        ))),
    }
}

/// Files that are not the same in both lists.
pub fn differing(then: &[Fingerprint], now: &[Fingerprint]) -> BTreeSet<String> {
    let absent = |list: &[Fingerprint], file: &Fingerprint| !list.contains(file);
    let gone = then.iter().filter(|file| absent(now, file));
    gone.chain(now.iter().filter(|file| absent(then, file))).map(|file| file.path.clone()).collect()
}

/// Files by path, with their content.
pub type Files = Vec<(String, Vec<u8>)>;
