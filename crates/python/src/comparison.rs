//! What differs between scenarios.

use crate::figure::Figure;
use crate::opened::{Opened, measure};
use crate::refusal::refusal;
use crate::run::Run;
use crate::table::Table;
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suranys_core::country::Country;
use suranys_core::progress::{Follower, Portion, Stopped};
use suranys_core::run_output::{RunOutput, StoredRun};
use suranys_core::table::ResultTable;
use suranys_data::{RuleRequest, read_country};
use suranys_model::{Method, Side};
use suranys_report::plain_text::differences::{Breakdown, differences_table, differences_text};
use suranys_report::{LabelBook, Theme, draw_differences};
use suranys_runner::compare::list::{Judge, table as list_table, words as list_words};
use suranys_runner::compare::runs::{Maker, Run as Compared, name};
use suranys_runner::compare::{
    BREAKDOWNS, MEASURES, ScenarioOf, Wanted, differences, pairs, titled, why as parts,
};
use suranys_runner::{Failure, Order, languages_of, scenarios};

/// The name of the list among breakdowns.
const LIST: &str = "list";

/// What is asked of a comparison.
pub struct Asked {
    wanted: Wanted,
    list: bool,
    scenarios: Vec<String>,
    rules: Option<RuleRequest>,
}

/// Measures, breakdowns, years, whether all are asked for, and whether they are charted.
type Figures = (Option<Vec<String>>, Option<Vec<String>>, Option<Vec<i32>>, [bool; 2]);

impl Asked {
    /// What the words of a caller ask for.
    pub fn new(
        (measures, by, years, [all, charted]): Figures,
        scenarios: Vec<String>,
        rules: Option<String>,
    ) -> Result<Asked, String> {
        let usual = |words: &str| words.split(',').map(str::to_owned).collect::<Vec<_>>();
        let measures = measures.unwrap_or_else(|| usual(MEASURES));
        let by = by.unwrap_or_else(|| usual(BREAKDOWNS));
        let breakdown = |word: &String| {
            Breakdown::ALL.into_iter().find(|one| one.key() == word).ok_or_else(|| {
                let known = Breakdown::ALL.map(Breakdown::key).join(", ");
                format!("`{word}` is no breakdown; there are: {known}, {LIST}")
            })
        };
        let figures = by.iter().filter(|word| *word != LIST);
        Ok(Asked {
            list: all || by.iter().any(|word| word == LIST),
            wanted: Wanted {
                measures: measures.iter().map(|word| measure(word)).collect::<Result<_, _>>()?,
                by: figures.map(breakdown).collect::<Result<_, _>>()?,
                years: years.unwrap_or_default(),
                all,
                charted,
            },
            scenarios,
            rules: rules.map(|rules| rules.parse()).transpose()?,
        })
    }
}

/// One that is compared.
pub enum Of {
    /// A file or folder.
    Path(PathBuf),
    /// A run, by the names of its scenarios.
    Run(String, Arc<StoredRun>),
}

/// Those that are compared, as a caller names them.
pub fn sides(asked: &[Bound<'_, PyAny>]) -> PyResult<Vec<Of>> {
    let side = |one: &Bound<'_, PyAny>| match one.downcast::<Run>() {
        Ok(run) => {
            let stored = run.get().stored();
            let ids = stored.output.scenarios.iter().map(|s| s.id.as_str());
            Ok(Of::Run(ids.collect::<Vec<_>>().join("+"), stored))
        }
        Err(_) => Ok(Of::Path(one.extract()?)),
    };
    asked.iter().map(side).collect()
}

/// How a difference is split.
pub fn method(word: &str) -> Result<Method, String> {
    match word {
        "shapley" => Ok(Method::Shapley),
        "one-at-a-time" => Ok(Method::OneAtATime),
        _ => Err(format!("`{word}` splits nothing; there are: shapley, one-at-a-time")),
    }
}

/// A package: its folder and what was read of it.
type Read<'a> = (&'a Path, &'a Opened);

