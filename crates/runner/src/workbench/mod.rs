//! A package opened once, and runs on it under scenarios that may stand in no file yet.

mod asked;
mod bench;
mod bench_run;
mod evidence;
mod figures;
mod joined;
mod list;
mod panel;
mod values;
mod written;

pub use crate::workbench::bench::Workbench;
pub use crate::workbench::bench_run::BenchRun;
pub use crate::workbench::evidence::{Incoming, Uploaded, uploaded};
pub use crate::workbench::figures::{Place, Selection, figure_table};
pub use crate::workbench::joined::joined;
pub use crate::workbench::list::{BookChanges, ListView};
pub use crate::workbench::panel::{FilledRow, PanelSheet};
pub use crate::workbench::values::{ScenarioValue, ScenarioValues, pension_ages};
pub use crate::workbench::written::{AskedScenario, DRAFT, PREVIEW_DRAWS, Written};
