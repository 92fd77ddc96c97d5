//! A package opened once, and runs on it.

use crate::edition::{Edition, edition, full_edition};
use crate::failure::Failure;
use crate::list::Books;
use crate::noted::{noted_inputs, of_scenarios};
use crate::order::Order;
use crate::paths::scenarios_folder;
use crate::run::{Made, PROGRAM, VERSION, forecast_given};
use crate::workbench::bench_run::BenchRun;
use crate::workbench::written::Written;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::Diagnostic;
use suranys_core::progress::{Follower, Portion};
use suranys_core::provenance::{Fingerprint, sha256_hex};
use suranys_core::run::{EditionSpec, Extent, RunIdentity};
use suranys_core::run_output::RunOutput;
use suranys_core::scenario::{RunSettings, Scenario};
use suranys_core::text;
use suranys_data::{Sound, read_folder, scenario_names, sibling_folder};
use suranys_model::{Explainer, Ground, forecast_on};

/// Grounds held at once: of the draws of a preview and of all draws, for two choices of seed, period and
/// horizon.
const GROUNDS: usize = 4;
/// Characters of a run's key: enough that no two runs share one.
const KEY: usize = 32;

/// A package opened once.
#[derive(Debug)]
pub struct Workbench {
    pub(super) package: PathBuf,
    pub(super) sound: Sound,
    noted: Vec<Diagnostic>,
    /// What the package and everything next to it are known by.
    fingerprint: String,
    grounds: Mutex<Vec<(RunSettings, Arc<Ground>)>>,
    books: Mutex<BTreeMap<String, Option<Arc<Books>>>>,
}

impl Workbench {
    /// Reads and checks a package.
    ///
    /// # Errors
    /// When it has findings, or can't be looked at.
    pub fn open(package: &Path) -> Result<Workbench, Failure> {
        let order = Order::of(package, None);
        let (sound, noted) = noted_inputs(&order)?;
        let rules = match sibling_folder(package, "rules") {
            Some(folder) => Fingerprint::of_files(&read_folder(&folder)?),
            None => Vec::new(),
        };
        let known = json!({
            "program": PROGRAM,
            "version": VERSION,
            "format": RunIdentity::FORMAT,
            "package": sound.inputs.package.name,
            "files": sound.inputs.package.files,
            "rules": rules,
        });
        let fingerprint = sha256_hex(known.to_string().as_bytes());
        Ok(Workbench {
            package: package.to_path_buf(),
            sound,
            noted,
            fingerprint,
            grounds: Mutex::default(),
            books: Mutex::default(),
        })
    }

    /// Folder of the package.
    #[must_use]
    pub fn package(&self) -> &Path {
        &self.package
    }

    /// What the package gives.
    #[must_use]
    pub fn sound(&self) -> &Sound {
        &self.sound
    }

    /// What looks wrong in it and may be right.
    #[must_use]
    pub fn noted(&self) -> &[Diagnostic] {
        &self.noted
    }

    /// What the package and the rules next to it are known by.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Names of the scenarios next to the package.
    #[must_use]
    pub fn scenario_names(&self) -> Vec<String> {
        scenario_names(&scenarios_folder(&self.package))
    }

