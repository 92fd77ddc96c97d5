//! A run.

use crate::explanation::Explanation;
use crate::figure::Figure;
use crate::html::{escaped, table as html_table};
use crate::list::Recommendation;
use crate::opened::{Opened, measure, words};
use crate::refusal::{broken, findings, refusal, usage};
use crate::table::{Drawn, Table};
use crate::work::done;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use suranys_core::Diagnostic;
use suranys_core::progress::Follower;
use suranys_core::run::{EditionSpec, Estimate, Extent, FigureKey, Measure};
use suranys_core::run_output::StoredRun;
use suranys_data::{Target, is_run, read_inputs, read_run, run_figures, write_run};
use suranys_report::plain_text::number::number;
use suranys_report::{LabelBook, Part, Theme, render, tables};
use suranys_runner::explain::explainer_under;
use suranys_runner::paths::read_with;
use suranys_runner::recommend::Basis;
use suranys_runner::{
    Failure, Made, Order, differing, edition, forecast_after, forecast_taking, full_edition,
    languages_of, of_scenarios,
};

/// Measures that a notebook shows of a run, where it has them.
const HEADLINES: [Measure; 4] = [
    Measure::HiredJobOpenings,
    Measure::JobOpenings,
    Measure::NetRequirement,
    Measure::UnemploymentRate,
];

/// Of which measures the draws are kept.
pub enum Kept {
    /// Of none.
    None,
    /// Of these.
    Some(BTreeSet<Measure>),
    /// Of all.
    All,
}

impl Kept {
    /// What a caller asks for.
    pub fn asked(py: Python<'_>, asked: Option<&Bound<'_, PyAny>>) -> PyResult<Kept> {
        let Some(asked) = asked else { return Ok(Kept::None) };
        if let Ok(all) = asked.extract::<bool>() {
            return Ok(if all { Kept::All } else { Kept::None });
        }
        let words: Vec<String> = match asked.extract::<String>() {
            Ok(one) => vec![one],
            Err(_) => asked.extract()?,
        };
        let measures = words.iter().map(|word| measure(word)).collect::<Result<_, _>>();
        measures.map(Kept::Some).map_err(|why| usage(py, why))
    }

    fn has(&self, measure: Measure) -> bool {
        match self {
            Kept::None => false,
            Kept::Some(some) => some.contains(&measure),
            Kept::All => true,
        }
    }
}

/// A run as it was made, with what looks wrong in what it was made from.
pub struct Fresh {
    stored: StoredRun,
    drawn: BTreeMap<Measure, Drawn>,
    noted: Vec<Diagnostic>,
}

/// Makes a run.
pub fn make(
    order: &Order,
    opened: &Opened,
    kept: &Kept,
    for_report: bool,
    follower: &dyn Follower,
) -> Result<Fresh, Failure> {
    let extent = if for_report { Extent::Report } else { Extent::Forecast };
    let mut noted = opened.noted.clone();
    noted.extend(of_scenarios(order, Some(&opened.sound.inputs)));
    let mut drawn: BTreeMap<Measure, Drawn> = BTreeMap::new();
    let stored = if matches!(kept, Kept::None) {
        forecast_after(order, &opened.sound, extent, follower, |_| Ok(()))?.0.run
    } else {
        forecast_taking(order, &opened.sound, extent, follower, &mut |figure| {
            if kept.has(figure.key.measure) {
                drawn.entry(figure.key.measure).or_default().add(figure);
            }
        })?
    };
    Ok(Fresh { stored, drawn, noted })
}

/// A run of the model: every figure under every scenario, with the list that goes with it.
///
/// `run["job_openings_by_region"]` is a table as a report has it (persons to one decimal); `run.figures`
/// has every figure unrounded, as a stored run holds them.
#[pyclass(frozen, mapping, module = "suranys")]
pub struct Run {
    stored: Arc<StoredRun>,
    package: PathBuf,
    opened: Option<Arc<Opened>>,
    drawn: BTreeMap<Measure, Py<Table>>,
    noted: Vec<Diagnostic>,
    /// What a reader should know of it, as the command line says it on stderr.
    #[pyo3(get)]
    messages: Vec<String>,
    /// The tables of a report, once they are asked for.
    tables: Mutex<Option<BTreeMap<String, Py<Table>>>>,
}

impl Run {
    /// A run that was made of a package.
    pub fn made(
        package: PathBuf,
        (fresh, opened): (Fresh, Arc<Opened>),
        messages: Vec<String>,
    ) -> PyResult<Run> {
        let drawn = Python::with_gil(|py| {
            let one = |(measure, drawn): (Measure, Drawn)| {
                Ok((measure, Py::new(py, drawn.table(&measure.key().replace('-', "_"))?)?))
            };
            fresh.drawn.into_iter().map(one).collect::<PyResult<_>>()
        })?;
        Ok(Run {
            stored: Arc::new(fresh.stored),
            package,
            opened: Some(opened),
            drawn,
            noted: fresh.noted,
            messages,
            tables: Mutex::new(None),
        })
    }