/// Makes the runs that are compared.
fn runs(
    package: Read<'_>,
    sides: &[Of],
    follower: &dyn Follower,
) -> Result<Vec<Compared>, Failure> {
    let (folder, opened) = package;
    let packages = [folder.to_path_buf()];
    let maker = Maker { packages: &packages, list_only: false };
    let mut made = Vec::new();
    for (place, side) in sides.iter().enumerate() {
        let portion = Portion::WHOLE.nth(place, sides.len());
        let at = |done: f64| -> Result<(), Stopped> { follower.within(portion, done, "running") };
        made.push(match side {
            Of::Run(name, stored) => maker.again(name.clone(), stored, &at)?,
            Of::Path(path) if path.extension().is_some_and(|ending| ending == "toml") => {
                let order = Order {
                    package: folder.to_path_buf(),
                    scenarios: vec![path.clone()],
                    as_of: None,
                    draws: false,
                };
                let (scenarios, _) = scenarios(&order, &opened.sound.inputs)?;
                maker.of_scenarios(name(path), &opened.sound.inputs, &scenarios, &at)?
            }
            Of::Path(path) => maker.make(path, &at)?,
        });
    }
    Ok(made)
}

/// What came of a comparison.
#[derive(Default)]
pub struct Made {
    text: String,
    figures: Option<ResultTable>,
    list: Option<ResultTable>,
    alone: usize,
    charts: BTreeMap<String, Vec<(String, Vec<u8>)>>,
}

/// Compares.
pub fn compared(
    package: Read<'_>,
    sides: &[Of],
    asked: &Asked,
    follower: &dyn Follower,
) -> Result<Made, Failure> {
    let runs = runs(package, sides, follower)?;
    let mut made = Made::default();
    let mut changes = Vec::new();
    let mut judge = match asked.list {
        true => Judge::new(asked.rules.as_ref(), None, package.0)?,
        false => None,
    };
    if asked.list && judge.is_none() {
        follower.note("the list is not compared: there is no folder of rulebooks");
    }
    for (from, to) in pairs(&runs, &asked.scenarios)? {
        follower.going_on()?;
        if let Some((pair, alone)) = differences(from, to, &asked.wanted)? {
            made.alone += alone;
            if let Some(second) = to.0.explainer.as_ref().filter(|_| !pair.changes.is_empty()) {
                let labels = words_about(&second.output().country)?;
                made.text.push_str(&differences_text(&pair, second.output(), &labels)?);
                join(&mut made.figures, differences_table(&pair));
                changes.push((pair, [from.0, to.0]));
            }
        }
        if let Some(judge) = &mut judge {
            let found = judge.compare(from, to)?;
            let side = |(run, scenario): ScenarioOf<'_>| (run.name.clone(), scenario.to_owned());
            let (from, to) = (side(from), side(to));
            let country = read_country(package.0)?;
            made.text.push_str(&list_words(&from, &to, &found, &words_about(&country)?)?);
            join(&mut made.list, list_table(&from, &to, &found));
        }
    }
    if made.figures.is_none() && made.list.is_none() {
        let why = "the runs have no such figure; `all_figures` gives every one there is";
        return Err(Failure::Usage(why.into()));
    }
    let drawn = changes.first().filter(|_| asked.wanted.charted);
    if let Some(run) = drawn.and_then(|(_, [_, run])| run.explainer.as_ref()) {
        follower.at(95.0, "drawing")?;
        let output = RunOutput::assemble(run.output().clone(), Vec::new(), None);
        for language in languages_of(&[], &output.country) {
            let pairs: Vec<_> =
                changes.iter().map(|(pair, runs)| titled(pair, *runs, &language)).collect();
            let labels = LabelBook::of(&language, &output.country)?;
            let charts = draw_differences(&output, &labels, &pairs, Theme::default())?;
            made.charts.insert(language, charts);
        }
    }
    Ok(made)
}

/// The words of a comparison: in the country's first language.
fn words_about(country: &Country) -> Result<LabelBook, Failure> {
    let language = languages_of(&[], country).into_iter().next().unwrap_or_default();
    Ok(LabelBook::of(&language, country)?)
}

