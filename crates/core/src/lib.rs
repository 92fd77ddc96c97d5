//! The words of Suranys.
//!
//! Everything the other crates say to each other is defined here: codes and
//! classifications, years, units, observed values, draws, provenance,
//! diagnostics, scenarios and the output of a run. There is no I/O, no clock,
//! no thread and no hidden randomness in this crate.

pub mod age;
pub mod code;
pub mod comparison;
pub mod concordance;
pub mod diag;
pub mod draws;
mod exact;
pub mod inputs;
pub mod interpolate;
pub mod key;
pub mod list;
pub mod math;
pub mod observed;
pub mod panel;
pub mod provenance;
pub mod run;
pub mod scenario;
pub mod suggest;
pub mod sweep;
pub mod table;
pub mod time;
pub mod trace;
pub mod unit;

pub use age::{AgeBand, Sex};
pub use code::{
    BroadSector, Classification, Code, IndustryGroup, Item, Kind, Labels, Occupation, Region,
    Section,
};
pub use concordance::Concordance;
pub use diag::{CheckOutcome, Diagnostic, Severity, Span};
pub use draws::{Draws, Quantiles};
pub use inputs::{Cell, Inputs, Table};
pub use key::Key;
pub use observed::{MissingReason, ObsStatus, Observed, Status};
pub use panel::{Axis, DrawPanel};
pub use provenance::Fingerprint;
pub use run::{Estimate, Figure, FigureKey, Measure, RunManifest, RunOutput};
pub use scenario::{Scenario, Standing};
pub use time::{Vintage, Year, YearSpan};
pub use unit::{Items, NetPersons, Persons, Rate, Share, Unit};
