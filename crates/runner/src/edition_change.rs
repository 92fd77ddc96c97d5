//! Two editions set against each other: which cells, acts and assumptions differ, and what each did to the
//! headline.

use crate::failure::Failure;
use crate::order::Order;
use crate::run::{differing, scenarios};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suranys_core::edition_change::{
    AssumptionChange, Cause, EditionChange, HeadlineChange, TableChange,
};
use suranys_core::progress::{Follower, Portion, Stopped};
use suranys_core::provenance::Fingerprint;
use suranys_core::run::{Extent, FigureKey, Measure, RunIdentity};
use suranys_core::scenario::Scenario;
use suranys_core::text;
use suranys_core::{Diagnostic, Inputs, Span};
use suranys_data::{
    MANIFEST, Vintages, is_edition, is_folder, is_run, package_fingerprints, read_headlines,
    read_manifest, read_manifest_as_it_is, read_run,
};
use suranys_model::{ModelError, forecast_to, shared_headline};

/// Measures of which one is the headline, the first that both editions have.
const HEADLINES: [Measure; 2] = [Measure::HiredJobOpenings, Measure::JobOpenings];
/// Causes that are made one after another; method and code are what they leave.
const MADE: [Cause; 5] =
    [Cause::Revised, Cause::Added, Cause::Law, Cause::Assumptions, Cause::Settings];

/// An edition, as far as it is compared.
pub struct Edition {
    /// Its folder's name and the fingerprint of what it was made from.
    name: Fingerprint,
    identity: RunIdentity,
    /// Medians of the nation by measure and period.
    headlines: BTreeMap<(Measure, i32, i32), f64>,
    /// Its baseline, where it is stored with it.
    baseline: Option<Scenario>,
}

impl Edition {
    /// Reads a report or a stored run.
    ///
    /// # Errors
    /// When the folder holds neither.
    pub fn read(folder: &Path) -> Result<Edition, Failure> {
        let title = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        if is_run(folder) {
            let run = read_run(folder)?;
            return Ok(Edition::of_run(&title, &run.identity, &run.output));
        }
        if !is_edition(folder) {
            return Err(Failure::Findings(vec![no_edition(folder)]));
        }
        let (_, bytes) = read_manifest_as_it_is(folder)?;
        let (name, identity) = (Fingerprint::of(title, &bytes), read_manifest(folder)?.run);
        let headlines = read_headlines(folder, &HEADLINES);
        Ok(Edition { name, identity, headlines, baseline: None })
    }

    /// An edition of a run that was just made.
    pub fn of_run(
        title: &str,
        identity: &RunIdentity,
        output: &suranys_core::ForecastOutput,
    ) -> Edition {
        let baseline = output.scenarios.first().cloned();
        let id = baseline.as_ref().map(|one| one.id.clone()).unwrap_or_default();
        let headlines = output.figures.iter().filter(|(key, _)| is_headline(key, &id));
        let headlines =
            headlines.map(|(key, figure)| (of_key(key), figure.estimate.central())).collect();
        let name = Fingerprint { path: title.to_owned(), sha256: String::new() };
        Edition { name, identity: identity.clone(), headlines, baseline }
    }

    fn program(&self) -> String {
        format!("{} {}", self.identity.program, self.identity.version)
    }

    /// The package that it was made from, among those named.
    fn package<'p>(&self, packages: &'p [PathBuf]) -> Option<&'p Path> {
        let is = |package: &&PathBuf| {
            package_fingerprints(package)
                .is_ok_and(|files| differing(&self.identity.inputs, &files).is_empty())
        };
        packages.iter().find(is).map(PathBuf::as_path)
    }

    /// Its baseline: stored with it, else that of the files next to its package, as far as these are those it
    /// was made from.
    fn baseline(&self, package: &Path, inputs: &Inputs) -> Option<Scenario> {
        if let Some(own) = &self.baseline {
            return Some(own.clone());
        }
        let order = Order::of(package, self.identity.as_of);
        let (all, files) = scenarios(&order, inputs).ok()?;
        let is_same = differing(&self.identity.scenarios, &files).is_empty();
        all.into_iter().next().filter(|_| is_same)
    }
}

