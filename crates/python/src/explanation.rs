//! Why a figure is what it is.

use crate::html::escaped;
use crate::refusal::broken;
use pyo3::prelude::*;
use std::fmt::Write as _;
use suranys_core::country::Country;
use suranys_core::explanation::Term;
use suranys_model::{Asked, Explainer};
use suranys_report::plain_text::explanation::Teller;
use suranys_report::plain_text::number::exact;
use suranys_report::{LabelBook, ReportError};
use suranys_runner::Failure;
use suranys_runner::explain::usual_depth;

/// Levels of the tree that a notebook shows opened.
const OPEN: usize = 2;

/// The tree of a figure: every term with its value, unit and status, down to parameters of the scenario and
/// cells of the package, with file and row.
///
/// The tree is that of one simulation, the one nearest to the figure, in which every formula holds.
#[pyclass(frozen, module = "suranys")]
pub struct Explanation {
    /// The tree as text, a term on each line.
    #[pyo3(get)]
    text: String,
    /// One paragraph in plain words.
    #[pyo3(get)]
    brief: String,
    json: String,
    html: String,
}

impl Explanation {
    /// The tree of what is asked for, in the words of a language of a country.
    pub fn of(
        explainer: &Explainer,
        asked: &Asked,
        depth: Option<usize>,
        (lang, country): (&str, &Country),
    ) -> Result<Explanation, Failure> {
        let labels = LabelBook::of(lang, country)?;
        let subject = explainer.find(asked).map_err(Failure::Asked)?;
        let depth = depth.or(usual_depth(&subject));
        let found = explainer.explain(&subject, depth);
        let found = found.ok_or_else(|| Failure::Usage("the figure has no explanation".into()))?;
        let teller = Teller { labels: &labels, output: explainer.output() };
        let worded = teller.worded(found)?;
        // A short answer looks through the whole tree, whatever is shown of it.
        let whole = explainer.explain(&subject, None).map(|whole| teller.worded(whole));
        let brief = match whole.transpose()? {
            Some(whole) => teller.brief(&whole)?,
            None => String::new(),
        };
        let mut html = String::new();
        branch(&mut html, &worded.root, &labels, 0)?;
        Ok(Explanation {
            text: teller.tree(&worded)?,
            brief,
            json: serde_json::to_string(&worded)
                .map_err(|why| Failure::Usage(why.to_string().into()))?,
            html,
        })
    }
}

/// A term and what it is made of.
fn branch(
    html: &mut String,
    term: &Term,
    labels: &LabelBook,
    depth: usize,
) -> Result<(), ReportError> {
    let name = term.name.words.as_deref().unwrap_or(&term.name.key);
    let line = format!(
        "{}: <b>{}</b> {} <small>[{}]</small>",
        escaped(name),
        escaped(&exact(term.value, term.unit)),
        escaped(labels.text(&format!("explain.unit.{}", term.unit.key()))?),
        escaped(&term.status.to_string())
    );
    let given = term.parameter.as_ref().map(|used| format!("{}: {}", used.key, used.citation));
    let cells = term
        .cells
        .iter()
        .map(|cell| format!("{}:{} {} ({})", cell.file, cell.row, cell.dataset, cell.publisher));
    let leaves: Vec<String> = given.into_iter().chain(cells).collect();
    if term.parts.is_empty() && leaves.is_empty() {
        let _ = write!(html, "<div style='margin-left:1em'>{line}</div>");
        return Ok(());
    }
    let open = if depth < OPEN { " open" } else { "" };
    let _ = write!(html, "<details{open} style='margin-left:1em'><summary>{line}</summary>");
    for leaf in leaves {
        let _ =
            write!(html, "<div style='margin-left:1em'><small>{}</small></div>", escaped(&leaf));
    }
    for part in &term.parts {
        branch(html, part, labels, depth + 1)?;
    }
    html.push_str("</details>");
    Ok(())
}

#[pymethods]
impl Explanation {
    /// The tree as a dictionary: subject, estimate, the simulation it holds in, and its root term.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.json.as_str(),))
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> PyResult<String> {
        let first = self.text.lines().next();
        let first = first.ok_or_else(|| broken("a tree without a line".to_owned()))?;
        Ok(format!("<suranys.Explanation {first}>"))
    }

    fn _repr_html_(&self) -> &str {
        &self.html
    }
}
