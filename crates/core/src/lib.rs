//! The words of Suranys.
//!
//! Everything the other crates say to each other is defined here: codes and
//! classifications, years, units, observed values, draws, provenance,
//! diagnostics, scenarios and the output of a run. There is no I/O, no clock,
//! no thread and no hidden randomness in this crate.

pub mod age_group;
pub mod aliases;
pub mod classification;
pub mod comparison;
pub mod concordance;
pub mod country;
mod detailed_checks;
pub mod detailed_occupations;
pub mod diagnostic;
pub mod display_text;
pub mod distribution;
pub mod edition_change;
pub mod explanation;
pub mod input_parts;
pub mod input_table;
pub mod inputs;
pub mod limits;
pub mod numeric;
pub mod observation;
pub mod occupation_groups;
pub mod panel;
pub mod progress;
pub mod provenance;
pub mod published;
pub mod rng;
pub mod run;
pub mod run_output;
pub mod scenario;
pub mod sensitivity;
pub mod sentence;
pub mod shortage_list;
pub mod table;
pub mod table_template;
pub mod time;
pub mod tracked;
pub mod unit;

pub use crate::age_group::{AgeGroup, Sex};
pub use crate::classification::{
    BroadSector, Classification, Code, IndustryGroup, Item, Kind, Labels, Occupation, Region,
    Section,
};
pub use crate::country::Country;
pub use crate::diagnostic::{CheckOutcome, Diagnostic, Severity, Span};
pub use crate::distribution::{Draws, Estimate, Quantiles};
pub use crate::input_table::{Cell, Table};
pub use crate::inputs::Inputs;
pub use crate::observation::{MissingReason, ObsStatus, Observed, Status};
pub use crate::rng::Key;
pub use concordance::Concordance;
pub use panel::{Axis, CellDraws, DrawPanel, PathDraws};
pub use provenance::Fingerprint;
pub use run::{Figure, FigureKey, Measure, RunManifest};
pub use run_output::{ForecastOutput, RunOutput};
pub use scenario::{Basis, Scenario};
pub use sentence::{Text, ToText};
pub use time::{Vintage, Year, YearSpan};
pub use unit::{Items, NetPersons, Persons, Rate, Share, Unit};
