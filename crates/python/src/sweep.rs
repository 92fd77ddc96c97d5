//! Many runs of one forecast.

use crate::refusal::findings;
use crate::table::Table;
use pyo3::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use suranys_core::Diagnostic;
use suranys_core::inputs::Inputs;
use suranys_core::progress::{Follower, Portion};
use suranys_core::sensitivity::SweptRun;
use suranys_core::table::ResultTable;
use suranys_data::{Target, read_swept, write_swept};
use suranys_runner::paths::read_with;
use suranys_runner::sweep::{make, prepare};
use suranys_runner::{Failure, Order};

/// The portion of the work after the base forecasts.
const RUNNING: Portion = Portion::new(10.0, 100.0);

type Tables = [ResultTable; 3];

/// Makes the runs of a sweep file that are not in `folder` yet, and the tables of all.
pub fn swept(
    order: &Order,
    inputs: Inputs,
    (grid, folder): (&Path, &Path),
    follower: &dyn Follower,
) -> Result<(Tables, Vec<Diagnostic>), Failure> {
    let mut read = read_with(&order.package);
    read.extend(order.scenarios.iter().cloned().chain([grid.to_path_buf()]));
    Target::is_apart(folder, &read)?;
    Target::look_into(folder, &read)?;
    let (sweep, noted) = prepare(order, inputs, grid)?;
    let folders = [folder.to_path_buf()];
    let mut missing = Vec::new();
    for (key, point) in sweep.unique() {
        if read_swept(&folders, key, &sweep.plan.values(point))?.is_none() {
            missing.push((key, point));
        }
    }
    follower.at(0.0, "base forecasts")?;
    if !missing.is_empty() {
        let made = AtomicUsize::new(0);
        make(&sweep, grid, &missing, &|| {}, &|run| {
            write_swept(folder, &run)?;
            let made = made.fetch_add(1, Ordering::Relaxed) + 1;
            let doing = format!("{made} of {} runs", missing.len());
            Ok(follower.within(RUNNING, made as f64 / missing.len() as f64, &doing)?)
        })?;
    }
    // Fresh runs are read back like old ones, so that the tables can't differ between them.
    let mut runs: Vec<SweptRun> = Vec::new();
    for (key, (_, point)) in sweep.keys.iter().zip(&sweep.design) {
        runs.extend(read_swept(&folders, key, &sweep.plan.values(point))?);
    }
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
