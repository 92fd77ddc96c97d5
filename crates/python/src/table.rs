//! Tables as Arrow columns, handed to Python as they lie in memory.
//!
//! The columns are polars' own arrays, and its bridge to the Arrow C stream interface is safe to call
//! this way round, so that this crate has no line of unsafe code: it gives columns, and takes none.

use crate::html;
use crate::refusal::broken;
use polars_arrow::array::{
    Array, BooleanArray, FixedSizeListArray, Float64Array, Int64Array, StructArray, Utf8Array,
};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::{export_field_to_c, export_iterator};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use suranys_core::run::DrawnFigure;
use suranys_core::table::{Column, ResultTable};

/// Rows that a notebook shows of a table, from its beginning.
const SHOWN: usize = 10;

/// A table of results: named columns of equal length, read by polars, pandas and pyarrow through the Arrow
/// PyCapsule interface without a copy of numbers.
///
/// Examples
/// --------
/// >>> import polars
/// >>> run = suranys.Package("data/kz").run()
/// >>> frame = polars.DataFrame(run["employment_by_section"])
///
/// Notes
/// -----
/// Codes and periods are text, years and counts whole numbers (int64), figures float64 in the unit that
/// the column `unit` of their row says; what is missing is null, never zero.
#[pyclass(frozen, module = "suranys")]
pub struct Table {
    /// Name of the table, as the command line names its file.
    #[pyo3(get)]
    name: String,
    names: Vec<String>,
    columns: Vec<Box<dyn Array>>,
    rows: usize,
    /// What a reader should know of it, as the command line says it on stderr.
    #[pyo3(get)]
    notes: Vec<String>,
}

impl Table {
    /// A result as columns.
    pub fn of(table: ResultTable) -> PyResult<Table> {
        let (names, columns): (Vec<String>, Vec<Box<dyn Array>>) =
            table.columns.into_iter().map(|(name, column)| (name, array(column))).unzip();
        Table::new(table.name, names, columns)
    }

    /// Tables with the same columns, one below the other.
    pub fn of_parts(parts: Vec<ResultTable>, empty: &str) -> PyResult<Table> {
        let mut parts = parts.into_iter();
        let first = parts.next();
        let mut all =
            first.unwrap_or_else(|| ResultTable { name: empty.to_owned(), columns: Vec::new() });
        parts.for_each(|part| all.append(part));
        Table::of(all)
    }

    fn new(name: String, names: Vec<String>, columns: Vec<Box<dyn Array>>) -> PyResult<Table> {
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.iter().any(|column| column.len() != rows) {
            return Err(broken(format!("columns of `{name}` differ in length")));
        }
        Ok(Table { name, names, columns, rows, notes: Vec::new() })
    }

    /// The same with what a reader should know.
    pub fn noting(self, notes: Vec<String>) -> Table {
        Table { notes, ..self }
    }

    fn fields(&self) -> Vec<Field> {
        let named = self.names.iter().zip(&self.columns);
        named.map(|(name, column)| field(name, column.dtype().clone())).collect()
    }

    fn place(&self, column: &str) -> PyResult<usize> {
        self.names.iter().position(|name| name == column).ok_or_else(|| {
            let known = self.names.join(", ");
            PyKeyError::new_err(format!("`{column}` is no column; there are: {known}"))
        })
    }

    /// A cell as text; numbers as Rust writes them, so that they are read back as they are.
    fn cell(&self, column: usize, row: usize) -> Option<String> {
        let column = self.columns.get(column)?;
        if row >= column.len() || column.is_null(row) {
            return None;
        }
        let any = column.as_any();
        if let Some(texts) = any.downcast_ref::<Utf8Array<i64>>() {
            return Some(texts.value(row).to_owned());
        }
        if let Some(numbers) = any.downcast_ref::<Float64Array>() {
            return Some(numbers.value(row).to_string());
        }
        if let Some(whole) = any.downcast_ref::<Int64Array>() {
            return Some(whole.value(row).to_string());
        }
        if let Some(flags) = any.downcast_ref::<BooleanArray>() {
            return Some(flags.value(row).to_string());
        }
        let list = any.downcast_ref::<FixedSizeListArray>()?;
        Some(format!("{} simulations", list.size()))
    }
}