fn no_edition(folder: &Path) -> Diagnostic {
    let at = Span::file(folder.join(MANIFEST).display().to_string());
    let message = match is_folder(folder) {
        true => text!("`{folder}` is no edition: it has no manifest", folder = folder.display()),
        false => text!("there is no folder `{folder}`", folder = folder.display()),
    };
    Diagnostic::error("edition", at, message)
        .found(folder.display().to_string())
        .allowed(text!("the folder of a report, or of a stored run"))
        .help(text!("`suranys report` writes a report, `suranys run` stores a run"))
}

/// Whether a figure is the nation's headline of a period in a scenario.
fn is_headline(key: &FigureKey, scenario: &str) -> bool {
    key.scenario == scenario
        && HEADLINES.contains(&key.measure)
        && key.section.is_none()
        && key.region.is_none()
        && key.occupation.is_none()
        && key.sex.is_none()
        && key.age.is_none()
        && key.from != key.to
}

fn of_key(key: &FigureKey) -> (Measure, i32, i32) {
    (key.measure, key.from.0, key.to.0)
}

/// What changed from one edition to the next, `packages` being those that they may have been made from.
///
/// # Errors
/// When a forecast can't be made anew, or nobody wants it any more.
pub fn edition_change(
    former: &Edition,
    later: &Edition,
    packages: &[PathBuf],
    follower: &dyn Follower,
) -> Result<EditionChange, Failure> {
    let mut change = EditionChange {
        former: former.name.clone(),
        headline: None,
        tables: files(&former.identity.inputs, &later.identity.inputs, Cause::Revised),
        assumptions: about(former, later),
        programs: [former.program(), later.program()],
        unsplit: None,
    };
    let period = later.identity.settings.policy_period;
    let of = |measure: Measure| (measure, period.from().0, period.to().0);
    let both = |key: &(Measure, i32, i32)| {
        former.headlines.contains_key(key) && later.headlines.contains_key(key)
    };
    // The later edition's own period, else any that both have.
    let shared = later.headlines.keys().copied().find(both);
    let key = HEADLINES.into_iter().map(of).find(both).or(shared);
    let Some(key) = key else {
        change.unsplit = Some("no-headline".to_owned());
        return Ok(change);
    };
    let printed = [former, later].map(|edition| edition.headlines.get(&key).copied());
    let unsplit = |why: &str, mut change: EditionChange| -> Result<EditionChange, Failure> {
        let shared = shared_headline(&[], printed, |_| Ok::<_, Failure>(0.0))?;
        let (before, after) = (shared.before, shared.after);
        change.headline = Some(headline(key, before, after, Vec::new()));
        change.unsplit = Some(why.to_owned());
        Ok(change)
    };
    let (Some(old), Some(new)) = (former.package(packages), later.package(packages)) else {
        return unsplit("no-package", change);
    };
    let vintages = Vintages::open(old, new)?;
    change.tables = vintages.changes();
    let all: BTreeSet<Cause> = MADE.into_iter().collect();
    let (Ok(of_old), Ok(of_new)) = (vintages.inputs(&BTreeSet::new()), vintages.inputs(&all))
    else {
        return unsplit("no-mixture", change);
    };
    let baselines = (former.baseline(old, &of_old), later.baseline(new, &of_new));
    let (Some(first), Some(second)) = baselines else {
        return unsplit("no-scenarios", change);
    };
    change.assumptions.extend(assumptions(&first, &second));
    let causes = causes(former, later, &change);
    let (mut made, runs) = (0, 1_usize << causes.len());
    let worth = |set: &BTreeSet<Cause>| -> Result<f64, Stop> {
        let portion = Portion::WHOLE.nth(made, runs);
        follower.within(portion, 0.0, "forecasts with some of the changes")?;
        made += 1;
        let inputs = vintages.inputs(set).map_err(|_| Stop::Mixture)?;
        let mut scenario = if set.contains(&Cause::Assumptions) { &second } else { &first }.clone();
        let own = if set.contains(&Cause::Settings) { &second } else { &first };
        scenario.settings = own.settings.clone();
        let edition = if set.contains(&Cause::Settings) { later } else { former };
        let as_of = edition.identity.as_of;
        let going = |_: &str, _: f64| follower.going_on();
        let output = forecast_to(&inputs, as_of, &[scenario], Extent::Forecast, &going, None)
            .map_err(|why| match why {
                ModelError::Stopped(stopped) => Stop::Stopped(stopped),
                _ => Stop::Mixture,
            })?;
        let found = output.figures.iter().find(|(one, _)| {
            output.scenarios.first().is_some_and(|s| is_headline(one, &s.id)) && of_key(one) == key
        });
        found.map(|(_, figure)| figure.estimate.central()).ok_or(Stop::NoFigure)
    };
    match shared_headline(&causes, printed, worth) {
        Ok(shared) => {
            change.headline = Some(headline(key, shared.before, shared.after, shared.shares));
            Ok(change)
        }
        Err(Stop::NoFigure) => unsplit("no-headline", change),
        Err(Stop::Mixture) => unsplit("no-mixture", change),
        Err(Stop::Stopped(stopped)) => Err(stopped.into()),
    }
}

