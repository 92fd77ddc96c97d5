//! A data package.

use crate::comparison::{Comparison, compared, why};
use crate::explanation::Explanation;
use crate::list::Recommendation;
use crate::opened::{Opened, words};
use crate::refusal::{findings, refusal, usage};
use crate::run::Run;
use crate::sweep::Sweep;
use crate::table::Table;
use crate::work::done;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::country::Country;
use suranys_core::progress::Follower;
use suranys_core::{Vintage, Year};
use suranys_data::{Target, read_country, read_package};
use suranys_runner::explain::explainer;
use suranys_runner::paths::{baseline, reported_scenarios};
use suranys_runner::recommend::Basis;
use suranys_runner::{Failure, Order, of_package};

/// A data package: a folder with a `datapackage.json` and the tables it names.
///
/// It is read when it is first asked for something, and stays as it was then; open it again after a change.
///
/// Parameters
/// ----------
/// path : str or os.PathLike
///     The folder, as `data/kz`. Scenarios, rulebooks and sweeps are looked for next to it.
///
/// Examples
/// --------
/// >>> package = suranys.Package("data/kz")
/// >>> package.check()
/// >>> run = package.run()
#[pyclass(frozen, subclass, module = "suranys._native")]
pub struct Package {
    path: PathBuf,
    country: Country,
    opened: Mutex<Option<Arc<Opened>>>,
}

impl Package {
    /// What it holds; read once.
    pub fn opened(&self, follower: &dyn Follower) -> Result<Arc<Opened>, Failure> {
        follower.at(0.0, "checking")?;
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(opened) = &*opened {
            return Ok(Arc::clone(opened));
        }
        let (sound, series) = read_package(&self.path)?;
        let fresh = Arc::new(Opened { sound, noted: of_package(&series) });
        *opened = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn order(&self, scenarios: Vec<PathBuf>, as_of: Option<i32>) -> Order {
        let as_of = as_of.map(|year| Vintage(Year(year)));
        Order { package: self.path.clone(), scenarios, as_of, draws: false }
    }
}

#[pymethods]
impl Package {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Package> {
        let country = read_country(&path).map_err(|why| refusal(py, why.into()))?;
        Ok(Package { path, country, opened: Mutex::new(None) })
    }

    /// The folder, as it was named.
    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// Languages of the country, the first being that of texts where none is asked for.
    #[getter]
    fn languages(&self) -> Vec<String> {
        suranys_runner::languages_of(&[], &self.country)
    }

    /// Scenario files a run is made of where none are named: the baseline first.
    #[getter]
    fn scenarios(&self) -> Vec<PathBuf> {
        reported_scenarios(&self.path)
    }

    /// Checks the package: every finding with its place and fix, and whether a report can be made of it.
    ///
    /// Parameters
    /// ----------
    /// scenarios : list of paths or Scenario, optional
    ///     Scenarios to check with it; without them those next to the package.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Check
    ///     Findings, outcomes of every check, what is missing, what looks wrong. Nothing is raised.
    #[pyo3(signature = (scenarios=None, *, progress=None))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        scenarios: Option<Vec<PathBuf>>,
        progress: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let order = self.order(scenarios.unwrap_or_default(), None);
        let (looked, _) =
            done(py, progress.as_ref(), |follower| suranys_runner::check::check(&order, follower))?;
        let report = serde_json::to_string(&looked.report)
            .map_err(|why| crate::refusal::broken(why.to_string()))?;
        let ready = looked.report.is_ready();
        let class = py.import("suranys._findings")?.getattr("Check")?;
        class.call1((report, ready, findings(py, &looked.noted)?))
    }