fn join(all: &mut Option<ResultTable>, rows: ResultTable) {
    match all {
        Some(all) => all.append(rows),
        None => *all = Some(rows),
    }
}

/// Splits the difference in one figure between the first scenarios of two runs.
pub fn why(
    package: Read<'_>,
    what: &str,
    sides: &[Of],
    method: Method,
    follower: &dyn Follower,
) -> Result<ResultTable, Failure> {
    let runs = runs(package, sides, follower)?;
    let [(a, from), (b, to)] = runs
        .iter()
        .map(|run| (run, run.scenarios.first().map_or("", String::as_str)))
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| Failure::Usage("two scenarios are compared".into()))?;
    let (Some(first), Some(second)) = (&a.explainer, &b.explainer) else {
        return Err(Failure::Usage("a run holds no simulations to compare".into()));
    };
    let key = parts::asked(what, first)?;
    let sides = (Side { run: first, scenario: from }, Side { run: second, scenario: to });
    let split = parts::split(sides, &key, method, &|part, done| {
        follower.within(Portion::WHOLE, done, part)
    })?;
    Ok(parts::table(from, to, method, &split))
}

/// Differences between scenarios, simulation by simulation.
///
/// The prediction interval of a difference is that of the matched differences, not the difference of two
/// intervals.
#[pyclass(frozen, module = "suranys")]
pub struct Comparison {
    /// Differences of figures: a row for each figure, with both sides and the intervals of the difference;
    /// None where the list alone was asked for.
    #[pyo3(get)]
    figures: Option<Py<Table>>,
    /// Those of whom the scenarios do not say the same on the list; None where it is not compared.
    #[pyo3(get)]
    list: Option<Py<Table>>,
    /// Figures that one of two runs has alone and that are left out.
    #[pyo3(get)]
    alone: usize,
    /// What a reader should know.
    #[pyo3(get)]
    notes: Vec<String>,
    text: String,
    charts: BTreeMap<String, Vec<Figure>>,
}

impl Comparison {
    /// What came of it.
    pub fn of(made: Made, notes: Vec<String>) -> PyResult<Comparison> {
        let table = |table: Option<ResultTable>| {
            let table = table.map(Table::of).transpose()?;
            Python::with_gil(|py| table.map(|table| Py::new(py, table)).transpose())
        };
        let charts = made.charts.into_iter().map(|(lang, files)| Ok((lang, Figure::among(files)?)));
        Ok(Comparison {
            figures: table(made.figures)?,
            list: table(made.list)?,
            alone: made.alone,
            notes,
            text: made.text,
            charts: charts.collect::<PyResult<_>>()?,
        })
    }
}

#[pymethods]
impl Comparison {
    /// Charts of paired prediction intervals, by name.
    ///
    /// Parameters
    /// ----------
    /// lang : str, optional
    ///     Language; without it the first of the package.
    #[pyo3(signature = (lang=None))]
    fn charts(&self, py: Python<'_>, lang: Option<&str>) -> PyResult<BTreeMap<String, Figure>> {
        let drawn = match lang {
            Some(lang) => self.charts.get(lang),
            None => self.charts.values().next(),
        };
        let drawn = drawn.ok_or_else(|| {
            let known = self.charts.keys().cloned().collect::<Vec<_>>().join(", ");
            let why = match known.is_empty() {
                true => {
                    "no charts were drawn; ask for them by `compare(..., charts=True)`".to_owned()
                }
                false => format!("no charts in that language; there are: {known}"),
            };
            refusal(py, Failure::Usage(why.into()))
        })?;
        Ok(drawn.iter().map(|one| (one.named().to_owned(), one.clone())).collect())
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        let rows = |table: &Option<Py<Table>>| table.as_ref().map_or(0, |table| table.get().len());
        format!(
            "<suranys.Comparison: {} figures, {} on the list>",
            rows(&self.figures),
            rows(&self.list)
        )
    }

    fn _repr_html_(&self) -> String {
        format!("<pre>{}</pre>", crate::html::escaped(&self.text))
    }
}
