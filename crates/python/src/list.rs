//! The list of in-demand professions.

use crate::refusal::{broken, refusal, usage};
use crate::table::Table;
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use suranys_core::country::Country;
use suranys_core::progress::Follower;
use suranys_core::provenance::Fingerprint;
use suranys_core::shortage_list::ListOutput;
use suranys_data::Target;
use suranys_report::plain_text::list::list_text;
use suranys_report::plain_text::reasons::explain;
use suranys_report::{LabelBook, Words, list_json, list_table, signal_tables};
use suranys_runner::paths::read_with;
use suranys_runner::recommend::{Basis, ListRequest, meant, publication};
use suranys_runner::{Failure, languages_of};

/// Rows of the list as text.
const TOP: usize = 40;

/// Rules, scenario, region, sector and folder of rulebooks, as a caller names them.
type Named = (Option<String>, Option<String>, Option<String>, Option<String>, Option<PathBuf>);

/// What is asked for in the words of a caller.
pub fn request(
    py: Python<'_>,
    package: PathBuf,
    (rules, scenario, region, sector, rulebooks): Named,
    as_of: Option<i32>,
) -> PyResult<ListRequest> {
    let rules = rules.map(|rules| rules.parse()).transpose();
    let rules = rules.map_err(|why: suranys_core::Text| usage(py, why.into()))?;
    Ok(ListRequest { package, rulebooks, rules, scenario, region, sector, as_of })
}

/// A list with what it was made from and the words it is written in.
pub struct Made {
    output: ListOutput,
    words: Vec<Words>,
    inputs: Vec<Fingerprint>,
    rules: Vec<Fingerprint>,
    request: ListRequest,
}

/// Makes the list.
pub fn made(
    request: &ListRequest,
    basis: &Basis,
    languages: Option<&[String]>,
    country: &Country,
    follower: &dyn Follower,
) -> Result<Made, Failure> {
    let book = |language: String| Ok(Words::of(&LabelBook::of(&language, country)?));
    let words = languages_of(languages.unwrap_or_default(), country).into_iter().map(book);
    let words = words.collect::<Result<Vec<Words>, Failure>>()?;
    follower.at(0.0, "applying the rules")?;
    let evidence = basis.evidence(request.scenario.as_deref())?;
    let (output, rules) = request.list(basis, &evidence, follower)?;
    Ok(Made { output, words, inputs: basis.files.clone(), rules, request: request.clone() })
}

/// The list of in-demand professions under a version of the rules: verdicts with reasons, ranks, and the
/// graded signal next to them.
#[pyclass(frozen, module = "suranys")]
pub struct Recommendation {
    made: Made,
    /// What a reader should know.
    #[pyo3(get)]
    notes: Vec<String>,
}

impl Recommendation {
    /// What came of it.
    pub fn of(made: Made, notes: Vec<String>) -> Recommendation {
        Recommendation { made, notes }
    }

    fn words(&self, py: Python<'_>, lang: Option<&str>) -> PyResult<&Words> {
        let words = &self.made.words;
        let found = match lang {
            Some(lang) => words.iter().find(|words| words.language() == lang),
            None => words.first(),
        };
        found.ok_or_else(|| {
            let known = words.iter().map(Words::language).collect::<Vec<_>>().join(", ");
            usage(py, format!("the list was made in {known}; ask for another language by `lang`"))
        })
    }
}

#[pymethods]
impl Recommendation {
    /// The rulebook applied, as `kz@2023-02-20`.
    #[getter]
    fn rules(&self) -> &str {
        &self.made.output.book.id
    }

    /// Everyone assessed: a row for each occupation and profession.
    #[getter]
    fn table(&self) -> PyResult<Table> {
        Table::of(list_table(&self.made.output, &self.made.words))
    }

    /// The tables of the graded signal by name.
    #[getter]
    fn signal(&self) -> PyResult<BTreeMap<String, Table>> {
        let tables = signal_tables(&self.made.output, &self.made.words).into_iter();
        tables.map(|table| Ok((table.name.clone(), Table::of(table)?))).collect()
    }

    /// The list as text.
    ///
    /// Parameters
    /// ----------
    /// top : int, optional
    ///     Number of rows.
    /// lang : str, optional
    ///     One of the languages it was made in.
    #[pyo3(signature = (top=40, lang=None))]
    fn text(&self, py: Python<'_>, top: usize, lang: Option<&str>) -> PyResult<String> {
        let text = list_text(&self.made.output, self.words(py, lang)?, top);
        text.map_err(|why| refusal(py, why.into()))
    }

    /// Why one occupation or profession is where it is, down to the cells the figures rest on.
    ///
    /// Parameters
    /// ----------
    /// who : str
    ///     An identifier, a code, or a name in any language of the package.
    /// lang : str, optional
    ///     One of the languages it was made in.
    #[pyo3(signature = (who, lang=None))]
    fn explain(&self, py: Python<'_>, who: &str, lang: Option<&str>) -> PyResult<String> {
        let one = meant(&self.made.output, who).map_err(|why| refusal(py, why))?;
        Ok(explain(&self.made.output, one, self.words(py, lang)?))
    }

    /// The list as a dictionary, as `list.json` of the publication set has it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = list_json(&self.made.output, &self.made.words);
        let json = json.map_err(|why| refusal(py, why.into()))?;
        let json = String::from_utf8(json).map_err(|why| broken(why.to_string()))?;
        py.import("json")?.call_method1("loads", (json,))
    }

    /// Writes the publication set: tables, JSON with schema, workbook, annexes, manifest.
    ///
    /// Parameters
    /// ----------
    /// folder : str or os.PathLike
    ///     New, empty, or with an earlier result that nobody changed.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<PathBuf> {
        let Made { output, words, inputs, rules, request } = &self.made;
        let written = py.allow_threads(|| -> Result<(), Failure> {
            let mut read = read_with(&request.package);
            read.push(request.rulebooks());
            let target = Target::folder(&folder, &read)?;
            let letter = request.letter(output, None)?;
            target.write(&publication((output, &letter), words, inputs, rules)?)?;
            Ok(())
        });
        written.map_err(|why| refusal(py, why))?;
        Ok(folder)
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.text(py, TOP, None)
    }

    fn __repr__(&self) -> String {
        let (output, count) = (&self.made.output, self.made.output.assessed.len());
        format!("<suranys.Recommendation under {}: {count} assessed>", output.book.id)
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<pre>{}</pre>", crate::html::escaped(&self.text(py, TOP, None)?)))
    }
}