    /// Checks the package and forecasts.
    ///
    /// Parameters
    /// ----------
    /// scenarios : list of paths or Scenario, optional
    ///     Scenarios, the baseline first; without them those next to the package.
    /// as_of : int, optional
    ///     Forecast with what was known at the end of this year.
    /// draws : bool or list of str, optional
    ///     Keep the simulations of figures: of the measures named, or of all. All of them take several
    ///     gigabytes for a country with many regions.
    /// for_report : bool, optional
    ///     Make as well what only a report shows: sensitivities, tests of the imputation of occupation
    ///     groups, scores of the signal.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Run
    ///
    /// Raises
    /// ------
    /// FindingsError
    ///     When the package or a scenario has findings.
    ///
    /// Examples
    /// --------
    /// >>> run = package.run(draws=["net-requirement"])
    /// >>> run["job_openings_by_region"].to_polars()
    #[pyo3(signature = (scenarios=None, *, as_of=None, draws=None, for_report=false, progress=None))]
    fn run(
        &self,
        py: Python<'_>,
        scenarios: Option<Vec<PathBuf>>,
        as_of: Option<i32>,
        draws: Option<Bound<'_, PyAny>>,
        for_report: bool,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Run> {
        let order = self.order(scenarios.unwrap_or_default(), as_of);
        let kept = crate::run::Kept::asked(py, draws.as_ref())?;
        let (made, notes) = done(py, progress.as_ref(), |follower| {
            let opened = self.opened(follower)?;
            let made = crate::run::make(&order, &opened, &kept, for_report, follower)?;
            Ok((made, opened))
        })?;
        Run::made(self.path.clone(), made, notes)
    }

    /// Explains a figure: the tree of its terms, down to parameters and cells of the package.
    ///
    /// Parameters
    /// ----------
    /// what : str or list of str
    ///     A measure, an indicator or `outturn`, followed by selections, as
    ///     `"net-requirement year=2026 region=KZ-75"`.
    /// scenarios : list of paths or Scenario, optional
    ///     Scenarios of the run; without them those next to the package.
    /// as_of : int, optional
    ///     With what was known at the end of this year.
    /// depth : int, optional
    ///     Levels of the tree; without it all for one year, six for a period.
    /// lang : str, optional
    ///     Language of the words.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Explanation
    ///
    /// Raises
    /// ------
    /// NotThereError
    ///     When there is no such figure; its findings say which there are.
    #[pyo3(signature = (what, *, scenarios=None, as_of=None, depth=None, lang="en", progress=None))]
    #[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
    fn explain(
        &self,
        py: Python<'_>,
        what: Bound<'_, PyAny>,
        scenarios: Option<Vec<PathBuf>>,
        as_of: Option<i32>,
        depth: Option<usize>,
        lang: &str,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Explanation> {
        let asked = words(py, &what)?;
        let order = self.order(scenarios.unwrap_or_default(), as_of);
        let (made, _) = done(py, progress.as_ref(), |follower| {
            let opened = self.opened(follower)?;
            let inputs = &opened.sound.inputs;
            let (explainer, _) = explainer(&order, inputs, &asked, None, follower)?;
            Explanation::of(&explainer, &asked, depth, (lang, &self.country))
        })?;
        Ok(made)
    }

    /// Compares scenarios or runs: differences of matched simulations with prediction intervals, and the
    /// list under each.
    ///
    /// Parameters
    /// ----------
    /// *runs : Run, Scenario or path
    ///     Runs, scenario files, folders of stored runs or reports. The others are compared with the first;
    ///     of one run, its other scenarios with its baseline.
    /// measures : list of str, optional
    ///     Measures, named as in tables of a report.
    /// by : list of str, optional
    ///     Breakdowns: nation, section, region, occupation and their combinations, list.
    /// years : list of int, optional
    ///     Figures of these years; without them those of the policy period.
    /// scenarios : list of str, optional
    ///     Only scenarios of these names.
    /// all_figures : bool, optional
    ///     Every figure of every measure, year and breakdown.
    /// charts : bool, optional
    ///     Draw charts of paired prediction intervals, and add the nation's years for them.
    /// rules : str, optional
    ///     Rules the list is made under, as `kz@2023-02-20`.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Comparison
    #[pyo3(signature = (*runs, measures=None, by=None, years=None, scenarios=None, all_figures=false,
                        charts=false, rules=None, progress=None))]
    #[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
    fn compare(
        &self,
        py: Python<'_>,
        runs: Vec<Bound<'_, PyAny>>,
        measures: Option<Vec<String>>,
        by: Option<Vec<String>>,
        years: Option<Vec<i32>>,
        scenarios: Option<Vec<String>>,
        all_figures: bool,
        charts: bool,
        rules: Option<String>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Comparison> {
        let asked = crate::comparison::Asked::new(
            (measures, by, years, [all_figures, charts]),
            scenarios.unwrap_or_default(),
            rules,
        );
        let asked = asked.map_err(|why| usage(py, why))?;
        let sides = crate::comparison::sides(&runs)?;
        let (made, notes) = done(py, progress.as_ref(), |follower| {
            let opened = self.opened(follower)?;
            compared((&self.path, &opened), &sides, &asked, follower)
        })?;
        Comparison::of(made, notes)
    }

    /// Splits the difference in one figure between two scenarios into the contributions of the
    /// assumptions that differ.
    ///
    /// Parameters
    /// ----------
    /// what : str
    ///     The figure, as `"net-requirement year=2026 section=P"`.
    /// base, other : Run, Scenario or path
    ///     The scenarios: of a run its first.
    /// split : {"shapley", "one-at-a-time"}, optional
    ///     How what assumptions do together is shared among them.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Table
    ///     The total, then each part, with mean, median and prediction intervals.
    #[pyo3(signature = (what, base, other, *, split="shapley", progress=None))]
    fn why(
        &self,
        py: Python<'_>,
        what: &str,
        base: Bound<'_, PyAny>,
        other: Bound<'_, PyAny>,
        split: &str,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Table> {
        let method = crate::comparison::method(split).map_err(|why| usage(py, why))?;
        let sides = crate::comparison::sides(&[base, other])?;
        let (table, notes) = done(py, progress.as_ref(), |follower| {
            let opened = self.opened(follower)?;
            why((&self.path, &opened), what, &sides, method, follower)
        })?;
        Ok(Table::of(table)?.noting(notes))
    }

    /// Runs the forecast at many points of chosen parameters, those of a file; see `Package.sweep`.
    #[pyo3(signature = (grid, folder, *, scenario=None, as_of=None, progress=None))]
    fn sweep_file(
        &self,
        py: Python<'_>,
        grid: PathBuf,
        folder: PathBuf,
        scenario: Option<PathBuf>,
        as_of: Option<i32>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Sweep> {
        let scenario = scenario.unwrap_or_else(|| baseline(&self.path));
        let order = self.order(vec![scenario], as_of);
        let ((tables, noted), notes) = done(py, progress.as_ref(), |follower| {
            let opened = self.opened(follower)?;
            let inputs = opened.sound.inputs.clone();
            crate::sweep::swept(&order, inputs, (&grid, &folder), follower)
        })?;
        Sweep::of(py, tables, &noted, notes)
    }

    /// The list of in-demand professions as it was to be made with the data to the end of a year.
    ///
    /// Parameters
    /// ----------
    /// as_of : int
    ///     The year; the forecast is made anew.
    /// rules, scenario, region, sector, rulebooks, lang, progress
    ///     As of `Run.recommend`.
    ///
    /// Returns
    /// -------
    /// Recommendation
    #[pyo3(signature = (as_of, *, rules=None, scenario=None, region=None, sector=None, rulebooks=None,
                        lang=None, progress=None))]
    #[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
    fn recommend(
        &self,
        py: Python<'_>,
        as_of: i32,
        rules: Option<String>,
        scenario: Option<String>,
        region: Option<String>,
        sector: Option<String>,
        rulebooks: Option<PathBuf>,
        lang: Option<Vec<String>>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Recommendation> {
        let request = crate::list::request(
            py,
            self.path.clone(),
            (rules, scenario, region, sector, rulebooks),
            Some(as_of),
        )?;
        let (made, notes) = done(py, progress.as_ref(), |follower| {
            let basis = Basis::anew(&self.path, Some(as_of), follower)?;
            crate::list::made(&request, &basis, lang.as_deref(), &self.country, follower)
        })?;
        Ok(Recommendation::of(made, notes))
    }

    /// Every value of a scenario, and where it is from.
    fn settings_of(&self, py: Python<'_>, scenario: PathBuf) -> PyResult<Table> {
        let bases = suranys_runner::paths::scenarios_folder(&self.path);
        let read = suranys_runner::settings::settings(&scenario, &bases);
        let read = read.map_err(|failure| refusal(py, failure))?;
        Table::of(suranys_runner::settings::settings_table(&read))
    }

    /// Where two scenarios differ.
    fn settings_between(&self, py: Python<'_>, base: PathBuf, other: PathBuf) -> PyResult<Table> {
        let bases = suranys_runner::paths::scenarios_folder(&self.path);
        let read = |file: &PathBuf| {
            let read = suranys_runner::settings::settings(file, &bases);
            read.map_err(|failure| refusal(py, failure))
        };
        let found = suranys_data::differences(&read(&base)?, &read(&other)?);
        Table::of(suranys_runner::settings::differences_table(&found))
    }

    fn __repr__(&self) -> String {
        format!("<suranys.Package {}>", self.path.display())
    }
}

/// Begins a package without figures for a country, with a guide to filling it in.
///
/// Parameters
/// ----------
/// folder : str or os.PathLike
///     Folder to write, new or empty.
/// country : str
///     Code of the country, as `"XX"`.
/// languages : list of str
///     Languages of the package; the first is its main one.
/// currency : str, optional
///     ISO 4217 code of the currency; `XXX` stands for none.
///
/// Returns
/// -------
/// pathlib.Path
///     `GUIDE.md` in that folder, which says what every table holds; the package lies next to it in a folder
///     named after the country.
#[pyfunction]
#[pyo3(signature = (folder, country, languages, *, currency="XXX"))]
pub fn new_package(
    py: Python<'_>,
    folder: PathBuf,
    country: &str,
    languages: Vec<String>,
    currency: &str,
) -> PyResult<PathBuf> {
    let write = || -> Result<(), Failure> {
        let files = suranys_runner::skeleton(country, &languages, currency)?;
        Target::new_folder(&folder, &[])?.write(&files)?;
        Ok(())
    };
    write().map_err(|why| refusal(py, why))?;
    Ok(folder.join("GUIDE.md"))
}