fn field(name: &str, dtype: ArrowDataType) -> Field {
    Field::new(name.into(), dtype, true)
}

fn array(column: Column) -> Box<dyn Array> {
    match column {
        Column::Text(texts) => Box::new(Utf8Array::<i64>::from_slice(texts)),
        Column::OptionalText(texts) => Box::new(Utf8Array::<i64>::from(texts)),
        Column::Flag(flags) => Box::new(BooleanArray::from(flags)),
        Column::Integer(whole) => Box::new(Int64Array::from(whole)),
        Column::Number(numbers) => match numbers.iter().copied().collect::<Option<Vec<f64>>>() {
            Some(all) => Box::new(Float64Array::from_vec(all)),
            None => Box::new(Float64Array::from(numbers)),
        },
    }
}

/// Figures with their draws as they are gathered: the draws of all of them one after the other.
#[derive(Default)]
pub struct Drawn {
    figures: Vec<DrawnFigure>,
    draws: Vec<f64>,
    count: usize,
}

impl Drawn {
    /// Adds a figure.
    pub fn add(&mut self, mut figure: DrawnFigure) {
        let draws = std::mem::take(&mut figure.draws);
        self.count = draws.len();
        self.draws.extend(draws);
        self.figures.push(figure);
    }

    /// The figures as rows, the draws of each in one column of lists, all of which are one piece of
    /// memory.
    pub fn table(self, name: &str) -> PyResult<Table> {
        let Drawn { figures, draws, count } = self;
        if draws.len() != figures.len() * count {
            return Err(broken(format!("figures of `{name}` differ in their number of draws")));
        }
        let text = |get: fn(&DrawnFigure) -> Option<String>| {
            Column::OptionalText(figures.iter().map(get).collect())
        };
        let year = |get: fn(&DrawnFigure) -> i32| {
            Column::Integer(figures.iter().map(|figure| Some(i64::from(get(figure)))).collect())
        };
        let keys = [
            ("scenario", text(|f| Some(f.key.scenario.clone()))),
            ("measure", text(|f| Some(f.key.measure.key().to_owned()))),
            ("section", text(|f| f.key.section.clone())),
            ("region", text(|f| f.key.region.clone())),
            ("occupation", text(|f| f.key.occupation.clone())),
            ("sex", text(|f| f.key.sex.map(|sex| sex.code().to_owned()))),
            ("age", text(|f| f.key.age.map(|age| age.to_string()))),
            ("year_from", year(|f| f.key.from.0)),
            ("year_to", year(|f| f.key.to.0)),
            ("unit", text(|f| Some(f.unit.key().to_owned()))),
        ];
        let mut names: Vec<String> = keys.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mut columns: Vec<Box<dyn Array>> =
            keys.into_iter().map(|(_, column)| array(column)).collect();
        let item = Box::new(field("item", ArrowDataType::Float64));
        let lists = FixedSizeListArray::try_new(
            ArrowDataType::FixedSizeList(item, count),
            figures.len(),
            Box::new(Float64Array::from_vec(draws)),
            None,
        );
        names.push("draws".to_owned());
        columns.push(Box::new(lists.map_err(|why| broken(why.to_string()))?));
        Table::new(name.to_owned(), names, columns)
    }
}

