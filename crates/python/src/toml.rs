//! Files that are written one by one, and what a dictionary may stand for in them.

use crate::refusal::{broken, refusal};
use crate::table::Table;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};
use suranys_core::scenario::PARAMETERS;
use suranys_core::table::{Column, ResultTable};
use suranys_data::{Sink, StoreError, Target};

/// A dictionary, as JSON, as the text of a file in TOML.
#[pyfunction]
pub fn as_toml(json: &str) -> PyResult<String> {
    let value: serde_json::Value =
        serde_json::from_str(json).map_err(|why| broken(why.to_string()))?;
    toml::to_string(&value).map_err(|why| broken(why.to_string()))
}

/// The parameters of a scenario: key, meaning, unit, least and greatest possible value.
///
/// Returns
/// -------
/// Table
#[pyfunction]
pub fn parameters() -> PyResult<Table> {
    let text = |get: fn(&suranys_core::scenario::ParameterSpec) -> &'static str| {
        Column::Text(PARAMETERS.iter().map(|spec| get(spec).to_owned()).collect())
    };
    let number = |get: fn(&suranys_core::scenario::ParameterSpec) -> f64| {
        Column::Number(PARAMETERS.iter().map(|spec| Some(get(spec))).collect())
    };
    let columns = [
        ("key", text(|spec| spec.key)),
        ("about", text(|spec| spec.about)),
        ("unit", text(|spec| spec.unit)),
        ("minimum", number(|spec| spec.minimum)),
        ("maximum", number(|spec| spec.maximum)),
    ];
    let columns = columns.map(|(name, column)| (name.to_owned(), column)).into();
    Table::of(ResultTable { name: "parameters".to_owned(), columns })
}

/// Writes a file, whole or not at all; it takes the place of nothing but a file that this package wrote and
/// nobody changed.
#[pyfunction]
pub fn write_file(py: Python<'_>, path: PathBuf, text: &str) -> PyResult<()> {
    py.allow_threads(|| written(&path, text)).map_err(|why| refusal(py, why.into()))
}

fn written(path: &Path, text: &str) -> Result<(), StoreError> {
    let mut sink = Sink::create(Target::file(path, &[])?)?;
    sink.write(text.as_bytes())?;
    sink.finish()?;
    Ok(())
}
