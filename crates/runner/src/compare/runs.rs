//! The runs that are compared: made of scenario files, or once more of what is stored.

use crate::failure::Failure;
use crate::order::Order;
use crate::run::{differing, scenarios};
use std::path::{Path, PathBuf};
use suranys_core::progress::Stopped;
use suranys_core::provenance::Fingerprint;
use suranys_core::run::RunManifest;
use suranys_core::run_output::{RunOutput, StoredRun};
use suranys_core::scenario::Scenario;
use suranys_core::shortage_list::RunFigures;
use suranys_core::text;
use suranys_core::{Inputs, Vintage};
use suranys_data::{is_edition, is_run, read_inputs, read_manifest, read_report_figures, read_run};
use suranys_model::Explainer;
use suranys_report::tables;

/// Tables by which a run that is made again is known to be the one of a report.
const REMADE: [&str; 4] =
    ["cover", "employment_by_occupation", "employment_by_section", "shortage_draws"];

/// Is asked with the share of a run that is done, 0 to 1, whether to go on.
pub type Asked<'a> = &'a (dyn Fn(f64) -> Result<(), Stopped> + Sync);

/// A run that can be asked for its draws.
pub struct Run {
    /// Name of its folder or file.
    pub name: String,
    /// Its scenarios, the baseline first.
    pub scenarios: Vec<String>,
    /// The package it was made from.
    pub package: PathBuf,
    /// The run, made again; none of a report of which the list alone is asked for.
    pub explainer: Option<Explainer>,
    /// What the tables of such a report say.
    stored: Option<RunFigures>,
}

impl Run {
    fn made(name: String, package: &Path, explainer: Explainer) -> Run {
        let scenarios = explainer.output().scenarios.iter().map(|s| s.id.clone()).collect();
        Run {
            name,
            scenarios,
            package: package.to_path_buf(),
            explainer: Some(explainer),
            stored: None,
        }
    }

    /// The run as rules read it: unrounded, or of a report as it is printed.
    ///
    /// # Errors
    /// When the run has neither.
    pub fn figures(&self) -> Result<RunFigures, Failure> {
        match (&self.explainer, &self.stored) {
            (Some(made), _) => Ok(RunFigures::of(made.output())),
            (None, Some(stored)) => Ok(stored.clone()),
            (None, None) => Err(Failure::Usage(text!("`{name}` has no figures", name = self.name))),
        }
    }
}

/// What a run or scenario file is called: its name without ending.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What runs are made with.
pub struct Maker<'a> {
    /// Packages that stored runs may have been made from; scenario files run on the first.
    pub packages: &'a [PathBuf],
    /// Whether nothing but the list is asked for, which a report holds by itself.
    pub list_only: bool,
}