#[pymethods]
impl Table {
    /// Names of the columns, in order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.names.clone()
    }

    /// Number of rows.
    fn __len__(&self) -> usize {
        self.rows
    }

    /// The values of a column as a list of Python objects, None where there is none.
    ///
    /// Parameters
    /// ----------
    /// column : str
    ///     Name of the column.
    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> PyResult<Bound<'py, PyAny>> {
        let place = self.place(column)?;
        let Some(values) = self.columns.get(place) else { return Ok(py.None().into_bound(py)) };
        let any = values.as_any();
        if let Some(texts) = any.downcast_ref::<Utf8Array<i64>>() {
            return texts.iter().collect::<Vec<_>>().into_pyobject(py);
        }
        if let Some(numbers) = any.downcast_ref::<Float64Array>() {
            return numbers.iter().map(|v| v.copied()).collect::<Vec<_>>().into_pyobject(py);
        }
        if let Some(whole) = any.downcast_ref::<Int64Array>() {
            return whole.iter().map(|v| v.copied()).collect::<Vec<_>>().into_pyobject(py);
        }
        if let Some(flags) = any.downcast_ref::<BooleanArray>() {
            return flags.iter().collect::<Vec<_>>().into_pyobject(py);
        }
        Err(broken(format!(
            "`{column}` holds lists; read the table with polars, pandas or pyarrow"
        )))
    }

    /// The columns as an Arrow C stream: what polars, pandas and pyarrow ask for.
    ///
    /// Parameters
    /// ----------
    /// requested_schema : object, optional
    ///     Ignored, as the interface allows: columns are given as they are.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let dtype = ArrowDataType::Struct(self.fields());
        let all = StructArray::try_new(dtype.clone(), self.rows, self.columns.clone(), None);
        let all: Box<dyn Array> = Box::new(all.map_err(|why| broken(why.to_string()))?);
        let field = Field::new("".into(), dtype, false);
        let stream = export_iterator(Box::new(std::iter::once(Ok(all))), field);
        PyCapsule::new(py, stream, Some(c"arrow_array_stream".to_owned()))
    }

    /// The columns' names and types as an Arrow C schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let field = Field::new("".into(), ArrowDataType::Struct(self.fields()), false);
        PyCapsule::new(py, export_field_to_c(&field), Some(c"arrow_schema".to_owned()))
    }

    /// Where the numbers of a column lie in memory, as an address; that of its lists for lists.
    ///
    /// For checks that a frame shares them.
    ///
    /// Parameters
    /// ----------
    /// column : str
    ///     Name of a column of numbers without missing values, or of lists of them.
    fn address(&self, column: &str) -> PyResult<usize> {
        let place = self.place(column)?;
        let values = self.columns.get(place).map(|values| values.as_any());
        let numbers = |any: &dyn std::any::Any| {
            any.downcast_ref::<Float64Array>().map(|n| n.values().as_ptr().addr())
        };
        let own = values.and_then(numbers);
        let lists = values.and_then(|any| any.downcast_ref::<FixedSizeListArray>());
        let address = own.or_else(|| lists.and_then(|lists| numbers(lists.values().as_any())));
        address.ok_or_else(|| broken(format!("`{column}` holds no numbers")))
    }

    /// The table as a polars DataFrame, its numbers not copied.
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The table as a pyarrow Table, its numbers not copied.
    fn to_arrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as a pandas DataFrame, by way of pyarrow.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Table::to_arrow(slf)?.call_method0("to_pandas")
    }

    /// The rows as dictionaries, for a few of them.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let columns: Vec<(&String, Bound<'py, PyAny>)> = self
            .names
            .iter()
            .map(|name| Ok((name, self.__getitem__(py, name)?)))
            .collect::<PyResult<_>>()?;
        let row = |row: usize| {
            let one = PyDict::new(py);
            for (name, values) in &columns {
                one.set_item(name.as_str(), values.get_item(row)?)?;
            }
            Ok(one)
        };
        (0..self.rows).map(row).collect()
    }

    fn __repr__(&self) -> String {
        format!("<suranys.Table {}: {} rows, {}>", self.name, self.rows, self.names.join(", "))
    }

    fn _repr_html_(&self) -> String {
        self.html()
    }
}

impl Table {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Its first rows for a notebook.
    pub fn html(&self) -> String {
        let rows = (0..self.rows.min(SHOWN)).map(|row| {
            (0..self.columns.len())
                .map(|column| self.cell(column, row).unwrap_or_default())
                .collect()
        });
        let caption = format!("{}: {} rows", self.name, self.rows);
        html::table(&caption, &self.names, rows)
    }
}