    /// What reproduces it and what it says.
    pub fn stored(&self) -> Arc<StoredRun> {
        Arc::clone(&self.stored)
    }

    fn labels(&self, py: Python<'_>, lang: Option<&str>) -> PyResult<LabelBook> {
        let country = &self.stored.output.country;
        let language = match lang {
            Some(lang) => lang.to_owned(),
            None => languages_of(&[], country).into_iter().next().unwrap_or_default(),
        };
        LabelBook::of(&language, country).map_err(|why| refusal(py, why.into()))
    }

    fn all_tables<'py>(&self, py: Python<'py>) -> PyResult<BTreeMap<String, Bound<'py, Table>>> {
        let mut known = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let made = py.allow_threads(|| tables(&self.stored.output));
            let one = |table: suranys_core::table::ResultTable| {
                Ok((table.name.clone(), Py::new(py, Table::of(table)?)?))
            };
            *known = Some(made.into_iter().map(one).collect::<PyResult<_>>()?);
        }
        let all = known.iter().flatten();
        Ok(all.map(|(name, table)| (name.clone(), table.bind(py).clone())).collect())
    }
}

#[pymethods]
impl Run {
    /// What reproduces the run: package, scenarios, rules, seed, as a dictionary.
    #[getter]
    fn identity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = serde_json::to_string(&self.stored.identity);
        let json = json.map_err(|why| broken(why.to_string()))?;
        py.import("json")?.call_method1("loads", (json,))
    }

    /// Identifiers of its scenarios, the baseline first.
    #[getter]
    fn scenarios(&self) -> Vec<String> {
        self.stored.output.scenarios.iter().map(|scenario| scenario.id.clone()).collect()
    }

    /// First and last year of the policy period.
    #[getter]
    fn policy_period(&self) -> (i32, i32) {
        let period = self.stored.output.settings.policy_period;
        (period.from().0, period.to().0)
    }

    /// What looks wrong in what it was made from and may be right, with its place.
    #[getter]
    fn noted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        findings(py, &self.noted)
    }

    /// The tables of a report by name. Persons have one decimal, other numbers four.
    #[getter]
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<BTreeMap<String, Bound<'py, Table>>> {
        self.all_tables(py)
    }

    /// Names of the tables.
    fn keys(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        Ok(self.all_tables(py)?.into_keys().collect())
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.all_tables(py)?.len())
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.keys(py)?.into_pyobject(py)?.try_iter()
    }

    fn __contains__(&self, py: Python<'_>, name: &str) -> PyResult<bool> {
        Ok(self.all_tables(py)?.contains_key(name))
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, Table>> {
        let mut all = self.all_tables(py)?;
        all.remove(name).ok_or_else(|| {
            let known = all.into_keys().collect::<Vec<_>>().join(", ");
            PyKeyError::new_err(format!("`{name}` is no table of a run; there are: {known}"))
        })
    }

    /// Every figure, unrounded: the key, the unit, status, central value and prediction intervals.
    #[getter]
    fn figures(&self, py: Python<'_>) -> PyResult<Table> {
        Table::of(py.allow_threads(|| run_figures(&self.stored.output)))
    }

    /// The simulations of the figures of a measure: a row for each figure, its simulations in a list.
    ///
    /// Simulation by simulation they belong together, within a measure and across measures, so that a sum or
    /// a ratio is made simulation by simulation and summed up last.
    ///
    /// Parameters
    /// ----------
    /// measure : str
    ///     A measure that was named in `Package.run(draws=...)`, as `"net-requirement"`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     Columns of the figure, `unit`, and `draws`: float64 lists of equal length, in that unit.
    ///
    /// Examples
    /// --------
    /// >>> frame = polars.DataFrame(run.draws("net-requirement"))
    /// >>> frame.explode("draws").group_by("region").agg(polars.col("draws").quantile(0.9))
    fn draws<'py>(&self, py: Python<'py>, measure: &str) -> PyResult<Bound<'py, Table>> {
        let known = crate::opened::measure(measure).map_err(|why| usage(py, why))?;
        let drawn = self.drawn.get(&known).map(|table| table.bind(py).clone());
        drawn.ok_or_else(|| {
            usage(
                py,
                format!(
                    "the run holds no simulations of `{measure}`; ask for them by \
                     `package.run(draws=[\"{measure}\"])`"
                ),
            )
        })
    }

    /// What a reader must know of the run, in sentences.
    ///
    /// Parameters
    /// ----------
    /// lang : str, optional
    ///     Language; without it the first of the package.
    #[pyo3(signature = (lang=None))]
    fn notes(&self, py: Python<'_>, lang: Option<&str>) -> PyResult<Vec<String>> {
        let labels = self.labels(py, lang)?;
        Ok(self.stored.output.notes.iter().map(|note| labels.note(note)).collect())
    }

    /// The charts of a report, by name.
    ///
    /// Parameters
    /// ----------
    /// lang : str, optional
    ///     Language; without it the first of the package.
    /// theme : str, optional
    ///     Colours, as `"grey"`.
    ///
    /// Returns
    /// -------
    /// dict of str to Figure
    #[pyo3(signature = (lang=None, theme=None))]
    fn charts(
        &self,
        py: Python<'_>,
        lang: Option<&str>,
        theme: Option<&str>,
    ) -> PyResult<BTreeMap<String, Figure>> {
        let labels = self.labels(py, lang)?;
        let theme = match theme {
            Some(name) => Theme::from_key(name).ok_or_else(|| {
                usage(
                    py,
                    format!(
                        "`{name}` is no theme; there are: {}",
                        suranys_runner::theme_keys().join(", ")
                    ),
                )
            })?,
            None => Theme::default(),
        };
        let output = &self.stored.output;
        let drawn = py.allow_threads(|| render(output, &labels, &[Part::Figures], theme));
        let files = drawn.map_err(|why| refusal(py, why.into()))?;
        Ok(Figure::among(files)?.into_iter().map(|one| (one.named().to_owned(), one)).collect())
    }

    /// Explains a figure of the run: the tree of its terms, down to parameters and cells of the package.
    ///
    /// The run is made again for it; see `Package.explain` for the arguments.
    #[pyo3(signature = (what, *, depth=None, lang="en", progress=None))]
    fn explain(
        &self,
        py: Python<'_>,
        what: Bound<'_, PyAny>,
        depth: Option<usize>,
        lang: &str,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Explanation> {
        let asked = words(py, &what)?;
        let stored = &self.stored;
        let (made, _) = done(py, progress.as_ref(), |follower| {
            follower.at(0.0, "checking")?;
            let read;
            let inputs = match &self.opened {
                Some(opened) => &opened.sound.inputs,
                None => {
                    read = read_inputs(&self.package)?;
                    &read
                }
            };
            let changed = differing(&stored.identity.inputs, &inputs.package.files);
            if !changed.is_empty() {
                return Err(Failure::changed(changed));
            }
            let (as_of, scenarios) = (stored.identity.as_of, &stored.output.scenarios);
            let explainer = explainer_under(inputs, as_of, scenarios, &asked, follower)?;
            Explanation::of(&explainer, &asked, depth, (lang, &stored.output.country))
        })?;
        Ok(made)
    }

    /// Makes the list of in-demand professions: verdicts with reasons, ranks, and the graded signal.
    ///
    /// Parameters
    /// ----------
    /// rules : str, optional
    ///     Jurisdiction and date, as `kz@2023-02-20`: the version in force on that date is applied. Without
    ///     it, the one the package names.
    /// scenario : str, optional
    ///     Scenario whose figures the rules are applied to; without it the baseline.
    /// region, sector : str, optional
    ///     The list of a region, by code or name; of a priority sector, by identifier or name.
    /// rulebooks : path, optional
    ///     Folder of rulebooks; without it `rules` next to the package.
    /// lang : list of str, optional
    ///     Languages of names; without them those of the package.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    ///
    /// Returns
    /// -------
    /// Recommendation
    #[pyo3(signature = (*, rules=None, scenario=None, region=None, sector=None, rulebooks=None, lang=None,
                        progress=None))]
    #[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
    fn recommend(
        &self,
        py: Python<'_>,
        rules: Option<String>,
        scenario: Option<String>,
        region: Option<String>,
        sector: Option<String>,
        rulebooks: Option<PathBuf>,
        lang: Option<Vec<String>>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Recommendation> {
        let package = self.package.clone();
        let asked = (rules, scenario, region, sector, rulebooks);
        let request = crate::list::request(py, package, asked, None)?;
        let country = &self.stored.output.country;
        let (made, notes) = done(py, progress.as_ref(), |follower| {
            let basis = Basis::of_run(&self.package, &self.stored, Vec::new())?;
            crate::list::made(&request, &basis, lang.as_deref(), country, follower)
        })?;
        Ok(Recommendation::of(made, notes))
    }

    /// Stores the run, as `suranys run` does: in a folder named after its content.
    ///
    /// Parameters
    /// ----------
    /// folder : str or os.PathLike
    ///     Folder of stored runs.
    ///
    /// Returns
    /// -------
    /// pathlib.Path
    ///     The folder of the run, of which `suranys report` makes a report.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<PathBuf> {
        let written = py.allow_threads(|| {
            Target::look_into(&folder, &read_with(&self.package))?;
            write_run(&folder, &self.stored)
        });
        Ok(written.map_err(|why| refusal(py, why.into()))?.0)
    }

    /// Writes a report of the run: PDF, charts, tables, web page, workbook and manifest.
    ///
    /// A run that was not made with `for_report=True` is without sensitivities, and its report says so.
    ///
    /// Parameters
    /// ----------
    /// folder : str or os.PathLike
    ///     New, empty, or with an earlier result that nobody changed.
    /// lang, parts : list of str, optional
    ///     Languages and formats; without them all of the package's, and all but `png`,
    ///     `draws` and `sheets`.
    /// progress : callable or bool, optional
    ///     Called with the per cent done and what is being done; False for silence.
    #[pyo3(signature = (folder, *, lang=None, parts=None, progress=None))]
    fn report(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        lang: Option<Vec<String>>,
        parts: Option<Vec<String>>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<PathBuf> {
        let asked = EditionSpec {
            languages: lang.unwrap_or_default(),
            parts: parts.unwrap_or_default(),
            ..EditionSpec::default()
        };
        done(py, progress.as_ref(), |follower| {
            let target = Target::folder(&folder, &read_with(&self.package))?;
            let spec = full_edition(&self.stored.output.country).narrowed(asked);
            let made = edition(Made::from((*self.stored).clone()), &spec, follower)?;
            let notes = target.write(&made.files)?;
            notes.iter().for_each(|note| follower.note(note));
            Ok(())
        })?;
        Ok(folder)
    }

    fn __repr__(&self) -> String {
        let (identity, output) = (&self.stored.identity, &self.stored.output);
        format!(
            "<suranys.Run of {} {}: {}, {} simulations>",
            identity.package,
            identity.package_version,
            self.scenarios().join(", "),
            output.settings.draws
        )
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let labels = self.labels(py, None)?;
        let (identity, output) = (&self.stored.identity, &self.stored.output);
        let period = output.settings.policy_period;
        let known = identity.as_of.map(|vintage| format!(", as of {vintage}")).unwrap_or_default();
        let mut html = format!(
            "<p><b>{} {}</b>{}: {} to {}, {} simulations of seed {}</p>",
            escaped(&identity.package),
            escaped(&identity.package_version),
            escaped(&known),
            period.from(),
            period.to(),
            output.settings.draws,
            output.settings.seed
        );
        let mut rows = Vec::new();
        for measure in HEADLINES {
            for scenario in &output.scenarios {
                let mut key = FigureKey::national(&scenario.id, measure, period.from());
                key.from = if measure.of_one_year() { period.to() } else { period.from() };
                let Some(figure) = output.figure(&key.until(period.to())) else { continue };
                let bounds = match &figure.estimate {
                    Estimate::Range(q) => [q.lo80(), q.hi80()].map(|v| number(v, figure.unit)),
                    Estimate::Point { .. } => [String::new(), String::new()],
                };
                let [low, high] = bounds;
                let name = labels.optional(&format!("measure.{}", measure.key()));
                let unit = labels.text(&format!("explain.unit.{}", figure.unit.key()));
                rows.push(vec![
                    name.unwrap_or(measure.key()).to_owned(),
                    scenario.title.get(labels.language()).unwrap_or(&scenario.id).to_owned(),
                    number(figure.estimate.central(), figure.unit),
                    low,
                    high,
                    unit.map_err(|why| refusal(py, why.into()))?.to_owned(),
                ]);
            }
        }
        let head = ["", "", "median", "80% from", "to", "unit"].map(str::to_owned);
        html.push_str(&html_table("", &head, rows.into_iter()));
        Ok(html)
    }
}

/// Reads a stored run.
///
/// Parameters
/// ----------
/// folder : str or os.PathLike
///     Folder of the run, as `Run.save` and `suranys run` give it.
/// package : str or os.PathLike
///     Folder of the data package it was made from.
///
/// Returns
/// -------
/// Run
///     A run without simulations.
#[pyfunction]
#[pyo3(signature = (folder, package))]
pub fn open_run(py: Python<'_>, folder: PathBuf, package: PathBuf) -> PyResult<Run> {
    let read = |folder: &Path| -> Result<StoredRun, Failure> {
        if !is_run(folder) {
            let why = format!("`{}` is no stored run; `Run.save` makes one", folder.display());
            return Err(Failure::Usage(why.into()));
        }
        Ok(read_run(folder)?)
    };
    let stored = py.allow_threads(|| read(&folder)).map_err(|why| refusal(py, why))?;
    Ok(Run {
        stored: Arc::new(stored),
        package,
        opened: None,
        drawn: BTreeMap::new(),
        noted: Vec::new(),
        messages: Vec::new(),
        tables: Mutex::new(None),
    })
}
