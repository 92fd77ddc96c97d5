//! Sweeps: many runs that share the inputs, the base forecasts and the random numbers, and differ
//! in some parameters; and what explains the spread of their results.

mod design;
mod indices;
mod one_at_a_time;
mod sobol;
pub(crate) mod sweeper;
mod tables;

pub use crate::sensitivity::design::{design, latin_hypercube};
pub use crate::sensitivity::indices::{Index, Indices, sobol_indices};
pub use crate::sensitivity::one_at_a_time::{sensitivities, sensitivities_of};
pub use crate::sensitivity::sobol::{DIMENSIONS, shifted};
pub use crate::sensitivity::sweeper::Sweeper;
pub use crate::sensitivity::tables::{index_table, run_table, tornado_table};
