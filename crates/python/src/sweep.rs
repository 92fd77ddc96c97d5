//! Many runs of one forecast.

use crate::refusal::findings;
use crate::table::Table;
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use suranys_core::Diagnostic;
use suranys_core::inputs::Inputs;
use suranys_core::progress::{Follower, Portion};
use suranys_core::sensitivity::SweptRun;
use suranys_core::table::ResultTable;
use suranys_runner::sweep::{make, prepare};
use suranys_runner::{Failure, Order};

/// The portion of the work after the base forecasts.
const RUNNING: Portion = Portion::new(10.0, 100.0);

type Tables = [ResultTable; 3];

/// Makes every run of a sweep file, and its tables.
pub fn swept(
    order: &Order,
    inputs: Inputs,
    grid: &Path,
    follower: &dyn Follower,
) -> Result<(Tables, Vec<Diagnostic>), Failure> {
    let (sweep, noted) = prepare(order, inputs, grid)?;
    let wanted: Vec<_> = sweep.unique().collect();
    let made: Mutex<BTreeMap<String, SweptRun>> = Mutex::new(BTreeMap::new());
    follower.at(0.0, "base forecasts")?;
    make(&sweep, grid, &wanted, &|| {}, &|run| {
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(run.key.clone(), run);
        let done = made.len() as f64 / wanted.len().max(1) as f64;
        Ok(follower.within(RUNNING, done, &format!("{} of {} runs", made.len(), wanted.len()))?)
    })?;
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    let runs: Vec<SweptRun> = sweep.keys.iter().filter_map(|key| made.get(key).cloned()).collect();
    Ok((sweep.tables(&runs), noted))
}

/// Runs of one forecast at many points of its parameters.
#[pyclass(frozen, module = "suranys")]
pub struct Sweep {
    /// Every figure of every run, with the values of the parameters.
    #[pyo3(get)]
    runs: Py<Table>,
    /// How far each parameter moves each figure from one end of its range to the other, the widest first.
    #[pyo3(get)]
    sensitivities: Py<Table>,
    /// Sobol indices, for a sweep by Saltelli's method.
    #[pyo3(get)]
    indices: Py<Table>,
    /// What of the scenario is without effect.
    #[pyo3(get)]
    noted: Py<PyAny>,
    /// What a reader should know.
    #[pyo3(get)]
    notes: Vec<String>,
}

impl Sweep {
    /// What came of it.
    pub fn of(
        py: Python<'_>,
        tables: Tables,
        noted: &[Diagnostic],
        notes: Vec<String>,
    ) -> PyResult<Sweep> {
        let [runs, sensitivities, indices] = tables;
        let table = |table| Py::new(py, Table::of(table)?);
        Ok(Sweep {
            runs: table(runs)?,
            sensitivities: table(sensitivities)?,
            indices: table(indices)?,
            noted: findings(py, noted)?.unbind(),
            notes,
        })
    }
}

#[pymethods]
impl Sweep {
    fn __repr__(&self) -> String {
        format!("<suranys.Sweep: {} figures of runs>", self.runs.get().len())
    }

    fn _repr_html_(&self) -> String {
        self.sensitivities.get().html()
    }
}
