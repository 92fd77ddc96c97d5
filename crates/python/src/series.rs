//! Any table of time series.

use crate::refusal::{json, usage};
use crate::table::Table;
use crate::work::done;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;
use suranys_core::Diagnostic;
use suranys_core::limits;
use suranys_core::table::ResultTable;
use suranys_data::{Frequency, TidyOptions};
use suranys_runner::series::evaluate::{read_scored, scores, scores_table, weights, weights_table};
use suranys_runner::series::forecast::{Point, Sinks};
use suranys_runner::series::input::Input;
use suranys_runner::series::{forecast as of_table, reconcile as of_hierarchy};
use suranys_series::reconcile::Method;
use suranys_series::{Level, Model, ModelSelection};

/// How a table is read; see `suranys.series`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Reading {
    layout: Option<String>,
    id: Vec<String>,
    time: Vec<String>,
    value: Option<String>,
    frequency: Option<String>,
    status: Option<String>,
    link: Option<String>,
    reason: Option<String>,
    decimal: Option<char>,
    thousands: Option<char>,
    missing: Vec<String>,
    sheet: Option<String>,
    encoding: Option<String>,
    allow_holes: bool,
    end_from: Option<String>,
    fill: bool,
}

/// The word of one of a few, or all of them.
fn one_of<T: Copy>(word: &str, what: &str, known: &[(&str, T)]) -> Result<T, String> {
    known.iter().find(|(name, _)| *name == word).map(|(_, one)| *one).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        format!("`{word}` is no {what}; there are: {}", known.join(", "))
    })
}

const FREQUENCIES: [(&str, Frequency); 5] = [
    ("annual", Frequency::Annual),
    ("half-yearly", Frequency::HalfYearly),
    ("quarterly", Frequency::Quarterly),
    ("monthly", Frequency::Monthly),
    ("index", Frequency::Index),
];

const METHODS: [(&str, Method); 6] = [
    ("mint", Method::MintShort),
    ("mint-shrink", Method::MintShrink),
    ("wls", Method::WlsStruct),
    ("ols", Method::Ols),
    ("bottom-up", Method::BottomUp),
    ("top-down", Method::TopDown),
];

fn input(py: Python<'_>, file: PathBuf, reading: Reading) -> PyResult<Input> {
    let frequency = reading.frequency.as_deref().filter(|name| *name != "auto");
    let frequency = frequency.map(|name| one_of(name, "frequency", &FREQUENCIES)).transpose();
    let asked = TidyOptions {
        every_key: false,
        layout: reading.layout,
        id: reading.id,
        time: reading.time,
        value: reading.value,
        status: reading.status,
        link: reading.link,
        reason: reading.reason,
        encoding: reading.encoding,
        sheet: reading.sheet,
        decimal: reading.decimal,
        thousands: reading.thousands,
        missing: reading.missing,
        frequency: frequency.map_err(|why| usage(py, why))?,
        holes: reading.allow_holes,
        end_from: reading.end_from,
        unused: Vec::new(),
    };
    Ok(Input::new(file, asked, reading.fill))
}

fn model(py: Python<'_>, word: &str) -> PyResult<ModelSelection> {
    let mut known =
        vec![("auto", ModelSelection::Combination), ("combination", ModelSelection::Combination)];
    known.extend(Model::ALL.map(|model| (model.name(), ModelSelection::Only(model))));
    one_of(word, "model", &known).map_err(|why| usage(py, why))
}

/// A number from 1 to a limit, where one is asked for.
fn count(py: Python<'_>, what: &str, asked: i64, limit: u32) -> PyResult<u32> {
    let found = u32::try_from(asked).ok().filter(|count| (1..=limit).contains(count));
    found.ok_or_else(|| usage(py, format!("{what} {asked} is not from 1 to {limit}")))
}

fn levels(py: Python<'_>, asked: Vec<f64>) -> PyResult<Vec<Level>> {
    let levels: Result<Vec<Level>, _> = asked.into_iter().map(Level::percent).collect();
    levels.map_err(|_| usage(py, "a level is a number between 0 and 100".to_owned()))
}

fn bound(py: Python<'_>, what: &str, asked: Option<f64>) -> PyResult<Option<f64>> {
    match asked.is_none_or(f64::is_finite) {
        true => Ok(asked),
        false => Err(usage(py, format!("{what} is no finite number"))),
    }
}

/// What came of work on series, for `suranys.series` to make a result of.
fn result<'py>(
    py: Python<'py>,
    table: Table,
    rejects: Vec<(String, String)>,
    noted: &[Diagnostic],
) -> PyResult<Bound<'py, PyDict>> {
    let all = PyDict::new(py);
    all.set_item("table", Py::new(py, table)?)?;
    all.set_item("rejects", rejects)?;
    all.set_item("noted", json(noted)?)?;
    Ok(all)
}

