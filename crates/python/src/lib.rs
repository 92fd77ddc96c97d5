//! The native half of the Python package `suranys`; the other half lies in `python/suranys`.
//!
//! It does what the commands do, through the same functions of `suranys-runner`, and hands results on as
//! they lie in memory. Rooms: [`table`] is the Arrow bridge, [`work`] runs a piece of work apart from
//! Python, [`refusal`] makes exceptions of what stops one; the others are a class each.

mod comparison;
mod explanation;
mod figure;
mod html;
mod list;
mod opened;
mod package;
mod refusal;
mod run;
mod series;
mod sweep;
mod table;
mod toml;
mod work;

use pyo3::prelude::*;

/// Native classes and functions of `suranys`; import `suranys` instead.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", suranys_runner::VERSION)?;
    module.add_class::<table::Table>()?;
    module.add_class::<figure::Figure>()?;
    module.add_class::<package::Package>()?;
    module.add_class::<run::Run>()?;
    module.add_class::<list::Recommendation>()?;
    module.add_class::<explanation::Explanation>()?;
    module.add_class::<comparison::Comparison>()?;
    module.add_class::<sweep::Sweep>()?;
    module.add_function(wrap_pyfunction!(package::new_package, module)?)?;
    module.add_function(wrap_pyfunction!(run::open_run, module)?)?;
    module.add_function(wrap_pyfunction!(toml::as_toml, module)?)?;
    module.add_function(wrap_pyfunction!(toml::parameters, module)?)?;
    module.add_function(wrap_pyfunction!(toml::write_file, module)?)?;
    module.add_function(wrap_pyfunction!(series::forecast, module)?)?;
    module.add_function(wrap_pyfunction!(series::evaluate, module)?)?;
    module.add_function(wrap_pyfunction!(series::reconcile, module)?)?;
    Ok(())
}
