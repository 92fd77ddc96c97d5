//! What stops a piece of work, as exceptions of Python that carry located findings.

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use suranys_core::Diagnostic;
use suranys_runner::{Failure, listing};

/// The exception of a failure; those of the package are classes of `suranys._findings`.
pub fn refusal(py: Python<'_>, failure: Failure) -> PyErr {
    let (class, findings) = match &failure {
        Failure::Stopped(_) => return PyKeyboardInterrupt::new_err(()),
        Failure::Findings(findings) => ("FindingsError", findings.as_slice()),
        Failure::Asked(findings) => ("NotThereError", findings.as_slice()),
        Failure::Usage(_) => ("UsageError", [].as_slice()),
        Failure::Changed(_) => ("ChangedError", [].as_slice()),
        _ => ("Error", [].as_slice()),
    };
    let message = match findings {
        [] => failure.to_string(),
        findings => format!("{failure}\n{}", listing(findings)),
    };
    let made = json(findings).and_then(|findings| {
        let class = py.import("suranys._findings")?.getattr(class)?;
        class.call1((in_python(&message), findings))
    });
    made.map_or_else(|why| why, PyErr::from_value)
}

/// Findings as JSON.
pub fn json(findings: &[Diagnostic]) -> PyResult<String> {
    serde_json::to_string(findings).map_err(|why| broken(why.to_string()))
}

/// Findings as Python has them.
pub fn findings<'py>(py: Python<'py>, found: &[Diagnostic]) -> PyResult<Bound<'py, PyAny>> {
    py.import("suranys._findings")?.getattr("Findings")?.call_method1("read", (json(found)?,))
}

/// Whatever must not happen.
pub fn broken(why: String) -> PyErr {
    PyRuntimeError::new_err(why)
}

/// Of what is wrong with the words of a caller.
pub fn usage(py: Python<'_>, why: String) -> PyErr {
    refusal(py, Failure::Usage(why.into()))
}

/// A message in which options of the command line are arguments of Python: `--as-of` is `as_of`.
pub fn in_python(message: &str) -> String {
    let mut parts = message.split("--");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let begins = part.starts_with(|c: char| c.is_ascii_lowercase());
        let option = part.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(part.len());
        let (option, rest) = part.split_at(if begins { option } else { 0 });
        if !begins {
            shown.push_str("--");
        }
        shown.push_str(&option.replace('-', "_"));
        shown.push_str(rest);
    }
    shown
}