/// Forecasts every series of a table; see `suranys.series.forecast`.
#[pyfunction]
#[pyo3(signature = (file, reading, horizon, levels, model, point, draws, seed, min, max, progress))]
#[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
pub fn forecast<'py>(
    py: Python<'py>,
    file: PathBuf,
    reading: Reading,
    horizon: i64,
    levels: Vec<f64>,
    model: &str,
    point: &str,
    draws: Option<i64>,
    seed: u64,
    min: Option<f64>,
    max: Option<f64>,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let input = input(py, file, reading)?;
    let centres = [("median", Point::Median), ("mean", Point::Mean)];
    let request = of_table::Request {
        horizon: count(py, "horizon", horizon, limits::HORIZON)?,
        levels: self::levels(py, levels)?,
        model: self::model(py, model)?,
        point: one_of(point, "centre of a distribution", &centres).map_err(|why| usage(py, why))?,
        draws: draws.map(|draws| count(py, "draws", draws, limits::DRAWS)).transpose()?,
        seed,
        min: bound(py, "min", min)?,
        max: bound(py, "max", max)?,
    };
    let ((parts, noted, made), notes) = done(py, progress.as_ref(), |follower| {
        let (mut parts, mut noted) = (Vec::<ResultTable>::new(), Vec::new());
        let sinks = Sinks {
            rows: &mut |rows| {
                parts.push(rows);
                Ok(())
            },
            noted: &mut |some| noted.extend(some),
        };
        let made = of_table::forecast(&input, &request, follower, sinks)?;
        Ok((parts, noted, made))
    })?;
    let rejects = made.rejects.into_iter().map(|(series, why)| (series, why.into())).collect();
    let table = Table::of_parts(parts, "forecast")?.noting(notes);
    result(py, table, rejects, &noted)
}

/// Scores the models on the past of a table; see `suranys.series.evaluate`.
#[pyfunction]
#[pyo3(signature = (file, reading, horizon, origins, weights, progress))]
pub fn evaluate<'py>(
    py: Python<'py>,
    file: PathBuf,
    reading: Reading,
    horizon: i64,
    origins: i64,
    weights: bool,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let input = input(py, file, reading)?;
    let horizon = count(py, "horizon", horizon, limits::HORIZON)? as usize;
    let origins = count(py, "origins", origins, 100)? as usize;
    let ((table, noted), notes) = done(py, progress.as_ref(), |follower| {
        let mut noted = Vec::new();
        let panel = read_scored(&input, follower, &mut |some| noted.extend(some))?;
        let table = match weights {
            true => weights_table(self::weights(&panel, horizon, follower)?),
            false => scores_table(&scores(&panel, horizon, origins, follower)?),
        };
        Ok((table, noted))
    })?;
    result(py, Table::of(table)?.noting(notes), Vec::new(), &noted)
}

/// Forecasts the series of a hierarchy coherently; see `suranys.series.reconcile`.
#[pyfunction]
#[pyo3(signature = (file, reading, hierarchy, horizon, sums, method, non_negative, levels, model, draws,
                    seed, progress))]
#[allow(clippy::too_many_arguments)] // arguments with names, as Python has them
pub fn reconcile<'py>(
    py: Python<'py>,
    file: PathBuf,
    reading: Reading,
    hierarchy: PathBuf,
    horizon: i64,
    sums: bool,
    method: &str,
    non_negative: bool,
    levels: Vec<f64>,
    model: &str,
    draws: Option<i64>,
    seed: u64,
    progress: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let input = input(py, file, reading)?;
    let request = of_hierarchy::Request {
        hierarchy,
        horizon: count(py, "horizon", horizon, limits::HORIZON)?,
        sums,
        method: one_of(method, "method", &METHODS).map_err(|why| usage(py, why))?,
        non_negative,
        levels: self::levels(py, levels)?,
        model: self::model(py, model)?,
        draws: draws.map(|draws| count(py, "draws", draws, limits::DRAWS)).transpose()?,
        seed,
    };
    let ((parts, noted), notes) = done(py, progress.as_ref(), |follower| {
        let (mut parts, mut noted) = (Vec::<ResultTable>::new(), Vec::new());
        let made =
            of_hierarchy::reconcile(&input, &request, follower, &mut |some| noted.extend(some))?;
        made.write(|rows| {
            parts.push(rows);
            Ok(())
        })?;
        Ok((parts, noted))
    })?;
    let table = Table::of_parts(parts, "forecast")?.noting(notes);
    result(py, table, Vec::new(), &noted)
}
