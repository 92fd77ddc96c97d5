//! What was read of a package, and what words of a caller mean in it.

use crate::refusal::refusal;
use pyo3::prelude::*;
use pyo3::types::PyString;
use suranys_core::Diagnostic;
use suranys_core::run::Measure;
use suranys_data::Sound;
use suranys_model::Asked;
use suranys_runner::Failure;

/// What was read of a package that has no findings.
pub struct Opened {
    /// The inputs of a forecast and of the rules.
    pub sound: Sound,
    /// What looks wrong in its tables and may be right.
    pub noted: Vec<Diagnostic>,
}

/// The words of a figure asked for, be they one text or several.
pub fn words(py: Python<'_>, what: &Bound<'_, PyAny>) -> PyResult<Asked> {
    let words: Vec<String> = match what.downcast::<PyString>() {
        Ok(text) => text.to_cow()?.split_whitespace().map(str::to_owned).collect(),
        Err(_) => what.extract()?,
    };
    Asked::parse(&words).map_err(|findings| refusal(py, Failure::Asked(findings)))
}

/// The measure of a name.
pub fn measure(word: &str) -> Result<Measure, String> {
    Measure::from_key(word).ok_or_else(|| {
        let known = Measure::ALL.map(Measure::key).join(", ");
        format!("`{word}` is not a measure; there are: {known}")
    })
}