/// Why a headline can't be made anew.
enum Stop {
    /// Some of the changes do not go together.
    Mixture,
    /// With some of the changes there is no such figure.
    NoFigure,
    /// Nobody wants to know any more.
    Stopped(Stopped),
}

impl From<Stopped> for Stop {
    fn from(stopped: Stopped) -> Stop {
        Stop::Stopped(stopped)
    }
}

fn headline(
    (measure, from, to): (Measure, i32, i32),
    before: i64,
    after: i64,
    shares: Vec<(Cause, i64)>,
) -> HeadlineChange {
    HeadlineChange { measure: measure.key().to_owned(), from, to, before, after, shares }
}

/// Causes that are there, in order.
fn causes(former: &Edition, later: &Edition, change: &EditionChange) -> Vec<Cause> {
    let dated = former.identity.as_of != later.identity.as_of;
    let is = |cause: &Cause| {
        change.tables.iter().any(|table| table.cause == *cause)
            || change.assumptions.iter().any(|one| one.cause == *cause)
            || *cause == Cause::Settings && dated
    };
    MADE.into_iter().filter(is).collect()
}

/// Files that are not the same, of which no more is known.
fn files(then: &[Fingerprint], now: &[Fingerprint], cause: Cause) -> Vec<TableChange> {
    let one = |table: String| TableChange { table, cause, cells: None, first: Vec::new() };
    differing(then, now).into_iter().map(one).collect()
}

/// Vintage and program, where they differ.
fn about(former: &Edition, later: &Edition) -> Vec<AssumptionChange> {
    let as_of = |edition: &Edition| edition.identity.as_of.map(|vintage| vintage.to_string());
    let mut found = Vec::new();
    for (key, cause, before, after) in [
        ("as_of", Cause::Settings, as_of(former), as_of(later)),
        ("program", Cause::Method, Some(former.program()), Some(later.program())),
    ] {
        if before != after {
            found.push(AssumptionChange { key: key.to_owned(), cause, before, after });
        }
    }
    found
}

/// What two scenarios suppose otherwise.
fn assumptions(first: &Scenario, second: &Scenario) -> Vec<AssumptionChange> {
    let texts = |scenario: &Scenario| -> BTreeMap<String, String> {
        let parameters = scenario.parameters.iter().map(|(key, parameter)| {
            let (value, low, high) = (parameter.value, parameter.low, parameter.high);
            let range = if low == high { String::new() } else { format!(" ({low} … {high})") };
            (key.clone(), format!("{value}{range}"))
        });
        let others =
            scenario.laid_down().into_iter().map(|one| (one.key.clone(), one.value.to_string()));
        parameters.chain(others).collect()
    };
    let (before, after) = (texts(first), texts(second));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let one = |key: &&String| -> Option<AssumptionChange> {
        let (was, is) = (before.get(*key), after.get(*key));
        let cause = if key.starts_with(RUN) { Cause::Settings } else { Cause::Assumptions };
        let change = || AssumptionChange {
            key: (*key).clone(),
            cause,
            before: was.cloned(),
            after: is.cloned(),
        };
        (was != is).then(change)
    };
    keys.iter().filter_map(one).collect()
}

/// How keys of settings begin.
const RUN: &str = "run.";