    /// What runs of these settings share.
    ///
    /// # Errors
    /// When the model can't do its work.
    pub fn ground(&self, first: &Scenario) -> Result<Arc<Ground>, Failure> {
        let held = |all: &[(RunSettings, Arc<Ground>)]| {
            let found = all.iter().find(|(settings, _)| *settings == first.settings);
            found.map(|(_, ground)| Arc::clone(ground))
        };
        // Whoever panicked while holding it left a whole list: it is added to in one step.
        let lock = || self.grounds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ground) = held(&lock()) {
            return Ok(ground);
        }
        let inputs = &self.sound.inputs;
        let made =
            Ground::new(inputs, None, first).map_err(|e| Failure::of_model(e, inputs, None))?;
        let mut all = lock();
        if let Some(ground) = held(&all) {
            return Ok(ground);
        }
        if all.len() >= GROUNDS {
            all.remove(0);
        }
        let ground = Arc::new(made);
        all.push((first.settings.clone(), Arc::clone(&ground)));
        Ok(ground)
    }

    /// What a run is known by before it is made.
    #[must_use]
    pub fn key(&self, scenario: &Scenario, baseline: Option<&Scenario>) -> String {
        let of = json!({ "of": self.fingerprint, "scenario": scenario, "against": baseline });
        sha256_hex(of.to_string().as_bytes()).chars().take(KEY).collect()
    }

    /// Runs a scenario, and sets it against the run of another one.
    ///
    /// # Errors
    /// When the model can't do its work, or a rulebook has findings.
    pub fn run(
        &self,
        written: &Written,
        against: Option<(&Scenario, &BenchRun)>,
        follower: &dyn Follower,
    ) -> Result<BenchRun, Failure> {
        let scenario = &written.scenario;
        let key = self.key(scenario, against.map(|(baseline, _)| baseline));
        let inputs = &self.sound.inputs;
        follower.at(0.0, "forecasting")?;
        let ground = self.ground(scenario)?;
        let reference = match against {
            None => None,
            Some((_, run)) => Some(run.reference.as_ref().ok_or_else(|| {
                let key = run.key.as_str();
                Failure::Usage(text!("`{key}` is no run that others are set against", key))
            })?),
        };
        /// The forecast, before its list.
        const FORECASTING: Portion = Portion::new(0.0, 90.0);
        let said = |stage: &str, done: f64| {
            follower.within(FORECASTING, done, &format!("forecasting: {stage}"))
        };
        let made = forecast_on(&ground, inputs, scenario, reference, &said)
            .map_err(|e| Failure::of_model(e, inputs, None))?;
        let mut forecast = made.output;
        forecast.notes.push(crate::run::forecast_alone());
        follower.at(90.0, "list of professions")?;
        let list = match self.books(&forecast)? {
            Some(books) => Some(books.list(&forecast, &self.sound.evidence, false)?.0.for_print()),
            None => None,
        };
        Ok(BenchRun {
            key,
            scenario: scenario.id.clone(),
            output: RunOutput::assemble(forecast, Vec::new(), list),
            differences: made.differences,
            reference: made.reference,
            preview: written.preview,
        })
    }

    /// The rulebooks that the list of a run is made under.
    ///
    /// # Errors
    /// With the findings in them.
    pub fn books(
        &self,
        output: &suranys_core::ForecastOutput,
    ) -> Result<Option<Arc<Books>>, Failure> {
        let date = output.scenarios.first().map(|first| first.date.clone()).unwrap_or_default();
        let lock = || self.books.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(books) = lock().get(&date) {
            return Ok(books.clone());
        }
        let read = Books::of_run(&self.package, output, &self.sound.evidence)?.map(Arc::new);
        let mut held = lock();
        // Days come from files and requests: there is no end to them.
        if held.len() >= GROUNDS {
            held.clear();
        }
        held.insert(date, read.clone());
        Ok(read)
    }

    /// The run of a scenario that its figures are explained by.
    ///
    /// # Errors
    /// When the model can't do its work.
    pub fn explainer(
        &self,
        scenario: &Scenario,
        follower: &dyn Follower,
    ) -> Result<Explainer, Failure> {
        let inputs = &self.sound.inputs;
        let ground = self.ground(scenario)?;
        let said = |stage: &str, done: f64| {
            follower.within(Portion::WHOLE, done, &format!("forecasting: {stage}"))
        };
        Explainer::on(&ground, inputs, scenario, &said)
            .map_err(|e| Failure::of_model(e, inputs, None))
    }

    /// The report of scenarios, the baseline first.
    ///
    /// # Errors
    /// As a report is refused.
    pub fn report(
        &self,
        written: &[Written],
        asked: EditionSpec,
        follower: &dyn Follower,
    ) -> Result<Edition, Failure> {
        let scenarios: Vec<Scenario> = written.iter().map(|one| one.scenario.clone()).collect();
        let files: Vec<Fingerprint> = written.iter().flat_map(|one| one.files.clone()).collect();
        let mut files: Vec<Fingerprint> = files;
        files.sort();
        files.dedup();
        let given = (scenarios, files);
        let order = Order::of(&self.package, None);
        let (made, ()) = forecast_given(
            &order,
            &self.sound,
            given,
            None,
            Extent::Report,
            follower,
            None,
            |_| Ok(()),
        )?;
        let Made { run, .. } = made;
        let spec = full_edition(&run.output.country).narrowed(asked);
        edition(Made::from(run), &spec, follower)
    }

    /// What the scenarios of a run say without effect on the inputs.
    #[must_use]
    pub fn scenario_notes(&self) -> Vec<Diagnostic> {
        of_scenarios(&Order::of(&self.package, None), Some(&self.sound.inputs))
    }
}