impl Maker<'_> {
    /// Makes a run: of a scenario file, or once more of a stored run or a report.
    ///
    /// # Errors
    /// When inputs have findings, are no longer those of the run, or give other figures.
    pub fn make(&self, path: &Path, progress: Asked<'_>) -> Result<Run, Failure> {
        if path.extension().is_some_and(|ending| ending == "toml") {
            let package = self.packages.first().map_or(Path::new(""), PathBuf::as_path);
            let inputs = read_inputs(package)?;
            let files = vec![path.to_path_buf()];
            let order = Order {
                package: package.to_path_buf(),
                scenarios: files,
                as_of: None,
                draws: false,
            };
            let (scenarios, _) = scenarios(&order, &inputs)?;
            return self.of_scenarios(name(path), &inputs, &scenarios, progress);
        }
        if is_run(path) {
            return self.again(name(path), &read_run(path)?, progress);
        }
        if is_edition(path) {
            return self.report(path, progress);
        }
        Err(Failure::Usage(text!(
            "`{path}` is neither a stored run, nor a report, nor a scenario file (.toml); \
             `suranys run` stores a run, `suranys report` writes a report",
            path = path.display()
        )))
    }

    /// Makes a run of scenarios on inputs of the first package.
    ///
    /// # Errors
    /// When the model can't do its work.
    pub fn of_scenarios(
        &self,
        name: String,
        inputs: &Inputs,
        scenarios: &[Scenario],
        progress: Asked<'_>,
    ) -> Result<Run, Failure> {
        let package = self.packages.first().map_or(Path::new(""), PathBuf::as_path);
        Ok(Run::made(name, package, explain(inputs, None, scenarios, progress)?))
    }

    /// Makes a stored run once more.
    ///
    /// # Errors
    /// When the inputs are no longer those of the run, or give other figures.
    pub fn again(
        &self,
        name: String,
        stored: &StoredRun,
        progress: Asked<'_>,
    ) -> Result<Run, Failure> {
        let (of, as_of) = (&stored.identity.inputs, stored.identity.as_of);
        let (package, inputs) = self.inputs(of)?;
        let made = explain(&inputs, as_of, &stored.output.scenarios, progress)?;
        match made.output().figures == stored.output.figures {
            true => Ok(Run::made(name, package, made)),
            false => Err(other_build(&name, &stored.identity.version)),
        }
    }

    /// Makes the run of a report, from the scenario files next to its package.
    fn report(&self, path: &Path, progress: Asked<'_>) -> Result<Run, Failure> {
        if self.list_only {
            let report = read_report_figures(path)?;
            // A synthetic run is made from no package.
            let package = match report.manifest.run.inputs.as_slice() {
                [] => self.packages.first().map_or(Path::new(""), PathBuf::as_path),
                of => self.inputs(of)?.0,
            };
            let stored = report.figures;
            return Ok(Run {
                name: name(path),
                scenarios: stored.scenarios().to_vec(),
                package: package.to_path_buf(),
                explainer: None,
                stored: Some(stored),
            });
        }
        let manifest: RunManifest = read_manifest(path)?;
        if manifest.run.inputs.is_empty() {
            return Err(Failure::Usage(text!(
                "`{path}` was made by no model, so there is none to run again; `--by list` compares \
                 what it says of the list",
                path = path.display()
            )));
        }
        let (package, inputs) = self.inputs(&manifest.run.inputs)?;
        let as_of = manifest.run.as_of;
        let order = Order::of(package, as_of);
        let (scenarios, files) = scenarios(&order, &inputs)?;
        let changed = differing(&manifest.run.scenarios, &files);
        if !changed.is_empty() {
            return Err(Failure::changed(changed));
        }
        let made = explain(&inputs, as_of, &scenarios, progress)?;
        let output = RunOutput::assemble(made.output().clone(), Vec::new(), None);
        for table in tables(&output) {
            let path_of = format!("tables/{}.csv", table.name);
            let known = manifest.outputs.iter().find(|file| file.path == path_of);
            let own = Fingerprint::of(path_of.as_str(), &table.csv(true)?);
            if REMADE.contains(&table.name.as_str()) && known.is_some_and(|known| *known != own) {
                return Err(other_build(&name(path), &manifest.run.version));
            }
        }
        Ok(Run::made(name(path), package, made))
    }

    /// The package that a run was made from.
    fn inputs(&self, of: &[Fingerprint]) -> Result<(&Path, Inputs), Failure> {
        let mut changed = None;
        for package in self.packages {
            let inputs = read_inputs(package)?;
            let differing = differing(of, &inputs.package.files);
            if differing.is_empty() {
                return Ok((package, inputs));
            }
            changed.get_or_insert(differing);
        }
        Err(Failure::changed(changed.unwrap_or_default()))
    }
}

fn explain(
    inputs: &Inputs,
    as_of: Option<Vintage>,
    scenarios: &[Scenario],
    progress: Asked<'_>,
) -> Result<Explainer, Failure> {
    Explainer::new(inputs, as_of, scenarios, |_| true, &|_, done| progress(done))
        .map_err(|e| Failure::of_model(e, inputs, as_of))
}

fn other_build(name: &str, version: &str) -> Failure {
    Failure::Usage(text!(
        "`{name}` was made by another build of the program ({version}): its figures do not come out \
         again, so it has no simulations to compare",
        name,
        version
    ))
}

/// Whether a scenario is among those asked for; all are when none is named.
fn named(scenario: &str, asked: &[String]) -> bool {
    asked.is_empty() || asked.iter().any(|id| id == scenario)
}

/// Scenarios of one run: each other against the baseline.
///
/// # Errors
/// When there is none.
pub fn within<'m>(run: &'m Run, asked: &[String]) -> Result<Vec<(&'m str, &'m str)>, Failure> {
    let mut ids = run.scenarios.iter().map(String::as_str);
    let baseline = ids.next().unwrap_or_default();
    let pairs: Vec<_> = ids.filter(|id| named(id, asked)).map(|id| (baseline, id)).collect();
    match pairs.is_empty() {
        false => Ok(pairs),
        true => Err(Failure::Usage(text!(
            "nothing to set against `{baseline}`; the run has: {scenarios}",
            baseline,
            scenarios = run.scenarios.join(", ")
        ))),
    }
}

/// Scenarios of two runs: those of the same name; where none is shared, the first of each.
///
/// # Errors
/// When there is none.
pub fn between<'m>(
    a: &'m Run,
    b: &'m Run,
    asked: &[String],
) -> Result<Vec<(&'m str, &'m str)>, Failure> {
    let shared = a.scenarios.iter().filter(|id| b.scenarios.contains(id));
    let mut pairs: Vec<(&str, &str)> = shared.map(|id| (id.as_str(), id.as_str())).collect();
    if pairs.is_empty() && asked.is_empty() {
        pairs.extend(a.scenarios.first().zip(b.scenarios.first()).map(|(a, b)| (&**a, &**b)));
    }
    pairs.retain(|(id, _)| named(id, asked));
    match pairs.is_empty() {
        false => Ok(pairs),
        true => Err(Failure::Usage(text!(
            "`{name}` and `{other}` share no such scenario; they have {scenarios} and {others}",
            name = a.name,
            other = b.name,
            scenarios = a.scenarios.join(", "),
            others = b.scenarios.join(", ")
        ))),
    }
}
