//! A chart of the report.

use crate::refusal::broken;
use crate::toml::write_file;
use pyo3::prelude::*;
use std::path::PathBuf;
use suranys_runner::Files;

/// A chart of the report as SVG; a notebook shows it.
///
/// Examples
/// --------
/// >>> run.charts(lang="en")["scenarios"]
#[pyclass(frozen, module = "suranys")]
#[derive(Clone)]
pub struct Figure {
    /// Name of the chart, as a report names its file.
    #[pyo3(get)]
    name: String,
    /// The chart: a document in SVG.
    #[pyo3(get)]
    svg: String,
}

impl Figure {
    /// The charts among some files.
    pub fn among(files: Files) -> PyResult<Vec<Figure>> {
        let mut all = Vec::new();
        for (path, content) in files {
            let Some(stem) = path.strip_suffix(".svg") else { continue };
            let name = stem.rsplit('/').next().unwrap_or(stem).to_owned();
            let svg = String::from_utf8(content).map_err(|why| broken(why.to_string()))?;
            all.push(Figure { name, svg });
        }
        Ok(all)
    }

    /// Its name.
    pub fn named(&self) -> &str {
        &self.name
    }
}

#[pymethods]
impl Figure {
    /// Writes the chart to a file.
    ///
    /// Parameters
    /// ----------
    /// path : str or os.PathLike
    ///     The file: new, or one that this package wrote and nobody changed.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        write_file(py, path, &self.svg)
    }

    fn __repr__(&self) -> String {
        format!("<suranys.Figure {}>", self.name)
    }

    fn _repr_svg_(&self) -> &str {
        &self.svg
    }

    fn _repr_html_(&self) -> String {
        let drawn = self.svg.find("<svg").and_then(|at| self.svg.get(at..)).unwrap_or_default();
        format!("<div>{drawn}</div>")
    }
}
